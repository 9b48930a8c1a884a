"""Focalboard and Mattermost Boards: an archive (.boardarchive) with a folder a board, in it a line for each block.

Version 1, before 2022, is one file of lines without an archive.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.rules import strict_json
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item, Label, Lane, Member
from boards.transfer.cells import priority
from boards.transfer.files import Archive, Brought, refusal
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, storable
from boards.transfer.moments import iso, of_epoch
from boards.transfer.tables import key as folded

LINES = "board.jsonl"
# Properties of these names have a place of their own here.
PRIORITY, DUE = frozenset(("priority", "priorität", "priorité")), frozenset(("duedate", "due", "deadline"))
PEOPLE = frozenset(("person", "multiPerson", "multiPersonNotify", "personNotify"))
# What wrote the templates, and whoever uses the program alone.
NOBODY = frozenset(("", "system", "single-user"))
# Blocks that are no text of a card.
APART = frozenset(("checkbox", "image", "attachment", "comment", "view", "card"))
_RULES = strict_json.Rules(doubled_names=True, constants=True, most_digits=20)
Details = Sequence[tuple[Row, object]]


def _folders(archive: Archive) -> list[str]:
    return [name for name in archive if name.rpartition("/")[2] == LINES]


def _recognises(file: Brought) -> bool:
    if file.archive is not None:
        return "version.json" in file.archive and bool(_folders(file.archive))
    first = file.head_text.split("\n", 1)[0].replace(" ", "")
    return first.startswith('{"version":1') or ('"type":"board"' in first and '"schema"' in first)


def _parse(file: Brought) -> Sequence[Board]:
    archive = file.archive
    if archive is None:
        return list(_boards(list(_lines(file.text)), None, ""))
    found: list[Board] = []
    for name in _folders(archive):
        text = archive.read(name).decode("utf-8", errors="replace")
        found += _boards(list(_lines(text)), archive, name.rpartition("/")[0])
    return found


def _lines(text: str) -> Iterator[Row]:
    """The boards and blocks: in version 2 each within `data`, in version 1 as they are."""
    mended: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = strict_json.parse(line, _RULES)
        except strict_json.NotJson as error:
            words = _("The file is not JSON: line %(line)s, column %(column)s can't be read.")
            raise refusal(words % {"line": number, "column": error.column or 1}) from None
        if isinstance(value, dict):
            row = Row(value, f"line {number}", mended)
            yield row.row("data") if isinstance(value.get("data"), dict) else row


def _boards(rows: Sequence[Row], archive: Archive | None, folder: str) -> Iterator[Board]:
    kept = [row for row in rows if not of_epoch(row.scalar_of("deleteAt"))]
    within: dict[str, list[Row]] = defaultdict(list)
    blocks: dict[str, list[Row]] = defaultdict(list)
    for row in kept:
        blocks[row.scalar_of("parentId")].append(row)
        for key in {row.scalar_of(each) for each in ("boardId", "parentId", "rootId")}:
            within[key].append(row)
    for row in kept:
        if "cardProperties" in row or row.scalar_of("type") == "board":
            yield _Reader(row, within.pop(row.id, []), blocks, archive, folder).board()


class _Reader:
    """Puts a board together from its blocks."""

    def __init__(
        self, board: Row, here: Sequence[Row], blocks: Mapping[str, list[Row]], archive: Archive | None, folder: str
    ) -> None:
        self.row, self.archive, self.folder, self.blocks = board, archive, folder, blocks
        self.cards = [row for row in here if row.scalar_of("type") == "card"]
        self.views = [row.row("fields") for row in here if row.scalar_of("type") == "view"]
        properties = board.rows("cardProperties") or board.row("fields").rows("cardProperties")
        self.properties = {each.id: each for each in properties}
        self.options = {option.id: option for each in properties for option in each.rows("options")}
        self.grouped = self._grouped_by()
        self.lanes = self._ordered_lanes()
        self.lane_ids = {each.id for each in self.lanes}
        # Where there is a gallery, cards show their first picture.
        self.has_gallery = any(view.text("viewType") == "gallery" for view in self.views)
        self.labels: dict[str, Label] = {}
        self.members: dict[str, Member] = {}

    def board(self) -> Board:
        cards = [self._card(row) for row in self._ordered()]
        lists = [Lane(each.id, each.text("value")) for each in self.lanes]
        if any(not card.list_id for card in cards):
            lists.insert(self._place_of_others(), Lane("", _("Without a list")))
        return Board(
            tool="Focalboard",
            name=self.row.text("title"),
            description=self.row.text("description") or self.row.row("fields").text("description"),
            lists=tuple(lists),
            cards=tuple(cards),
            labels=self.labels,
            members=self.members,
            never=(_("Views and their filters; names of people, who are told by ids alone"),),
            mended=tuple(dict.fromkeys(self.row.mended)),
        )

    def _grouped_by(self) -> Row | None:
        """The property whose options are the columns: what a board view groups by, else the one called status."""
        for view in self.views:
            named = self.properties.get(view.text("groupById"))
            if view.text("viewType") == "board" and named is not None and named.text("type") == "select":
                return named
        selects = [each for each in self.properties.values() if each.text("type") == "select"]
        called = [each for each in selects if folded(each.text("name")) == "status"]
        return next(iter(called or selects), None)

    def _ordered_lanes(self) -> list[Row]:
        """The options that are columns, as the board view shows them; those that it hides come last."""
        options = self.grouped.rows("options") if self.grouped is not None else []
        order = {identifier: place for place, identifier in reversed(list(enumerate(self._told("visibleOptionIds"))))}
        return sorted(options, key=lambda each: order.get(each.id, len(order)))

    def _place_of_others(self) -> int:
        """Where the group of cards without a value stands: first, unless somebody has moved or hidden it."""
        shown = self._told("visibleOptionIds")
        if "" in self._told("hiddenOptionIds"):
            return len(self.lanes)
        return len(self.lane_ids & set(shown[: shown.index("")])) if "" in shown else 0

    def _told(self, key: str) -> list[str]:
        """What the board view that groups the cards says of the options."""
        grouped = self.grouped.id if self.grouped is not None else ""
        views = (view for view in self.views if view.text("viewType") == "board" and view.texts(key))
        return next((view.texts(key) for view in views if view.text("groupById") in ("", grouped)), [])

    def _ordered(self) -> list[Row]:
        """As a view orders them by hand, the others after."""
        order: dict[str, int] = {}
        for view in self.views:
            for identifier in view.texts("cardOrder"):
                order.setdefault(identifier, len(order))
        return sorted(self.cards, key=lambda row: order.get(row.id, len(order)))

    def _card(self, row: Row) -> Card:
        fields = row.row("fields")
        given = fields.row("properties")
        place = given.scalar_of(self.grouped.id) if self.grouped is not None else ""
        details = [(each, given.values.get(each.id)) for each in self.properties.values() if each is not self.grouped]
        content = self._content(row, fields)
        boxes = [block for block in content if block.text("type") == "checkbox"]
        files = [block for block in content if block.text("type") in ("image", "attachment")]
        picture = next((block for block in files if block.text("type") == "image"), None)
        comments = [block for block in self.blocks.get(row.id, ()) if block.text("type") == "comment"]
        return Card(
            id=row.id,
            list_id=place if place in self.lane_ids else "",
            title=row.text("title"),
            is_template=fields.flag("isTemplate"),
            description="\n\n".join(filter(None, map(_text_of, content))),
            due=next((iso(_date(value, "to") or _date(value)) for each, value in details if _is_due(each)), ""),
            start=next((iso(_date(value)) for each, value in details if _is_due(each) and _date(value, "to")), ""),
            priority=next(self._priorities(details), 0),
            created_at=of_epoch(row.scalar_of("createAt")),
            changed_at=of_epoch(row.scalar_of("updateAt")),
            labels=tuple(dict.fromkeys(self._labels_of(details))),
            members=tuple(dict.fromkeys(self._people(details))),
            fields=(*((_("Icon"), icon) for icon in [fields.scalar_of("icon")] if icon), *self._fields(details)),
            checklists=(Checklist(_("Checklist"), row.id, tuple(map(_item, boxes))),) if boxes else (),
            comments=tuple(self._comment(row.id, each) for each in comments),
            attachments=tuple(self._file(each, is_cover=self.has_gallery and each is picture) for each in files),
        )

    def _content(self, row: Row, fields: Row) -> list[Row]:
        """The blocks of a card in the order in which they stand; two beside each other are a list in the list."""
        order: dict[str, int] = {}
        told = fields.values.get("contentOrder")
        for each in told if isinstance(told, list) else ():
            for identifier in each if isinstance(each, list) else [each]:
                order.setdefault(str(identifier), len(order))
        return sorted(self.blocks.get(row.id, ()), key=lambda block: order.get(block.id, len(order)))

    def _priorities(self, details: Details) -> Iterator[int]:
        for each, value in details:
            option = self.options.get(str(value))
            if option is not None and folded(each.text("name")) in PRIORITY:
                yield priority(option.text("value")) or 0

    def _labels_of(self, details: Details) -> Iterator[str]:
        for each, value in details:
            if each.text("type") != "multiSelect" or not isinstance(value, list):
                continue
            for option in filter(None, map(self.options.get, map(str, value))):
                colour = option.text("color").removeprefix("propColor")
                yield self.labels.setdefault(option.id, Label(option.id, option.text("value"), colour)).id

    def _people(self, details: Details) -> Iterator[str]:
        for each, value in details:
            if each.text("type") in PEOPLE:
                for identifier in value if isinstance(value, list) else [value]:
                    if isinstance(identifier, str) and identifier:
                        yield self._member(storable(identifier))

    def _member(self, name: str) -> str:
        """The key of somebody of whom an id is known, to be named by hand."""
        return self.members.setdefault(name, Member(name, name)).id

    def _comment(self, card: str, block: Row) -> Comment:
        author = block.scalar_of("createdBy") or block.scalar_of("modifiedBy")
        key = self._member(author) if author not in NOBODY else ""
        return Comment(card, key, block.text("title"), of_epoch(block.scalar_of("createAt")), key)

    def _fields(self, details: Details) -> Iterator[tuple[str, str]]:
        for each, value in details:
            kind, name = each.text("type"), each.text("name")
            if value in (None, "", []) or kind == "multiSelect" or kind in PEOPLE or (_is_due(each) and _date(value)):
                continue
            option = self.options.get(str(value)) if kind == "select" else None
            text = option.text("value") if option is not None else storable(str(value))
            if option is None or folded(name) not in PRIORITY or priority(text) is None:
                yield name, _range(value) or text if kind == "date" else text

    def _file(self, block: Row, *, is_cover: bool) -> Attachment:
        name = block.row("fields").text("fileId") or block.row("fields").text("attachmentId")
        path = f"{self.folder}/{name}" if self.folder else name
        shown = block.text("title") or name
        if self.archive is None or not name or path not in self.archive:
            return Attachment(shown, is_cover=is_cover)
        return Attachment(shown, "", partial(self.archive.open, path), self.archive.size(path), is_cover)


def _text_of(block: Row) -> str:
    kind, text = block.text("type"), block.text("title")
    if kind in ("h1", "h2", "h3") and text:
        return f"{'#' * int(kind[1])} {text}"
    if kind == "divider":
        return "---"
    return "" if kind in APART else text


def _item(block: Row) -> Item:
    return Item(block.text("title"), block.row("fields").values.get("value") in (True, "true"))


def _is_due(row: Row) -> bool:
    return row.text("type") == "date" and folded(row.text("name")) in DUE


def _range(value: object) -> str:
    return " – ".join(filter(None, (iso(_date(value)), iso(_date(value, "to")))))


def _date(value: object, key: str = "from") -> datetime.datetime | None:
    """A date is text that holds JSON: the moment it begins and perhaps ends, in milliseconds."""
    try:
        read = json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
    told = read.get(key) if isinstance(read, dict) else read if key == "from" else None
    return of_epoch(str(told or ""))


FORMAT = Format(
    "focalboard", "Focalboard", gettext_lazy("an archive of Focalboard or Mattermost Boards"), _recognises, _parse
)
