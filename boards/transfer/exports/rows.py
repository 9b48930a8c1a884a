"""The tasks of a project as those who read a file know them: names instead of ids, some hundred at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from boards.models import (
    Checklist,
    ChecklistItem,
    Comment,
    Project,
    Status,
    Tag,
    Task,
    TaskAssignee,
    TaskLink,
    User,
    WebLink,
)
from boards.models.task_links import Relation, seen_as

AT_ONCE = 500


@dataclass(frozen=True)
class ItemRow:
    """A line of a checklist."""

    text: str
    is_done: bool
    assignee: str
    due_date: datetime.date | None


@dataclass(frozen=True)
class ChecklistRow:
    """A checklist."""

    title: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True)
class CommentRow:
    """Something said; `author` is empty for somebody who is gone."""

    author: str
    written_at: datetime.datetime
    text: str


@dataclass(frozen=True)
class LinkRow:
    """A link to another task that the reader may see. `number` is 0 for one of another project, `title` names it."""

    relation: Relation
    number: int
    title: str


@dataclass(frozen=True)
class TaskRow:
    """A task with all that belongs to it. `url` is its page."""

    number: int
    title: str
    description: str
    column: str
    status: Status
    tags: tuple[str, ...]
    # The one responsible first.
    people: tuple[str, ...]
    due_date: datetime.date | None
    priority: int
    progress: int
    created_at: datetime.datetime
    updated_at: datetime.datetime
    completed_at: datetime.datetime | None
    is_archived: bool
    checklists: tuple[ChecklistRow, ...]
    comments: tuple[CommentRow, ...]
    links: tuple[LinkRow, ...]
    # Title, which may be empty, and address.
    web_links: tuple[tuple[str, str], ...]
    url: str

    @property
    def parent(self) -> int:
        """The number of its parent in the same project; 0 for none."""
        return next((link.number for link in self.links if link.relation is Relation.PARENT), 0)


def tasks(project: Project, reader: User) -> Iterator[TaskRow]:
    """All tasks that are not deleted, column by column and from top to bottom, the archived after the others.

    A constant number of queries for each `AT_ONCE` of them.
    """
    keys = iter(_ordered(project).values_list("pk", flat=True).iterator(chunk_size=AT_ONCE * 4))
    while some := list(islice(keys, AT_ONCE)):
        found = {task.pk: task for task in _whole(project, reader).filter(pk__in=some)}
        yield from (_row(found[pk], project) for pk in some if pk in found)


def columns(project: Project) -> list[tuple[str, Status, int | None]]:
    """Name, status and WIP limit of each column, from left to right."""
    return [(each.name, Status(each.status), each.wip_limit) for each in project.columns.all()]


def _ordered(project: Project) -> QuerySet[Task]:
    alive = Task.objects.filter(project=project, deleted_at=None)
    return alive.order_by("column__position", "column", "archived_at", "position", "pk")


def _whole(project: Project, reader: User) -> QuerySet[Task]:
    """With what belongs to each as plain lists, the `loaded_…`: in place of a list, Django makes a queryset for each of
    them, which took as long as all of the rest."""
    items = ChecklistItem.objects.filter(deleted_at=None).select_related("assignee").order_by("position", "pk")
    lists = Checklist.objects.filter(deleted_at=None).order_by("position", "pk")
    links = TaskLink.objects.select_related("first", "second")
    parts: dict[str, QuerySet[Any]] = {
        "tags": Tag.objects.order_by("name_key"),
        "sharing": TaskAssignee.objects.select_related("user"),
        "checklists": lists.prefetch_related(Prefetch("items", items, to_attr="loaded_items")),
        "comments": Comment.objects.filter(deleted_at=None).select_related("author").order_by("pk"),
        "web_links": WebLink.objects.filter(deleted_at=None).order_by("pk"),
        "links_from": links.visible_to(reader, "second"),
        "links_to": links.visible_to(reader, "first"),
    }
    along = [Prefetch(name, found, to_attr=f"loaded_{name}") for name, found in parts.items()]
    return Task.objects.filter(project=project).select_related("column", "assignee").prefetch_related(*along)


def _row(task: Any, project: Project) -> TaskRow:
    people = [*([task.assignee] if task.assignee else []), *(each.user for each in task.loaded_sharing)]
    return TaskRow(
        number=task.number,
        title=task.title,
        description=task.description,
        column=task.column.name,
        status=Status(task.column.status),
        tags=tuple(tag.name for tag in task.loaded_tags),
        people=tuple(str(person) for person in people),
        due_date=task.due_date,
        priority=task.priority,
        progress=task.progress,
        created_at=task.created_at,
        updated_at=task.updated_at,
        completed_at=task.completed_at,
        is_archived=task.archived_at is not None,
        checklists=tuple(map(_checklist, task.loaded_checklists)),
        comments=tuple(CommentRow(str(each.author or ""), each.created_at, each.text) for each in task.loaded_comments),
        links=tuple(_links(task, project)),
        web_links=tuple((each.title, each.url) for each in task.loaded_web_links),
        url=f"{settings.SITE_URL.rstrip('/')}{reverse('task', args=[task.pk])}",
    )


def _checklist(checklist: Any) -> ChecklistRow:
    items = (
        ItemRow(item.text, item.done_at is not None, str(item.assignee or ""), item.due_date)
        for item in checklist.loaded_items
    )
    return ChecklistRow(checklist.title, tuple(items))


def _links(task: Any, project: Project) -> Iterable[LinkRow]:
    for link in task.loaded_links_from:
        yield _link(seen_as(link.kind, from_first=True), link.second, project)
    for link in task.loaded_links_to:
        yield _link(seen_as(link.kind, from_first=False), link.first, project)


def _link(relation: Relation, other: Task, project: Project) -> LinkRow:
    return LinkRow(relation, other.number if other.project_id == project.pk else 0, other.title)
