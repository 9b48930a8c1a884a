"""Planka has no export in its pages: this is what its API answers for a board (`/api/boards/<id>`), both versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item, Label, Lane, Member
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, in_order
from boards.transfer.moments import moment

# Version 2 keeps three lists of its own beside those of the board.
ARCHIVE, TRASH = "archive", "trash"


def _recognises(file: Brought) -> bool:
    root = file.json
    if root is None or not isinstance(root.values.get("item"), dict):
        return False
    within = root.values.get("included")
    return isinstance(within, dict) and "lists" in within and "cards" in within


def _parse(file: Brought) -> Sequence[Board]:
    root = file.json or Row({}, "", [])
    return [_Reader(root.row("item"), root.row("included")).board()]


def _by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.scalar(key)].append(row)
    return found


class _Reader:
    """Puts together what the answer keeps apart."""

    def __init__(self, item: Row, within: Row) -> None:
        self.item, self.within = item, within
        self.members = {row.id: _member(row) for row in within.rows("users")}
        self.labels = {row.id: _label(row) for row in in_order(within.rows("labels"), "position")}
        self.people = _by(within.rows("cardMemberships"), "cardId")
        self.carried = _by(within.rows("cardLabels"), "cardId")
        self.task_lists = _by(in_order(within.rows("taskLists"), "position"), "cardId")
        tasks = in_order(within.rows("tasks"), "position")
        self.tasks = _by(tasks, "taskListId")
        self.tasks_of_card = _by(tasks, "cardId")
        self.files = _by(within.rows("attachments"), "cardId")
        self.comments = _by(within.rows("comments"), "cardId")

    def board(self) -> Board:
        lists = [row for row in in_order(self.within.rows("lists"), "position") if row.text("type") != TRASH]
        known = {row.id for row in lists}
        rows = in_order(self.within.rows("cards"), "position")
        cards = [self._card(row) for row in rows if row.scalar("listId") in known]
        left = [
            (_("Cards in the trash, left out"), row.text("name")) for row in rows if row.scalar("listId") not in known
        ]
        return Board(
            tool="Planka",
            name=self.item.text("name"),
            lists=tuple(_lane(row) for row in lists),
            cards=tuple(cards),
            labels=self.labels,
            members=self.members,
            remarks=tuple(left),
            never=(_("Comments, where the answer of Planka does not hold them; backgrounds and covers"),),
            mended=tuple(dict.fromkeys(self.item.mended)),
        )

    def _card(self, row: Row) -> Card:
        done = any(row.values.get(key) is True for key in ("isDueDateCompleted", "isDueCompleted", "isClosed"))
        return Card(
            id=row.id,
            list_id=row.scalar("listId"),
            title=row.text("name"),
            description=row.text("description"),
            due=row.scalar("dueDate"),
            done=done,
            created_at=moment(row.scalar("createdAt")),
            changed_at=moment(row.scalar("updatedAt")),
            labels=tuple(dict.fromkeys(each.scalar("labelId") for each in self.carried.get(row.id, ()))),
            members=tuple(dict.fromkeys(each.scalar("userId") for each in self.people.get(row.id, ()))),
            checklists=tuple(self._checklists(row)),
            comments=tuple(self._comment(row.id, each) for each in self.comments.get(row.id, ())),
            attachments=tuple(_attachment(each) for each in self.files.get(row.id, ())),
            comments_counted=_count(row.values.get("commentsTotal")),
        )

    def _checklists(self, card: Row) -> Iterable[Checklist]:
        loose = self.tasks_of_card.get(card.id)
        if loose:
            yield Checklist(_("Tasks"), card.id, tuple(map(_item, loose)))
        for row in self.task_lists.get(card.id, ()):
            yield Checklist(row.text("name"), card.id, tuple(map(_item, self.tasks.get(row.id, ()))))

    def _comment(self, card: str, row: Row) -> Comment:
        key = row.scalar("userId")
        name = self.members[key].name if key in self.members else ""
        return Comment(card, name, row.text("text"), moment(row.scalar("createdAt")), key)


def _lane(row: Row) -> Lane:
    closed = row.text("type") == ARCHIVE
    return Lane(row.id, row.text("name") or (_("Archive") if closed else ""), closed)


def _member(row: Row) -> Member:
    return Member(row.id, row.text("name") or row.text("username"), row.text("email"))


def _label(row: Row) -> Label:
    # Their colours are named after what they look like: berry-red, egg-yellow, lagoon-blue.
    return Label(row.id, row.text("name"), row.text("color"))


def _item(row: Row) -> Item:
    return Item(row.text("name"), row.flag("isCompleted"), member_id=row.scalar("assigneeUserId"))


def _attachment(row: Row) -> Attachment:
    data = row.row("data") if isinstance(row.values.get("data"), dict) else Row({}, row.path, row.mended)
    return Attachment(row.text("name"), row.text("url") or data.text("url"))


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


FORMAT = Format("planka", "Planka", gettext_lazy("a board as its API answers it"), _recognises, _parse)
