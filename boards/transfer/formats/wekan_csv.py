"""WeKan's tables: what its import of CSV takes, and what its export writes. Dates of the first are American."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boards.transfer import colours
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.table_boards import Reader

MEANS = roles(
    title="Title",
    description="Description",
    column="Stage; List; Status",
    tags="Labels",
    people="Assignee; Assignees; Members",
    due="Due Date; Due at; Due",
    start="start date; Start at; Start",
    created="created at",
    updated="updated at; Last modified at",
    archived="Archived",
)


class _Reader(Reader):
    """Blanks separate people and labels, so no name has any; a label may end with its colour."""

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        for at in self.columns[role]:
            yield from row[at].replace(",", " ").replace(";", " ").split()

    def label(self, name: str, colour: str = "") -> str:
        words, _dash, last = name.rpartition("-")
        return super().label(words, last) if words and last in colours.NAMES else super().label(name)


SIMPLE = table_format(
    "wekan-csv", "WeKan", needs=("Title", "Stage", "Owner", "Members", "Labels"), means=MEANS, reader=_Reader
)
EXPORT = table_format(
    "wekan-export-csv",
    "WeKan",
    needs=("Title", "Swimlane", "Owner", "Requested by", "Assigned by"),
    means=MEANS,
    reader=_Reader,
)
