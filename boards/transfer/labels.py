"""Labels, of which many have no name and some share one → tags, whose names are unlike each other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from boards.rules.text import WORD_LIMIT, fold
from boards.services.bulk_creation import TagDraft
from boards.transfer import colours
from boards.transfer.boards import Board, Label
from boards.transfer.plans import Notes
from boards.transfer.texts import one_line


@dataclass(frozen=True)
class PlannedTag:
    """The tag a label becomes. `whole_name` is set where it had to be cut; only the first of a name is made."""

    draft: TagDraft
    whole_name: str
    is_first: bool


def tags_of(board: Board, notes: Notes) -> dict[str, PlannedTag]:
    """A tag for each label of the board, by the label's id."""
    taken: dict[str, tuple[Label, TagDraft]] = {}
    numbers: dict[str, int] = {}
    found: dict[str, PlannedTag] = {}
    named_first = sorted(board.labels.items(), key=lambda pair: not pair[1].name)
    for key, label in named_first:
        found[key] = _tag(label, taken, numbers, notes)
    return {key: found[key] for key in board.labels}


def _tag(label: Label, taken: dict[str, tuple[Label, TagDraft]], numbers: dict[str, int], notes: Notes) -> PlannedTag:
    whole = one_line(label.name) or colour_name(label)
    if not one_line(label.name):
        notes.add(_("Labels without a name, called by their colour"), whole)
    if "," in whole:
        notes.add(_("Labels with a comma, which a tag can't have; a slash stands for it"), whole)
        whole = re.sub(r",\s*", " / ", whole).strip()
    name = _cut(whole)
    if name != whole:
        notes.add(_("Labels cut; they stand whole on their cards"), whole)
    twin = taken.get(fold(name))
    if twin and _alike(twin[0], label):
        notes.add(_("Labels alike in name and colour, now one tag"), name)
        return PlannedTag(twin[1], "", is_first=False)
    if twin:
        name = _other_name(name, label, taken, numbers)
        notes.add(_("Labels of the same name, told apart by their colour or a number"), name)
    draft = _draft(name, label)
    taken[fold(name)] = label, draft
    return PlannedTag(draft, whole if name != whole and len(whole) > WORD_LIMIT else "", is_first=True)


def _alike(one: Label, other: Label) -> bool:
    """Whether labels of one name are one tag: what has no colour is told by its words alone, in capitals or not."""
    return one.colour == other.colour and (not one.colour or one.name == other.name)


def colour_name(label: Label) -> str:
    """The colour in words: “dark blue” for “blue_dark”."""
    if not label.colour or label.colour == "null":
        return _("no colour")
    words = one_line(label.colour.replace(",", " ")).split("_")
    return " ".join(reversed(words)).strip() or _("no colour")


def _draft(name: str, label: Label) -> TagDraft:
    return TagDraft(name, colours.nearest(label.colour))


def _other_name(name: str, label: Label, taken: dict[str, tuple[Label, TagDraft]], numbers: dict[str, int]) -> str:
    """The name with the colour, or with a number, so that there is no other like it. `numbers` keeps for what names
    begin with the number to try next: of many alike none goes through those of all before it."""
    start = fold(name[: WORD_LIMIT // 2])
    found = _marked(name, colour_name(label)[:20])
    while fold(found) in taken:
        numbers[start] = numbers.get(start, 1) + 1
        found = _marked(name, str(numbers[start]))
    return found


def _marked(name: str, mark: str) -> str:
    return f"{_cut(name, WORD_LIMIT - len(mark) - 3)} ({mark})"


def _cut(name: str, limit: int = WORD_LIMIT) -> str:
    return name if len(name) <= limit else name[: limit - 1].rstrip() + "…"
