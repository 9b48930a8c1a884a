"""Jira's “Export CSV (all fields)”: headings that repeat, comments and files with their date and author in the cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.transfer import cells
from boards.transfer.boards import Attachment, Board, Card, Comment, Link
from boards.transfer.dates import Order, iso
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role
from boards.transfer.moments import local
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key
from boards.transfer.wiki_text import markdown

# Headings are in the language of whoever exports; those told below are what Jira 9 and Jira Cloud call them.
SUMMARY = (
    "Summary; Zusammenfassung; Résumé; Resumen; Resumo; Riepilogo; Samenvatting; Podsumowanie; Тема; 要約; 概要; 摘要"
)
KEY = (
    "Issue key; Work item key; Key; Vorgangsschlüssel; Schlüssel; Clé de ticket; Clé; Clave de incidencia; Clave;"
    "Chave da ocorrência; Chave do item; Chave; Chiave segnalazione; Chiave; Klucz zgłoszenia; Issuesleutel;"
    "Ключ проблемы; Код; 課題キー; キー; 问题关键字; 关键字"
)
STATUS = "Status; Statut; État; Estado; Situação; Stato; Статус; ステータス; 状态"
KIND = (
    "Issue Type; Issue type; Work type; Work item type; Vorgangstyp; Type de ticket; Tipo de Incidencia;"
    "Tipo de incidencia; Tipo de item; Tipo de ocorrência; Tipo segnalazione; Typ zgłoszenia; Issuetype; Тип запроса;"
    "課題タイプ; 问题类型"
)
# Each may name the parent, as a key or by number; the first that does in a row counts.
PARENTS = (
    "parentkey",
    "parent",
    "parentid",
    "customfieldepiclink",
    "epiclink",
    "customfieldparentlink",
    "übergeordnet",
    "übergeordneteid",
)
MEANS = roles(
    title=SUMMARY,
    description="Description; Beschreibung; Descripción; Descrição; Descrizione; Описание; Opis; 説明; 描述",
    column=STATUS,
    number=KEY,
    tags=(
        f"Labels; Label; Component/s; Components; {KIND}; Stichwörter; Étiquettes; Etiquetas; Etichette; Komponente/n;"
        "Komponenten; Composants; Composant(s); Componentes; Componente/s; Componenti;"
        "Метки; ラベル; コンポーネント; 标签; 模块"
    ),
    people=(
        "Assignee; Zugewiesene Person; Bearbeiter; Responsable; Attribution; Persona asignada; Responsável;"
        "Assegnatario; Исполнитель; Osoba przypisana; 担当者; 经办人"
    ),
    due=(
        "Due date; Due; Fälligkeitsdatum; Fällig; Échéance; Date d'échéance; Fecha de vencimiento; Vencimiento;"
        "Data limite; Data de entrega; Scadenza; Data di scadenza; Срок исполнения; Termin; 期限; 到期日"
    ),
    start="Custom field (Start date); Start date",
    created=("Created; Erstellt; Création; Créé; Creada; Creado; Criado;Creato; Создано; Utworzono; 作成日; 创建日期"),
    completed=(
        "Resolved; Resolution date; Erledigt; Résolu; Resuelta;Resolvido; Risolto; Дата решения; 解決日; 已解决"
    ),
    updated=(
        "Updated; Aktualisiert; Mise à jour; Mis à jour; Actualizada;"
        "Atualizado; Aggiornato; Обновлено; 更新日; 更新日期"
    ),
    priority="Priority; Priorität; Priorité; Prioridad; Prioridade; Priorità; Приоритет; Priorytet; 優先度; 优先级",
    parent="Parent key; Parent id; Parent; Custom field (Epic Link); Epic Link; Custom field (Parent Link)",
    comments=(
        "Comment; Comments; Kommentar; Kommentare; Commentaire;"
        "Comentario; Comentário; Commento; Комментарий; コメント; 注释"
    ),
    ignored=(
        "Issue id; Work item id; Vorgangs-ID; Project key; Project name; Project type; Project lead; Project lead id;"
        "Project description; Project url; Last Viewed; Assignee Id; Reporter Id; Creator Id; Watchers Id;"
        "Status Category; Status Category Changed; Work Ratio; Attachment; Parent summary; Custom field (Rank)"
    ),
)
CATEGORIES = {"todo": Status.PENDING, "inprogress": Status.IN_PROGRESS, "done": Status.COMPLETED}
# What the headings “Outward issue link (Blocks)” and “Inward issue link (Blocks)” tell.
_LINK = re.compile(r"(inward|outward) issue link \((.+)\)", re.IGNORECASE)
LINKS = {
    ("outward", "blocks"): Relation.BLOCKS,
    ("inward", "blocks"): Relation.BLOCKED_BY,
    ("outward", "duplicate"): Relation.DUPLICATES,
    ("outward", "relates"): Relation.RELATES,
    ("inward", "relates"): Relation.RELATES,
}
NEVER = gettext_lazy("The history, which the file doesn't hold")
_SECONDS = frozenset(
    map(key, ("Original Estimate", "Remaining Estimate", "Time Spent", "Σ Original Estimate", "Σ Remaining Estimate"))
) | {key("Σ Time Spent")}
# What says nothing where it is as the other, by their keys.
_SAME = {"creator": "reporter", "σoriginalestimate": "originalestimate", "σtimespent": "timespent"}
_SAME |= {"σremainingestimate": "remainingestimate"}
_CUSTOM = re.compile(r"Custom field \((.+)\)", re.DOTALL)
_WHOLE = re.compile(r"\d+\.0")
# Date, author, and the rest, which may hold semicolons of its own.
_THREE = re.compile(r"([^;]*);([^;]*);(.*)", re.DOTALL)


class _Reader(Reader):
    """What stands in a cell with semicolons is taken apart; the order of statuses is that of their categories, which
    Jira Server does not tell: there it is that of what their names mean."""

    idle: ClassVar = {
        "votes": "0",
        "timespent": "0",
        "σtimespent": "0",
        "resolution": "Unresolved",
        "customfielddevelopment": "{}",
    }
    by_status: ClassVar = True

    def begin(self) -> None:
        heads = self.table.heads
        self.places = {key(head): at for at, head in reversed(list(enumerate(heads)))}
        self.people = dict(self._accounts())
        self.files = [at for at, head in enumerate(heads) if key(head) == "attachment"]
        self.linking = [(at, kind) for at, head in enumerate(heads) if (kind := _kind_of_link(head))]
        heeded = {*self.files, *(at for at, _kind in self.linking), self.places.get("statuscategory")}
        heeded |= {at for at, each in enumerate(self.keys) if each in PARENTS or each in ("issueid", "votes")}
        self.columns[Role.IGNORED] = tuple(at for at in self.columns[Role.IGNORED] if at not in heeded)
        self.columns[Role.FIELD] = tuple(at for at in self.columns[Role.FIELD] if at not in heeded)
        self.resolved = {self.keys[at] for at in self.columns[Role.COMPLETED]}
        self.order_of_dates = next(iter(self.mapping.orders.values()), Order.DAY_FIRST)

    def card(self, index: int, row: Sequence[str]) -> Card:
        category = self._cell(row, "statuscategory")
        self.lane(self.lane_name(row), status=CATEGORIES.get(key(category)))
        found = super().card(index, row)
        files = tuple(_attachment(row[at]) for at in self.files if row[at])
        links = tuple(Link(kind, row[at]) for at, kind in self.linking if row[at])
        votes = self.cell(row, "votes")
        counted = int(votes) if votes.isdecimal() and len(votes) < 7 else 0
        return replace(found, attachments=files, links=links, votes=counted)

    def _accounts(self) -> Iterator[tuple[str, str]]:
        """Names by what comments and mentions in Jira Cloud call people: a column of ids beside each of names."""
        for role in ("assignee", "reporter", "creator", "watchers"):
            names = [at for at, each in enumerate(self.keys) if each == role]
            ids = [at for at, each in enumerate(self.keys) if each == f"{role}id"]
            for row in self.table.rows:
                yield from ((row[key], row[name]) for name, key in zip(names, ids, strict=False) if row[key])

    def description(self, row: Sequence[str]) -> str:
        return markdown(super().description(row), self.people)

    def parent(self, row: Sequence[str]) -> str:
        return next(filter(None, (self.cell(row, head) for head in PARENTS)), "")

    def parent_head(self, row: Sequence[str]) -> str:
        told = next((each for each in PARENTS if self.cell(row, each)), "")
        return _name(self.table.heads[self.places[told]]) if told else super().parent_head(row)

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What is said twice once: Jira Server tells twice when an issue was resolved, who made one has mostly reported
        it, and sums are of no subtasks."""
        resolved = self.first(Role.COMPLETED, row)
        found = [each for each in super().fields(row) if key(each[0]) not in self.resolved or each[1] != resolved]
        told = {key(name): value for name, value in found}
        for name, value in found:
            other = _SAME.get(key(name))
            if other is None or told.get(other) != value:
                yield _name(name), _shown(name, value)

    def comment(self, text: str, card: str) -> Comment:
        match = _THREE.fullmatch(text)
        date = local(iso(match[1], self.order_of_dates)) if match else None
        if not match or not date:
            return Comment(card, "", markdown(text, self.people))
        author = self.people.get(match[2], match[2])
        written = markdown(match[3], self.people)
        return Comment(card, author, written, date, self.member(author) if author else "")

    def done(self, row: Sequence[str]) -> bool:
        # Its status says so; a resolution may be left from before it was reopened.
        return False

    def names(self, index: int, row: Sequence[str]) -> Iterator[str]:
        yield self._cell(row, "issueid")

    def board(self, tool: str, name: str) -> Board:
        projects = {self._cell(row, "projectname") for row in self.table.rows} - {""}
        return super().board(tool, projects.pop() if len(projects) == 1 else name)

    def _cell(self, row: Sequence[str], head: str) -> str:
        return row[self.places[head]] if head in self.places else ""


def _kind_of_link(head: str) -> Relation | None:
    match = _LINK.fullmatch(head.strip())
    return LINKS.get((match[1].lower(), match[2].lower())) if match else None


def _attachment(text: str) -> Attachment:
    parts = text.split(";", 3)
    name, url = parts[2:] if len(parts) == 4 else (text, text)
    return Attachment(name, url, stays=True)


def _name(head: str) -> str:
    """What a field is called in Jira, whose table says of some that they were made by people."""
    match = _CUSTOM.fullmatch(head)
    return match[1] if match else head


def _shown(name: str, value: str) -> str:
    if key(name) in _SECONDS and value.isdecimal():
        return cells.duration(value)
    return value.removesuffix(".0") if _WHOLE.fullmatch(value) else value


_ENGLISH = table_format(
    "jira-csv", "Jira", needs=("Summary", "Issue key|Work item key", "Status"), means=MEANS, reader=_Reader, never=NEVER
)
_ANY = table_format(
    "jira-csv",
    "Jira",
    needs=tuple(each.replace(";", "|") for each in (SUMMARY, KEY, STATUS, KIND)),
    means=MEANS,
    reader=_Reader,
    never=NEVER,
)
FORMAT = replace(_ENGLISH, recognises=lambda file: _ENGLISH.recognises(file) or _ANY.recognises(file))
