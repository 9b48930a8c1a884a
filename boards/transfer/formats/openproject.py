"""OpenProject's CSV export of work packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from boards.transfer.boards import Board
from boards.transfer.files import Brought
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role, guess
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table, key, unguarded

MEANS = roles(
    title="Subject",
    description="Description",
    number="ID",
    column="Status",
    tags="Type; Category; Version",
    people="Assignee",
    due="Finish date; Due date",
    start="Start date",
    priority="Priority",
    progress="% Complete; Progress (%); Percent complete",
    created="Created on",
    updated="Updated on",
    parent="Parent",
)
# In other languages its headings are guessed; by these its tables are known.
SUBJECTS = "Subject; Thema; Betreff; Sujet; Asunto; Assunto; Oggetto; Onderwerp; Temat; Předmět; Ämne; Тема; 件名; 主题"
TYPES = "Type; Typ; Tipo; Тип; タイプ; 类型"
STATUSES = "Status; Statut; Estado; Situação; Stato; Stav; Статус; ステータス; 状态"


class _Reader(Reader):
    by_status: ClassVar = True
    separators: ClassVar = dict.fromkeys(("type", "category", "version", "assignee"), "")


def _parse(file: Brought, table: Table, means: Mapping[str, Role]) -> Sequence[Board]:
    is_english = "subject" in map(key, table.heads)
    table = unguarded(table)
    return [_Reader(table, guess(table, means) if is_english else guess(table)).board("OpenProject", file.stem)]


FORMAT = table_format(
    "openproject",
    "OpenProject",
    needs=("ID", *(each.replace(";", "|") for each in (SUBJECTS, TYPES, STATUSES))),
    means=MEANS,
    parse=_parse,
)
