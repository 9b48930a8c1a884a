"""Fields of a task as they stand in the history, and back: the base of merge, undo and reopen."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from boards.models import Activity, Column, Group, Tag, Task, User
from boards.rules.changes import Changes, Ref, Value
from boardsite.database.prepared import Prepared

MOMENTS = ("completed_at", "archived_at", "deleted_at")


def column_ref(column: Column) -> Ref:
    """A column as the history keeps it."""
    return {"id": column.pk, "name": column.name}


def group_ref(group: Group) -> Ref:
    """A group of people as the history keeps it."""
    return {"id": group.pk, "name": group.name}


def person_ref(user: User | None) -> Ref | None:
    """A person as the history keeps them: the name is looked up when it is shown."""
    return {"id": user.pk} if user else None


def people_refs(people: Iterable[User]) -> list[Ref]:
    """Several people, in the order of their ids."""
    return [{"id": pk} for pk in sorted(user.pk for user in people)]


def tag_refs(tags: Iterable[Tag]) -> list[Ref]:
    """Tags as the history keeps them, in the order of their names."""
    return [{"id": tag.pk, "name": tag.name} for tag in sorted(tags, key=lambda tag: (tag.name_key, tag.pk))]


def dump(task: Task, field: str) -> Value:
    """The present value of a field, ready for the history."""
    if field == "tags":
        return tag_refs(task.tags.all())
    if field == "assignee":
        return {"id": task.assignee_id} if task.assignee_id else None
    if field == "other_assignees":
        return people_refs(task.others if task.beside is None else task.beside)
    if field == "column":
        return column_ref(task.column)
    value: str | int | datetime.date | datetime.datetime | None = getattr(task, field)
    return value.isoformat() if isinstance(value, datetime.date | datetime.datetime) else value


def load_date(value: str | None) -> datetime.date | None:
    """The date that the history keeps as ISO text (2026-11-30); None for none."""
    return datetime.date.fromisoformat(value) if value else None


def load_moment(value: str | None) -> datetime.datetime | None:
    """The moment, with its zone, that the history keeps as ISO text; None for none."""
    return parse_datetime(value) if value else None


def of_new(task: Task, tags: Iterable[Tag]) -> Changes:
    """The changes of a task that was just made: all it has, out of nothing."""
    fields = ("title", "column", "description", "priority", "assignee", "due_date", "progress", "completed_at")
    found = {field: dump(task, field) for field in fields} | {"tags": tag_refs(tags)}
    if task.beside:
        found["other_assignees"] = people_refs(task.beside)
    return {field: [None, value] for field, value in found.items() if value not in (None, "", 0, [])}


def later(task: Task, version: int) -> Iterable[Changes]:
    """What was changed of a task since a version, the newest first; one query."""
    rows = Activity.objects.filter(task=task, task_version__gt=version).order_by("-pk")
    return rows.values_list("changes", flat=True)


def before_completion(task: Task) -> tuple[int | None, int]:
    """(column id, progress) from before the task was last completed; (None, 0) if the history does not tell."""
    return _completions(_COMPLETIONS.all(task=task.pk)).get(task.pk, (None, 0))


def before_completions(tasks: Iterable[Task]) -> dict[int, tuple[int | None, int]]:
    """The same for many tasks by their ids, as far as the history tells; one query."""
    return _completions(_told_of_completion(Activity.objects.filter(task__in=[task.pk for task in tasks])))


def _told_of_completion(rows: QuerySet[Activity]) -> QuerySet[Activity, tuple[int | None, Any]]:
    return rows.filter(changes__has_key="completed_at").order_by("pk").values_list("task_id", "changes")


_COMPLETIONS = Prepared(lambda task: _told_of_completion(Activity.objects.filter(task=task)), task=int)


def _completions(rows: Iterable[tuple[int | None, Any]]) -> dict[int, tuple[int | None, int]]:
    found: dict[int, tuple[int | None, int]] = {}
    for task_id, changes in rows:
        if task_id is not None and changes["completed_at"][0] is None:
            column = changes.get("column", [None])[0]
            found[task_id] = (column["id"] if column else None), changes.get("progress", [0])[0] or 0
    return found
