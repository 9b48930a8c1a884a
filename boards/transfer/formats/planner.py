"""Microsoft Planner's “Export plan to Excel”."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy

from boards.transfer import tables
from boards.transfer.boards import Board, Checklist, Item
from boards.transfer.files import Brought
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Mapping as Meant
from boards.transfer.mapping import Role, guess
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table, key

# In other languages its headings are guessed; by these its tables are known.
NAMES = "Task Name; Aufgabenname; Nom de la tâche; Nombre de la tarea; Nome da tarefa; Taaknaam; タスク名; 任务名称"
BUCKETS = (
    "Bucket Name; Bucketname; Nom du compartiment; Nombre del depósito; Nombre del cubo; Nome do bucket; Nome bucket;"
    "Bucketnaam; バケット名; 存储桶名称"
)
_BUCKETS = frozenset(map(key, BUCKETS.split(";")))
_PROGRESS = frozenset(
    ("fortschritt", "status", "statut", "progression", "avancement", "progreso", "progresso", "voortgang", "進行状況")
)
_IDS = frozenset(map(key, ("Task ID", "Aufgaben-ID", "Vorgangsnummer", "ID de tâche", "Id. de tarea", "ID da tarefa")))
_COUNTED = frozenset(map(key, ("Completed Checklist Items", "Abgeschlossene Prüflistenelemente")))
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
    """Its ids are no numbers; the names of people and items are separated by semicolons.

    How many items are done the file tells, but not which: only all or none are known.
    """

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.counted = [at for at, each in enumerate(self.keys) if each in _COUNTED]

    def number(self, row: Sequence[str]) -> str:
        return ""

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        for at in self.columns[role]:
            yield from (part.strip() for part in row[at].split(";") if part.strip())

    def checklists(self, card: str, row: Sequence[str]) -> Iterator[Checklist]:
        done, _slash, total = self._told(row).partition("/")
        for at in self.columns[Role.CHECKLIST]:
            texts = [part.strip() for part in row[at].split(";") if part.strip()]
            if texts:
                is_done = done == total and done == str(len(texts))
                yield Checklist(self.table.heads[at], card, tuple(Item(text, is_done) for text in texts))

    def _told(self, row: Sequence[str]) -> str:
        return next((row[at].replace(" ", "") for at in self.counted if row[at]), "")

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        done, _slash, total = self._told(row).partition("/")
        for name, value in super().fields(row):
            is_known = key(name) in _COUNTED and (done in ("", "0") or done == total)
            if not is_known and key(name) not in _IDS and value.casefold() not in ("false", "falsch", "faux"):
                yield name, value


def _parse(file: Brought, table: Table, means: Mapping[str, Role]) -> Sequence[Board]:
    mapping = guess(table, means) if "taskname" in map(key, table.heads) else _in_words(table)
    return [_Reader(table, mapping).board("Microsoft Planner", _plan_name(file, table) or file.stem)]


def _in_words(table: Table) -> Meant:
    """The progress is in words: it says what is done, and no share."""
    mapping = guess(table)
    chosen = [Role.FIELD if role in (Role.PROGRESS, Role.COLUMN) else role for role in mapping.roles]
    for at, head in enumerate(table.heads):
        if key(head) in _BUCKETS:
            chosen[at] = Role.COLUMN
        elif key(head) in _PROGRESS:
            chosen[at] = Role.DONE
        elif key(head) in _COUNTED:
            chosen[at] = Role.FIELD
    return replace(mapping, roles=tuple(chosen))


def _plan_name(file: Brought, table: Table) -> str:
    """From the lines above the table, or from the sheet beside it: “Plan name” and the name."""
    rows = [*table.before, *(() if table.separator else tables.other_sheet(file, table.name))]
    named = (row for row in rows if len(row) > 1 and key(row[0]) in ("planname", "plan", "nomduplan", "nombredelplan"))
    return next((row[1] for row in named if row[1]), "")


FORMAT = table_format(
    "planner",
    "Microsoft Planner",
    needs=(NAMES.replace(";", "|"), BUCKETS.replace(";", "|")),
    means=MEANS,
    kind=gettext_lazy("a plan exported to Excel"),
    parse=_parse,
)
