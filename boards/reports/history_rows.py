"""The rows of which histories are made: tasks of today and their changes, as few and as small as will do.

No model instances are made, and none of the long texts leave the database.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from json import loads
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, BigIntegerField, Func, Min, Q, TextField
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

from boards.models import Activity, Kind, Project, Task, TaskAssignee

MOMENTS = ("completed_at", "archived_at", "deleted_at")
_COLUMN_KINDS = (Kind.COLUMN_CREATED, Kind.COLUMN_UPDATED, Kind.COLUMN_DELETED)
# What a database function is written as: SQL with its parameters.
Sql = tuple[str, list[str | int] | tuple[str | int, ...] | tuple[()]]


class _ColumnBefore(Func):
    """The id of the column from which a change took a task; null for one that left it there."""

    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        return self.as_sql(compiler, connection, template="JSON_EXTRACT(%(expressions)s, '$.column[0].id')", **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        return self.as_sql(compiler, connection, template="(%(expressions)s #> '{column,0,id}')", **more)


class _WithoutTexts(Func):
    """The other changes of a history row, as JSON, without what may be long and is not counted."""

    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        template = "JSON_REMOVE(%(expressions)s, '$.column', '$.description', '$.title', '$.tags', '$.position')"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        template = "(%(expressions)s - '{column,description,title,tags,position}'::text[])"
        return self.as_sql(compiler, connection, template=template, **more)


class _Microseconds(Func):
    """A moment as microseconds since 1970: a whole number, which JSON keeps to the digit in both databases."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        # Of the whole text, SQLite would round the seconds; a moment on the second is written without a fraction.
        whole, rest = "SUBSTR(%(expressions)s, 1, 19)", "SUBSTR(SUBSTR(%(expressions)s, 21) || '000000', 1, 6)"
        template = f"(STRFTIME('%%%%s', {whole}) * 1000000 + CAST({rest} AS INTEGER))"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
        return self.as_sql(compiler, connection, template=template, **more)


class _Gathered(Aggregate):
    """The rows of a group as one JSON array of arrays, in no order: half the time of reading each by itself."""

    output_field = TextField()
    template = "%(function)s(%(row)s(%(expressions)s))"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", row="JSON_ARRAY", **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        return self.as_sql(compiler, connection, function="JSON_AGG", row="JSON_BUILD_ARRAY", **more)


class TaskRow(NamedTuple):
    """A task of today; moments are in microseconds since 1970."""

    pk: int
    number: int
    title: str
    priority: int
    column_id: int
    progress: int
    due_date: datetime.date | None
    assignee_id: int | None
    created: int
    completed: int | None
    archived: int | None
    deleted: int | None


def task_rows(project: Project) -> Iterator[TaskRow]:
    """The tasks of a project, in no order."""
    plain = Task.objects.filter(project=project).order_by().values_list(*TaskRow._fields[:8])
    moments = {each: _Microseconds(f"{each}_at") for each in TaskRow._fields[8:]}
    return map(TaskRow._make, plain.annotate(**moments).iterator(chunk_size=500))


def sharing_rows(project: Project) -> dict[int, list[int]]:
    """Who has each task today beside the one responsible."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = TaskAssignee.objects.filter(task__project=project).order_by("pk")
    for task_id, user_id in rows.values_list("task", "user"):
        found[task_id].append(user_id)
    return found


class Change(NamedTuple):
    """A change of a task, or what `undoes` one: `at` in microseconds since 1970, the column it was in until then if it
    was moved, and [before, after] of other fields by their names."""

    pk: int
    at: int
    undoes: int | None
    column_before: int | None
    values: dict[str, list[Any]]


class Past(NamedTuple):
    """The history of a task: its first row, when it came here (in microseconds), its changes from the oldest on."""

    task_id: int
    first: int | None
    came: int | None
    changes: list[Change]


def pasts(project: Project, start: datetime.datetime, end: datetime.datetime) -> Iterator[Past]:
    """That of each task that has one."""
    is_creation = Q(kind=Kind.TASK_CREATED)
    moves = Q(changes__has_any_keys=["column", *MOMENTS]) | Q(undoes__isnull=False)
    # Of details, what they were at an end is told by the first change after it.
    details = Q(created_at__gte=end) | Q(created_at__gte=start, task__created_at__lt=start)
    rows = Activity.objects.filter(is_creation | moves | details, project=project, task__isnull=False)
    # What was said, or attached, changes no task, nor do items of checklists but for progress that follows them.
    rows = rows.exclude(changes__has_any_keys=["comment", "attachment", "cover", "web_link"])
    rows = rows.exclude(Q(changes__has_key="checklist") & ~Q(changes__has_key="progress"))
    parts = ("pk", _Microseconds("created_at"), "undoes_id", _ColumnBefore("changes"), _WithoutTexts("changes"))
    gathered = Cast(_Gathered(*parts, filter=~is_creation), TextField())
    came = Min(_Microseconds("created_at"), filter=is_creation)
    found = rows.order_by().values_list("task_id").annotate(first=Min("pk"), came=came, gathered=gathered)
    for task_id, first, came, text in found.iterator(chunk_size=500):
        changes = sorted(loads(text), key=itemgetter(0)) if text else []
        yield Past(task_id, first, came, changes)


def column_rows(project: Project) -> list[tuple[int, dict[str, list[Any]]]]:
    """What happened to the columns themselves, from the oldest on: (id of the row, changes)."""
    rows = Activity.objects.filter(project=project, task=None, kind__in=_COLUMN_KINDS).order_by("pk")
    return list(rows.values_list("pk", "changes"))
