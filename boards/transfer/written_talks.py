"""Checklists and comments that imports wrote into descriptions before there were real ones: found there, taken out.

Only what is to the letter as the import wrote it counts. The text that a card was imported with is read section by
section and written again: if that gives the same text, nothing was misread.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from boards.rules.checklists import MOST_ITEMS, MOST_LISTS
from boards.rules.text import ITEM_LIMIT, NAME_LIMIT, is_blank
from boards.services.bulk_talk import ChecklistDraft, CommentDraft, ItemDraft, Talk
from boards.transfer import texts
from boards.transfer.talks import spoken

_ITEM = re.compile(r"- \[([ x])\] (.+)")
# A due date as the import wrote it, behind the text of an item, and whoever it was given to.
_DUE = re.compile(r"(.*\S) \((\d{4}-\d\d-\d\d) \d\d:\d\d(?:, (.+))?\)")
_SAID = re.compile(r"\*\*(.+)\*\*(?:, (\d{4}-\d\d-\d\d \d\d:\d\d))?")
# What the import made of any tool called the section with its remarks.
_ORIGIN = re.compile(r"## " + "From .+")


@dataclass(frozen=True)
class Found:
    """What stands in a description: the rest of it, what becomes real, and why if nothing of it can."""

    rest: str
    talk: Talk = field(default_factory=Talk)
    left: str = ""


def convert(imported: str, now: str, zone: datetime.tzinfo) -> Found | None:
    """What of the text a card was imported with can be taken out of its description as it is `now`.

    None if there is nothing of the kind in it.
    """
    blocks = _blocks(imported)
    wanted = [block for block in blocks if _is_list(block) or _is_talk(block)]
    if not wanted:
        return None
    if _joined(blocks) != imported.rstrip():
        return Found(now, left=_("it is not as the import wrote it"))
    try:
        lists = [_checklist(block) for block in wanted if _is_list(block)]
        comments = [comment for block in wanted if _is_talk(block) for comment in _comments(block, zone)]
    except ValueError:  # what looks like a date and is none
        return Found(now, left=_("it is not as the import wrote it"))
    if None in lists or None in comments or len(lists) > MOST_LISTS:
        return Found(now, left=_("it is too long, or not as the import wrote it"))
    if any(now.count(block) != 1 for block in wanted):
        return Found(now, left=_("it has been changed since"))
    return Found(_without(now, wanted), Talk(tuple(filter(None, lists)), tuple(filter(None, comments))))


def _is_list(block: str) -> bool:
    return block.startswith("## " + _("Checklist: %(name)s") % {"name": ""})


def _is_talk(block: str) -> bool:
    return block.startswith(f"## {texts.COMMENTS}\n")


def _blocks(text: str) -> list[str]:
    """The card's own text, and from the first heading of an import on one block for each section."""
    known = {f"## {name}" for name in (texts.COMMENTS, texts.ATTACHMENTS, texts.MEMBERS, texts.FIELDS)}
    blocks: list[list[str]] = [[]]
    for line in text.rstrip().split("\n"):
        if line in known or _is_list(line) or _ORIGIN.fullmatch(line):
            blocks.append([])
        blocks[-1].append(line)
    return ["\n".join(block).strip("\n") if place else "\n".join(block).rstrip() for place, block in enumerate(blocks)]


def _joined(blocks: Sequence[str]) -> str:
    return "\n\n".join(filter(None, blocks))


def _without(text: str, blocks: Sequence[str]) -> str:
    for block in blocks:
        before, _block, after = text.partition(block)
        parts = [before.rstrip("\n"), after.strip("\n")]
        text = "\n\n".join(part for part in parts if part)
    return f"{text}\n" if text else ""


def _checklist(block: str) -> ChecklistDraft | None:
    heading, _gap, body = block.partition("\n\n")
    title = heading.removeprefix("## " + _("Checklist: %(name)s") % {"name": ""}).strip() or _("Checklist")
    lines = [] if body == _("No items") else body.split("\n")
    items = [_item(line) for line in lines]
    if len(title) > NAME_LIMIT or len(items) > MOST_ITEMS or None in items:
        return None
    return ChecklistDraft(title, tuple(filter(None, items)))


def _item(line: str) -> ItemDraft | None:
    found = _ITEM.fullmatch(line)
    if found is None or is_blank(found[2]) or len(found[2]) > ITEM_LIMIT:
        return None
    due = _DUE.fullmatch(found[2])
    if due is None:
        return ItemDraft(found[2], found[1] == "x")
    text = f"{due[1]} ({due[3]})" if due[3] else due[1]
    return ItemDraft(text, found[1] == "x", due_date=datetime.date.fromisoformat(due[2]))


def _comments(block: str, zone: datetime.tzinfo) -> list[CommentDraft | None]:
    """Each is a name, a gap, and quoted lines."""
    body = block.partition("\n\n")[2]
    pieces = re.split(r"\n\n(?=\*\*)", body)
    return [_comment(piece, zone) for piece in pieces]


def _comment(piece: str, zone: datetime.tzinfo) -> CommentDraft | None:
    heading, _gap, quoted = piece.partition("\n\n")
    said, lines = _SAID.fullmatch(heading), quoted.split("\n")
    if said is None or not all(line == ">" or line.startswith("> ") for line in lines):
        return None
    text = "\n".join(line[2:] for line in lines)
    if is_blank(text):
        return None
    written = datetime.datetime.strptime(said[2], "%Y-%m-%d %H:%M").replace(tzinfo=zone) if said[2] else None
    return CommentDraft(spoken(said[1], text), written_at=written)
