"""Tables that this site itself has exported, as CSV or as a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from django.utils.translation import gettext_lazy

from boards.models import Relation
from boards.queries.task_links import HEADINGS
from boards.rules.spreadsheets import plain
from boards.transfer import cells
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item, Link
from boards.transfer.exports.cells import HEADS
from boards.transfer.files import Brought
from boards.transfer.formats.table_format import roles, table_format
from boards.transfer.mapping import Role, guess
from boards.transfer.moments import moment
from boards.transfer.table_boards import Reader
from boards.transfer.tables import Table

MEANS = roles(
    number="Number",
    title="Title",
    column="Column",
    tags="Tags",
    people="Assignees",
    due="Due date",
    priority="Priority",
    progress="Progress",
    created="Created",
    completed="Completed on",
    archived="Archived",
    parent="Parent task",
    checklist="Checklist",
    description="Description",
    comments="Comments",
    ignored="Address; Links",
)
# Author, moment, text: what the export writes for each.
_COMMENT = re.compile(r"(?:^|\n\n)([^\n]{1,200}?), (\d{4}-\d{2}-\d{2} \d{2}:\d{2}): ")


# What it is to the other, the other's number, and its title.
_LINK = re.compile(r"([^:\n]{1,60}): #(\d{1,9}) ")
# A title, if there is one, and an address.
_ADDRESS = re.compile(r"(?:(.*): )?((?:https?://|mailto:)\S+)", re.IGNORECASE)
# The other end tells of duplicates.
LINKS = frozenset(Relation) - {Relation.DUPLICATED_BY}


class _Reader(Reader):
    """Several checklists, comments and links in a cell; semicolons between tags and people."""

    in_utc: ClassVar = True
    in_hundredths: ClassVar = True

    def begin(self) -> None:
        self.columns[Role.IGNORED] = tuple(at for at in self.columns[Role.IGNORED] if self.keys[at] != "links")
        # By the words that the export writes; earlier ones wrote the keys.
        self.kinds = {word: kind for kind in LINKS for word in (str(HEADINGS[kind]), kind)}

    def card(self, index: int, row: Sequence[str]) -> Card:
        found = super().card(index, row)
        comments = self._comments(found.id, self.first(Role.COMMENTS, row))
        cell = self.cell(row, "links").split("\n")
        addresses = {line: match for line in cell if (match := _ADDRESS.fullmatch(line))}
        lines = [line for line in cell if line not in addresses]
        links = [self._link(line) for line in lines]
        words = [line for line, link in zip(lines, links, strict=True) if line and not link and not self._is_told(line)]
        return replace(
            found,
            comments=tuple(comments),
            links=tuple(filter(None, links)),
            attachments=(*found.attachments, *(Attachment(match[1] or "", match[2]) for match in addresses.values())),
            fields=(*found.fields, *((str(HEADS[-2]), line) for line in words)),
        )

    def _link(self, line: str) -> Link | None:
        match = _LINK.match(f"{line} ")
        return Link(self.kinds[match[1]], match[2]) if match and match[1] in self.kinds else None

    def _is_told(self, line: str) -> bool:
        """By the other end."""
        return line.startswith((f"{HEADINGS[Relation.DUPLICATED_BY]}: #", f"{Relation.DUPLICATED_BY}: #"))

    def _comments(self, card: str, told: str) -> Iterator[Comment]:
        for each in _comments(card, told):
            yield replace(each, author_id=self.member(each.author)) if each.author else each

    def checklists(self, card: str, row: Sequence[str]) -> Iterator[Checklist]:
        title, items = "", list[Item]()
        for line in self.first(Role.CHECKLIST, row).split("\n"):
            if line.endswith(":") and not line.startswith("["):
                if items:
                    yield Checklist(title, card, tuple(items))
                title, items = line[:-1], []
            elif line:
                items.append(cells.item(line))
        if items or title:
            yield Checklist(title, card, tuple(items))


def _comments(card: str, told: str) -> list[Comment]:
    marks = list(_COMMENT.finditer(told))
    ends = [*(mark.start() for mark in marks[1:]), len(told)][: len(marks)]
    return [
        Comment(card, mark[1], told[mark.end() : end], moment(mark[2])) for mark, end in zip(marks, ends, strict=True)
    ]


def _parse(file: Brought, table: Table, _means: object) -> Sequence[Board]:
    if table.separator:
        table = replace(table, rows=tuple(tuple(map(plain, row)) for row in table.rows))
    mapping = guess(table, MEANS)
    several = {at: ";" for role in (Role.TAGS, Role.PEOPLE) for at in mapping.columns(role)}
    several |= dict.fromkeys(mapping.columns(Role.CHECKLIST), "\n")
    return [_Reader(table, replace(mapping, separators=several)).board("Boardsite", file.stem)]


FORMAT = table_format(
    "boardsite-table",
    "Boardsite",
    needs=("Number", "Title", "Column", "Assignees", "Completed on", "Parent task", "Address"),
    means=MEANS,
    kind=gettext_lazy("a table exported as CSV or to Excel"),
    parse=_parse,
)
