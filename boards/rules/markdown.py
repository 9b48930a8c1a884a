"""Markdown to HTML that is safe to show: CommonMark with tables, strikethrough and addresses as links, then cleaned.

Raw HTML is shown as text, pictures become links (nothing is loaded from elsewhere), and only plain
addresses may be linked.
"""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_SCHEMES = {"http", "https", "mailto"}
# Each opening bracket may be the start of a link and is looked for its end, over all of what follows: beyond this many
# a text costs seconds. It then has none, and shows its brackets as they are.
MOST_BRACKETS = 4_000
# Each address is looked for its end over all of what follows, too: beyond so many letters (addresses times the length
# of the text) that costs seconds, and only what was written as a link is one.
MOST_LETTERS = 5_000_000
# Headings of a text stand below those of the page it is shown on.
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 50, "linkify": True})
    parser.enable(["table", "strikethrough", "linkify"])
    # Only what says that it is an address: in “see setup.py, v1.2 and a@b” there is none.
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # type: ignore[union-attr]
    for other in ("ftp:", "//"):
        parser.linkify.add(other, None)  # type: ignore[union-attr]
    # A link reads as it was typed, with its %20.
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]

    def heading(self, tokens, index, options, env):  # type: ignore[no-untyped-def]
        tokens[index].tag = _LOWER.get(tokens[index].tag, tokens[index].tag)
        return self.renderToken(tokens, index, options, env)

    def image(self, tokens, index, options, env):  # type: ignore[no-untyped-def]
        token = tokens[index]
        link = escapeHtml(token.attrs.get("src", ""))
        label = self.renderInlineAsText(token.children or [], options, env) or token.attrs.get("src", "")
        return f'<a href="{link}">{escapeHtml(label)}</a>'

    parser.add_render_rule("heading_open", heading)
    parser.add_render_rule("heading_close", heading)
    parser.add_render_rule("image", image)
    return parser


_PARSER = _parser()
_WITHOUT_ADDRESSES = _parser().disable("linkify")
_WITHOUT_LINKS = _parser().disable(["link", "image", "reference", "linkify"])


def to_html(text: str) -> SafeString:
    """The text as HTML; safe whatever the text holds."""
    html = nh3.clean(
        _parser_for(text).render(text),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return SafeString(html)


def _parser_for(text: str) -> MarkdownIt:
    if text.count("[") > MOST_BRACKETS:
        return _WITHOUT_LINKS
    addresses = text.count("://") + text.count("mailto:")
    return _WITHOUT_ADDRESSES if addresses * len(text) > MOST_LETTERS else _PARSER
