"""What of a card has no field here: written as Markdown, each kind under a heading of its own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.rules.text import TEXT_LIMIT, is_blank
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item
from boards.transfer.moments import moment

LINK = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
# Looked up only where there is something below them: most cards have none.
COMMENTS, ATTACHMENTS, MEMBERS = gettext_lazy("Comments"), gettext_lazy("Attachments"), gettext_lazy("Members")
FIELDS, ORIGIN = gettext_lazy("Custom fields"), gettext_lazy("From %(tool)s")
MACHINE = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?")
ENDS = re.compile(r"[\r\n]+")
BRACKET, ESCAPED = re.compile(r"[][\\]"), r"\\\g<0>"


def describe(card: Card, board: Board, zone: datetime.tzinfo, names: Sequence[str], remarks: Sequence[str]) -> str:
    """The card's own description to the letter, and below it the rest."""
    return below(
        card.description,
        *(_checklist(each, board, zone) for each in card.checklists),
        (COMMENTS, [_comment(comment, zone) for comment in card.comments]),
        (ATTACHMENTS, [_attachment(each) for each in card.attachments]),
        (MEMBERS, [f"- {one_line(name)}" for name in names]),
        (FIELDS, [f"- **{one_line(name)}:** {_value(value, zone)}" for name, value in card.fields]),
        (ORIGIN % {"tool": board.tool}, [f"- {remark}" for remark in remarks]),
    )


def below(text: str, *sections: tuple[str | Promise, Sequence[str]]) -> str:
    """Sections of (heading, blocks) under a text; those without blocks are left out."""
    parts = ["\n".join((f"## {heading}", "", *blocks)).rstrip() for heading, blocks in sections if blocks]
    if not parts:
        return text
    return "\n\n".join((*([text.rstrip()] if text.strip() else []), *parts)) + "\n"


def one_line(text: str) -> str:
    """The text with a space for each line break; empty if nothing of it can be seen."""
    line = " ".join(filter(None, map(str.strip, ENDS.split(text))))
    return "" if is_blank(line) else line


def _checklist(checklist: Checklist, board: Board, zone: datetime.tzinfo) -> tuple[str, Sequence[str]]:
    heading = _("Checklist: %(name)s") % {"name": one_line(checklist.name)}
    return heading, [_item(item, board, zone) for item in checklist.items] or [_("No items")]


def _item(item: Item, board: Board, zone: datetime.tzinfo) -> str:
    member = board.members.get(item.member_id)
    details = [_when(item.due, zone) if item.due else "", member.name if member else ""]
    told = ", ".join(filter(None, details))
    return f"- [{'x' if item.done else ' '}] {one_line(item.text)}" + (f" ({told})" if told else "")


def _comment(comment: Comment, zone: datetime.tzinfo) -> str:
    """Quoted, so that headings and lists in it stay within."""
    author = one_line(comment.author) or _("Somebody")
    heading = f"**{author}**" + (f", {_moment(comment.date, zone)}" if comment.date else "")
    lines = comment.text.replace("\r\n", "\n").rstrip().split("\n")
    return "\n".join((heading, "", *(f"> {line}".rstrip() for line in lines), ""))


def _attachment(attachment: Attachment) -> str:
    name, url = one_line(attachment.name), one_line(attachment.url)
    if not LINK.fullmatch(url):
        return f"- {name} `{url}`" if url else f"- {name}"
    if name in ("", url):
        return f"- <{url}>"
    return f"- [{BRACKET.sub(ESCAPED, name)}](<{url}>)"


def _when(text: str, zone: datetime.tzinfo) -> str:
    found = moment(text)
    return _moment(found, zone) if found else one_line(text)


def _value(text: str, zone: datetime.tzinfo) -> str:
    """On one line; a moment as programs write it as people do."""
    match = MACHINE.fullmatch(text)
    if match is None:
        return one_line(text)
    return _when(text, zone) if match[2] else text.replace("T", " ")[:16]


def _moment(found: datetime.datetime, zone: datetime.tzinfo) -> str:
    try:
        return f"{found.astimezone(zone):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):  # the first and the last day there are
        return found.isoformat()


def stray_name(stray: Checklist | Comment) -> str:
    """How a checklist or comment is named when its card is not in the file."""
    return one_line(stray.name if isinstance(stray, Checklist) else stray.text)


def portions(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """The text in pieces that fit into a description, cut at line ends where there are any."""
    text = text.replace("\r\n", "\n")
    if len(text) <= limit:
        return [text]
    return list(_cut(text, limit))


def _cut(text: str, limit: int) -> Iterator[str]:
    while len(text) > limit:
        at = text.rfind("\n", 1, limit) + 1 or limit
        yield text[:at]
        text = text[at:]
    if text:
        yield text


def quoted(names: Iterable[str]) -> str:
    """Names in a sentence."""
    return ", ".join(f"“{name}”" for name in names)


def whole_number(text: str, highest: int) -> int | None:
    """A whole number from 1 to `highest`; None for anything else."""
    number = int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
    return number if 1 <= number <= highest else None
