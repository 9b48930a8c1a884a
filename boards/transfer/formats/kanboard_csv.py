"""Kanboard's tables: the export of tasks, and what its own import of tasks takes.

The headings and the word for a closed task are in the language of whoever exports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy

from boards.transfer.formats.table_format import placed_format, roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

HEADS = (
    *("Task Id", "Reference", "Project", "Status", "Category", "Swimlane", "Column", "Position", "Color", "Due date"),
    *("Creator", "Creator Name", "Assignee Username", "Assignee Name", "Complexity", "Title", "Creation date"),
    *("Modification date", "Completion date", "Start date", "Time estimated", "Time spent", "Priority", "Tags"),
)
MEANS = roles(
    title="Title",
    description="Description",
    number="Task Id",
    column="Column; Column Name",
    tags="Tags; Category; Category Name",
    people="Assignee Username",
    due="Due date",
    start="Start date",
    created="Creation date; Date created",
    completed="Completion date; Date completed",
    updated="Modification date; Date modified",
    priority="Priority",
    done="Status",
    ignored="Project; Position; Assignee Name; Creator; Creator Name; Creator Username; Color; Color Name",
)


class _Reader(Reader):
    """A closed task stays in its column there, and is out of sight. The rows come by number, not as they stand."""

    def begin(self) -> None:
        if "position" in self.keys:
            at = self.keys.index("position")
            rows = tuple(sorted(self.table.rows, key=lambda row: _place(row[at])))
            self.table = replace(self.table, rows=rows)

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        for text in super().several(role, row):
            if role is Role.PEOPLE:
                yield self._account(row).get(text, text)
            else:
                yield text

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        # What a task has unless somebody changes it says nothing.
        return (each for each in super().fields(row) if each[1] not in ("0", "0.0", "Default swimlane"))

    def _account(self, row: Sequence[str]) -> dict[str, str]:
        """The name that belongs to the account's."""
        by_head = {key(head): cell for head, cell in zip(self.table.heads, row, strict=True)}
        account, name = by_head.get("assigneeusername", ""), by_head.get("assigneename", "")
        return {account: name} if account and name else {}


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


NEVER = gettext_lazy("Subtasks and comments, which the file doesn't hold")
EXPORT = table_format(
    "kanboard-csv",
    "Kanboard",
    never=NEVER,
    needs=("Task Id", "Swimlane", "Column", "Complexity", "Title"),
    means=MEANS,
    reader=_Reader,
)
IMPORT = table_format(
    "kanboard-import-csv",
    "Kanboard",
    never=NEVER,
    needs=("Reference", "Column Name", "Swimlane Name", "Color Name"),
    means=MEANS,
    reader=_Reader,
)


def _is_like(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Numbers of tasks, one project, two states, and further numbers at their places."""
    columns = list(zip(*rows, strict=True))
    if len(heads) != len(HEADS) or not columns:
        return False
    numbers = ("Task Id", "Position", "Complexity", "Priority")
    of = dict(zip(HEADS, columns, strict=True))
    alone = len(set(of["Task Id"])) == len(rows) and len(set(of["Project"])) == 1 and len(set(of["Status"])) <= 2
    return alone and all(cell.isdecimal() for name in numbers for cell in of[name])


TRANSLATED = placed_format(
    "kanboard-csv-translated", "Kanboard", heads=HEADS, is_like=_is_like, means=MEANS, reader=_Reader, never=NEVER
)
