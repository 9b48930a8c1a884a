"""Asana's “Export CSV” of a project: tasks and subtasks in rows, which name their parent by its title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace

from boards.models import Relation
from boards.transfer.boards import Board, Card, Link
from boards.transfer.formats.base import COMMENTS_AND_FILES
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table, key

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
    # A field of one's own by its nature; it stands on every new project.
    priority="Priority; Priorität; Priorité; Prioridad; Prioridade; Priorità; Prioriteit",
    ignored="Assignee Email",
)
# Their cells name tasks by their titles, with commas between them.
LINKS = {"blockedbydependencies": Relation.BLOCKED_BY, "blockingdependencies": Relation.BLOCKS}


class _Reader(Reader):
    """An address beside each name; subtasks stand where their parents do."""

    def begin(self) -> None:
        if "sectioncolumn" not in self.keys:
            self.table, self.above = _without_sections(self.table)
        self.addresses = [at for at, head in enumerate(self.table.heads) if key(head) == "assigneeemail"]
        self.columns[Role.IGNORED] = tuple(at for at in self.columns[Role.IGNORED] if at not in self.addresses)
        self.titles = {self.first(Role.TITLE, row): self.identifier(at, row) for at, row in enumerate(self.table.rows)}
        self.projects = {self.cell(row, "projects") for row in self.table.rows} - {""}
        self.columns[Role.FIELD] = tuple(at for at in self.columns[Role.FIELD] if self.keys[at] not in LINKS)
        self.sections = {self.first(Role.TITLE, row): self.first(Role.COLUMN, row) for row in self.table.rows}

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        if role is not Role.PEOPLE:
            yield from super().several(role, row)
            return
        name, address = self.first(role, row), next((row[at] for at in self.addresses if row[at]), "")
        if name or address:
            yield f"{name} <{address}>" if name and address else name or address

    def lane_name(self, row: Sequence[str]) -> str:
        if not self.columns[Role.COLUMN]:
            return self.above.get(self.first(Role.NUMBER, row)) or super().lane_name(row)
        return self.sections.get(self.first(Role.PARENT, row)) or super().lane_name(row)

    def board(self, tool: str, name: str) -> Board:
        return super().board(tool, next(iter(self.projects)) if len(self.projects) == 1 else name)

    def card(self, index: int, row: Sequence[str]) -> Card:
        found = super().card(index, row)
        links, words = list(found.links), list(found.fields)
        for head, kind in LINKS.items():
            told = self.cell(row, head)
            known = _named(told, self.titles)
            links += [Link(kind, each) for each in known]
            words += [(self.table.heads[self.keys.index(head)], told)] if told and not known else []
        return replace(found, links=tuple(links), fields=tuple(words))

    def number(self, row: Sequence[str]) -> str:
        # Sixteen digits that nobody knows a task by.
        return ""

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        alone = next(iter(self.projects)) if len(self.projects) == 1 else ""
        told = {"taskid": None, "projects": alone}
        return (each for each in super().fields(row) if told.get(key(each[0]), "") not in (None, each[1]))


def _named(told: str, titles: Map[str, str]) -> list[str]:
    """The tasks that a cell names, whose titles may hold commas themselves; none unless all are known."""
    if told in titles:
        return [titles[told]]
    parts = [part.strip() for part in told.split(",") if part.strip()]
    return [titles[part] for part in parts] if all(part in titles for part in parts) else []


def _without_sections(table: Table) -> tuple[Table, dict[str, str]]:
    """How Asana exported until 2019: a section is a row whose name ends with a colon, above its tasks."""
    places = [key(head) for head in table.heads]
    name, number = places.index("name"), places.index("taskid")
    section, kept, above = "", [], {}
    for row in table.rows:
        if row[name].endswith(":"):
            section = row[name].rstrip(":").strip()
        else:
            kept.append(row)
            above[row[number]] = section
    return replace(table, rows=tuple(kept)), above


FORMAT = table_format(
    "asana",
    "Asana",
    never=COMMENTS_AND_FILES,
    needs=("Task ID", "Name", "Section/Column|Parent task", "Projects|Assignee Email"),
    means=MEANS,
    reader=_Reader,
)
