"""TickTick's backup as CSV: every list there is in one file, below three rows that explain it."""

from __future__ import annotations

import math
import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from boards.transfer.boards import Board, Card, Checklist, Item, Lane
from boards.transfer.files import Brought
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role, guess
from boards.transfer.moments import moment
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table, key

MEANS = roles(
    title="Title",
    description="Content",
    column="Column Name",
    tags="Tags",
    due="Due Date",
    start="Start Date",
    priority="Priority",
    done="Status",
    created="Created Time",
    completed="Completed Time",
    number="taskId",
    parent="parentId",
    ignored=(
        "Folder Name; List Name; Kind; Is Check list; Order; Timezone; Is All Day; Is Floating; Column Order; View Mode"
        "; Reminder; projectKind"
    ),
)
PRIORITIES = {"0": 0, "1": 1, "3": 2, "5": 3}
# What the numbers of states mean, where no line above the table says it: until version 7.1, and since then.
STATES = {"0": "normal", "1": "completed", "2": "archived"}
NEWER_STATES = {"0": "normal", "-1": "abandoned", "2": "completed"}
_STATE = re.compile(r"(?<!\d)(-?\d{1,4})\s+([^\W\d_]+)")
_MARK = re.compile(r"^([▪▫])\s*(.*)$")


class _Reader(Reader):
    """Dates of whole days are moments of their zone; a list for checking is a description of marked lines."""

    def begin(self) -> None:
        self.places = {key(head): at for at, head in enumerate(self.table.heads)}
        self.states = _states(self.table)
        # These say how a list is shown, or have been heeded.
        self.columns[Role.IGNORED] = ()

    def lane_name(self, row: Sequence[str]) -> str:
        return self.first(Role.COLUMN, row) or self.plain_list(row)

    def card(self, index: int, row: Sequence[str]) -> Card:
        found = super().card(index, row)
        if self._state(row) == "abandoned":
            self.remarks.append((_("Tasks that were given up, archived here"), found.title))
        if self._cell(row, "kind") == "NOTE":
            self.remarks.append((_("Notes, which are tasks here"), found.title))
        # What has one date has it twice in the file.
        return replace(found, start="") if found.start == found.due else found

    def _state(self, row: Sequence[str]) -> str:
        return self.states.get(self.first(Role.DONE, row), "normal")

    def done(self, row: Sequence[str]) -> bool:
        return self._state(row) in ("completed", "archived")

    def archived(self, row: Sequence[str]) -> bool:
        return self._state(row) in ("archived", "abandoned")

    def number(self, row: Sequence[str]) -> str:
        return ""

    def priority(self, text: str) -> int | None:
        return PRIORITIES.get(text, 0)

    def date(self, role: Role, row: Sequence[str]) -> str:
        text = super().date(role, row)
        found = moment(text)
        if found is None or role not in (Role.DUE, Role.START):
            return text
        try:
            local = found.astimezone(zoneinfo.ZoneInfo(self._cell(row, "timezone")))
        except (KeyError, ValueError, OSError, OverflowError):
            return text
        return local.date().isoformat() if self._cell(row, "isallday") == "true" else local.isoformat()

    def _cell(self, row: Sequence[str], name: str) -> str:
        return row[self.places[name]] if name in self.places else ""

    def folder(self) -> str:
        """Where the list lay."""
        name = next((self._cell(row, "foldername") for row in self.table.rows), "")
        return _("In the folder “%(name)s”.") % {"name": name} if name else ""

    def ordered(self, lanes: list[Lane]) -> list[Lane]:
        """By what the sections' places are said to be; sections without a place as they are met."""
        places: dict[str, float] = {}
        for row in self.table.rows:
            places.setdefault(self.lane_name(row), _number(self._cell(row, "columnorder")))
        return sorted(lanes, key=lambda lane: places.get(lane.name, math.inf))

    def checklists(self, card: str, row: Sequence[str]) -> Iterator[Checklist]:
        lines = self.first(Role.DESCRIPTION, row).splitlines()
        items = [match for line in lines if (match := _MARK.match(line.strip()))]
        if items:
            yield Checklist(_("Checklist"), card, tuple(Item(match[2], match[1] == "▪") for match in items))

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        return (each for each in super().fields(row) if key(each[0]) != "taskid")

    def description(self, row: Sequence[str]) -> str:
        lines = self.first(Role.DESCRIPTION, row).splitlines()
        return "\n".join(line for line in lines if not _MARK.match(line.strip()))


def _parse(_file: Brought, table: Table, means: Mapping[str, Role]) -> Sequence[Board]:
    heads = [key(head) for head in table.heads]
    at, order = heads.index("listname"), heads.index("order") if "order" in heads else None
    rows: dict[str, list[tuple[str, ...]]] = {}
    # As people have put them: the smaller, the higher.
    for row in sorted(table.rows, key=lambda each: _number(each[order]) if order is not None else 0):
        rows.setdefault(row[at], []).append(row)
    there = dict.fromkeys(row[at] for row in table.rows)
    parts = {name: replace(table, rows=tuple(rows[name])) for name in there}
    never = (_("Reminders, habits and files"),)
    readers = ((name or _("Inbox"), _Reader(part, guess(part, means))) for name, part in parts.items())
    return [
        replace(reader.board("TickTick", name), description=reader.folder(), never=never) for name, reader in readers
    ]


def _states(table: Table) -> dict[str, str]:
    """What the numbers of states mean: the file says so above its table, as long as nobody has taken that off."""
    told = {
        number: word.casefold() for row in table.before for cell in row[:1] for number, word in _STATE.findall(cell)
    }
    if "completed" in told.values():
        return told
    return NEWER_STATES if "projectkind" in map(key, table.heads) else STATES


def _number(text: str) -> float:
    """A place; what has none comes last."""
    try:
        number = float(text)
    except ValueError:
        return math.inf
    return math.inf if math.isnan(number) else number


FORMAT = table_format(
    "ticktick", "TickTick", needs=("List Name", "Title", "Is Check list", "Created Time"), means=MEANS, parse=_parse
)
