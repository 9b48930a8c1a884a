"""OpenProject's CSV export of work packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy

from boards.transfer.boards import Board
from boards.transfer.files import Brought
from boards.transfer.formats.base import COMMENTS
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role, guess
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table, key, unguarded

# Its headings in English, German, French, Spanish, Italian and Portuguese; those of other languages are guessed.
MEANS = roles(
    title="Subject; Thema; Betreff; Sujet; Asunto; Oggetto; Assunto",
    description="Description; Beschreibung; Descripción; Descrizione; Descrição",
    number="ID",
    column="Status; Statut; Estado; Stato; Situação",
    tags=(
        "Type; Category; Version; Typ; Kategorie; Catégorie; Tipo; Categoría; Versión; Categoria; Versione; Versão;"
        "Версия; バージョン; 版本"
    ),
    people="Assignee; Zugewiesen an; Assigné à; Asignado a; Assegnato a; Assegnatario; Atribuído a",
    # Whoever is accountable has given the work to somebody else.
    field="Accountable; Verantwortlich; Responsable; Responsabile; Responsável",
    due=(
        "Finish date; Due date; Endtermin; Abgabedatum; Date de fin; Date d'échéance; Fecha de finalización; Fecha fin;"
        "Data di fine; Data di scadenza; Data de término; Data de conclusão"
    ),
    start="Start date; Anfangstermin; Startdatum; Date de début; Fecha de inicio; Data di inizio; Data de início",
    priority="Priority; Priorität; Priorité; Prioridad; Priorità; Prioridade",
    progress=(
        "% Complete; Progress (%); Percent complete; % abgeschlossen; Fortschritt (%); % réalisé; Avancement (%);"
        "% completado; % completamento; % completo; % concluído"
    ),
    created="Created on; Angelegt am; Erstellt am; Créé le; Creado el; Creado en; Creato il; Criado em",
    updated=(
        "Updated on; Aktualisiert am; Zuletzt aktualisiert am; Mis à jour le; Actualizado el; Actualizado en;"
        "Aggiornato il; Atualizado em"
    ),
    parent=(
        "Parent; Übergeordnetes Arbeitspaket; Übergeordnete Aufgabe; Übergeordnet; Padre; Genitore; Pai;"
        "Lot de travaux parent"
    ),
)
# By these its tables are known.
SUBJECTS = "Subject; Thema; Betreff; Sujet; Asunto; Assunto; Oggetto; Onderwerp; Temat; Předmět; Ämne; Тема; 件名; 主题"
TYPES = "Type; Typ; Tipo; Тип; タイプ; 类型"
STATUSES = "Status; Statut; Estado; Situação; Stato; Stav; Статус; ステータス; 状态"


class _Reader(Reader):
    by_status: ClassVar = True
    separators: ClassVar = {each: "" for each, role in MEANS.items() if role in (Role.TAGS, Role.PEOPLE)}

    def done(self, row: Sequence[str]) -> bool:
        # Its status says so.
        return False


def _parse(file: Brought, table: Table, means: Mapping[str, Role]) -> Sequence[Board]:
    is_english = "subject" in map(key, table.heads)
    table = unguarded(table)
    return [_Reader(table, guess(table, means, in_words=not is_english)).board("OpenProject", file.stem)]


FORMAT = table_format(
    "openproject",
    "OpenProject",
    never=COMMENTS,
    needs=("ID", *(each.replace(";", "|") for each in (SUBJECTS, TYPES, STATUSES))),
    means=MEANS,
    kind=gettext_lazy("a table exported as CSV or to Excel"),
    parse=_parse,
)
