"""Vikunja's “Export your data”: a zip of `data.json` with all projects, and the files of tasks.

Since 2024 a project has views, and `task_buckets` of a view tell what stands in which column; before, the task did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.transfer.boards import Attachment, Board, Card, Comment, Label, Lane, Link, Member
from boards.transfer.files import Archive, Brought
from boards.transfer.formats.base import Format
from boards.transfer.html_text import markdown
from boards.transfer.json_rows import Row, in_order, read_list
from boards.transfer.moments import moment

DATA = "data.json"
# No date is the first second of the first year.
NO_DATE = "0001-01-01"
# 1 low, 2 medium, 3 high, 4 urgent, 5 “do now”.
HIGHEST = 4
LINKS = {
    "subtask": Relation.CHILD,
    "parenttask": Relation.PARENT,
    "blocking": Relation.BLOCKS,
    "blocked": Relation.BLOCKED_BY,
    "related": Relation.RELATES,
    "duplicateof": Relation.DUPLICATES,
    "duplicates": Relation.DUPLICATED_BY,
}
# Kinds that have none like them here.
WORDS = {
    "precedes": gettext_lazy("Precedes"),
    "follows": gettext_lazy("Follows"),
    "copiedfrom": gettext_lazy("Copied from"),
    "copiedto": gettext_lazy("Copied to"),
}
# How a task repeats: 0 after its seconds, 1 every month, 2 after its seconds from when it is done.
MONTHLY, FROM_DONE = "1", "2"


def _recognises(file: Brought) -> bool:
    return file.archive is not None and DATA in file.archive and "VERSION" in file.archive


def _parse(file: Brought) -> Sequence[Board]:
    archive = file.archive
    if archive is None:
        return []
    rows = read_list(archive.read(DATA))
    names = {row.id: row.text("title") for row in rows}
    return [_Project(row, archive, names).board() for row in rows]


class _Project:
    """One of them. `names` are those of all projects, by their ids."""

    def __init__(self, row: Row, archive: Archive, names: Mapping[str, str]) -> None:
        self.row, self.archive, self.names = row, archive, names
        self.labels: dict[str, Label] = {}
        self.members: dict[str, Member] = {}
        self.tasks = row.rows("tasks")
        self.ids = {task.id for task in self.tasks}
        self.view = self._board_view()
        self.buckets = [each for each in in_order(row.rows("buckets"), "position") if self._is_of_view(each)]
        self.bucket_ids = {each.id for each in self.buckets}
        self.places = {each.scalar("task_id"): each.scalar("bucket_id") for each in self._of_view("task_buckets")}
        self.positions = {each.scalar("task_id"): each for each in self._of_view("positions")}

    def board(self) -> Board:
        done = self.view.scalar("done_bucket_id") if self.view else ""
        lists = [self._lane(bucket, done) for bucket in self.buckets]
        cards = [self._card(task) for task in self._ordered()]
        known = {lane.id for lane in lists}
        missing = {card.list_id for card in cards} - known
        if "" in missing:
            lists.insert(0, Lane("", _("To do")))
        return Board(
            tool="Vikunja",
            name=self.row.text("title"),
            description="\n\n".join(filter(None, (markdown(self.row.text("description")), self._above()))),
            closed=self.row.flag("is_archived"),
            lists=tuple(lists),
            cards=tuple(cards),
            labels=self.labels,
            members=self.members,
            never=(_("Reminders, saved filters, backgrounds, teams and shares, reactions and favorites"),),
            mended=tuple(dict.fromkeys(self.row.mended)),
        )

    def _above(self) -> str:
        """The project that this one is in."""
        name = self.names.get(self.row.scalar("parent_project_id"), "")
        return _("Within the project “%(name)s”.") % {"name": name} if name else ""

    def _board_view(self) -> Row | None:
        return next((view for view in self.row.rows("views") if view.scalar("view_kind") in ("kanban", "3")), None)

    def _is_of_view(self, row: Row) -> bool:
        return self.view is None or row.scalar("project_view_id") in ("", "0", self.view.id)

    def _of_view(self, key: str) -> Iterator[Row]:
        return (row for row in self.row.rows(key) if self._is_of_view(row))

    def _ordered(self) -> list[Row]:
        """As they stand on the board."""
        places = {task.id: self.positions.get(task.id, task) for task in self.tasks}
        keys = {task.id: "kanban_position" if places[task.id] is task else "position" for task in self.tasks}
        indexed = list(enumerate(self.tasks))
        indexed.sort(key=lambda pair: places[pair[1].id].place(keys[pair[1].id], pair[0]))
        return [task for _index, task in indexed]

    def _lane(self, row: Row, done: str) -> Lane:
        is_done = row.flag("is_done_bucket") or row.id == done
        limit = row.scalar("limit")
        return Lane(
            row.id,
            row.text("title"),
            limit="" if limit == "0" else limit,
            status=Status.COMPLETED if is_done else None,
        )

    def _card(self, row: Row) -> Card:
        bucket = self.places.get(row.id) or row.scalar("bucket_id")
        share = row.values.get("percent_done")
        priority = row.scalar("priority")
        return Card(
            id=row.id,
            list_id=bucket if bucket in self.bucket_ids else "",
            title=row.text("title"),
            number=row.scalar("index"),
            description=markdown(row.text("description")),
            due=_date(row, "due_date"),
            start=_date(row, "start_date"),
            done=row.flag("done"),
            done_at=moment(_date(row, "done_at")),
            priority=min(int(priority), HIGHEST) if priority.isdecimal() else 0,
            progress=int(share * 100) if isinstance(share, int | float) and 0 <= share <= 1 else 0,
            created_at=moment(_date(row, "created")),
            changed_at=moment(_date(row, "updated")),
            labels=tuple(self._labels_of(row.rows("labels"))),
            members=tuple(dict.fromkeys(self._member(each) for each in row.rows("assignees"))),
            fields=tuple(self._fields(row)),
            comments=tuple(self._comment(row, each) for each in row.rows("comments")),
            attachments=tuple(
                self._file(each, row.scalar("cover_image_attachment_id")) for each in row.rows("attachments")
            ),
            links=tuple(self._links(row)),
        )

    def _labels_of(self, rows: Iterable[Row]) -> Iterator[str]:
        for row in rows:
            colour = row.text("hex_color").lstrip("#")
            yield self.labels.setdefault(row.id, Label(row.id, row.text("title"), f"#{colour}" if colour else "")).id

    def _member(self, row: Row) -> str:
        name, email = row.text("name") or row.text("username"), row.text("email")
        return self.members.setdefault(row.id, Member(row.id, name, email)).id

    def _fields(self, row: Row) -> Iterator[tuple[str, str]]:
        pairs = (
            (_("End"), _date(row, "end_date")),
            (_("Repeats"), _repeats(row)),
            (_("Color"), row.text("hex_color") and f"#{row.text('hex_color').lstrip('#')}"),
        )
        yield from (pair for pair in pairs if pair[1])

    def _comment(self, card: Row, row: Row) -> Comment:
        author = row.row("author")
        key = self._member(author) if author.values else ""
        name = self.members[key].name if key else ""
        return Comment(card.id, name, markdown(row.text("comment")), moment(_date(row, "created")), key)

    def _file(self, row: Row, cover: str) -> Attachment:
        file = row.row("file")
        name, is_cover = f"files/{file.id}", row.id == cover
        if name not in self.archive:
            return Attachment(file.text("name"), is_cover=is_cover)
        opened, size = partial(self.archive.open, name), self.archive.size(name)
        return Attachment(file.text("name"), "", opened, size, is_cover)

    def _links(self, row: Row) -> Iterator[Link]:
        related = row.row("related_tasks")
        for kind in related.values:
            words = "" if kind in LINKS else str(WORDS.get(kind, kind))
            for other in related.rows(kind):
                if other.id != row.id:
                    # It may be one of another project, whose title stands here.
                    yield Link(LINKS.get(kind, Relation.RELATES), other.id, other.text("title"), words)


def _repeats(row: Row) -> str:
    """How often, in words or (since 2.5) as a rule of calendars."""
    seconds, mode = row.scalar("repeat_after"), row.scalar("repeat_mode")
    if mode == MONTHLY:
        return _("every month")
    if not seconds.isdecimal() or not int(seconds[:12]):
        return row.scalar_of("repeats")
    count, unit = _interval(int(seconds[:12]))
    after = _(", from when it is done") if mode == FROM_DONE else ""
    return _("every %(count)s %(unit)s") % {"count": count, "unit": unit} + after


def _interval(seconds: int) -> tuple[int, str]:
    units = ((7 * 86400, _("weeks")), (86400, _("days")), (3600, _("hours")), (60, _("minutes")))
    return next(((seconds // each, name) for each, name in units if seconds % each == 0), (seconds, _("seconds")))


def _date(row: Row, key: str) -> str:
    text = row.scalar(key)
    return "" if text.startswith(NO_DATE) else text


FORMAT = Format("vikunja", "Vikunja", gettext_lazy("the zip of your data"), _recognises, _parse)
