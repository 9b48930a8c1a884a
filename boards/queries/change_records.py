"""What changes look like to those who are told of them, by webhooks or in the event stream: many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from boards.models import Activity, Column, Kind, Project, Role, Task
from boards.queries import comment_records, records
from boards.queries.record_shapes import ColumnNamedRecord, CommentRecord, EventDataRecord
from boards.rules.changes import ref_id

# Fields of changes whose values are columns.
_COLUMNS = ("column", "into")


def of_site(changes: Sequence[Activity]) -> list[EventDataRecord]:
    """Changes, loaded with project, task and actor, as a site administrator is told of them; at most nine queries."""
    projects = {row["id"]: row for row in records.projects_of_site({change.project_id for change in changes})}
    tasks = records.tasks_of({change.task.pk for change in changes if change.task and _lives(change.task)})
    comments, columns = comments_of(changes), columns_of(changes)
    return [
        {
            "activity": records.change(change, Role.ADMIN),
            "project": projects.get(change.project_id),
            "task": tasks.get(change.task_id or 0),
            "comment": comments.get(change.pk),
            "columns": columns.get(change.pk, []),
            "url": address(change.project, change.task),
        }
        for change in changes
    ]


def comments_of(changes: Iterable[Activity]) -> Mapping[int, CommentRecord]:
    """The comments that changes are of, by the changes' ids: of none, or of one that is deleted or whose task is,
    nothing; at most three queries."""
    wanted = {
        change.pk: ref_id(change.changes["comment"][1]) or ref_id(change.changes["comment"][0]) or 0
        for change in changes
        if "comment" in change.changes and _lives(change.task)
    }
    if not wanted:
        return {}
    found = {row["id"]: row for row in comment_records.many(set(wanted.values()))}
    return {pk: found[comment] for pk, comment in wanted.items() if comment in found}


def columns_of(changes: Iterable[Activity]) -> Mapping[int, list[ColumnNamedRecord]]:
    """The columns that changes name, and of a new project all, by the changes' ids; at most one query."""
    named = {change.pk: set(_columns_in(change)) for change in changes}
    new = {change.project_id: change.pk for change in changes if change.kind == Kind.PROJECT_CREATED}
    wanted = set().union(*named.values())
    if not wanted and not new:
        return {}
    rows = Column.objects.filter(Q(pk__in=wanted) | Q(project__in=new)).order_by("project", "position", "pk")
    found: dict[int, ColumnNamedRecord] = {}
    for row in rows.only("name", "status", "project"):
        found[row.pk] = {"id": row.pk, "name": row.name, "status": row.status}
        if row.project_id in new:
            named[new[row.project_id]].add(row.pk)
    # In the order in which they were found, which is that of the board.
    places = {pk: place for place, pk in enumerate(found)}
    return {
        pk: [found[one] for one in sorted(ids & places.keys(), key=places.__getitem__)] for pk, ids in named.items()
    }


def _columns_in(change: Activity) -> Iterator[int]:
    for field in _COLUMNS:
        for value in change.changes.get(field, ()):
            if (column := ref_id(value)) is not None:
                yield column


def address(project: Project | None, task: Task | None) -> str:
    """The page to see it on."""
    if task is not None:
        return settings.SITE_URL + reverse("task", args=[task.pk])
    return settings.SITE_URL + (reverse("board", args=[project.pk]) if project else reverse("home"))


def _lives(task: Task | None) -> bool:
    return task is not None and task.deleted_at is None
