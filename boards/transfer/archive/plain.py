"""An archive as a board like any other tool's: for a look at what it holds, for cards that go into a project that is
there, and for a newer archive of a project that has come before.

Texts mention people by their numbers in the archive (`Board.is_ours`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.models import Status
from boards.models.task_links import seen_as
from boards.transfer.archive import contents, people, reading, tables
from boards.transfer.archive.reading import Row
from boards.transfer.archive.tables import TABLES
from boards.transfer.archive.values import HIGHEST, Wrong, number
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item, Label, Lane, Link, Member
from boards.transfer.files import Archive, Brought, refusal

TOOL = "Boardsite"
# A name for each of the twelve colours, which `colours` leads back to it.
COLOURS = ("red", "orange", "gold", "yellow", "lime", "green", "teal", "sky", "blue", "indigo", "purple", "pink")
# Cards in the order of their columns.
_Order = tuple[str, int]


def boards(file: Brought) -> Sequence[Board]:
    """The one board that an archive holds. Raises InvalidInput for a file that is not whole."""
    archive = file.archive
    if archive is None:
        raise refusal(_("The file is no archive of a Boardsite project."))
    head = reading.head(archive)
    with reading.whole():
        return [_Maker(archive).board(head["project"])]


def origin(created_at: str, task: int) -> str:
    """What a task is known by, whichever site its archive comes from: no two are made in the same microsecond and have
    the same number."""
    return f"{created_at}#{task}"


class _Maker:
    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.people = {number: Member(str(number), name, address) for number, name, address in people.told(archive)}
        self.deleted = 0

    def board(self, head: Row) -> Board:
        title, description = head["title"], head["description"]
        if not isinstance(title, str) or not isinstance(description, str):
            raise Wrong
        lanes = sorted(self._rows("columns"), key=_place)
        cards = tuple(self._cards({row["id"]: place for place, row in enumerate(lanes)}))
        return Board(
            tool=TOOL,
            name=title,
            description=description,
            closed=head.get("archived_at") is not None,
            lists=tuple(map(_lane, lanes)),
            cards=cards,
            labels={str(row["id"]): Label(str(row["id"]), row["name"], _colour(row)) for row in self._rows("tags")},
            members={member.id: member for member in self.people.values()},
            history=self._count("history"),
            never=tuple(self._left_behind()),
            is_ours=True,
        )

    def _cards(self, lanes: Mapping[int, int]) -> Iterator[Card]:
        tags, others = self._pairs("task_tags", "tag"), self._pairs("task_assignees", "user")
        files, comments, lists = self._files(), self._comments(), self._checklists()
        rows = [row for row in self._rows("tasks") if row["column"] in lanes]
        origins = {row["id"]: origin(row["created_at"].isoformat(), row["number"]) for row in rows}
        there = {row["id"] for row in rows if row["deleted_at"] is None}
        self.deleted = len(rows) - len(there)
        links = self._links({key: value for key, value in origins.items() if key in there})
        for row in sorted(rows, key=lambda row: (lanes[row["column"]], *_place(row))):
            if row["id"] not in there:
                continue
            key = row["id"]
            yield Card(
                id=origins[key],
                list_id=str(row["column"]),
                title=row["title"],
                number=str(row["number"]),
                description=row["description"],
                closed=row["archived_at"] is not None,
                due=row["due_date"].isoformat() if row["due_date"] else "",
                done=row["completed_at"] is not None,
                priority=row["priority"],
                progress=row["progress"],
                created_at=row["created_at"],
                done_at=row["completed_at"],
                changed_at=row["updated_at"],
                labels=tuple(map(str, tags[key])),
                members=tuple(str(each) for each in (row["assignee"], *others[key]) if each),
                checklists=tuple(lists[key]),
                comments=tuple(comments[key]),
                attachments=tuple(files[key]),
                links=tuple(links[key]),
            )

    def _pairs(self, table: str, other: str) -> Mapping[int, list[int]]:
        found = defaultdict(list)
        for row in self._rows(table):
            found[row["task"]].append(row[other])
        return found

    def _files(self) -> Mapping[int, list[Attachment]]:
        found = defaultdict(list)
        for row in self._alive("attachments"):
            entry = contents.entry(row["id"])
            if entry in self.archive:
                open_ = partial(self.archive.open, entry)
                found[row["task"]].append(Attachment(row["name"], open=open_, size=self.archive.size(entry)))
        for row in self._alive("web_links"):
            found[row["task"]].append(Attachment(row["title"] or row["url"], url=row["url"]))
        return found

    def _comments(self) -> Mapping[int, list[Comment]]:
        found = defaultdict(list)
        for row in self._alive("comments"):
            key = row["author"] or 0
            name = self.people[key].name if key in self.people else ""
            found[row["task"]].append(Comment(str(row["task"]), name, row["text"], row["created_at"], str(key)))
        return found

    def _checklists(self) -> Mapping[int, list[Checklist]]:
        items = defaultdict(list)
        for row in sorted(self._alive("checklist_items"), key=_place):
            due = row["due_date"].isoformat() if row["due_date"] else ""
            item = Item(row["text"], row["done_at"] is not None, due, str(row["assignee"] or ""))
            items[row["checklist"]].append(item)
        found = defaultdict(list)
        for row in sorted(self._alive("checklists"), key=_place):
            found[row["task"]].append(Checklist(row["title"], str(row["task"]), tuple(items[row["id"]])))
        return found

    def _links(self, origins: Mapping[int, str]) -> Mapping[int, list[Link]]:
        """Of those tasks alone that come along."""
        found = defaultdict(list)
        for row in self._rows("links"):
            if row["first"] in origins and row["second"] in origins:
                found[row["first"]].append(Link(seen_as(row["kind"], from_first=True), origins[row["second"]]))
        return found

    def _left_behind(self) -> Iterator[str]:
        """What other tools' boards don't have either, in words."""
        nods, watches = self._count("reactions"), self._count("watches")
        told = (
            (self.deleted, ngettext("%(count)s deleted task", "%(count)s deleted tasks", self.deleted)),
            (nods, ngettext("%(count)s reaction to a comment", "%(count)s reactions to comments", nods)),
            (watches, ngettext("%(count)s person's watching", "%(count)s people's watching", watches)),
        )
        return (words % {"count": count} for count, words in told if count)

    def _count(self, table: str) -> int:
        return sum(1 for _row in reading.lines(self.archive, table))

    def _alive(self, table: str) -> Iterator[Row]:
        return (row for row in self._rows(table) if row["deleted_at"] is None)

    def _rows(self, name: str) -> Iterator[Row]:
        """The lines of a table with everything that a row has, references as numbers."""
        table = next(each for each in TABLES if each.name == name)
        decoders = [(each, _decoder(each)) for each in table.fields if not each.primary_key]
        for place, row in enumerate(reading.lines(self.archive, name), start=1):
            if row.get("id") != place:
                raise reading.wrong(name, place, "id")
            found: Row = {"id": place}
            for field, decode in decoders:
                found[field.name] = _value(name, place, row, field, decode)
            yield found


def _decoder(field: models.Field) -> reading.Decode:
    return (lambda value: number(value, HIGHEST)) if tables.refers_to(field) else reading.decoder(field)


def _value(name: str, place: int, row: Row, field: models.Field, decode: reading.Decode) -> Any:
    value = row.get(field.name)
    try:
        if value is not None:
            return decode(value)
    except (Wrong, TypeError, ValueError, OverflowError):
        raise reading.wrong(name, place, field.name) from None
    if not field.null and not field.has_default():
        raise reading.wrong(name, place, field.name)
    return field.get_default() if field.has_default() else None


def _place(row: Row) -> _Order:
    return row["position"], row["id"]


def _lane(row: Row) -> Lane:
    return Lane(str(row["id"]), row["name"], limit=str(row["wip_limit"] or ""), status=Status(row["status"]))


def _colour(row: Row) -> str:
    return COLOURS[row["colour"]] if row["colour"] < len(COLOURS) else ""
