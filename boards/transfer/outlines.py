"""What a file holds, as plain values: for the page on which somebody chooses what becomes of it, and for the API."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Column, Project
from boards.transfer import tables
from boards.transfer.boards import Board
from boards.transfer.files import Brought
from boards.transfer.formats import any_table
from boards.transfer.importing import lanes_of
from boards.transfer.mapping import Mapping, guess
from boards.transfer.opening import Opened
from boards.transfer.plans import Note, Plan, printable
from boards.transfer.texts import one_line

# What more there is of these is taken as it was found: a form has an end.
MOST_LISTS, MOST_MEMBERS, MOST_COLUMNS, MOST_BOARDS = 100, 250, 150, 500
EXAMPLES = 3


def outline(opened: Opened, place: int, plan: Plan, into: Project | None) -> dict[str, Any]:
    """Of the board at that place, with how many others there are; what `plan` says of it in words."""
    board = opened.boards[place]
    return {
        "tool": plan.tool,
        "kind": str(opened.format.kind),
        "boards": [_entry(each) for each in opened.boards[:MOST_BOARDS]],
        "board": place,
        "title": plan.title,
        "counts": counts(plan),
        "lists": _lists(board, plan, into),
        "members": _members(board),
        "columns": _columns(plan, into),
        **notes(plan),
    }


def table(file: Brought, opened: Opened, mapping: Mapping | None) -> dict[str, Any] | None:
    """The columns of a table whose meaning can be chosen, with the first values of each."""
    if opened.format is not any_table.FORMAT:
        return None
    found = tables.read(file)
    meant = mapping if mapping and len(mapping.roles) == len(found.heads) else guess(found)
    return {
        "key": hashlib.sha256("\n".join(map(tables.key, found.heads)).encode()).hexdigest()[:32],
        "rows": len(found.rows),
        "sheet": printable(found.name),
        "separator": found.separator,
        "encoding": file.encoding if found.separator else "",
        "mapping": meant.as_json(),
        "unsure": sorted(meant.unsure),
        "heads": [
            {"name": printable(head), "examples": _examples(found, index)}
            for index, head in enumerate(found.heads[:MOST_COLUMNS])
        ],
    }


def counts(plan: Plan) -> list[dict[str, Any]]:
    """What the file holds, in numbers and words."""
    return [{"name": each.name, "total": each.total, "text": str(each)} for each in plan.counts]


def notes(plan: Plan) -> dict[str, Any]:
    """What is different, and what is left out."""
    return {"changed": written(plan.changed), "left_out": written(plan.left_out)}


def written(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Notes as plain values."""
    return [_note(each) for each in notes]


def at(opened: Opened, place: int) -> int:
    """The place of a board. Raises InvalidInput where there is none."""
    if not 0 <= place < len(opened.boards):
        there = len(opened.boards)
        words = _("The file has no board %(place)s. It has %(count)s, which are counted from 0.")
        raise InvalidInput("board", words % {"place": str(place)[:20], "count": there})
    return place


def _entry(board: Board) -> dict[str, Any]:
    return {"name": printable(one_line(board.name)) or board.tool, "cards": len(board.cards)}


def _lists(board: Board, plan: Plan, into: Project | None) -> list[dict[str, Any]]:
    """In their order; for each the status of the column that its cards go to, and which that is."""
    cards = Counter(card.list_id for card in board.cards)
    targets = plan.targets
    lanes: Sequence[object] = lanes_of(plan, into) if into else plan.columns
    return [
        {
            "id": lane.id,
            "name": printable(one_line(lane.name)),
            "closed": lane.closed,
            "cards": cards[lane.id],
            "status": str(plan.columns[targets[lane.id]].status),
            "column": str(getattr(lanes[targets[lane.id]], "name")),  # noqa: B009  a column, or one to be
            "is_there": isinstance(lanes[targets[lane.id]], Column),
        }
        for lane in board.lists[:MOST_LISTS]
        if lane.id in targets
    ]


def _members(board: Board) -> list[dict[str, Any]]:
    """Those with most cards first."""
    cards = Counter(key for card in board.cards for key in card.members)
    found = sorted(board.members.values(), key=lambda member: -cards[member.id])
    return [
        {"id": each.id, "name": printable(each.name), "email": printable(each.email), "cards": cards[each.id]}
        for each in found[:MOST_MEMBERS]
    ]


def _columns(plan: Plan, into: Project | None) -> list[dict[str, Any]]:
    """The columns that the cards stand in then."""
    sizes = Counter(task.column for task in plan.tasks)
    archived = Counter(task.column for task in plan.tasks if task.archived)
    lanes: Sequence[Any] = lanes_of(plan, into) if into else plan.columns
    return [
        {
            "name": lane.name,
            "status": str(lane.status),
            "cards": sizes[index],
            "archived": archived[index],
            "is_new": not isinstance(lane, Column),
        }
        for index, lane in enumerate(lanes)
    ]


def _examples(found: tables.Table, index: int) -> list[str]:
    values: dict[str, None] = {}
    for value in found.values(index):
        values[printable(value)] = None
        if len(values) == EXAMPLES:
            break
    return list(values)


def _note(note: Note) -> dict[str, Any]:
    return {"text": note.text, "count": note.count, "examples": list(note.examples), "more": note.more}
