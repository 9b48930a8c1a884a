"""WeKan's “Export board” as JSON; people, comments and items stand in lists of their own.

Later versions put it into a zip, with the files of cards beside it. Subtasks are cards of a board of their own: those
that `subtaskItems` has from there come as a checklist.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation
from boards.transfer import json_rows
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item, Label, Lane, Link, Member
from boards.transfer.files import Archive, Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, in_order
from boards.transfer.moments import moment

DOCUMENT = "wekan.json"


def _recognises(file: Brought) -> bool:
    if file.archive is not None:
        return _document(file.archive) is not None
    return file.json is not None and file.json.scalar_of("_format").startswith("wekan-board")


def _parse(file: Brought) -> Sequence[Board]:
    archive = file.archive
    if archive is None:
        return [_Reader(file.json or Row({}, "", []), {}).board()]
    files = {PurePosixPath(name).name.partition("-")[0]: name for name in archive if "attachments/" in name}
    beside = {key: partial(_beside, archive, name) for key, name in files.items()}
    return [_Reader(json_rows.read(archive.read(_document(archive) or "")), beside).board()]


def _document(archive: Archive) -> str | None:
    return next((name for name in archive if PurePosixPath(name).name == DOCUMENT), None)


def _beside(archive: Archive, name: str, shown: str) -> Attachment:
    """A file of the archive, whose name begins with the id of what it is."""
    return Attachment(shown, "", partial(archive.open, name), archive.size(name))


def _by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.text(key)].append(row)
    return found


def _id(row: Row) -> str:
    return row.text("_id") or row.path


class _Reader:
    """Puts together what the file keeps apart."""

    def __init__(self, root: Row, beside: Mapping[str, Callable[[str], Attachment]]) -> None:
        self.root, self.beside = root, beside
        self.members = {_id(row): _member(row) for row in root.rows("users")}
        self.labels = {_id(row): Label(_id(row), row.text("name"), row.text("color")) for row in root.rows("labels")}
        self.fields = {_id(row): row for row in root.rows("customFields")}
        self.swimlanes = {_id(row): row.text("title") for row in root.rows("swimlanes")}
        self.comments = _by(root.rows("comments"), "cardId")
        self.checklists = _by(in_order(root.rows("checklists"), "sort"), "cardId")
        self.items = _by(in_order(root.rows("checklistItems"), "sort"), "checklistId")
        self.files = _by(root.rows("attachments"), "cardId")
        self.cards = {_id(row) for row in root.rows("cards")}
        elsewhere = (row for row in root.rows("subtaskItems") if _id(row) not in self.cards)
        self.subtasks = _by(in_order(list({_id(row): row for row in elsewhere}.values()), "subtaskSort"), "parentId")
        self.hidden = {_id(row) for row in root.rows("swimlanes") if row.flag("archived")}

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
            remarks=tuple((_("Files of the archive that belong to no card, left out"), name) for name in self._loose()),
            history=root.size("activities"),
            never=(_("Rules, watchers, colours of cards and lists, and cards that are linked from other boards"),),
            mended=tuple(dict.fromkeys(root.mended)),
        )

    def _card(self, row: Row) -> Card:
        key = _id(row)
        people = [*row.texts("assignees"), *row.texts("members")]
        return Card(
            id=key,
            list_id=row.text("listId"),
            title=row.text("title"),
            number=row.scalar("cardNumber"),
            is_template=row.text("type").startswith("template"),
            description=row.text("description"),
            # In an archived swimlane nobody sees it either.
            closed=row.flag("archived") or row.text("swimlaneId") in self.hidden,
            due=row.scalar("dueAt"),
            start=row.scalar("startAt"),
            done_at=moment(row.scalar("endAt")),
            created_at=moment(row.scalar("createdAt")),
            changed_at=moment(row.scalar("dateLastActivity")),
            labels=tuple(dict.fromkeys(row.texts("labelIds"))),
            members=tuple(dict.fromkeys(filter(None, people))),
            fields=tuple(self._fields_of(row)),
            checklists=tuple(self._checklists(key)),
            comments=tuple(self._comment(key, each) for each in self.comments.get(key, ())),
            attachments=tuple(self._attachment(each, row.text("coverId")) for each in self.files.get(key, ())),
            links=tuple(self._links(row, key)),
            place=row.row("location").text("name") if isinstance(row.values.get("location"), dict) else "",
            # With a question they stand in the description.
            votes=0 if _question(row) else _votes(row, "positive") + _votes(row, "negative"),
        )

    def _links(self, row: Row, key: str) -> Iterator[Link]:
        """Its parent, and what follows it in the Gantt view: 0 is what may begin once this one has ended."""
        parent = row.text("parentId")
        if parent and parent != key:
            yield Link(Relation.PARENT, parent)
        kinds = row.values.get("linkType_gantt")
        told = kinds if isinstance(kinds, list) else []
        for place, other in enumerate(row.texts("targetId_gantt")):
            if other and other != key:
                yield Link(Relation.BLOCKS if told[place : place + 1] in ([0], ["0"]) else Relation.RELATES, other)

    def _fields_of(self, row: Row) -> Iterator[tuple[str, str]]:
        if len(self.swimlanes) > 1 and row.text("swimlaneId") in self.swimlanes:
            yield _("Swimlane"), self.swimlanes[row.text("swimlaneId")]
        for name, key in (
            (_("Requested by"), "requestedBy"),
            (_("Assigned by"), "assignedBy"),
            (_("Received"), "receivedAt"),
            (_("End"), "endAt"),
            (_("Hours spent"), "spentTime"),
        ):
            value = row.scalar_of(key).strip()
            if value not in ("", "0"):
                yield name, self.members[value].name if value in self.members else value
        poker = row.row("poker") if isinstance(row.values.get("poker"), dict) else Row({}, row.path, row.mended)
        if poker.scalar_of("estimation") not in ("", "0"):
            yield _("Planning poker"), poker.scalar_of("estimation")
        if row.flag("isOvertime"):
            yield _("Overtime"), _("yes")
        question = _question(row)
        if question:
            told = {"yes": _votes(row, "positive"), "no": _votes(row, "negative")}
            yield _("Vote"), f"{question} " + _("(%(yes)s for it, %(no)s against it)") % told
        for item in row.rows("customFields"):
            known = self.fields.get(_id(item))
            value = _value(item, known)
            if value:
                yield known.text("name") if known is not None else _("Custom field"), value

    def _checklists(self, card: str) -> Iterator[Checklist]:
        yield from (self._checklist(card, each) for each in self.checklists.get(card, ()))
        parts = self.subtasks.get(card, ())
        if parts:
            items = (Item(row.text("title"), row.flag("archived"), row.scalar("dueAt")) for row in parts)
            yield Checklist(_("Subtasks"), card, tuple(items))

    def _attachment(self, row: Row, cover: str) -> Attachment:
        beside = self.beside.get(_id(row))
        found = beside(row.text("name")) if beside else _attachment(row)
        return replace(found, is_cover=bool(cover) and _id(row) == cover)

    def _checklist(self, card: str, row: Row) -> Checklist:
        items = tuple(Item(each.text("title"), each.flag("isFinished")) for each in self.items.get(_id(row), ()))
        return Checklist(row.text("title"), card, items)

    def _comment(self, card: str, row: Row) -> Comment:
        key = row.text("userId")
        name = self.members[key].name if key in self.members else ""
        return Comment(card, name, row.text("text"), moment(row.scalar("createdAt")), key)

    def _loose(self) -> Iterator[str]:
        named = {_id(row) for card, rows in self.files.items() if card in self.cards for row in rows}
        yield from (key for key in self.beside if key not in named)

    def _strays(self) -> Iterator[Checklist | Comment]:
        for card, rows in self.comments.items():
            yield from (self._comment(card, row) for row in rows if card not in self.cards)
        for card, rows in self.checklists.items():
            yield from (self._checklist(card, row) for row in rows if card not in self.cards)


def _value(item: Row, field: Row | None) -> str:
    """What a custom field holds: a word of a list, several words, or a text, number, date or tick."""
    settings = field.row("settings") if field is not None else Row({}, item.path, item.mended)
    options = {_id(each): each.text("name") for each in settings.rows("dropdownItems")}
    value = item.values.get("value")
    if isinstance(value, list):
        return ", ".join(options.get(each, each) for each in value if isinstance(each, str))
    text = item.scalar_of("value")
    if field is not None and field.text("type") == "checkbox":
        return _("yes") if text == "true" else ""
    currency = settings.scalar_of("currencyCode")
    return f"{text} {currency}" if text and currency else options.get(text, text)


def _question(row: Row) -> str:
    return row.row("vote").text("question") if isinstance(row.values.get("vote"), dict) else ""


def _votes(row: Row, side: str) -> int:
    vote = row.values.get("vote")
    return row.row("vote").size(side) if isinstance(vote, dict) else 0


def _lane(row: Row) -> Lane:
    limit = row.row("wipLimit") if isinstance(row.values.get("wipLimit"), dict) else Row({}, row.path, row.mended)
    return Lane(
        _id(row), row.text("title"), row.flag("archived"), limit.scalar("value") if limit.flag("enabled") else ""
    )


def _member(row: Row) -> Member:
    return Member(_id(row), row.row("profile").text("fullname") or row.text("username"))


def _attachment(row: Row) -> Attachment:
    content = row.text("file")

    def opened() -> IO[bytes]:
        try:
            return io.BytesIO(base64.b64decode(content))
        except binascii.Error:
            return io.BytesIO(b"")

    size = len(content) * 3 // 4
    return Attachment(row.text("name"), row.text("url"), opened if content else None, size, stays=True)


FORMAT = Format("wekan", "WeKan", gettext_lazy("a board exported as JSON, or as a zip"), _recognises, _parse)
