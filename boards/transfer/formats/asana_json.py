"""Asana's “Export JSON” of a project, or the answer of its API for tasks: subtasks lie within their tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation
from boards.transfer.boards import Attachment, Board, Card, Comment, Label, Lane, Link, Member
from boards.transfer.cells import priority
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.html_text import markdown
from boards.transfer.json_pages import rows, several
from boards.transfer.json_rows import Row
from boards.transfer.moments import moment

# Subtasks have subtasks; Asana itself allows five levels.
DEEPEST = 20


def _recognises(file: Brought) -> bool:
    return any(
        "gid" in row and "name" in row and ("completed" in row or "memberships" in row) for row in rows(file)[:1]
    )


def _parse(file: Brought) -> Sequence[Board]:
    return [_Reader(rows(file)).board(file.stem)]


def _object(row: Row, key: str) -> Row:
    return row.row(key) if isinstance(row.values.get(key), dict) else Row({}, row.path, row.mended)


class _Reader:
    """Goes through the tasks, each before those within it."""

    def __init__(self, tasks: Sequence[Row]) -> None:
        self.tasks = tasks
        self.lanes: dict[str, Lane] = {}
        self.labels: dict[str, Label] = {}
        self.members: dict[str, Member] = {}
        self.cards: dict[str, Card] = {}
        self.projects: dict[str, None] = {}

    def board(self, name: str) -> Board:
        for task in self.tasks:
            self._read(task, "", "", 0)
        projects = list(self.projects)
        return Board(
            tool="Asana",
            name=projects[0] if len(projects) == 1 else name,
            lists=tuple(self.lanes.values()),
            cards=tuple(self.cards.values()),
            labels=self.labels,
            members=self.members,
        )

    def _read(self, row: Row, parent: str, section: str, depth: int) -> None:
        key = row.scalar_of("gid") or row.path
        parent = parent or _object(row, "parent").scalar_of("gid")
        above = self.cards.get(parent)
        section = self._section(row) or section or (above.list_id if above else "") or _("Without a section")
        self.lanes.setdefault(section, Lane(section, section))
        if key not in self.cards or depth == 0:
            self.cards[key] = self._card(row, key, parent, section)
        for each in several(row, "subtasks") if depth < DEEPEST else ():
            if "name" in each and each.scalar_of("gid") not in self.cards:
                self._read(each, key, section, depth + 1)

    def _section(self, row: Row) -> str:
        found = ""
        for each in several(row, "memberships"):
            project, section = _object(each, "project").scalar_of("name"), _object(each, "section").scalar_of("name")
            if project and not found:
                self.projects[project] = None
            found = found or section
        for each in several(row, "projects")[:1]:
            if each.scalar_of("name") and not self.projects:
                self.projects[each.scalar_of("name")] = None
        return found

    def _card(self, row: Row, key: str, parent: str, section: str) -> Card:
        fields = list(_fields(row))
        told = next((value for name, value in fields if name.casefold() == "priority"), "")
        urgency = priority(told)
        html = row.scalar_of("html_notes")
        return Card(
            id=key,
            list_id=section,
            title=row.scalar_of("name"),
            description=markdown(html) if html else row.scalar_of("notes"),
            due=row.scalar_of("due_at") or row.scalar_of("due_on"),
            start=row.scalar_of("start_at") or row.scalar_of("start_on"),
            done=row.values.get("completed") is True,
            priority=urgency or 0,
            done_at=moment(row.scalar_of("completed_at")),
            created_at=moment(row.scalar_of("created_at")),
            changed_at=moment(row.scalar_of("modified_at")),
            labels=tuple(dict.fromkeys(self._labels(row))),
            members=tuple(self._people([_object(row, "assignee")])),
            fields=tuple(pair for pair in fields if urgency is None or pair[0].casefold() != "priority"),
            comments=tuple(self._comments(row, key)),
            attachments=tuple(_files(row)),
            links=tuple(_links(row, parent, key)),
            votes=row.size("likes") or row.size("hearts"),
        )

    def _labels(self, row: Row) -> Iterator[str]:
        for each in several(row, "tags"):
            name = each.scalar_of("name")
            if name:
                yield self.labels.setdefault(name, Label(name, name, each.scalar_of("color"))).id

    def _people(self, people: Sequence[Row]) -> Iterator[str]:
        for each in people:
            key, name = each.scalar_of("gid"), each.scalar_of("name")
            if key or name:
                yield self.members.setdefault(key or name, Member(key or name, name or key, each.scalar_of("email"))).id

    def _comments(self, row: Row, card: str) -> Iterator[Comment]:
        """What people said; the rest of the stories is the history."""
        for each in several(row, "stories"):
            if each.scalar_of("type") == "comment" or each.scalar_of("resource_subtype") == "comment_added":
                key = next(self._people([_object(each, "created_by")]), "")
                name = self.members[key].name if key else ""
                yield Comment(card, name, each.scalar_of("text"), moment(each.scalar_of("created_at")), key)


def _files(row: Row) -> Iterator[Attachment]:
    for each in several(row, "attachments"):
        url = each.scalar_of("permanent_url") or each.scalar_of("view_url")
        # Of others (dropbox, gdrive, external …) Asana has nothing but the address itself.
        is_kept = each.scalar_of("host") in ("", "asana")
        yield Attachment(each.scalar_of("name"), url, stays=is_kept)


def _links(row: Row, parent: str, key: str) -> Iterator[Link]:
    if parent and parent != key:
        yield Link(Relation.PARENT, parent)
    for name, kind in (("dependencies", Relation.BLOCKED_BY), ("dependents", Relation.BLOCKS)):
        for each in several(row, name):
            if each.scalar_of("gid"):
                yield Link(kind, each.scalar_of("gid"))


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    for each in several(row, "custom_fields"):
        value = each.scalar_of("display_value") or each.scalar_of("text_value") or each.scalar_of("number_value")
        if value:
            yield each.scalar_of("name"), value
    if row.scalar_of("resource_subtype") in ("milestone", "approval"):
        yield _("Kind"), row.scalar_of("resource_subtype")
    if row.scalar_of("permalink_url"):
        yield _("Address"), row.scalar_of("permalink_url")


FORMAT = Format("asana-json", "Asana", gettext_lazy("a project exported as JSON"), _recognises, _parse)
