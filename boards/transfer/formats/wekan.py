"""WeKan's “Export board” as JSON; people, comments and items stand in lists of their own."""

from __future__ import annotations

import base64
import binascii
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.transfer.boards import PARENT, Attachment, Board, Card, Checklist, Comment, Item, Label, Lane, Link, Member
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, in_order
from boards.transfer.moments import moment


def _recognises(file: Brought) -> bool:
    return file.json is not None and file.json.scalar_of("_format").startswith("wekan-board")


def _parse(file: Brought) -> Sequence[Board]:
    return [_Reader(file.json or Row({}, "", [])).board()]


def _by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.text(key)].append(row)
    return found


def _id(row: Row) -> str:
    return row.text("_id") or row.path


class _Reader:
    """Puts together what the file keeps apart."""

    def __init__(self, root: Row) -> None:
        self.root = root
        self.members = {_id(row): _member(row) for row in root.rows("users")}
        self.labels = {_id(row): Label(_id(row), row.text("name"), row.text("color")) for row in root.rows("labels")}
        self.fields = {_id(row): row for row in root.rows("customFields")}
        self.swimlanes = {_id(row): row.text("title") for row in root.rows("swimlanes")}
        self.comments = _by(root.rows("comments"), "cardId")
        self.checklists = _by(in_order(root.rows("checklists"), "sort"), "cardId")
        self.items = _by(in_order(root.rows("checklistItems"), "sort"), "checklistId")
        self.files = _by(root.rows("attachments"), "cardId")
        self.cards = {_id(row) for row in root.rows("cards")}

    def board(self) -> Board:
        root = self.root
        lists = in_order(root.rows("lists"), "sort")
        return Board(
            tool="WeKan",
            name=root.text("title"),
            description=root.text("description"),
            closed=root.flag("archived"),
            lists=tuple(map(_lane, lists)),
            cards=tuple(self._card(row) for row in in_order(root.rows("cards"), "sort")),
            labels=self.labels,
            members=self.members,
            strays=tuple(self._strays()),
            history=root.size("activities"),
            never=(_("Rules, watchers, votes and the colours of cards"),),
            mended=tuple(dict.fromkeys(root.mended)),
        )

    def _card(self, row: Row) -> Card:
        key = _id(row)
        parent = row.text("parentId")
        people = [*row.texts("assignees"), *row.texts("members")]
        return Card(
            id=key,
            list_id=row.text("listId"),
            title=row.text("title"),
            number=row.scalar("cardNumber"),
            is_template=row.text("type").startswith("template"),
            description=row.text("description"),
            closed=row.flag("archived"),
            due=row.scalar("dueAt"),
            start=row.scalar("startAt"),
            done_at=moment(row.scalar("endAt")),
            created_at=moment(row.scalar("createdAt")),
            changed_at=moment(row.scalar("dateLastActivity")),
            labels=tuple(dict.fromkeys(row.texts("labelIds"))),
            members=tuple(dict.fromkeys(filter(None, people))),
            fields=tuple(self._fields_of(row)),
            checklists=tuple(self._checklist(key, each) for each in self.checklists.get(key, ())),
            comments=tuple(self._comment(key, each) for each in self.comments.get(key, ())),
            attachments=tuple(map(_attachment, self.files.get(key, ()))),
            links=(Link(PARENT, parent),) if parent in self.cards and parent != key else (),
        )

    def _fields_of(self, row: Row) -> Iterator[tuple[str, str]]:
        if len(self.swimlanes) > 1 and row.text("swimlaneId") in self.swimlanes:
            yield _("Swimlane"), self.swimlanes[row.text("swimlaneId")]
        for name, key in ((_("Requested by"), "requestedBy"), (_("Assigned by"), "assignedBy"), (_("End"), "endAt")):
            if row.scalar(key).strip():
                yield name, row.scalar(key)
        for item in row.rows("customFields"):
            known = self.fields.get(_id(item))
            value = item.scalar_of("value")
            if known is not None and value:
                options = {_id(each): each.text("name") for each in known.row("settings").rows("dropdownItems")}
                yield known.text("name"), options.get(value, value)

    def _checklist(self, card: str, row: Row) -> Checklist:
        items = tuple(Item(each.text("title"), each.flag("isFinished")) for each in self.items.get(_id(row), ()))
        return Checklist(row.text("title"), card, items)

    def _comment(self, card: str, row: Row) -> Comment:
        key = row.text("userId")
        name = self.members[key].name if key in self.members else ""
        return Comment(card, name, row.text("text"), moment(row.scalar("createdAt")), key)

    def _strays(self) -> Iterator[Checklist | Comment]:
        for card, rows in self.comments.items():
            yield from (self._comment(card, row) for row in rows if card not in self.cards)
        for card, rows in self.checklists.items():
            yield from (self._checklist(card, row) for row in rows if card not in self.cards)


def _lane(row: Row) -> Lane:
    limit = row.row("wipLimit") if isinstance(row.values.get("wipLimit"), dict) else Row({}, row.path, row.mended)
    return Lane(
        _id(row), row.text("title"), row.flag("archived"), limit.scalar("value") if limit.flag("enabled") else ""
    )


def _member(row: Row) -> Member:
    return Member(_id(row), row.row("profile").text("fullname") or row.text("username"))


def _attachment(row: Row) -> Attachment:
    content = row.text("file")

    def opened() -> BinaryIO:
        try:
            return io.BytesIO(base64.b64decode(content))
        except binascii.Error:
            return io.BytesIO(b"")

    return Attachment(row.text("name"), row.text("url"), opened if content else None, len(content) * 3 // 4)


FORMAT = Format("wekan", "WeKan", gettext_lazy("a board exported as JSON"), _recognises, _parse)
