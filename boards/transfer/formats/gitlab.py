"""GitLab's “Export as CSV” of issues, which comes by e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from boards.models import Status
from boards.transfer import cells, repositories
from boards.transfer.boards import Board, Lane
from boards.transfer.formats.base import COMMENTS
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

MEANS = roles(
    title="Title",
    description="Description",
    # As it is called since GitLab 18.4, and before.
    number="IID; Issue ID",
    column="State",
    people="Assignee",
    tags="Labels; Milestone",
    due="Due Date",
    start="Start Date",
    parent="Parent IID",
    created="Created At (UTC)",
    updated="Updated At (UTC)",
    completed="Closed At (UTC)",
    ignored="Assignee Username; Author Username; Locked; Parent ID; Parent Title",
)
_SECONDS = frozenset(("timeestimate", "timespent"))


class _Reader(Reader):
    in_utc: ClassVar = True
    statuses: ClassVar = {"open": Status.PENDING, "opened": Status.PENDING, "closed": Status.COMPLETED}
    separators: ClassVar = {"labels": ",", "assignee": ", ", "milestone": ""}
    idle: ClassVar = {"type": "Issue", "confidential": "No", "timeestimate": "0", "timespent": "0"}

    def board(self, tool: str, name: str) -> Board:
        return super().board(tool, repositories.name_of(self.cell(row, "url") for row in self.table.rows) or name)

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        for name, value in super().fields(row):
            yield name, cells.duration(value) if key(name) in _SECONDS else value

    def ordered(self, lanes: list[Lane]) -> list[Lane]:
        return sorted(lanes, key=lambda lane: lane.status is Status.COMPLETED)


FORMAT = table_format(
    "gitlab",
    "GitLab",
    needs=("IID|Issue ID", "Title", "State", "Author Username"),
    means=MEANS,
    reader=_Reader,
    never=COMMENTS,
)
