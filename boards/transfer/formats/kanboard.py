"""Kanboard's database file (SQLite): every project in it, of schemas from 2014 on.

It is somebody else's database: opened to be read only and without extensions, and only tables of known names are read.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property
from itertools import count
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation
from boards.transfer import json_rows
from boards.transfer.boards import Attachment, Board, Card, Checklist, Comment, Item, Label, Lane, Link, Member
from boards.transfer.files import MOST_BYTES, Brought, refusal
from boards.transfer.formats.base import Format
from boards.transfer.moments import iso, of_epoch

MAGIC = b"SQLite format 3\x00"
NEEDED = frozenset(("projects", "columns", "tasks", "users"))
MOST_ROWS = 500_000
# Of all tables together, read: a file may point to the same place again and again.
MOST_READ = 2 * MOST_BYTES
# No value is longer, and nothing the file says to reckon with either. No reading takes longer, in millions of steps.
LONGEST, MOST_STEPS = 8 * 1024 * 1024, 500
LINKS = {
    "relates to": Relation.RELATES,
    "blocks": Relation.BLOCKS,
    "is blocked by": Relation.BLOCKED_BY,
    "duplicates": Relation.DUPLICATES,
    "is duplicated by": Relation.DUPLICATED_BY,
    "is a child of": Relation.PARENT,
    "is a parent of": Relation.CHILD,
}
# What tables were called before.
OLD_NAMES = {"subtasks": "task_has_subtasks", "task_has_files": "files"}
# The colour of a task that nobody has coloured, unless the settings name another.
PLAIN = "yellow"
RHYTHMS = {"0": gettext_lazy("days"), "1": gettext_lazy("months"), "2": gettext_lazy("years")}
Columns = dict[str, Any]


def _recognises(file: Brought) -> bool:
    return file.head.startswith(MAGIC)


def _parse(file: Brought) -> Sequence[Board]:
    try:
        with closing(_opened(file)) as database:
            tables = _Tables(database)
            return [_Project(row, tables).board() for row in tables.of("projects")]
    except sqlite3.Error:
        raise refusal(_("The database file is damaged and can't be read.")) from None


def _opened(file: Brought) -> sqlite3.Connection:
    database = sqlite3.connect(f"{file.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    database.row_factory = sqlite3.Row
    database.text_factory = lambda content: content.decode("utf-8", errors="replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    steps = count(1)
    database.set_progress_handler(lambda: next(steps) > MOST_STEPS, 1_000_000)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    return database


class _Tables:
    """The tables of the database, each read once."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        # Views and virtual tables would be programs of the file's, not rows.
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0").fetchall()
        self.names = {row["name"] for row in found}
        if not self.names >= NEEDED:
            raise refusal(_("The file is a database, but not Kanboard's."))
        self.read: dict[str, list[Columns]] = {}
        self.grouped: dict[tuple[str, str], dict[Any, list[Columns]]] = {}
        self.bytes = 0

    def of(self, name: str) -> list[Columns]:
        """The rows of a table; none if this version does not have it. Raises InvalidInput for too many."""
        if name not in self.read:
            found = name if name in self.names else OLD_NAMES.get(name, "")
            self.read[name] = list(self._rows(found)) if found in self.names else []
        return self.read[name]

    def of_task(self, name: str, task: object) -> list[Columns]:
        """Those of them that belong to a task."""
        return self._grouped(name, "task_id").get(task, [])

    def of_project(self, name: str, project: object) -> list[Columns]:
        """Those of them that belong to a project."""
        return self._grouped(name, "project_id").get(project, [])

    @cached_property
    def members(self) -> dict[str, Member]:
        """All users, by their ids."""
        return {_text(each, "id"): _member(each) for each in self.of("users")}

    @cached_property
    def categories(self) -> dict[Any, Columns]:
        """All categories, by their ids."""
        return {each.get("id"): each for each in self.of("project_has_categories")}

    @cached_property
    def tags(self) -> dict[Any, Columns]:
        """All tags, by their ids."""
        return {each.get("id"): each for each in self.of("tags")}

    @cached_property
    def swimlanes(self) -> dict[Any, str]:
        """The names of all swimlanes, by their ids."""
        return {each.get("id"): _text(each, "name") for each in self.of("swimlanes")}

    @cached_property
    def titles(self) -> dict[Any, str]:
        """The titles of the tasks of all projects, by their ids."""
        return {each.get("id"): _text(each, "title") for each in self.of("tasks")}

    @cached_property
    def plain_colour(self) -> str:
        """The colour of a task that nobody has coloured."""
        told = (_text(each, "value") for each in self.of("settings") if _text(each, "option") == "default_color")
        return next(filter(None, told), PLAIN)

    @cached_property
    def link_names(self) -> dict[Any, str]:
        """What the kinds of links are called, by their ids."""
        return {each.get("id"): _text(each, "label") for each in self.of("links")}

    def _grouped(self, name: str, key: str) -> dict[Any, list[Columns]]:
        if (name, key) not in self.grouped:
            found: dict[Any, list[Columns]] = defaultdict(list)
            for row in self.of(name):
                found[row.get(key)].append(row)
            self.grouped[name, key] = found
        return self.grouped[name, key]

    def _rows(self, name: str) -> Iterator[Columns]:
        # The name is one of ours, never one of the file's.
        described = self.database.execute(f'PRAGMA table_xinfo("{name}")')
        if any(row["hidden"] for row in described):
            # Columns that are reckoned; Kanboard has none.
            raise refusal(_("The file is a database, but not Kanboard's."))
        for number, row in enumerate(self.database.execute(f'SELECT * FROM "{name}"')):  # noqa: S608
            self.bytes += sum(len(value) for value in row if isinstance(value, str | bytes))
            if number >= MOST_ROWS or self.bytes > MOST_READ:
                raise refusal(_("The database holds more than %(count)s rows.") % {"count": f"{MOST_ROWS:,}"})
            yield dict(row)


def _text(row: Columns, key: str) -> str:
    value = row.get(key)
    text = "" if value is None or isinstance(value, bytes) else str(value)
    return json_rows.UNSTORABLE.sub(json_rows.REPLACEMENT, text)


def _id(value: object) -> str:
    """What a row is named by, whatever the file has for it."""
    return json_rows.storable(str(value))


def _whole(row: Columns, key: str) -> int:
    text = str(row.get(key))
    return int(text) if text.isdecimal() and len(text) < 12 else 0


class _Project:
    """One of them."""

    def __init__(self, row: Columns, tables: _Tables) -> None:
        self.row, self.tables = row, tables
        self.members = tables.members
        self.labels: dict[str, Label] = {}
        self.categories, self.tags = tables.categories, tables.tags
        self.swimlanes, self.link_names = tables.swimlanes, tables.link_names
        tasks = tables.of_project("tasks", row.get("id"))
        self.tasks = sorted(tasks, key=lambda each: (_whole(each, "position"), _whole(each, "id")))
        self.ids = {each.get("id") for each in self.tasks}
        self.used_swimlanes = {each.get("swimlane_id") for each in self.tasks}

    def board(self) -> Board:
        columns = self.tables.of_project("columns", self.row.get("id"))
        cards = [self._card(each) for each in self.tasks]
        people = {key for card in cards for key in card.members}
        people |= {comment.author_id for card in cards for comment in card.comments}
        return Board(
            tool="Kanboard",
            name=_text(self.row, "name"),
            description="\n\n".join(filter(None, (_text(self.row, "description"), self._about_columns(columns)))),
            closed=_text(self.row, "is_active") == "0",
            lists=tuple(map(_lane, sorted(columns, key=lambda each: _whole(each, "position")))),
            cards=tuple(cards),
            labels=self.labels,
            members={key: self.members[key] for key in sorted(people) if key in self.members},
            never=(_("Files, which lie beside the database; automatic actions, budgets and permissions"),),
            history=len(self.tables.of_project("project_activities", self.row.get("id"))),
        )

    def _about_columns(self, columns: Sequence[Columns]) -> str:
        """What columns say of themselves, which ours don't."""
        pairs = ((_text(each, "title"), _text(each, "description").strip()) for each in columns)
        return "\n".join(f"- **{title}:** {' '.join(text.split())}" for title, text in pairs if text)

    def _card(self, row: Columns) -> Card:
        key, owner = row.get("id"), _text(row, "owner_id")
        return Card(
            id=_id(key),
            list_id=_text(row, "column_id"),
            title=_text(row, "title"),
            number=_id(key),
            description=_text(row, "description"),
            # A closed task stays in its column, out of sight.
            done=_text(row, "is_active") == "0",
            due=iso(of_epoch(_text(row, "date_due"))),
            start=iso(of_epoch(_text(row, "date_started"))),
            priority=_whole(row, "priority"),
            created_at=of_epoch(_text(row, "date_creation")),
            done_at=of_epoch(_text(row, "date_completed")),
            changed_at=of_epoch(_text(row, "date_modification")),
            arrived_at=of_epoch(_text(row, "date_moved")),
            labels=tuple(dict.fromkeys(self._labels_of(row))),
            members=(owner,) if owner in self.members else (),
            fields=tuple(self._fields(row)),
            checklists=tuple(self._subtasks(key)),
            comments=tuple(self._comment(each) for each in self.tables.of_task("comments", key)),
            attachments=tuple(self._files(key)),
            links=tuple(self._links(key)),
        )

    def _labels_of(self, row: Columns) -> Iterator[str]:
        tags = (self.tags.get(each.get("tag_id")) for each in self.tables.of_task("task_has_tags", row.get("id")))
        for each in (self.categories.get(row.get("category_id")), *tags):
            if each is not None:
                name = _text(each, "name")
                yield self.labels.setdefault(name, Label(name, name, _text(each, "color_id"))).id

    def _fields(self, row: Columns) -> Iterator[tuple[str, str]]:
        if len(self.used_swimlanes) > 1:
            # Before 2017 the first one was no row of its own.
            lane = self.swimlanes.get(row.get("swimlane_id")) or _text(self.row, "default_swimlane")
            if lane:
                yield _("Swimlane"), lane
        if _text(row, "color_id") not in ("", self.tables.plain_colour):
            yield _("Color"), _text(row, "color_id").replace("_", " ")
        creator = self.members.get(_text(row, "creator_id"))
        if creator is not None:
            yield _("Creator"), creator.name
        if _text(row, "recurrence_status") == "1":
            rhythm = RHYTHMS.get(_text(row, "recurrence_timeframe"), "")
            yield _("Repeats after"), f"{_text(row, 'recurrence_factor')} {rhythm}".strip()
        for each in self.tables.of_task("task_has_metadata", row.get("id")):
            yield _text(each, "name"), _text(each, "value")
        for name, key in (
            (_("Reference"), "reference"),
            (_("Complexity"), "score"),
            (_("Hours estimated"), "time_estimated"),
            (_("Hours spent"), "time_spent"),
        ):
            if _text(row, key) not in ("", "0", "0.0"):
                yield name, _text(row, key)

    def _subtasks(self, task: object) -> Iterator[Checklist]:
        rows = sorted(self.tables.of_task("subtasks", task), key=lambda each: _whole(each, "position"))
        items = [(_subtask(row), _text(row, "status") == "2", _text(row, "user_id")) for row in rows]
        if items:
            read = tuple(Item(text, done, member_id=person) for text, done, person in items)
            yield Checklist(_("Subtasks"), _id(task), read)

    def _comment(self, row: Columns) -> Comment:
        key, date = _text(row, "user_id"), _text(row, "date_creation") or _text(row, "date")
        name = self.members[key].name if key in self.members else ""
        return Comment(_text(row, "task_id"), name, _text(row, "comment"), of_epoch(date), key)

    def _files(self, task: object) -> Iterator[Attachment]:
        for row in self.tables.of_task("task_has_external_links", task):
            yield Attachment(_text(row, "title"), _text(row, "url"))
        for row in self.tables.of_task("task_has_files", task):
            yield Attachment(_text(row, "name"))

    def _links(self, task: object) -> Iterator[Link]:
        for row in self.tables.of_task("task_has_links", task):
            words = self.link_names.get(row.get("link_id"), "")
            other = row.get("opposite_task_id")
            if other is None or other == task:
                continue
            title = self.tables.titles.get(other, "")
            if words in LINKS:
                yield Link(LINKS[words], _id(other), title)
            else:
                # Kinds that have none like them here, and those people have made up.
                yield Link(Relation.RELATES, _id(other), title, words)


def _subtask(row: Columns) -> str:
    """Its title, and the hours that somebody has noted."""
    told = ((_("estimated"), "time_estimated"), (_("spent"), "time_spent"))
    hours = [f"{_text(row, key)} h {name}" for name, key in told if _text(row, key) not in ("", "0", "0.0")]
    return _text(row, "title") + (f" ({', '.join(hours)})" if hours else "")


def _lane(row: Columns) -> Lane:
    limit = _whole(row, "task_limit")
    return Lane(_text(row, "id"), _text(row, "title"), limit=str(limit) if limit else "")


def _member(row: Columns) -> Member:
    return Member(_text(row, "id"), _text(row, "name") or _text(row, "username"), _text(row, "email"))


FORMAT = Format("kanboard", "Kanboard", gettext_lazy("the database file of SQLite"), _recognises, _parse)
