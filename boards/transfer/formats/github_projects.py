"""GitHub Projects' “Export view data”: the visible columns of a view, separated by tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from django.utils.translation import gettext_lazy

from boards.transfer.files import Brought
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.table_boards import Reader
from boards.transfer.tables import first_rows, key

_ISSUE = re.compile(r"https?://[^/\s]+/[^/\s]+/[^/\s]+/(?:issues|pull)/\d{1,9}")

MEANS = roles(
    title="Title",
    column="Status",
    people="Assignees",
    tags="Labels; Milestone; Type",
    start="Start date",
    due="End date; Target date; Due date; Due",
    priority="Priority",
    created="Created",
    updated="Updated",
    completed="Closed",
    parent="Parent issue; Parent",
    ignored="Sub-issues progress",
)


class _Reader(Reader):
    """The address of an issue ends with its number."""

    by_status: ClassVar = True
    separators: ClassVar = {"assignees": ",", "labels": ",", "milestone": "", "type": ""}

    def identifier(self, index: int, row: Sequence[str]) -> str:
        return self._address(row) or super().identifier(index, row)

    def number(self, row: Sequence[str]) -> str:
        match = re.search(r"/(?:issues|pull)/(\d{1,9})$", self._address(row))
        return match[1] if match else ""

    def _address(self, row: Sequence[str]) -> str:
        return next((row[at] for at, head in enumerate(self.table.heads) if key(head) == "url"), "")

    def done(self, row: Sequence[str]) -> bool:
        # An issue may be closed as not planned; its status says what it is here.
        return False if self.columns[Role.COLUMN] else super().done(row)


def _is_view(file: Brought) -> bool:
    """A view may hide all columns but the first two."""
    if not file.head_text.lstrip("\ufeff").startswith("Title\tURL"):
        return False
    return any(_ISSUE.fullmatch(row[1]) for row in first_rows(file) if len(row) > 1)


_USUAL = table_format(
    "github-projects",
    "GitHub Projects",
    never=gettext_lazy("Texts and comments, which the file doesn't hold"),
    needs=("Title", "URL", "Assignees", "Status"),
    means=MEANS,
    reader=_Reader,
    kind=gettext_lazy("a view exported as TSV"),
)
FORMAT = replace(_USUAL, recognises=lambda file: _USUAL.recognises(file) or _is_view(file))
