"""Microsoft Planner's “Export plan to Excel”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy

from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

MEANS = roles(
    title="Task Name",
    description="Description; Notes",
    number="Task ID",
    column="Bucket Name",
    tags="Labels",
    people="Assigned To",
    due="Due date",
    start="Start date",
    priority="Priority",
    done="Progress",
    created="Created Date",
    completed="Completed Date",
    checklist="Checklist Items",
    ignored="Late; Is Recurring",
)


class _Reader(Reader):
    """Its ids are no numbers; the names of people and items are separated by semicolons."""

    def number(self, row: Sequence[str]) -> str:
        return ""

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        for at in self.columns[role]:
            yield from (part.strip() for part in row[at].split(";") if part.strip())

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        return (each for each in super().fields(row) if key(each[0]) != "taskid" and each[1] not in ("false", "False"))


FORMAT = table_format(
    "planner",
    "Microsoft Planner",
    needs=("Task Name", "Bucket Name", "Progress"),
    means=MEANS,
    reader=_Reader,
    kind=gettext_lazy("a plan exported to Excel"),
)
