"""The links of tasks as somebody sees them: a link to a task that one may not see is not there."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.exceptions import Blocker
from boards.models import LinkKind, Project, Relation, Task, TaskLink, User
from boards.models.task_links import seen_as
from boards.queries import formatting
from boards.queries.icons import STATUS_ICONS

# What the other tasks of a section are to the one it is of.
HEADINGS: dict[Relation, Promise] = {
    Relation.BLOCKED_BY: _("Blocked by"),
    Relation.BLOCKS: _("Blocks"),
    Relation.PARENT: _("Parent"),
    Relation.CHILD: _("Children"),
    Relation.RELATES: _("Relates to"),
    Relation.DUPLICATES: _("Duplicates"),
    Relation.DUPLICATED_BY: _("Duplicated by"),
}
# The same as a choice before the other task: "is blocked by #12".
CHOICES: dict[Relation, Promise] = {
    Relation.BLOCKED_BY: _("is blocked by"),
    Relation.BLOCKS: _("blocks"),
    Relation.PARENT: _("is a child of"),
    Relation.CHILD: _("is the parent of"),
    Relation.RELATES: _("relates to"),
    Relation.DUPLICATES: _("duplicates"),
    Relation.DUPLICATED_BY: _("is duplicated by"),
}
# The relations that change what the other task's board shows of it: whoever makes them may edit it there.
BEARS_ON_OTHER = frozenset({Relation.BLOCKS, Relation.PARENT, Relation.CHILD, Relation.DUPLICATED_BY})


class Counts(NamedTuple):
    """What a card, a row or a record tells of a task's links."""

    open_blockers: int = 0
    children: int = 0
    done_children: int = 0

    @property
    def percent(self) -> int:
        """How far the children are."""
        return self.done_children * 100 // self.children if self.children else 0


NONE = Counts()


@dataclass(frozen=True)
class LinkView:
    """One link, ready for its template: what is shown of the task at its other end."""

    pk: int
    other: Task
    relation: Relation
    project: str
    due_state: str
    due_text: str
    due_full: str
    can_remove: bool

    @property
    def status_icon(self) -> str:
        """The icon of the other task's status."""
        return STATUS_ICONS[self.other.column.status]

    @property
    def is_open_blocker(self) -> bool:
        """Whether it is what the task waits for."""
        return self.relation == Relation.BLOCKED_BY and not (self.other.is_completed or self.other.is_archived)


@dataclass(frozen=True)
class Group:
    """The links of one relation, under its heading."""

    relation: Relation
    heading: str
    links: Sequence[LinkView]


@dataclass(frozen=True)
class LinksView:
    """All links of a task that the reader may see."""

    groups: Sequence[Group]
    counts: Counts
    can_edit: bool

    @property
    def count(self) -> int:
        """How many."""
        return sum(len(group.links) for group in self.groups)

    @property
    def blockers(self) -> list[LinkView]:
        """What the task waits for."""
        return [link for group in self.groups for link in group.links if link.is_open_blocker]


def of_task(task: Task, reader: User, *, can_edit: bool) -> LinksView:
    """The links of a task, by relation; one query, none for a task that has none."""
    links = [_view(task, row, reader, can_edit=can_edit) for row in _rows(task, reader)] if task.link_count else []
    groups = [
        Group(relation, str(heading), found)
        for relation, heading in HEADINGS.items()
        if (found := [link for link in links if link.relation == relation])
    ]
    return LinksView(groups, _counted(links), can_edit)


def rows_of(task: Task, reader: User) -> QuerySet[TaskLink]:
    """The links of a task whose other end the reader may see."""
    seen = _visible("first", reader, task.project_id), _visible("second", reader, task.project_id)
    rows = TaskLink.objects.of(task.pk).filter(*seen)
    ends = ("first__project", "first__column", "first__assignee", "second__project", "second__column")
    return rows.select_related(*ends, "second__assignee", "created_by").order_by("pk")


def _rows(task: Task, reader: User) -> QuerySet[TaskLink]:
    texts = ("description", "search_text")
    return rows_of(task, reader).defer(*(f"{side}__{name}" for side in ("first", "second") for name in texts))


def _view(task: Task, row: TaskLink, reader: User, *, can_edit: bool) -> LinkView:
    is_first = row.first_id == task.pk
    other = row.second if is_first else row.first
    today = reader.today()
    return LinkView(
        pk=row.pk,
        other=other,
        relation=seen_as(row.kind, from_first=is_first),
        project=other.project.title if other.project_id != task.project_id else "",
        due_state=other.due_state(today),
        due_text=formatting.day(other.due_date, today) if other.due_date and not other.is_completed else "",
        due_full=formatting.full_day(other.due_date) if other.due_date else "",
        can_remove=can_edit,
    )


def _counted(links: Iterable[LinkView]) -> Counts:
    links = list(links)
    children = [link.other for link in links if link.relation == Relation.CHILD and not link.other.is_archived]
    return Counts(
        open_blockers=sum(link.is_open_blocker for link in links),
        children=len(children),
        done_children=sum(child.is_completed for child in children),
    )


def _visible(side: str, reader: User, within: int) -> Q:
    """For links: the task on this side is one of that project, or the reader may see it."""
    visible = Project.objects.visible_to(reader)
    return Q(**{f"{side}__deleted_at": None}) & (
        Q(**{f"{side}__project": within}) | Q(**{f"{side}__project__in": visible})
    )


def open_blocking(reader: User) -> QuerySet[TaskLink]:
    """The links by which a task waits for another one that the reader may see; the SQL twin of `is_open_blocker`."""
    return (
        TaskLink.objects.filter(kind=LinkKind.BLOCKS, first__completed_at=None)
        .counting("first")
        .visible_to(reader, "first")
    )


def is_blocked(reader: User) -> Q:
    """For tasks: they wait for one that the reader may see. Most are ruled out by their own row."""
    return Q(open_blocker_count__gt=0, completed_at=None) & Q(
        Exists(open_blocking(reader).filter(second=OuterRef("pk")))
    )


def open_blockers(tasks: Iterable[Task], reader: User) -> dict[int, list[Blocker]]:
    """What each of these tasks waits for, of what the reader may see; one query, none where none waits."""
    waiting = {task.pk: task.project_id for task in tasks if task.open_blocker_count}
    found: dict[int, list[Blocker]] = defaultdict(list)
    if not waiting:
        return found
    rows = open_blocking(reader).filter(second__in=waiting).order_by("pk")
    names = ("second", "first", "first__number", "first__title", "first__project", "first__project__title")
    for second, pk, number, title, project, called in rows.values_list(*names):
        found[second].append(Blocker(pk, number, title, called if project != waiting[second] else ""))
    return found


def counts(tasks: Iterable[Task], reader: User | None) -> dict[int, Counts]:
    """What the reader may be told of the links of these tasks; those without any are left out.

    Two queries where one of them has any, for the counts of its row are of all links, whoever may see them. For nobody
    in particular those within a project count.
    """
    linked = {task.pk for task in tasks if task.open_blocker_count or task.child_count}
    if not linked:
        return {}
    links = TaskLink.objects.order_by()
    blocking = links.filter(kind=LinkKind.BLOCKS, second__in=linked, first__completed_at=None).counting("first")
    above = links.filter(kind=LinkKind.PARENT, first__in=linked).counting("second")
    if reader is None:
        blocking, above = (rows.filter(first__project=F("second__project")) for rows in (blocking, above))
    else:
        blocking, above = blocking.visible_to(reader, "first"), above.visible_to(reader, "second")
    waiting: dict[int, int] = defaultdict(int)
    children, done = waiting.copy(), waiting.copy()
    for pk in blocking.values_list("second", flat=True):
        waiting[pk] += 1
    for pk, completed in above.values_list("first", "second__completed_at"):
        children[pk] += 1
        done[pk] += completed is not None
    return {pk: Counts(waiting[pk], children[pk], done[pk]) for pk in linked}


def of_row(task: Task) -> Counts:
    """What its row says, which is of all links."""
    return Counts(task.open_blocker_count, task.child_count, task.done_child_count)


class OnCard(NamedTuple):
    """What a card shows of links: in how many it waits, its children, and its parent as `#12` and in words."""

    open_blockers: int
    children: int
    done_children: int
    parent: str
    parent_words: str

    @property
    def percent(self) -> int:
        """How far the children are."""
        return self.done_children * 100 // self.children if self.children else 0


def on_cards(tasks: Collection[int], hidden: Collection[int]) -> dict[int, OnCard]:
    """What the cards of these tasks, all of one project, show of their links. `hidden` are the projects that the reader
    may not see. One query; the caller leaves out tasks without links."""
    if not tasks:
        return {}
    found: dict[int, dict[str, int]] = {pk: {"waiting": 0, "children": 0, "done": 0} for pk in tasks}
    parents: dict[int, tuple[str, str]] = {}
    for link in _of_cards(tasks, hidden):
        _note(link, found, parents)
    return {
        pk: OnCard(each["waiting"], each["children"], each["done"], *parents.get(pk, ("", "")))
        for pk, each in found.items()
    }


class _CardLink(NamedTuple):
    kind: str
    first: int
    second: int
    first_number: int
    first_title: str
    first_completed: datetime.datetime | None
    first_project: int
    first_project_title: str
    second_completed: datetime.datetime | None
    second_project: int
    first_is_off: bool
    second_is_off: bool


def _of_cards(tasks: Collection[int], hidden: Collection[int]) -> Iterable[_CardLink]:
    rows = TaskLink.objects.of(*tasks).filter(kind__in=(LinkKind.BLOCKS, LinkKind.PARENT))
    rows = rows.filter(first__deleted_at=None, second__deleted_at=None)
    if hidden:
        rows = rows.exclude(first__project__in=hidden).exclude(second__project__in=hidden)
    for row in rows.values_list(*_OF_CARD, *_OFF):
        off = [any(row[place : place + 3]) for place in (10, 13)]
        yield _CardLink(*row[:10], *off)


_OF_CARD = (
    *("kind", "first", "second", "first__number", "first__title", "first__completed_at", "first__project"),
    *("first__project__title", "second__completed_at", "second__project"),
)
_OFF = tuple(
    f"{side}__{name}"
    for side in ("first", "second")
    for name in ("archived_at", "project__archived_at", "project__deleted_at")
)


def _note(link: _CardLink, found: dict[int, dict[str, int]], parents: dict[int, tuple[str, str]]) -> None:
    if link.kind == LinkKind.BLOCKS:
        if link.second in found and not link.first_is_off and link.first_completed is None:
            found[link.second]["waiting"] += 1
        return
    if link.first in found and not link.second_is_off:
        found[link.first]["children"] += 1
        found[link.first]["done"] += link.second_completed is not None
    if link.second in found:
        place = link.first_project_title if link.first_project != link.second_project else ""
        parents[link.second] = (f"{place}#{link.first_number}", link.first_title)


def hidden_projects(linked: Collection[int], reader: User | None) -> frozenset[int]:
    """Which of these projects somebody may not see; a stranger sees none of them. One query."""
    if reader is None:
        return frozenset(linked)
    seen = Project.objects.visible_to(reader).filter(pk__in=linked).values_list("pk", flat=True)
    return frozenset(linked) - frozenset(seen)


def revisions_elsewhere(project: Project) -> list[tuple[int, int]]:
    """How far the other projects are that its tasks have links to, of those its reader may see; one query at most."""
    seen = [pk for pk in project.linked_ids if pk not in project.hidden_ids]
    return list(Project.objects.filter(pk__in=seen).order_by("pk").values_list("pk", "revision")) if seen else []
