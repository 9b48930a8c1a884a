"""Redmine's CSV export of issues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from boards.models import Relation
from boards.transfer import tables
from boards.transfer.boards import Board, Card, Link
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.formats.table_format import CSV, keys, roles
from boards.transfer.mapping import Role, guess
from boards.transfer.table_boards import Reader
from boards.transfer.tables import key

# Its headings in the languages it is most used in, as its catalogues call them; further ones are guessed.
MEANS = roles(
    title="Subject; Thema; Sujet; Asunto; Oggetto; Título; Onderwerp; Temat; Тема; 題名; 主题",
    description=(
        "Description; Beschreibung; Descripción; Descrizione; Descrição; Beschrijving; Opis; Описание; 説明; 描述"
    ),
    column="Status; Statut; Estado; Stato; Situação; Статус; ステータス; 状态",
    tags=(
        "Tracker; Category; Target version; Kategorie; Zielversion; Catégorie; Version cible; Tipo; Categoría;"
        "Versión prevista; Categoria; Versione prevista; Versão; Categorie; Versie; Typ zagadnienia; Kategoria;"
        "Wersja docelowa; Трекер; Категория; Версия; トラッカー; カテゴリ; 対象バージョン; 跟踪; 类别; 目标版本"
    ),
    people=(
        "Assignee; Zugewiesen an; Assigné à; Asignado a; Assegnato a; Atribuído para; Toegewezen aan; Przypisany do;"
        "Назначена; 担当者; 指派给"
    ),
    due=(
        "Due date; Abgabedatum; Echéance; Fecha fin; Scadenza; Data prevista; Verwachte einddatum; Data oddania;"
        "Дата выполнения; Срок завершения; 期日; 计划完成日期"
    ),
    start=(
        "Start date; Beginn; Début; Fecha de inicio; Inizio; Início; Startdatum; Start; Начата; Дата начала;"
        "開始日; 开始日期"
    ),
    priority=(
        "Priority; Priorität; Priorité; Prioridad; Priorità; Prioridade; Prioriteit; Priorytet; Приоритет;"
        "優先度; 优先级"
    ),
    progress=(
        "% Done; % erledigt; % réalisé; % Realizado; % completato; % Terminado; % Gereed; % Wykonania; % Wykonane;"
        "Готовность; 進捗 %; 進捗率; % 完成"
    ),
    created=(
        "Created; Angelegt; Créé; Creado; Creato; Criado em; Aangemaakt; Aangemaakt op; Stworzone; Создано;"
        "作成日; 创建于"
    ),
    updated=(
        "Updated; Aktualisiert; Mis-à-jour; Actualizado; Aggiornato; Alterado em; Gewijzigd; Gewijzigd op; Zmienione;"
        "Обновлено; 更新日; 更新于"
    ),
    completed=(
        "Closed; Geschlossen; Fermé; Cerrada; Chiuso; Fechado; Gesloten; Gesloten op; Zamknięte; Data zamknięcia;"
        "Закрыта; 終了日; 结束日期"
    ),
    parent=(
        "Parent task; Übergeordnete Aufgabe; Tâche parente; Tarea padre; Attività principale; Tarefa pai; Hoofdissue;"
        "Zagadnienie nadrzędne; Родительская задача; 親チケット; 父任务"
    ),
    comments="Last notes; Letzte Kommentare; Dernières notes; Últimas notas; Laatste notities; 最新の注記",
    ignored="Parent task subject",
)
# Its heading for numbers is nothing but a mark.
MEANS["#"] = Role.NUMBER
# What it calls a kind of issue: by this, and by the mark, its tables are known in whatever language they are.
_TRACKERS = """Tracker; Tipo; Type; Трекер; Трекери; トラッカー; 跟踪; 追蹤標籤; 유형; Typ zagadnienia; Fronta;
Ärendetyp; Sakstype; Tapahtuma; İş tipi; Feladat típus; Vrsta; Sledovač; Tipologia"""
TRACKERS = keys(_TRACKERS)
# What stands before the number of another issue. That it precedes another means that the other one waits.
_LINKS = {
    Relation.RELATES: """
related to; beziehung mit; lié à; relacionada con; correlato a; relacionado a; gerelateerd aan;
powiązane z; связана с; 関連している; 关联到""",
    Relation.BLOCKS: """
blocks; precedes; blockiert; vorgänger von; bloque; précède; bloquea a; anterior a; blocchi; blocca;
precede; bloqueia; blokkeert; gaat vooraf aan; blokuje; poprzedza; блокирует; следующая; ブロックしている; ブロック先;
次のチケットに先行; 阻挡; 优先于""",
    Relation.BLOCKED_BY: """
blocked by; follows; blockiert durch; folgt; nachfolger von; bloqué par; suit; bloqueado por;
posterior a; bloccato da; segue; geblokkeerd door; volgt op; zablokowane przez; następuje po; блокируется; предыдущая;
ブロックされている; ブロック元; 次のチケットに後続; 被阻挡; 跟随于""",
    Relation.DUPLICATES: """
duplicates; is duplicate of; duplikat von; duplique; duplicada de; duplicati; duplica; dupliceert;
duplikuje; дублирует; 次のチケットと重複; 重复""",
    Relation.DUPLICATED_BY: """
has duplicate; dupliziert durch; dupliqué par; duplicada por; duplicado por; gedupliceerd door;
zduplikowane przez; дублируется; 次のチケットが重複; 与其重复""",
}
LINKS = {word.strip(): kind for kind, words in _LINKS.items() for word in words.split(";")}
_RELATED = keys(
    """Related issues; Zugehörige Tickets; Demandes liées; Peticiones relacionadas; Segnalazioni correlate;
Tarefas relacionadas; Gerelateerde issues; Powiązane zagadnienia; Связанные задачи; 関連するチケット;
相关的问题"""
)
_PRIVATE = keys("Private; Privat; Privée; Privada; Privato; Privado; Privé; Prywatne; Частная; プライベート; 私有")
_NO = frozenset(("no", "nein", "non", "não", "nee", "nie", "нет", "いいえ", "否"))
# Hours that nobody spent, however they are written.
_NOTHING = re.compile(r"0+[.,:]0+")
# “Blocks Bug #6”, “Precedes (2 days) #7”.
_RELATION = re.compile(r"([^#(]{1,200}?)(?: \([^()#]*\))? #(\d{1,9})")


class _Reader(Reader):
    """A cell of relations names the other issue by its number."""

    by_status: ClassVar = True
    separators: ClassVar = {each: "" for each, role in MEANS.items() if role in (Role.TAGS, Role.PEOPLE)}

    def begin(self) -> None:
        self.related = next((at for at, each in enumerate(self.keys) if each in _RELATED), None)

    def card(self, index: int, row: Sequence[str]) -> Card:
        found = super().card(index, row)
        return replace(found, links=tuple(Link(kind, number) for kind, number in self._links(row) if kind))

    def done(self, row: Sequence[str]) -> bool:
        # Its status says so: when an issue was closed stays in the table after it is reopened.
        return False

    def _links(self, row: Sequence[str]) -> Iterator[tuple[Relation | None, str]]:
        """The kind and the number of each; of one that is called otherwise, no kind and its text."""
        for part in row[self.related].split(",") if self.related is not None else ():
            match = _RELATION.fullmatch(part.strip())
            kind = _kind(match[1]) if match else None
            if part.strip():
                yield (kind, match[2]) if match and kind else (None, part.strip())

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        for name, value in super().fields(row):
            unknown = ", ".join(text for kind, text in self._links(row) if not kind)
            told = unknown if key(name) in _RELATED else value
            if told and not _NOTHING.fullmatch(told) and not (key(name) in _PRIVATE and told.casefold() in _NO):
                yield name, told


def _kind(words: str) -> Relation | None:
    """What the words before a number mean; the name of a tracker may stand behind them."""
    known = words.casefold().split()
    starts = (" ".join(known[:end]) for end in range(len(known), 0, -1))
    return next((LINKS[start] for start in starts if start in LINKS), None)


def _recognises(file: Brought) -> bool:
    heads = tables.first_heads(file)
    if {"tracker", "subject", "status"} <= heads:
        return True
    return bool(heads & TRACKERS) and tables.read(file).heads[0] == "#"


def _parse(file: Brought) -> Sequence[Board]:
    table = tables.unguarded(tables.read(file))
    is_english = "subject" in map(key, table.heads)
    return [_Reader(table, guess(table, MEANS, in_words=not is_english)).board("Redmine", file.stem)]


FORMAT = Format("redmine", "Redmine", CSV, _recognises, _parse)
