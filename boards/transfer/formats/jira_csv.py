"""Jira's “Export CSV (all fields)”: headings that repeat, comments and files with their date and author in the cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from boards.models import Status
from boards.transfer.boards import BLOCKED_BY, BLOCKS, DUPLICATES, RELATES, Attachment, Board, Card, Comment, Lane, Link
from boards.transfer.dates import Order, iso
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.moments import moment
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

MEANS = roles(
    title="Summary",
    description="Description",
    column="Status",
    number="Issue key; Key",
    tags="Labels; Component/s; Components; Issue Type",
    people="Assignee",
    due="Due date; Due",
    created="Created",
    completed="Resolved; Resolution date",
    updated="Updated",
    priority="Priority",
    parent="Parent key; Parent id; Parent",
    comments="Comment; Comments",
    ignored=(
        "Issue id; Project key; Project name; Project type; Project lead; Project lead id; Project description;"
        "Project url; Last Viewed; Assignee Id; Reporter Id; Creator Id; Watchers Id; Status Category;"
        "Status Category Changed; Work Ratio; Attachment; Parent summary; Custom field (Rank)"
    ),
)
CATEGORIES = {"todo": Status.PENDING, "inprogress": Status.IN_PROGRESS, "done": Status.COMPLETED}
# What the headings “Outward issue link (Blocks)” and “Inward issue link (Blocks)” tell.
_LINK = re.compile(r"(inward|outward) issue link \((.+)\)", re.IGNORECASE)
LINKS = {
    ("outward", "blocks"): BLOCKS,
    ("inward", "blocks"): BLOCKED_BY,
    ("outward", "duplicate"): DUPLICATES,
    ("outward", "relates"): RELATES,
    ("inward", "relates"): RELATES,
}
# Date, author, and the rest, which may hold semicolons of its own.
_THREE = re.compile(r"([^;]*);([^;]*);(.*)", re.DOTALL)


class _Reader(Reader):
    """What stands in a cell with semicolons is taken apart; the order of statuses is that of their categories."""

    order: ClassVar = [Status.PENDING, Status.IN_PROGRESS, Status.COMPLETED]

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        heads = self.table.heads
        self.places = {key(head): at for at, head in reversed(list(enumerate(heads)))}
        self.files = [at for at, head in enumerate(heads) if key(head) == "attachment"]
        self.linking = [(at, kind) for at, head in enumerate(heads) if (kind := _kind_of_link(head))]
        heeded = {*self.files, *(at for at, _kind in self.linking), self.places.get("statuscategory")}
        self.columns[Role.IGNORED] = tuple(at for at in self.columns[Role.IGNORED] if at not in heeded)
        self.columns[Role.FIELD] = tuple(at for at in self.columns[Role.FIELD] if at not in heeded)
        self.order_of_dates = next(iter(self.mapping.orders.values()), Order.DAY_FIRST)

    def card(self, index: int, row: Sequence[str]) -> Card:
        category = self._cell(row, "statuscategory")
        self.lane(self.lane_name(row), status=CATEGORIES.get(key(category)))
        found = super().card(index, row)
        files = tuple(_attachment(row[at]) for at in self.files if row[at])
        links = tuple(Link(kind, row[at]) for at, kind in self.linking if row[at])
        return replace(found, attachments=files, links=links)

    def ordered(self, lanes: list[Lane]) -> list[Lane]:
        if any(lane.status is None for lane in lanes):
            return lanes
        return sorted(lanes, key=lambda lane: self.order.index(lane.status or Status.PENDING))

    def comment(self, text: str, card: str) -> Comment:
        match = _THREE.fullmatch(text)
        date = moment(iso(match[1], self.order_of_dates)) if match else None
        return Comment(card, match[2], match[3], date) if match and date else Comment(card, "", text)

    def done(self, row: Sequence[str]) -> bool:
        # Its status says so; a resolution may be left from before it was reopened.
        return False

    def names(self, index: int, row: Sequence[str]) -> Iterator[str]:
        yield self._cell(row, "issueid")

    def board(self, tool: str, name: str) -> Board:
        projects = {self._cell(row, "projectname") for row in self.table.rows} - {""}
        return super().board(tool, projects.pop() if len(projects) == 1 else name)

    def _cell(self, row: Sequence[str], head: str) -> str:
        return row[self.places[head]] if head in self.places else ""


def _kind_of_link(head: str) -> str | None:
    match = _LINK.fullmatch(head.strip())
    return LINKS.get((match[1].lower(), match[2].lower())) if match else None


def _attachment(text: str) -> Attachment:
    parts = text.split(";", 3)
    return Attachment(parts[2], parts[3]) if len(parts) == 4 else Attachment(text, text)


FORMAT = table_format("jira-csv", "Jira", needs=("Summary", "Issue key", "Status"), means=MEANS, reader=_Reader)
