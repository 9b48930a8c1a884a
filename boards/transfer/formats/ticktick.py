"""TickTick's backup as CSV: every list there is in one file, below three rows that explain it."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from boards.transfer.boards import Board, Checklist, Item
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
            local = found.astimezone(zoneinfo.ZoneInfo(row[self.places["timezone"]]))
        except (KeyError, ValueError, OSError, OverflowError):
            return text
        return local.date().isoformat() if row[self.places.get("isallday", -1)] == "true" else local.isoformat()

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
    at = [key(head) for head in table.heads].index("listname")
    rows: dict[str, list[tuple[str, ...]]] = {}
    for row in table.rows:
        rows.setdefault(row[at], []).append(row)
    parts = {name: replace(table, rows=tuple(found)) for name, found in rows.items()}
    return [_Reader(part, guess(part, means)).board("TickTick", name or _("Inbox")) for name, part in parts.items()]


FORMAT = table_format(
    "ticktick", "TickTick", needs=("List Name", "Title", "Is Check list", "Column Name"), means=MEANS, parse=_parse
)
