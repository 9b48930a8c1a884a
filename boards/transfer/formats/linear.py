"""Linear's “Export data” and “Export issues as CSV”: dates as JavaScript writes them, and issues named as TEAM-12."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from boards.models import Relation, Status
from boards.transfer.boards import Card, Link
from boards.transfer.dates import Order, iso
from boards.transfer.formats.base import COMMENTS_AND_FILES
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.moments import moment
from boards.transfer.table_boards import Reader

MEANS = roles(
    title="Title",
    description="Description",
    number="ID",
    column="Status",
    tags="Labels",
    people="Assignee",
    due="Due Date",
    start="Started",
    priority="Priority",
    created="Created",
    completed="Completed",
    updated="Updated",
    parent="Parent issue",
    ignored="Project ID; Project Milestone ID; UUID; Triaged; Time in status (minutes); Cycle Start; Cycle End",
)
LINKS = {
    "relatedto": Relation.RELATES,
    "blockedby": Relation.BLOCKED_BY,
    "blocks": Relation.BLOCKS,
    "duplicateof": Relation.DUPLICATES,
}


class _Reader(Reader):
    """Days of cancelling and archiving say what is closed; further columns name issues that are linked."""

    statuses: ClassVar = {
        "triage": Status.PENDING,
        "backlog": Status.PENDING,
        "todo": Status.PENDING,
        "inprogress": Status.IN_PROGRESS,
        "inreview": Status.IN_PROGRESS,
        "done": Status.COMPLETED,
        "canceled": Status.COMPLETED,
        "cancelled": Status.COMPLETED,
        "duplicate": Status.COMPLETED,
    }
    by_status: ClassVar = True
    separators: ClassVar = {"labels": ", ", "assignee": ""}
    heeded: ClassVar = frozenset((*LINKS, "canceled", "archived"))

    def begin(self) -> None:
        self.columns[Role.FIELD] = tuple(at for at in self.columns[Role.FIELD] if self.keys[at] not in self.heeded)
        self.ended = {row[at] for row in self.table.rows for at in self.columns[Role.COLUMN] if self.done(row)}

    def lane(self, name: str, *, status: Status | None = None) -> str:
        return super().lane(name, status=status or (Status.COMPLETED if name in self.ended else None))

    def card(self, index: int, row: Sequence[str]) -> Card:
        found = super().card(index, row)
        ended = found.done_at or moment(iso(self.cell(row, "canceled"), Order.YEAR_FIRST))
        return replace(found, due=_day(found.due), done_at=ended, links=tuple(self._links(row)))

    def _links(self, row: Sequence[str]) -> Iterator[Link]:
        for head, kind in LINKS.items():
            yield from (Link(kind, other.strip()) for other in self.cell(row, head).split(",") if other.strip())

    def done(self, row: Sequence[str]) -> bool:
        return bool(self.cell(row, "completed") or self.cell(row, "canceled"))

    def archived(self, row: Sequence[str]) -> bool:
        return bool(self.cell(row, "archived"))


def _day(due: str) -> str:
    """The day that is nearest: a due date has no time, and is written as midnight of a zone that nothing tells."""
    found = moment(due) if "T" in due else None
    return (found + datetime.timedelta(hours=12)).date().isoformat() if found else due


FORMAT = table_format(
    "linear",
    "Linear",
    needs=("ID", "Team", "Title", "Status", "Cycle Name"),
    means=MEANS,
    reader=_Reader,
    never=COMMENTS_AND_FILES,
)
