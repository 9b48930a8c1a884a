"""A table and what its columns mean → a board.

`Reader` reads as any table is read; the formats of known tools change what they do otherwise.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from django.utils.translation import gettext as _

from boards.models import Relation, Status
from boards.transfer import cells, totals
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Label, Lane, Link, Member
from boards.transfer.dates import Order, ends, iso
from boards.transfer.list_names import meaning
from boards.transfer.mapping import Mapping, Role
from boards.transfer.moments import local, moment
from boards.transfer.tables import Table, key

# “plan.pdf (https://…)”, as Airtable and Notion write files.
_ADDRESS = re.compile(r"\((https?://[^()\s]{1,4000})\)")
_FILES = frozenset(("attachments", "attachment", "files", "filesmedia", "anhänge", "dateien", "fichiers", "archivos"))
# As workbooks hold what they show as 40 % or 100 %, and programs that make tables of them.
_SHARE = re.compile(r"0|1|0[.,]\d+")
# What a row of totals may tell sums of.
_ADDABLE = frozenset((Role.FIELD, Role.IGNORED, Role.PROGRESS))
_NUMBER = re.compile(r"(?:^|[#\-])(\d{1,9})$")


def board(table: Table, mapping: Mapping, *, tool: str, name: str, reader: type[Reader] | None = None) -> Board:
    """The board of a table."""
    return (reader or Reader)(table, mapping).board(tool, name)


def _named(cell: str) -> Iterator[tuple[str, str]]:
    """The names of a cell, each with the address behind it."""
    end = 0
    for match in _ADDRESS.finditer(cell):
        yield cell[end : match.start()].strip(" ,;\n"), match[1]
        end = match.end()


class Reader:
    """Reads row by row."""

    # What lists of these names mean (as `tables.key` makes them); others tell it by their name, or not.
    statuses: ClassVar[dict[str, Status]] = {}
    # Whether lists are statuses, which the rows tell in no order; else they stand in the order they are met.
    by_status: ClassVar[bool] = False
    # What separates several words in the cells of these columns ("" for nothing); in others it is found out.
    separators: ClassVar[dict[str, str]] = {}
    # Whether times are those of UTC; else they are those of whoever made the table.
    in_utc: ClassVar[bool] = False
    # Whether workbooks tell progress as whole numbers up to 100; else 1 is all of it where no cell says more.
    in_hundredths: ClassVar[bool] = False
    # What cells of these columns hold where there is nothing to tell.
    idle: ClassVar[dict[str, str]] = {}

    def __init__(self, table: Table, mapping: Mapping) -> None:
        addable = [at for at, role in enumerate(mapping.roles) if role in _ADDABLE]
        table, self.totals = totals.parted(table, addable)
        self.table, self.mapping = table, mapping
        self.lanes: dict[str, Lane] = {}
        self.labels: dict[str, Label] = {}
        self.members: dict[str, Member] = {}
        self.remarks: list[tuple[str, str]] = []
        self.columns = {role: mapping.columns(role) for role in Role}
        self.keys = tuple(map(key, table.heads))
        self.files = [at for at in self.columns[Role.FIELD] if self.keys[at] in _FILES and self._holds_files(at)]
        self.columns[Role.FIELD] = tuple(at for at in self.columns[Role.FIELD] if at not in self.files)
        told = [value for at in self.columns[Role.PROGRESS] for value in table.values(at)]
        is_told = not table.separator or any(len(value) > 1 for value in told)
        self.in_shares = is_told and not self.in_hundredths and all(map(_SHARE.fullmatch, told))
        self.begin()

    def board(self, tool: str, name: str) -> Board:
        """All of it."""
        self._note_left_out()
        cards = [self.card(index, row) for index, row in enumerate(self.table.rows)]
        return Board(
            tool=tool,
            name=name,
            lists=tuple(self.ordered(list(self.lanes.values()))),
            cards=tuple(self._linked(cards)),
            labels=self.labels,
            members=self.members,
            remarks=tuple(self.remarks),
        )

    # What formats change

    def begin(self) -> None:
        """Look up what is asked of every row, before the first is read."""

    def ordered(self, lanes: list[Lane]) -> list[Lane]:
        """The lists from left to right: what is to come first, what is done last, else as they are met."""
        if not self.by_status:
            return lanes
        places = {Status.PENDING: 0, Status.COMPLETED: 2}
        return sorted(lanes, key=lambda lane: places.get(lane.status or meaning(lane.name) or Status.IN_PROGRESS, 1))

    def is_done(self, text: str) -> bool:
        """Whether a cell says that the card is done."""
        return cells.is_yes(text)

    def priority(self, text: str) -> int | None:
        """0 to 4 for the words that are known, a number as it is; None for anything else."""
        return cells.priority(text) if text else 0

    def percent(self, text: str) -> int | None:
        """0 to 100; None for anything else."""
        return 100 if self.in_shares and text == "1" else cells.percent(text)

    def comment(self, text: str, card: str) -> Comment:
        """A comment of a cell."""
        return Comment(card, "", text)

    def lane_name(self, row: Sequence[str]) -> str:
        """The list a row stands in."""
        if self.columns[Role.COLUMN]:
            return self.first(Role.COLUMN, row) or self.lane(_("Without a list"), status=Status.PENDING)
        return self.plain_list(row)

    def plain_list(self, row: Sequence[str]) -> str:
        """One of two lists, where the table has none: for what is to do, and for what is done."""
        lists = (self.lane(_("To do"), status=Status.PENDING), self.lane(_("Done"), status=Status.COMPLETED))
        return lists[self.done(row)]

    def done(self, row: Sequence[str]) -> bool:
        """Whether a row says that its card is done, beside its list."""
        return self.is_done(self.first(Role.DONE, row)) or bool(self.first(Role.COMPLETED, row))

    def description(self, row: Sequence[str]) -> str:
        """The text of a row."""
        return self.first(Role.DESCRIPTION, row)

    def archived(self, row: Sequence[str]) -> bool:
        """Whether a row says that its card is archived."""
        return cells.is_yes(self.first(Role.ARCHIVED, row))

    def identifier(self, index: int, row: Sequence[str]) -> str:
        """What names the card within the table."""
        return self.first(Role.NUMBER, row) or f"row {index + 1}"

    def number(self, row: Sequence[str]) -> str:
        """The number people know the card by: the end of #12 and ABC-12."""
        match = _NUMBER.search(self.first(Role.NUMBER, row))
        return match[1].lstrip("0") if match else ""

    def _holds_files(self, at: int) -> bool:
        return all(cell.endswith(")") and list(_named(cell)) for cell in self.table.values(at))

    # What is alike for all

    def first(self, role: Role, row: Sequence[str]) -> str:
        """The cell of a role that one column plays."""
        return next((row[index] for index in self.columns[role]), "")

    def card(self, index: int, row: Sequence[str]) -> Card:
        """One row."""
        identifier = self.identifier(index, row)
        done_at = self.time(Role.COMPLETED, row)
        return Card(
            id=identifier,
            list_id=self.lane(self.lane_name(row)),
            title=self.first(Role.TITLE, row),
            number=self.number(row),
            description=self.description(row),
            closed=self.archived(row),
            due=self.date(Role.DUE, row),
            start=self.date(Role.START, row) or self.span(Role.DUE, row)[0],
            done=self.done(row),
            priority=self.priority(self.first(Role.PRIORITY, row)) or 0,
            progress=self.percent(self.first(Role.PROGRESS, row)) or 0,
            created_at=self.time(Role.CREATED, row),
            done_at=done_at,
            changed_at=self.time(Role.UPDATED, row) or done_at,
            labels=tuple(self.label(name) for name in self.several(Role.TAGS, row)),
            members=tuple(dict.fromkeys(self.member(name) for name in self.several(Role.PEOPLE, row))),
            fields=tuple(self.fields(row)),
            checklists=tuple(self.checklists(identifier, row)),
            attachments=tuple(self.attachments(row)),
            comments=tuple(self.comment(row[at], identifier) for at in self.columns[Role.COMMENTS] if row[at]),
        )

    def date(self, role: Role, row: Sequence[str]) -> str:
        """In ISO form, or as it is written; of a span its end."""
        return self.span(role, row)[1]

    def time(self, role: Role, row: Sequence[str]) -> datetime.datetime | None:
        """When something was; without an offset for a table that tells none."""
        return (moment if self.in_utc else local)(self.date(role, row))

    def span(self, role: Role, row: Sequence[str]) -> tuple[str, str]:
        """The first and the last day; of a single one only the last."""
        for at in self.columns[role]:
            if row[at]:
                order = self.mapping.orders.get(at, Order.DAY_FIRST)
                first, last = ends(row[at])
                return iso(first, order), iso(last, order)
        return "", ""

    def cell(self, row: Sequence[str], head: str) -> str:
        """The first cell below this heading (as `tables.key` makes it) that holds something."""
        return next((row[at] for at, each in enumerate(self.keys) if each == head and row[at]), "")

    def several(self, role: Role, row: Sequence[str]) -> Iterator[str]:
        """The words of all cells of a role."""
        for at in self.columns[role]:
            separator = self.separators.get(self.keys[at], self.mapping.separators.get(at, ""))
            parts = row[at].split(separator) if separator else [row[at]]
            yield from (part.strip() for part in parts if part.strip())

    def lane(self, name: str, *, status: Status | None = None) -> str:
        """The key of a list, which is met or made."""
        known = self.lanes.setdefault(name, Lane(name, name, status=status or self.statuses.get(key(name))))
        return known.id

    def label(self, name: str, colour: str = "") -> str:
        """The key of a label, which is met or made."""
        return self.labels.setdefault(name, Label(name, name, colour)).id

    def member(self, text: str) -> str:
        """The key of a person: a name, an address, or both."""
        return self.members.setdefault(text, cells.member(text)).id

    def fields(self, row: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What has no place of its own, and what could not be read."""
        found: dict[str, list[str]] = {}
        for at in self.columns[Role.FIELD]:
            if row[at] and row[at] != self.idle.get(self.keys[at]):
                found.setdefault(self.table.heads[at] or _("Column %(number)s") % {"number": at + 1}, []).append(
                    row[at]
                )
        # Headings that repeat tell several of one thing.
        yield from ((name, ", ".join(dict.fromkeys(values))) for name, values in found.items())
        told: tuple[tuple[Role, Callable[[str], bool]], ...] = (
            (Role.PRIORITY, lambda text: self.priority(text) is not None),
            (Role.PROGRESS, lambda text: self.percent(text) is not None),
            (Role.CREATED, lambda text: self.time(Role.CREATED, row) is not None),
            (Role.NUMBER, lambda text: bool(self.number(row))),
        )
        for role, is_read in told:
            text = self.first(role, row)
            if text and not is_read(text):
                yield self.table.heads[self.columns[role][0]], text

    def attachments(self, row: Sequence[str]) -> Iterator[Attachment]:
        """Files of columns that are called so, whose cells name each with its address."""
        for at in self.files:
            for name, address in _named(row[at]):
                yield Attachment(name, address)

    def checklists(self, card: str, row: Sequence[str]) -> Iterator[Checklist]:
        """One for each column of items that holds some."""
        for at in self.columns[Role.CHECKLIST]:
            separator = self.mapping.separators.get(at) or "\n"
            items = tuple(cells.item(part) for part in row[at].split(separator) if part.strip())
            if items:
                yield Checklist(self.table.heads[at], card, items)

    def parent(self, row: Sequence[str]) -> str:
        """What names the card that a row is a part of."""
        told = self.first(Role.PARENT, row)
        # Notion puts the address of the page behind its name.
        named = list(_named(told))
        return named[0][0] if len(named) == 1 and told.endswith(")") else told

    def parent_head(self, row: Sequence[str]) -> str:
        """The heading of the column that names it."""
        return self.table.heads[self.columns[Role.PARENT][0]]

    def names(self, index: int, row: Sequence[str]) -> Iterator[str]:
        """What else a row may be named by, beside its id, number and title."""
        return iter(())

    def _linked(self, cards: Sequence[Card]) -> Iterator[Card]:
        """With their parents, which a row names by id, number or title."""
        if not self.columns[Role.PARENT]:
            yield from cards
            return
        known = self._named(cards)
        for card, row in zip(cards, self.table.rows, strict=True):
            told = self.parent(row)
            numbered = re.search(r"#(\d{1,9})", told)
            found = known.get(told) or (known.get(numbered[1]) if numbered else None)
            if found is not None and found != card.id:
                yield replace(card, links=(*card.links, Link(Relation.PARENT, found)))
            elif told:
                yield replace(card, fields=(*card.fields, (self.parent_head(row), told)))
            else:
                yield card

    def _named(self, cards: Sequence[Card]) -> dict[str, str]:
        """The ids of the cards by whatever names them; the surest goes last, and of equals the first."""
        known = {card.title: card.id for card in reversed(cards)}
        known |= {card.number: card.id for card in reversed(cards) if card.number}
        for index, (card, row) in reversed(list(enumerate(zip(cards, self.table.rows, strict=True)))):
            known |= dict.fromkeys(filter(None, self.names(index, row)), card.id)
        return known | {card.id: card.id for card in cards}

    def _note_left_out(self) -> None:
        for at in self.columns[Role.IGNORED]:
            count = sum(1 for _value in self.table.values(at))
            if count and self.table.heads[at]:
                self.remarks.append((_("Columns of the table that are left out"), self.table.heads[at]))
        if self.totals:
            self.remarks.append((_("Rows of totals, left out"), self.totals))
        for at in sorted(self.mapping.unsure):
            self.remarks.append((_("Dates that could be read in two ways"), self.table.heads[at]))
