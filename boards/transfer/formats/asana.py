"""Asana's “Export CSV” of a project: tasks and subtasks in rows, which name their parent by its title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

MEANS = roles(
    title="Name",
    description="Notes",
    column="Section/Column",
    tags="Tags",
    people="Assignee",
    due="Due Date",
    start="Start Date",
    created="Created At",
    completed="Completed At",
    updated="Last Modified",
    number="Task ID",
    parent="Parent task",
    ignored="Assignee Email",
)


class _Reader(Reader):
    """An address beside each name; subtasks stand where their parents do."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.addresses = [at for at, head in enumerate(self.table.heads) if key(head) == "assigneeemail"]
        self.columns[Role.IGNORED] = tuple(at for at in self.columns[Role.IGNORED] if at not in self.addresses)
        self.sections = {self.first(Role.TITLE, row): self.first(Role.COLUMN, row) for row in self.table.rows}

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        if role is not Role.PEOPLE:
            yield from super().several(role, row)
            return
        name, address = self.first(role, row), next((row[at] for at in self.addresses if row[at]), "")
        if name or address:
            yield f"{name} <{address}>" if name and address else name or address

    def lane_name(self, row: Sequence[str]) -> str:
        return self.sections.get(self.first(Role.PARENT, row)) or super().lane_name(row)

    def number(self, row: Sequence[str]) -> str:
        # Sixteen digits that nobody knows a task by.
        return ""

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        return (each for each in super().fields(row) if key(each[0]) != "taskid")


FORMAT = table_format(
    "asana", "Asana", needs=("Task ID", "Section/Column", "Assignee Email"), means=MEANS, reader=_Reader
)
