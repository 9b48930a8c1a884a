"""Todoist's “Export as CSV” of a project: sections, tasks and notes in rows, hierarchy by INDENT.

https://www.todoist.com/help/articles/format-a-csv-file-to-import-into-todoist
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from boards.transfer.boards import PARENT, Board, Card, Comment, Label, Lane, Link, Member
from boards.transfer.cells import member
from boards.transfer.dates import Order, iso
from boards.transfer.files import Brought
from boards.transfer.formats.table_format import table_format
from boards.transfer.mapping import Role
from boards.transfer.tables import Table, key

# 1 is the most urgent there, 4 none.
PRIORITIES = {"1": 3, "2": 2, "3": 1, "4": 0}
_LABEL = re.compile(r"(?:^|\s)@([^\s@]{1,60})(?=\s|$)")


def _parse(file: Brought, table: Table, _means: Mapping[str, Role]) -> Sequence[Board]:
    return [_Rows(table).board(file.stem)]


class _Rows:
    """Goes through the rows, of which each may say something about those before it."""

    def __init__(self, table: Table) -> None:
        self.places = {key(head): at for at, head in reversed(list(enumerate(table.heads)))}
        self.table = table
        self.lanes: list[Lane] = []
        self.cards: list[Card] = []
        self.labels: dict[str, Label] = {}
        self.members: dict[str, Member] = {}
        self.comments: dict[str, list[Comment]] = {}
        # The last task of each depth.
        self.above: list[str] = []
        self.remarks: list[tuple[str, str]] = []

    def board(self, name: str) -> Board:
        for row in self.table.rows:
            read = {"task": self._task, "section": self._section, "note": self._note, "meta": self._meta}
            kind = self._cell(row, "type").casefold()
            if kind in read:
                read[kind](row)
            else:
                self.remarks.append((_("Rows of a kind that is not known"), kind or self._cell(row, "content")))
        cards = [_commented(card, self.comments.get(card.id, [])) for card in self.cards]
        return Board(
            tool="Todoist",
            name=name,
            lists=tuple(self.lanes),
            cards=tuple(cards),
            labels=self.labels,
            members=self.members,
            remarks=tuple(self.remarks),
            never=(_("Completed tasks, which Todoist leaves out of the file"),),
        )

    def _meta(self, row: Sequence[str]) -> None:
        """How the project is shown; nothing of it has a place here."""

    def _cell(self, row: Sequence[str], name: str) -> str:
        return row[self.places[name]] if name in self.places else ""

    def _section(self, row: Sequence[str]) -> None:
        name = self._cell(row, "content")
        self.lanes.append(Lane(f"{len(self.lanes)} {name}", name))
        self.above = []

    def _note(self, row: Sequence[str]) -> None:
        if not self.cards:
            self.remarks.append((_("Notes of the project, not of a task"), self._cell(row, "content")))
            return
        card = self.cards[-1].id
        author = _without_number(self._cell(row, "author"))
        self.comments.setdefault(card, []).append(Comment(card, author, self._cell(row, "content")))

    def _task(self, row: Sequence[str]) -> None:
        if not self.lanes:
            self.lanes.append(Lane("0", _("To do")))
        identifier = f"row {len(self.cards) + 1}"
        indent = self._cell(row, "indent")
        depth = int(indent[:3]) if indent.isdecimal() else 1
        self.above = self.above[: max(depth, 1) - 1]
        content = self._cell(row, "content")
        names = _LABEL.findall(content)
        self.labels |= {name: Label(name, name) for name in names}
        self.cards.append(
            Card(
                id=identifier,
                list_id=self.lanes[-1].id,
                title=_LABEL.sub("", content).strip() or content,
                description=self._cell(row, "description"),
                due=iso(self._cell(row, "deadline") or self._cell(row, "date"), Order.DAY_FIRST),
                priority=PRIORITIES.get(self._cell(row, "priority"), 0),
                labels=tuple(dict.fromkeys(names)),
                members=tuple(self._people(row)),
                fields=tuple(self._fields(row)),
                links=(Link(PARENT, self.above[-1]),) if self.above else (),
            )
        )
        self.above.append(identifier)

    def _people(self, row: Sequence[str]) -> list[str]:
        name = _without_number(self._cell(row, "responsible"))
        if not name:
            return []
        return [self.members.setdefault(name, member(name)).id]

    def _fields(self, row: Sequence[str]) -> list[tuple[str, str]]:
        date = self._cell(row, "date") if self._cell(row, "deadline") else ""
        duration = " ".join(filter(None, (self._cell(row, "duration"), self._cell(row, "durationunit"))))
        pairs = [(_("Date"), date), (_("Duration"), duration if self._cell(row, "duration") else "")]
        return [pair for pair in pairs if pair[1]]


def _commented(card: Card, comments: list[Comment]) -> Card:
    return replace(card, comments=tuple(comments)) if comments else card


def _without_number(text: str) -> str:
    """“Ada Lovelace (1234567)” is Ada Lovelace."""
    return re.sub(r"\(\d+\)$", "", text).rstrip()


FORMAT = table_format("todoist", "Todoist", needs=("TYPE", "CONTENT", "PRIORITY", "INDENT"), means={}, parse=_parse)
