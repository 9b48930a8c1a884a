"""TickTick's backup as CSV: every list there is in one file, below three rows that explain it."""

from __future__ import annotations

import math
import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from boards.transfer.boards import Board, Checklist, Item, Lane
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
        "; Reminder"
    ),
)
PRIORITIES = {"0": 0, "1": 1, "3": 2, "5": 3}
ARCHIVED = "2"
_MARK = re.compile(r"^([▪▫])\s*(.*)$")


class _Reader(Reader):
    """Dates of whole days are moments of their zone; a list for checking is a description of marked lines."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.places = {key(head): at for at, head in enumerate(self.table.heads)}
        # These say how a list is shown, or have been heeded.
        self.columns[Role.IGNORED] = ()

    def lane_name(self, row: Sequence[str]) -> str:
        return self.first(Role.COLUMN, row) or self.plain_list(row)

    def done(self, row: Sequence[str]) -> bool:
        return self.first(Role.DONE, row) in ("1", ARCHIVED)

    def archived(self, row: Sequence[str]) -> bool:
        return self.first(Role.DONE, row) == ARCHIVED

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
