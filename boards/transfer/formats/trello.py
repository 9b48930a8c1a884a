"""Trello's “Export as JSON”: a file's bytes → a `Board`, in the order people saw its lists and cards.

What is structure (lists, cards, texts, ids) must have the right shape, else InvalidInput says what is wrong
where. Addresses in the file are data: nothing is fetched.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item, Label, Lane, Link, Member
from boards.transfer.files import Brought
from boards.transfer.formats import trello_power_up
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, in_order, read, refusal
from boards.transfer.kinds import ADDRESS
from boards.transfer.moments import made_at, moment

COLOUR = re.compile("[a-z_]+")
COMMENTS = ("commentCard", "copyCommentCard")
# So many actions an export holds at most, the newest ones.
MOST_ACTIONS = 1000
# Actions that put a card into the list they name.
ARRIVALS = ("createCard", "copyCard", "convertToCardFromCheckItem", "moveCardToBoard", "emailCard")


def parse(content: bytes) -> Board:
    """Read an export. Raises InvalidInput with one sentence when it is none, or is damaged."""
    root = read(content)
    if "lists" not in root or "cards" not in root:
        raise refusal(_("The file is JSON, but no export of a Trello board: it has no lists and cards."))
    return _Reader(root).board()


def _recognises(file: Brought) -> bool:
    # WeKan's have lists and cards too, and say what they are.
    return file.json is not None and "lists" in file.json and "cards" in file.json and "_format" not in file.json


FORMAT = Format(
    key="trello",
    name="Trello",
    kind=gettext_lazy("a board exported as JSON"),
    recognises=_recognises,
    parse=lambda file: [parse(file.content)],
)


class _Reader:
    """Puts together what the file keeps apart."""

    def __init__(self, root: Row) -> None:
        self.root = root
        self.doubles: list[str] = []
        self.cards = in_order(self._unique("cards"))
        self.by_short_link = {row.text("shortLink"): row.id for row in self.cards if row.text("shortLink")}
        self.actions = root.rows("actions")
        self.members = {row.id: _member(row) for row in root.rows("members")}
        self.colour_names = root.row("labelNames")
        self.labels: dict[str, Label] = {}
        self.looks: dict[tuple[str, str], str] = {}
        self._read_labels()
        self.fields = {row.id: row for row in root.rows("customFields")}
        self.old_fields = trello_power_up.fields_of_board(root)
        self.checklists = self._checklists()
        self.comments = self._comments()
        self.arrivals, self.ticks = self._history()

    def board(self) -> Board:
        root = self.root
        lists = tuple(
            Lane(row.id, row.text("name"), row.flag("closed"), row.scalar("softLimit"))
            for row in in_order(self._unique("lists"))
        )
        cards = tuple(self._card(row) for row in self.cards)
        return Board(
            tool="Trello",
            name=root.text("name"),
            description=root.text("desc"),
            closed=root.flag("closed"),
            lists=lists,
            cards=cards,
            labels=self.labels,
            members=self.members,
            strays=self._strays({card.id for card in cards}),
            history=sum(row.text("type") not in COMMENTS for row in self.actions),
            told_since=self._told_since(),
            most_actions=MOST_ACTIONS,
            never=(_("Background, covers, watchers, reminders, power-ups and addresses in Trello"),),
            doubles=tuple(self.doubles),
            mended=tuple(dict.fromkeys(root.mended)),
        )

    def _unique(self, key: str) -> list[Row]:
        """The rows of a list, each id once. What is written twice to the letter counts once."""
        seen: dict[str, Row] = {}
        rows = []
        for row in self.root.rows(key):
            identifier = row.text("id")
            if identifier and identifier in seen:
                if seen[identifier].values != row.values:
                    raise refusal(
                        _("“%(place)s” has the same id as another one before it: %(id)s.")
                        % {"place": row.path, "id": identifier[:60]}
                    )
                self.doubles.append(row.path)
                continue
            seen[identifier] = row
            rows.append(row)
        return rows

    def _checklists(self) -> dict[str, list[Checklist]]:
        """By card. Boards keep them aside, single cards within."""
        of_card = {each: row.id for row in self.cards for each in row.texts("idChecklists") if each}
        within = ((card.id, row) for card in self.cards for row in card.rows("checklists"))
        apart = ((of_card.get(row.text("id"), ""), row) for row in self.root.rows("checklists"))
        found: dict[str, list[Row]] = defaultdict(list)
        seen: set[str] = set()
        for owner, row in chain(apart, within):
            identifier = row.text("id")
            if not identifier or identifier not in seen:
                found[row.text("idCard") or owner].append(row)
            seen.add(identifier)
        return {card: [_checklist(card, row) for row in in_order(rows)] for card, rows in found.items()}

    def _comments(self) -> dict[str, list[Comment]]:
        """The comments of each card, by its id, the oldest first; those without a date before all."""
        found: dict[str, list[Comment]] = defaultdict(list)
        for row in reversed(self.actions):
            if row.text("type") in COMMENTS:
                comment = self._comment(row)
                found[comment.card_id].append(comment)
        start = datetime.datetime.min.replace(tzinfo=datetime.UTC)
        return {card: sorted(rows, key=lambda each: each.date or start) for card, rows in found.items()}

    def _told_since(self) -> datetime.datetime | None:
        dates = filter(None, (moment(row.scalar("date")) for row in self.actions))
        return min(dates, default=None) if len(self.actions) >= MOST_ACTIONS else None

    def _comment(self, row: Row) -> Comment:
        data = row.row("data")
        known = self.members.get(row.text("idMemberCreator"))
        author = _name(row.row("memberCreator")) or (known.name if known else "")
        return Comment(
            card_id=data.row("card").text("id"),
            author=author,
            text=data.text("text"),
            date=moment(row.scalar("date")),
            author_id=row.text("idMemberCreator"),
        )

    def _history(self) -> tuple[dict[tuple[str, str], datetime.datetime], dict[str, datetime.datetime]]:
        """When a card last came into a list, and when it was last marked complete."""
        arrivals: dict[tuple[str, str], datetime.datetime] = {}
        ticks: dict[str, datetime.datetime] = {}
        for row in self.actions:
            kind, date = row.text("type"), moment(row.scalar("date"))
            if date is None or kind not in ("updateCard", *ARRIVALS):
                continue
            data = row.row("data")
            card = data.row("card")
            lane = data.row("listAfter" if kind == "updateCard" else "list").text("id")
            key = (card.text("id"), lane)
            arrivals[key] = max(date, arrivals.get(key, date))
            if "dueComplete" in data.row("old") and card.flag("dueComplete"):
                ticks[key[0]] = max(date, ticks.get(key[0], date))
        return arrivals, ticks

    def _card(self, row: Row) -> Card:
        identifier, lane = row.id, row.text("idList")
        return Card(
            id=identifier,
            number=row.scalar("idShort"),
            short_link=row.text("shortLink"),
            role=row.text("cardRole"),
            mirrored=row.text("mirrorSourceId"),
            is_template=row.flag("isTemplate"),
            list_id=lane,
            title=row.text("name"),
            description=row.text("desc"),
            closed=row.flag("closed"),
            due=row.scalar("due"),
            start=row.scalar("start"),
            done=row.flag("dueComplete"),
            created_at=made_at(identifier),
            done_at=self._done_at(row),
            changed_at=moment(row.scalar("dateLastActivity")),
            arrived_at=self.arrivals.get((identifier, lane)),
            place=", ".join(filter(None, (row.text("locationName"), row.text("address")))),
            labels=self._labels_of(row),
            members=tuple(dict.fromkeys(row.texts("idMembers"))),
            fields=tuple(self._fields_of(row)),
            checklists=tuple(self.checklists.get(identifier, ())),
            comments=tuple(self.comments.get(identifier, ())),
            attachments=tuple(_attachment(each) for each in in_order(row.rows("attachments"))),
            links=tuple(self._links_of(row)),
            comments_counted=_counted(row.row("badges").values.get("comments")),
            votes=row.size("idMembersVoted"),
            stickers=row.size("stickers"),
        )

    def _done_at(self, row: Row) -> datetime.datetime | None:
        """When it was marked complete; what was marked once and isn't any more tells nothing."""
        if not row.flag("dueComplete"):
            return None
        return moment(row.scalar("dateCompleted")) or self.ticks.get(row.id)

    def _read_labels(self) -> None:
        """The board's own list of labels, and names of colours that this list lacks."""
        for row in self.root.rows("labels"):
            self._add_label(row)
        for colour in filter(COLOUR.fullmatch, self.colour_names.values):
            name = self.colour_names.text(colour).strip()
            if name and (colour, name) not in self.looks:
                self._add_label(Row({"name": name, "color": colour}, self.colour_names.path, self.colour_names.mended))

    def _add_label(self, row: Row) -> str:
        """Note a label, unless it is known; returns its key.

        Before 2014 labels had no ids: there were as many as colours, and a card told colour and name.
        """
        identifier, name, colour = row.text("id"), row.text("name").strip(), row.text("color").strip()
        if not identifier:
            name = name or (self.colour_names.text(colour).strip() if colour in self.colour_names else "")
            identifier = self.looks.get((colour, name), f"{colour}/{name}")
        self.looks.setdefault((colour, name), identifier)
        self.labels.setdefault(identifier, Label(identifier, name, colour))
        return identifier

    def _labels_of(self, row: Row) -> tuple[str, ...]:
        """Keys of the card's labels; the card may carry some that the board's own list lacks."""
        carried = [self._add_label(each) for each in row.rows("labels")]
        return tuple(dict.fromkeys((*filter(None, row.texts("idLabels")), *carried)))

    def _fields_of(self, row: Row) -> Iterable[tuple[str, str]]:
        """Name and value of the card's custom fields."""
        for item in row.rows("customFieldItems"):
            field = self.fields.get(item.text("idCustomField"), Row({}, item.path, item.mended))
            options = {each.id: each.row("value").text("text") for each in field.rows("options")}
            chosen = item.text("idValue")
            value = options.get(chosen, chosen) if chosen else _value(item.row("value"))
            yield field.text("name") or item.text("idCustomField") or _("Without a name"), value
        yield from trello_power_up.fields_of_card(row, self.old_fields)

    def _links_of(self, row: Row) -> Iterable[Link]:
        """The cards that are attached to a card, which Trello shows as such."""
        found = (ADDRESS.match(each.text("url").strip()) for each in row.rows("attachments"))
        linked = (self.by_short_link.get(each[1], "") for each in found if each)
        yield from (Link(Relation.RELATES, key) for key in dict.fromkeys(linked) if key and key != row.id)

    def _strays(self, known: set[str]) -> tuple[Checklist | Comment, ...]:
        lost = (rows for found in (self.checklists, self.comments) for card, rows in found.items() if card not in known)
        return tuple(each for rows in lost for each in rows)


def _member(row: Row) -> Member:
    return Member(row.id, _name(row), row.text("email"))


def _name(row: Row) -> str:
    return row.text("fullName").strip() or row.text("username").strip()


def _checklist(card: str, row: Row) -> Checklist:
    items = tuple(
        Item(each.text("name"), each.text("state") == "complete", each.scalar("due"), each.text("idMember"))
        for each in in_order(row.rows("checkItems"))
    )
    return Checklist(row.text("name"), card, items)


def _attachment(row: Row) -> Attachment:
    name, url = row.text("name").strip() or row.text("fileName").strip(), row.text("url").strip()
    return Attachment(name, url, stays=row.values.get("isUpload") is True)


def _value(row: Row) -> str:
    """The value of a custom field, whichever type it is of."""
    return next((row.scalar(key) for key in ("text", "number", "date", "checked") if key in row), "")


def _counted(value: object) -> int:
    return value if isinstance(value, int) else 0
