"""Planka has no export in its pages: this is what its API answers for a board (`/api/boards/<id>`), both versions.

Version 2 answers with the cards of its archive, and with comments, elsewhere; whoever has put them into `included`
gets them too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item, Label, Lane, Link, Member
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, in_order
from boards.transfer.moments import moment

# Version 2 keeps lists of its own beside those of the board; cards in a closed one are done.
ARCHIVE, TRASH, CLOSED = "archive", "trash", "closed"


# How a card of later versions is related with another, seen from itself.
RELATIONS = {
    "parentOf": Relation.CHILD,
    "childOf": Relation.PARENT,
    "blocks": Relation.BLOCKS,
    "blockedBy": Relation.BLOCKED_BY,
    "duplicate": Relation.DUPLICATES,
    "related": Relation.RELATES,
}
# Files by their folders and names: how each is opened, and its size.
Files = Mapping[tuple[str, str], tuple[Callable[[], IO[bytes]], int]]


def _recognises(file: Brought) -> bool:
    root = file.json
    if root is None or not isinstance(root.values.get("item"), dict):
        return False
    within = root.values.get("included")
    return isinstance(within, dict) and "lists" in within and "cards" in within


def _parse(file: Brought) -> Sequence[Board]:
    root = file.json or Row({}, "", [])
    return [board(root.row("item"), root.row("included"))]


def board(item: Row, within: Row, files: Files | None = None) -> Board:
    """The board of an item and of what belongs to it, however they were come by; `files` are those of its cards."""
    return _Reader(item, within, files or {}).board()


def _by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.scalar(key)].append(row)
    return found


class _Reader:
    """Puts together what the answer keeps apart."""

    def __init__(self, item: Row, within: Row, files: Files) -> None:
        self.item, self.within, self.held = item, within, files
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
        self.groups = {row.id: row for row in within.rows("customFieldGroups")}
        self.field_names = {row.id: row.text("name") for row in within.rows("customFields")}
        self.values = _by(within.rows("customFieldValues"), "cardId")
        self.relations = _by(within.rows("cardRelations"), "cardId")
        self.titles = {row.id: row.text("name") for row in within.rows("cards")}

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
            description="\n\n".join(filter(None, (self.item.text("description"), self._project(), self._about(lists)))),
            lists=tuple(_lane(row) for row in lists),
            cards=tuple(cards),
            labels=self.labels,
            members=self.members,
            remarks=tuple(left),
            never=(_("Comments and archived cards, where the answer of Planka does not hold them; backgrounds"),),
            mended=tuple(dict.fromkeys(self.item.mended)),
        )

    def _project(self) -> str:
        """The name of the project that the board is one of, unless it has the same."""
        names = [row.text("name") for row in self.within.rows("projects") if row.id == self.item.scalar("projectId")]
        return "".join(_("A board of the project “%(name)s”.") % {"name": name} for name in names[:1] if name)

    def _about(self, lists: Iterable[Row]) -> str:
        """What lists say of themselves, which columns don't."""
        pairs = ((row.text("name"), " ".join(row.text("description").split())) for row in lists)
        return "\n".join(f"- **{name}:** {text}" for name, text in pairs if text)

    def _card(self, row: Row) -> Card:
        done = any(row.values.get(key) is True for key in ("isDueDateCompleted", "isDueCompleted", "isClosed"))
        return Card(
            id=row.id,
            list_id=row.scalar("listId"),
            title=row.text("name"),
            description=row.text("description"),
            due=row.scalar("dueDate"),
            start=row.scalar("startDate"),
            place=_place(row),
            done=done,
            created_at=moment(row.scalar("createdAt")),
            changed_at=moment(row.scalar("updatedAt")),
            arrived_at=moment(row.scalar("listChangedAt")),
            labels=tuple(dict.fromkeys(each.scalar("labelId") for each in self.carried.get(row.id, ()))),
            members=tuple(dict.fromkeys(each.scalar("userId") for each in self.people.get(row.id, ()))),
            fields=tuple(self._fields(row)),
            checklists=tuple(self._checklists(row)),
            comments=tuple(self._comment(row.id, each) for each in self.comments.get(row.id, ())),
            attachments=tuple(
                self._attachment(each, row.scalar("coverAttachmentId")) for each in self.files.get(row.id, ())
            ),
            links=tuple(self._links(row)),
            comments_counted=_count(row.values.get("commentsTotal")),
        )

    def _checklists(self, card: Row) -> Iterable[Checklist]:
        loose = self.tasks_of_card.get(card.id)
        if loose:
            yield Checklist(_("Tasks"), card.id, tuple(map(self._item, loose)))
        for row in self.task_lists.get(card.id, ()):
            yield Checklist(row.text("name"), card.id, tuple(map(self._item, self.tasks.get(row.id, ()))))

    def _item(self, row: Row) -> Item:
        """A task; one that stands for a card bears the card's name if it has none of its own."""
        name = row.text("name") or self.titles.get(row.scalar("linkedCardId"), "")
        return Item(name, row.flag("isCompleted"), member_id=row.scalar("assigneeUserId"))

    def _links(self, card: Row) -> Iterable[Link]:
        lists = self.task_lists.get(card.id, ())
        linked = (task.scalar("linkedCardId") for each in lists for task in self.tasks.get(each.id, ()))
        yield from (Link(Relation.RELATES, key) for key in dict.fromkeys(linked) if key and key != card.id)
        for row in self.relations.get(card.id, ()):
            other = row.scalar("relatedCardId")
            if other and other != card.id:
                yield Link(RELATIONS.get(row.text("kind"), Relation.RELATES), other, self.titles.get(other, ""))

    def _fields(self, card: Row) -> Iterable[tuple[str, str]]:
        for value in self.values.get(card.id, ()):
            group = self.groups.get(value.scalar("customFieldGroupId"))
            field = self.field_names.get(value.scalar("customFieldId")) or _("Custom field")
            over = group.text("name") if group is not None else ""
            if value.scalar_of("content"):
                yield (f"{over}: {field}" if over else field), value.scalar_of("content")
        seconds = _stopped(card.values.get("stopwatch"))
        if seconds:
            yield _("Stopwatch"), f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    def _attachment(self, row: Row, cover: str) -> Attachment:
        """A file, which a backup holds, or (of a type of its own since version 2) a link."""
        data = row.row("data") if isinstance(row.values.get("data"), dict) else Row({}, row.path, row.mended)
        folders = (row.text("dirname"), *(data.scalar_of(key) for key in ("uploadedFileId", "fileReferenceId")))
        folder = next(filter(None, folders), "")
        opened, size = self.held.get((folder, row.text("filename") or data.text("filename")), (None, 0))
        url = "" if opened else row.text("url") or data.text("url")
        is_file, is_cover = row.text("type") != "link", row.id == cover
        return Attachment(row.text("name"), url, opened, size, is_cover, stays=is_file)

    def _comment(self, card: str, row: Row) -> Comment:
        key = row.scalar("userId")
        name = self.members[key].name if key in self.members else ""
        return Comment(card, name, row.text("text"), moment(row.scalar("createdAt")), key)


def _lane(row: Row) -> Lane:
    closed = row.text("type") == ARCHIVE
    status = Status.COMPLETED if row.text("type") == CLOSED else None
    return Lane(row.id, row.text("name") or (_("Archive") if closed else ""), closed, status=status)


def _member(row: Row) -> Member:
    return Member(row.id, row.text("name") or row.text("username"), row.text("email"))


def _label(row: Row) -> Label:
    # Their colours are named after what they look like: berry-red, egg-yellow, lagoon-blue.
    return Label(row.id, row.text("name"), row.text("color"))


def _place(row: Row) -> str:
    """Where a card is: a name, or degrees."""
    told = row.row("location") if isinstance(row.values.get("location"), dict) else Row({}, row.path, row.mended)
    named = next(filter(None, (told.scalar_of(key).strip() for key in ("name", "address"))), "")
    return named or ", ".join(filter(None, (told.scalar_of(key) for key in ("latitude", "longitude"))))


def _stopped(value: object) -> int:
    """The seconds that a stopwatch (before 1.12: a timer) shows."""
    total = value.get("total") if isinstance(value, dict) else None
    return total if isinstance(total, int) and 0 < total < 10**9 else 0


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


FORMAT = Format("planka", "Planka", gettext_lazy("a board as its API answers it"), _recognises, _parse)
