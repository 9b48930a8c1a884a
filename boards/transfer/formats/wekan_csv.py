"""WeKan's tables: what its import of CSV takes, and what its export writes. Dates of the first are American.

The headings of the export are in the language of whoever exports; its columns stand in the same order in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boards.transfer import colours
from boards.transfer.boards import Label
from boards.transfer.formats.base import CHECKLISTS_AND_COMMENTS
from boards.transfer.formats.table_format import placed_format, roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.table_boards import Reader

HEADS = (
    *("Title", "Description", "List", "Swimlane", "Owner", "Requested by", "Assigned by", "Members", "Assignee"),
    *("Labels", "Start at", "Due at", "End at", "Overtime (hours)", "Spent time (hours)", "Created at"),
    *("Last modified at", "Last activity", "Vote", "Archived"),
)
OVERTIME, ARCHIVED = HEADS.index("Overtime (hours)"), HEADS.index("Archived")
COLOURS = frozenset((*colours.NAMES, "white", "silver", "gray"))
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


class _ExportReader(_Reader):
    """Labels all end with their colours here, so their names may have blanks."""

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        if role is not Role.TAGS:
            yield from super().several(role, row)
            return
        for at in self.columns[role]:
            words: list[str] = []
            for word in row[at].split():
                words.append(word)
                if word.rpartition("-")[2] in COLOURS:
                    yield " ".join(words)
                    words = []
            yield from words

    def label(self, name: str, colour: str = "") -> str:
        words, dash, last = name.rpartition("-")
        found = dash and last in COLOURS
        return self.labels.setdefault(name, Label(name, words if found else name, last if found else "")).id

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        for name, value in super().fields(row):
            if value not in ("false", "0"):
                # CustomField-Size-dropdown-Small/Large
                parts = name.split("-")
                yield (parts[1] if parts[0] == "CustomField" and len(parts) > 2 else name), value


SIMPLE = table_format(
    "wekan-csv",
    "WeKan",
    needs=("Title", "Stage", "Owner", "Members", "Labels"),
    means=MEANS,
    reader=_Reader,
    never=CHECKLISTS_AND_COMMENTS,
)
EXPORT = table_format(
    "wekan-export-csv",
    "WeKan",
    never=CHECKLISTS_AND_COMMENTS,
    needs=("Title", "Swimlane", "Owner", "Requested by", "Assigned by"),
    means=MEANS,
    reader=_ExportReader,
)


def _is_like(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Yes and no at their places, and nothing but custom fields after them."""
    told = {row[at] for row in rows for at in (OVERTIME, ARCHIVED)}
    return (
        bool(told)
        and told <= {"true", "false"}
        and all(head.startswith("CustomField-") for head in heads[len(HEADS) :])
    )


TRANSLATED = placed_format(
    "wekan-export-csv-translated",
    "WeKan",
    heads=HEADS,
    is_like=_is_like,
    means=MEANS,
    reader=_ExportReader,
    never=CHECKLISTS_AND_COMMENTS,
)
