"""What changes look like to those who are told of them, by webhooks or in the event stream: many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from boards.models import Activity, Column, Kind, Project, Role, Task, User
from boards.queries import (
    attachment_records,
    checklist_records,
    comment_records,
    history_records,
    records,
    web_link_records,
)
from boards.queries.record_shapes import (
    AttachmentRecord,
    ColumnNamedRecord,
    CommentRecord,
    EventDataRecord,
    ItemRecord,
    WebLinkRecord,
)
from boards.rules.changes import ref_id, refs

# Fields of changes whose values are columns.
_COLUMNS = ("column", "into")


def of_site(changes: Sequence[Activity]) -> list[EventDataRecord]:
    """Changes as a site administrator is told of them; at most sixteen queries. They may be loaded by themselves: what
    belongs to them is loaded here, each row once however many changes are of it."""
    there = _with_what_they_are_of(changes)
    projects = {row["id"]: row for row in records.projects_of_site({change.project_id for change in changes})}
    tasks = {row["id"]: row for row in records.tasks_of_site([task for task in there if _lives(task)])}
    comments, items, columns, files, links = (
        comments_of(changes),
        items_of(changes),
        columns_of(changes),
        attachments_of(changes),
        web_links_of(changes),
    )
    return [
        {
            "activity": history_records.change(change, Role.ADMIN),
            "project": projects.get(change.project_id),
            "task": tasks.get(change.task_id or 0),
            "comment": comments.get(change.pk),
            "items": items.get(change.pk, []),
            "columns": columns.get(change.pk, []),
            "attachment": files.get(change.pk),
            "web_link": links.get(change.pk),
            "url": _page("task", change.task_id) if change.task_id else _page("board", change.project_id),
        }
        for change in changes
    ]


def _with_what_they_are_of(changes: Sequence[Activity]) -> Collection[Task]:
    """Their tasks and actors, put on them; gives the tasks."""
    wanted = {change.task_id for change in changes if change.task_id}
    tasks = records.with_task_details(Task.objects.filter(pk__in=wanted)).in_bulk()
    people = User.objects.filter(pk__in={change.actor_id for change in changes}).only("display_name").in_bulk()
    for change in changes:
        change.task = tasks.get(change.task_id or 0)
        change.actor = people.get(change.actor_id or 0)
    return tasks.values()


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


def items_of(changes: Iterable[Activity]) -> Mapping[int, list[ItemRecord]]:
    """The items of checklists that changes are of, by the changes' ids: of none, or once they or their task are
    deleted, nothing; at most one query."""
    named = {change.pk: set(_items_in(change)) for change in changes if _lives(change.task)}
    wanted = set().union(*named.values())
    found = checklist_records.found(wanted) if wanted else []
    return {pk: [row for row in found if row["id"] in ids] for pk, ids in named.items() if ids}


def _items_in(change: Activity) -> Iterator[int]:
    for side in change.changes.get("items", ()):
        yield from (each["id"] for each in refs(side))
    for side in change.changes.get("item", ()):
        if (item := ref_id(side)) is not None:
            yield item


def attachments_of(changes: Iterable[Activity]) -> Mapping[int, AttachmentRecord]:
    """The files that changes are of, by the changes' ids: of none, or of one that is deleted or whose task is, nothing;
    at most one query."""
    wanted = {change.pk: _file_in(change) for change in changes if _lives(change.task) and _file_in(change)}
    if not wanted:
        return {}
    found = {row["id"]: row for row in attachment_records.many(set(wanted.values()))}
    return {pk: found[file] for pk, file in wanted.items() if file in found}


def _file_in(change: Activity) -> int:
    sides = [*change.changes.get("attachment", ()), *change.changes.get("cover", ())]
    return next((pk for pk in map(ref_id, reversed(sides)) if pk), 0)


def web_links_of(changes: Iterable[Activity]) -> Mapping[int, WebLinkRecord]:
    """The web links that changes are of, by the changes' ids: of none, or of one that is deleted or whose task is,
    nothing; at most one query."""
    wanted = {
        change.pk: ref_id(change.changes["web_link"][1]) or ref_id(change.changes["web_link"][0]) or 0
        for change in changes
        if "web_link" in change.changes and _lives(change.task)
    }
    if not wanted:
        return {}
    found = {row["id"]: row for row in web_link_records.many(set(wanted.values()))}
    return {pk: found[link] for pk, link in wanted.items() if link in found}


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
        return _page("task", task.pk)
    return _page("board", project.pk) if project else settings.SITE_URL + reverse("home")


def _page(name: str, pk: int) -> str:
    return _pattern(name).replace("/1/", f"/{pk}/")


@lru_cache(maxsize=4)
def _pattern(name: str) -> str:
    """The address of number 1: to look one up takes as long as all the rest of an event."""
    return settings.SITE_URL + reverse(name, args=[1])


def _lives(task: Task | None) -> bool:
    return task is not None and task.deleted_at is None
