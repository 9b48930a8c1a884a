"""Tables that this site itself has exported, as CSV or as a workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy

from boards.rules.spreadsheets import plain
from boards.transfer.boards import Board, Card, Comment
from boards.transfer.files import Brought
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role, guess
from boards.transfer.moments import moment
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table

MEANS = roles(
    number="Number",
    title="Title",
    column="Column",
    tags="Tags",
    people="Assignees",
    due="Due date",
    priority="Priority",
    progress="Progress",
    created="Created",
    completed="Completed on",
    archived="Archived",
    parent="Parent task",
    checklist="Checklist",
    description="Description",
    comments="Comments",
    field="Links",
    ignored="Address",
)
# Author, moment, text: what the export writes for each.
_COMMENT = re.compile(r"(?:^|\n\n)([^\n]{1,200}?), (\d{4}-\d{2}-\d{2} \d{2}:\d{2}): ")


class _Reader(Reader):
    """Several comments in a cell; semicolons between tags and people."""

    def card(self, index: int, row: Sequence[str]) -> Card:
        found = super().card(index, row)
        told = self.first(Role.COMMENTS, row)
        return replace(found, comments=tuple(_comments(found.id, told)))


def _comments(card: str, told: str) -> list[Comment]:
    marks = list(_COMMENT.finditer(told))
    ends = [*(mark.start() for mark in marks[1:]), len(told)][: len(marks)]
    return [
        Comment(card, mark[1], told[mark.end() : end], moment(mark[2])) for mark, end in zip(marks, ends, strict=True)
    ]


def _parse(file: Brought, table: Table, _means: object) -> Sequence[Board]:
    if table.separator:
        table = replace(table, rows=tuple(tuple(map(plain, row)) for row in table.rows))
    mapping = guess(table, MEANS)
    several = {at: ";" for role in (Role.TAGS, Role.PEOPLE) for at in mapping.columns(role)}
    several |= dict.fromkeys(mapping.columns(Role.CHECKLIST), "\n")
    return [_Reader(table, replace(mapping, separators=several)).board("Boardsite", file.stem)]


FORMAT = table_format(
    "boardsite-table",
    "Boardsite",
    needs=("Number", "Title", "Column", "Assignees", "Completed on", "Parent task", "Address"),
    means=MEANS,
    kind=gettext_lazy("a table exported as CSV or to Excel"),
    parse=_parse,
)
