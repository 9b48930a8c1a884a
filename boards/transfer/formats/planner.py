"""Microsoft Planner's “Export plan to Excel”."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy

from boards.transfer import tables
from boards.transfer.boards import Board, Checklist, Item
from boards.transfer.files import Brought
from boards.transfer.formats.base import COMMENTS_AND_FILES
from boards.transfer.formats.table_format import keys, roles, table_format
from boards.transfer.mapping import Role, guess
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table, key

# Its headings by language. Those of English, French, Spanish and Portuguese are as files show them. A layout with goals
# calls buckets categories.
NAMES = (
    "Task Name; Aufgabenname; Nom de tâche; Nom de la tâche;"
    "Nombre de la tarea; Nome da tarefa; Nome attività; Taaknaam;"
    "タスク名; 任务名称"
)
BUCKETS = (
    "Bucket Name; Bucketname; Nom de compartiment; Nom du compartiment; Nombre del depósito; Nombre del cubo;"
    "Nome do Bucket; Nome bucket; Bucketnaam; バケット名; 存储桶名称"
)
CATEGORIES = "Bucket; Category; Kategorie; Catégorie; Categoría; Categoria; Categorie"
COUNTED = (
    "Completed Checklist Items; Abgeschlossene Prüflistenelemente; Abgeschlossene Checklistenelemente;"
    "Éléments de la liste de contrôle effectués; Elementos de la lista de comprobación completados;"
    "Itens concluídos da lista de verificação; Elementi elenco di controllo completati; Voltooide controlelijstitems"
)
IDS = (
    "Task ID; Aufgaben-ID; Vorgangsnummer; ID de tâche;"
    "Id. de tarea; Identificação da tarefa; ID da tarefa; ID attività;"
    "Taak-id"
)
PROGRESS = (
    "Progress; Status; Fortschritt; Avancement; Progression; Statut; Progreso; Estado; Progresso; Stato;"
    "Voortgang; 進行状況"
)
_PLANS = keys("Plan name; Plan; Planname; Nom du plan; Nombre del plan; Nome do plano; Nome piano; Plannaam")
_COUNTED, _IDS = keys(COUNTED), keys(IDS)
MEANS = roles(
    title=NAMES,
    description=(
        "Description; Notes; Beschreibung; Notizen; Commentaires; Descripción; Notas; Descrição; Descrizione;Note"
    ),
    number=IDS,
    column=f"{BUCKETS}; {CATEGORIES}",
    tags="Labels; Bezeichnungen; Beschriftungen; Étiquettes; Etiquetas; Rótulos; Etichette",
    people="Assigned To; Zugewiesen an; Attribué à; Affecté à; Asignado a; Atribuído a; Assegnata a; Toegewezen aan",
    due=(
        "Due date; Fälligkeitsdatum; Fällig am;"
        "Date d'échéance; Fecha de vencimiento; Data de conclusão; Data scadenza;"
        "Data di scadenza; Einddatum"
    ),
    start=(
        "Start date; Startdatum; Date de début; Fecha de inicio; Data de início; Data inizio; Data di inizio;Begindatum"
    ),
    priority="Priority; Priorität; Priorité; Prioridad; Prioridade; Priorità; Prioriteit",
    done=PROGRESS,
    created=(
        "Created Date; Erstellungsdatum; Date de création; Fecha de creación; Criado em; Data creazione;Aanmaakdatum"
    ),
    completed=(
        "Completed Date; Abgeschlossen am; Abschlussdatum; Date de fin; Fecha de finalización; Concluído em;"
        "Data completamento; Voltooid op"
    ),
    checklist=(
        "Checklist Items; Prüflistenelemente; Checklistenelemente; Éléments de la liste de contrôle;"
        "Elementos de la lista de comprobación; Itens da lista de verificação; Elementi elenco di controllo;"
        "Controlelijstitems"
    ),
    field=COUNTED,
    ignored=(
        "Late; Is Recurring; Verspätet; Ist wiederkehrend;"
        "En retard; Est périodique; Con retraso; Es periódica; Atrasados;"
        "É Recorrente"
    ),
)


class _Reader(Reader):
    """Its ids are no numbers; the names of people and items are separated by semicolons.

    How many items are done the file tells, but not which: only all or none are known.
    """

    def begin(self) -> None:
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
    mapping = guess(table, means, in_words="taskname" not in map(key, table.heads))
    # Its progress is in words: it says what is done, and no share.
    chosen = tuple(Role.FIELD if role is Role.PROGRESS else role for role in mapping.roles)
    found = _Reader(table, replace(mapping, roles=chosen))
    return [found.board("Microsoft Planner", _plan_name(file, table) or file.stem)]


def _plan_name(file: Brought, table: Table) -> str:
    """From the lines above the table, or from the sheet beside it: “Plan name” and the name."""
    rows = [*table.before, *(() if table.separator else tables.other_sheet(file, table.name))]
    named = (row for row in rows if len(row) > 1 and key(row[0]) in _PLANS)
    return next((row[1] for row in named if row[1]), "")


FORMAT = table_format(
    "planner",
    "Microsoft Planner",
    never=COMMENTS_AND_FILES,
    needs=(NAMES.replace(";", "|"), f"{BUCKETS}; {COUNTED}".replace(";", "|")),
    means=MEANS,
    kind=gettext_lazy("a plan exported to Excel"),
    parse=_parse,
)
