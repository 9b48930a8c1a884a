"""Redmine's CSV export of issues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from boards.transfer import tables
from boards.transfer.boards import BLOCKED_BY, BLOCKS, DUPLICATES, RELATES, Board, Card, Link
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.formats.table_format import CSV, roles
from boards.transfer.mapping import Role, guess
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

MEANS = roles(
    title="Subject",
    description="Description",
    column="Status",
    tags="Tracker; Category; Target version",
    people="Assignee",
    due="Due date",
    start="Start date",
    priority="Priority",
    progress="% Done",
    created="Created",
    updated="Updated",
    completed="Closed",
    parent="Parent task",
    comments="Last notes",
)
# Its heading for numbers is nothing but a mark.
MEANS["#"] = Role.NUMBER
# What it calls a kind of issue: by this, and by the mark, its tables are known in whatever language they are.
_TRACKERS = """Tracker; Tipo; Type; Трекер; Трекери; トラッカー; 跟踪; 追蹤標籤; 유형; Typ zagadnienia; Fronta;
Ärendetyp; Sakstype; Tapahtuma; İş tipi; Feladat típus; Vrsta; Sledovač; Tipologia"""
TRACKERS = frozenset(map(key, _TRACKERS.split(";")))
LINKS = {
    "related to": RELATES,
    "blocks": BLOCKS,
    "blocked by": BLOCKED_BY,
    "duplicates": DUPLICATES,
    "is duplicate of": DUPLICATES,
    "precedes": BLOCKS,
    "follows": BLOCKED_BY,
}
_RELATION = re.compile(r"(.+?) (?:\S+ )?#(\d{1,9})")


class _Reader(Reader):
    """A cell of relations names the other issue by its number."""

    by_status: ClassVar = True
    separators: ClassVar = dict.fromkeys(("tracker", "category", "targetversion", "assignee"), "")
    idle: ClassVar = {"private": "No", "spenttime": "0.00", "totalspenttime": "0.00"}

    def card(self, index: int, row: Sequence[str]) -> Card:
        found = super().card(index, row)
        return replace(found, links=tuple(self._links(row)))

    def done(self, row: Sequence[str]) -> bool:
        # Its status says so: when an issue was closed stays in the table after it is reopened.
        return False

    def _links(self, row: Sequence[str]) -> Iterator[Link]:
        for part in self.cell(row, "relatedissues").split(","):
            match = _RELATION.match(part.strip())
            if match and match[1].casefold() in LINKS:
                yield Link(LINKS[match[1].casefold()], match[2])

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        known = self.cell(row, "relatedissues") and len(list(self._links(row)))
        told = known == self.cell(row, "relatedissues").count(",") + 1
        return (each for each in super().fields(row) if not (told and key(each[0]) == "relatedissues"))


def _recognises(file: Brought) -> bool:
    heads = tables.first_heads(file)
    if {"tracker", "subject", "status"} <= heads:
        return True
    return bool(heads & TRACKERS) and tables.read(file).heads[0] == "#"


def _parse(file: Brought) -> Sequence[Board]:
    table = tables.unguarded(tables.read(file))
    is_english = "subject" in map(key, table.heads)
    return [_Reader(table, guess(table, MEANS) if is_english else guess(table)).board("Redmine", file.stem)]


FORMAT = Format("redmine", "Redmine", CSV, _recognises, _parse)
