"""Todoist's “Export as CSV” of a project: sections, tasks and notes in rows, hierarchy by INDENT.

A file of a note stands in its text: `[[file {"file_name": …, "file_url": …} ]]`.

https://www.todoist.com/help/articles/format-a-csv-file-to-import-into-todoist
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from boards.models import Relation
from boards.transfer.boards import Attachment, Board, Card, Comment, Label, Lane, Link, Member
from boards.transfer.cells import member
from boards.transfer.dates import Order, iso
from boards.transfer.files import Brought
from boards.transfer.formats.table_format import table_format
from boards.transfer.json_rows import storable
from boards.transfer.mapping import Role
from boards.transfer.moments import moment
from boards.transfer.tables import Table, key

# 1 is the most urgent there, 4 none.
PRIORITIES = {"1": 3, "2": 2, "3": 1, "4": 0}
_FILE = re.compile(r"\[\[file (\{[^\n]*?\})\s*\]\]")
# In the backup of all projects their files bear their numbers: “Inbox [123456]”.
_NUMBERED = re.compile(r"\s*\[[0-9A-Za-z]{6,}\]$")
# A title may be Markdown, of which its links have a place of their own here.
_LINK = re.compile(r"\[([^\[\]\n]{1,1000})\]\((https?://[^\s()]{1,4000})\)")
_LABEL = re.compile(r"(?:^|\s)@([^\s@]{1,60})(?=\s|$)")


def _parse(file: Brought, table: Table, _means: Mapping[str, Role]) -> Sequence[Board]:
    return [_Rows(table).board(_NUMBERED.sub("", file.stem) or file.stem)]


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
        self.files: dict[str, list[Attachment]] = {}
        self.about: list[str] = []
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
        cards = [
            replace(
                card, comments=tuple(self.comments.get(card.id, ())), attachments=tuple(self.files.get(card.id, ()))
            )
            for card in self.cards
        ]
        return Board(
            tool="Todoist",
            name=name,
            description="\n\n".join(self.about),
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
        name, about = self._cell(row, "content"), self._cell(row, "description")
        if about:
            self.about.append(f"**{name}:** {about}")
        self.lanes.append(Lane(f"{len(self.lanes)} {name}", name))
        self.above = []

    def _note(self, row: Sequence[str]) -> None:
        files = [each for each in map(_attachment, _FILE.findall(self._cell(row, "content"))) if each]
        text = _FILE.sub("", self._cell(row, "content")).strip() if files else self._cell(row, "content")
        if not self.cards:
            # Comments on the project as a whole stand before all tasks.
            self.about += filter(None, (text, *(f"[{each.name}](<{each.url}>)" for each in files)))
            return
        card = self.cards[-1].id
        self.files.setdefault(card, []).extend(files)
        if text:
            author = _without_number(self._cell(row, "author"))
            date = moment(iso(self._cell(row, "date"), Order.DAY_FIRST))
            key = self.members.setdefault(author, member(author)).id if author else ""
            self.comments.setdefault(card, []).append(Comment(card, author, text, date, key))

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
        links = [Attachment(name, address) for name, address in _LINK.findall(content)]
        self.files.setdefault(identifier, []).extend(links)
        self.cards.append(
            Card(
                id=identifier,
                list_id=self.lanes[-1].id,
                title=_LINK.sub(r"\1", _LABEL.sub("", content)).strip() or content,
                description=self._cell(row, "description"),
                due=self._due(row),
                priority=PRIORITIES.get(self._cell(row, "priority"), 0),
                labels=tuple(dict.fromkeys(names)),
                members=tuple(self._people(row)),
                fields=tuple(self._fields(row)),
                links=(Link(Relation.PARENT, self.above[-1]),) if self.above else (),
            )
        )
        self.above.append(identifier)

    def _due(self, row: Sequence[str]) -> str:
        date = "" if self._repeats(row) else self._cell(row, "date")
        return iso(self._cell(row, "deadline") or date, Order.DAY_FIRST)

    def _repeats(self, row: Sequence[str]) -> bool:
        """“every Monday” is a rule and no date; words of other languages are told as dates that can't be kept."""
        return self._cell(row, "date").casefold().startswith(("every", "jed", "tous les", "toutes les", "cada", "ogni"))

    def _people(self, row: Sequence[str]) -> list[str]:
        name = _without_number(self._cell(row, "responsible"))
        if not name:
            return []
        return [self.members.setdefault(name, member(name)).id]

    def _fields(self, row: Sequence[str]) -> list[tuple[str, str]]:
        date = self._cell(row, "date") if self._cell(row, "deadline") or self._repeats(row) else ""
        duration = " ".join(filter(None, (self._cell(row, "duration"), self._cell(row, "durationunit"))))
        pairs = [
            (_("Repeats") if self._repeats(row) else _("Date"), date),
            (_("Duration"), duration if self._cell(row, "duration") else ""),
        ]
        return [pair for pair in pairs if pair[1]]


def _attachment(text: str) -> Attachment | None:
    """The file that a note tells of; None if nothing of it can be read."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    name, url = (told.get(key) or "" for key in ("file_name", "file_url")) if isinstance(told, dict) else ("", "")
    return Attachment(storable(str(name)), storable(str(url)), stays=True) if name or url else None


def _without_number(text: str) -> str:
    """“Ada Lovelace (1234567)” is Ada Lovelace."""
    return re.sub(r"\(\d+\)$", "", text).rstrip()


FORMAT = table_format("todoist", "Todoist", needs=("TYPE", "CONTENT", "PRIORITY", "INDENT"), means={}, parse=_parse)
