"""Markdown to HTML that is safe to show: CommonMark with tables, strikethrough, boxes and links, then cleaned.

Raw HTML is shown as text, pictures become links (nothing is loaded from elsewhere) but for those that are attached
here, and only plain addresses may be linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import nh3
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from boards.rules import hosts
from boards.rules import references as rules
from boards.rules.mentions import PICKED
from boards.rules.references import References

_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td", "input", "span", "img"),
}
_CLASSES = {"span": {"mention"}}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "input": {"type", "disabled", "checked", "aria-label"}}
_BOX_ATTRIBUTES = {"button": {"form", "name", "value", "role", "aria-checked", "aria-label"}}
_ATTRIBUTES["img"] = {"src", "alt", "title", "loading", "decoding"}
_SCHEMES = {"http", "https", "mailto"}
# Each opening bracket may be the start of a link and is looked for its end, over all of what follows: beyond this many
# a text costs seconds. It then has none, and shows its brackets as they are.
MOST_BRACKETS = 4_000
# Each address is looked for its end over all of what follows, too: beyond so many letters (addresses times the length
# of the text) that costs seconds, and only what was written as a link is one.
MOST_LETTERS = 5_000_000
# What stands in more quotations or lists than so many is not shown.
DEEPEST = 50
# Each quotation looks for its end over all of what follows, once for every one that it stands in: beyond so many lines
# (how deep the deepest is times how many lines there are) that costs seconds, and the text shows its `>` as they are.
MOST_QUOTED_LINES = 250_000
# Of what stands beside a box, so much names it.
LONGEST_LABEL = 200
# A file that is attached to a task, which is shown by a route of its own.
_ATTACHED = re.compile(r"/attachments/([1-9][0-9]{0,17})/", re.ASCII)
_BOX = re.compile(r"\[([ xX])\]\s+")
# What may stand before the words of a line: marks of quotations, and of lists that hold some.
_MARKS = re.compile(r"^[\t >*+\-0-9.)]*>", re.MULTILINE)
# Headings of a text stand below those of the page it is shown on.
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}


def _parser() -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": DEEPEST, "linkify": True}
    parser = MarkdownIt("commonmark", options)
    parser.enable(["table", "strikethrough", "linkify"])
    # Only what says that it is an address; what is meant for one all the same, `hosts` finds, at a bounded cost.
    parser.linkify = linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False})
    for other in ("ftp:", "//"):
        linkify.add(other, None)
    # A link reads as it was typed, with its %20.
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    parser.inline.ruler.before("link", "mention", _mention)
    parser.core.ruler.after("inline", "boxes", _boxes)
    parser.core.ruler.after("linkify", "hosts", _link_hosts)
    parser.core.ruler.after("hosts", "references", _link_references)
    rendered = {"heading_open": _heading, "heading_close": _heading, "image": _image, "box": _box, "mention": _named}
    for name, rule in rendered.items():
        parser.add_render_rule(name, rule)
    return parser


def _heading(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType, /) -> str:
    tokens[index].tag = _LOWER.get(tokens[index].tag, tokens[index].tag)
    return renderer.renderToken(tokens, index, options, env)


def _image(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType, /) -> str:
    token = tokens[index]
    address = str(token.attrs.get("src", ""))
    words = renderer.renderInlineAsText(token.children or [], options, env)
    link = escapeHtml(address)
    return (
        _picture(link, words) if _ATTACHED.fullmatch(link) else f'<a href="{link}">{escapeHtml(words or address)}</a>'
    )


def _box(_renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType, /) -> str:
    """To be ticked, by the form that `boxes` names, or to be read alone."""
    meta, form = tokens[index].meta, env.get("boxes")
    done = meta["done"]
    if form:
        wanted, label = "no" if done else "yes", escapeHtml(meta["text"])
        return (
            f'<button class="box" role="checkbox" form="{escapeHtml(form)}" name="box"'
            f' value="{meta["number"]}-{wanted}" aria-checked="{str(done).lower()}" aria-label="{label}"></button> '
        )
    label = escapeHtml(_("Done") if done else _("To do"))
    return f'<input type="checkbox" disabled{" checked" if done else ""} aria-label="{label}"> '


def _named(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType, /
) -> str:
    return f'<span class="mention">@{escapeHtml(tokens[index].content)}</span>'


def _picture(address: str, words: str) -> str:
    """A picture that is attached here, and leads to itself."""
    image = f'<img src="{address}inline/" alt="{escapeHtml(words)}" loading="lazy" decoding="async">'
    return f'<a href="{address}inline/">{image}</a>'


def _mention(state: StateInline, silent: bool) -> bool:
    """Somebody who was picked, by the name they had then."""
    found = PICKED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "@" else None
    if found is None:
        return False
    if not silent:
        state.push("mention", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _boxes(state: StateCore) -> None:
    """`[ ]` and `[x]` at the start of an item of a list are boxes, to be read or, in a form, to be ticked."""
    number = 0
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if (item.type, paragraph.type) != ("list_item_open", "paragraph_open") or not inline.children:
            continue
        first = inline.children[0]
        if first.type == "text" and (found := _BOX.match(first.content)):
            first.content = first.content[found.end() :]
            meta = {"done": found[1] != " ", "number": number, "line": (inline.map or [0])[0]}
            meta["text"] = inline.content[found.end() :][:LONGEST_LABEL].partition("\n")[0]
            inline.children.insert(0, Token("box", "input", 0, meta=meta))
            number += 1


def _link_hosts(state: StateCore) -> None:
    """Names of sites become links, unless they stand in one."""
    for inline in state.tokens:
        if inline.type != "inline" or "." not in inline.content:
            continue
        found: list[Token] = []
        depth = 0
        for token in inline.children or []:
            depth += token.nesting if token.type in ("link_open", "link_close") else 0
            found += _with_links(state.md, token) if token.type == "text" and not depth else [token]
        inline.children = found


def _with_links(parser: MarkdownIt, token: Token) -> list[Token]:
    """The text, cut where sites are named in it."""
    tokens: list[Token] = []
    done = 0
    for start, end in hosts.find(token.content):
        address = token.content[start:end]
        href = parser.normalizeLink(f"http://{address}")
        tokens += [_text(token.content[done:start]), Token("link_open", "a", 1, attrs={"href": href})]
        tokens += [_text(address), Token("link_close", "a", -1)]
        done = end
    return [*tokens, _text(token.content[done:])] if tokens else [token]


def _link_references(state: StateCore) -> None:
    """`#12` becomes a link to the task, where it is known which that is (see `to_html`)."""
    known: References = state.env.get("references", {})
    for inline in state.tokens if known else ():
        if inline.type == "inline" and "#" in inline.content:
            inline.children = list(_with_tasks(inline.children or [], known))


def _with_tasks(tokens: list[Token], known: References) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "text" or depth:
            yield token
            continue
        done = 0
        for start, end, named in rules.find(token.content):
            if (task := known.get(named)) is None:
                continue
            yield _text(token.content[done:start])
            yield Token("link_open", "a", 1, attrs={"href": f"/tasks/{task.pk}/", "title": task.state})
            yield _text(f"{token.content[start:end]} {task.title}")
            yield Token("link_close", "a", -1)
            if task.is_completed or task.is_archived:
                yield _text(f" ({task.state})")
            done = end
        yield _text(token.content[done:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


_PARSER = _parser()
_LINKS = ("link", "image", "reference", "linkify")


@cache
def _without(*names: str) -> MarkdownIt:
    """Made for the first text that needs it, as hardly any does: each takes 0.4 MB."""
    return _parser().disable(names)


def to_html(text: str, references: References | None = None, *, boxes: str = "") -> SafeString:
    """The text as HTML; safe whatever the text holds. `references` are the tasks that it may link to.

    `boxes` is the id of the form by which its boxes are ticked: each sends `box`, its number and the state it is to
    have, as `2-yes`. Without one they can only be read.
    """
    html = nh3.clean(
        _parser_for(text).render(text, {"references": references or {}, "boxes": boxes}),
        tags=_TAGS | {"button"} if boxes else _TAGS,
        attributes=_ATTRIBUTES | _BOX_ATTRIBUTES if boxes else _ATTRIBUTES,
        allowed_classes=_CLASSES | {"button": {"box"}} if boxes else _CLASSES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return SafeString(html)


def box_lines(text: str) -> list[int]:
    """The lines that the boxes of a text stand on, counted from 0, in their order."""
    tokens = _parser_for(text).parse(text) if "[" in text else []
    return [child.meta["line"] for token in tokens for child in token.children or () if child.type == "box"]


def to_line(text: str, references: References | None = None) -> SafeString:
    """The same of one line, of which no paragraph is made, nor a list or a heading."""
    html = nh3.clean(
        _parser_for(text).renderInline(text, {"references": references or {}}),
        tags={"em", "strong", "s", "code", "a", "span"},
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return SafeString(html)


def _parser_for(text: str) -> MarkdownIt:
    if _quoted_lines(text) > MOST_QUOTED_LINES:
        return _without(*_LINKS, "blockquote")
    if text.count("[") > MOST_BRACKETS:
        return _without(*_LINKS)
    addresses = text.count("://") + text.count("mailto:")
    return _without("linkify") if addresses * len(text) > MOST_LETTERS else _PARSER


def _quoted_lines(text: str) -> int:
    deepest = max((found[0].count(">") for found in _MARKS.finditer(text)), default=0)
    return min(deepest, DEEPEST) * text.count("\n")
