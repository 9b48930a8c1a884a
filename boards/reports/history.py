"""What happened to each task of a project, read from the Activity in one pass.

Four queries, whatever the project holds: columns, tasks, history rows, and the columns' own history. No model
instances are made, and none of the long texts leave the database. A task's row is the truth about today; the history
says what it was before: the first change of a field tells its first value.

A task that was made elsewhere (an import dates it back) was pending, as far as anybody can tell, until it was
completed or came here. Tasks that were deleted more than 30 days ago are gone from the database and so from every
figure.

A change that was undone never happened here, nor did its undoing. Whoever undoes one finds the fields as it left them
(the service sees to that), so that leaving both out leaves a history without a gap.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json import loads
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, BigIntegerField, Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from boards.models import Activity, Kind, Project, Status, Task

# A task dated back by more than this was made elsewhere.
SAME = 60.0
MICRO = 1_000_000
_COLUMN_KINDS = (Kind.COLUMN_CREATED, Kind.COLUMN_UPDATED, Kind.COLUMN_DELETED)
# Plain texts: compared and kept tens of thousands of times.
_PENDING, _COMPLETED = Status.PENDING.value, Status.COMPLETED.value
_CREATED = Kind.TASK_CREATED.value
_MOMENTS = frozenset(("completed_at", "archived_at", "deleted_at"))
# The values of a task that a State is made of, as the history writes them, by name.
_Fields = dict[str, Any]
# What a database function is written as: SQL with its parameters.
Sql = tuple[str, list[str | int] | tuple[str | int, ...] | tuple[()]]


class _WithoutTexts(Func):
    """The changes of a history row, as JSON, without what may be long and is not counted."""

    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        template = "JSON_REMOVE(%(expressions)s, '$.description', '$.title', '$.tags', '$.position')"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        template = "(%(expressions)s - '{description,title,tags,position}'::text[])"
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
    """The rows of a group as one JSON text, an array of arrays in no order: half the time of reading each by itself."""

    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        return self.as_sql(compiler, connection, template="JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))", **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Sql:
        return self.as_sql(compiler, connection, template="JSON_AGG(JSON_BUILD_ARRAY(%(expressions)s))::text", **more)


class State(NamedTuple):
    """What a task is between two changes. `completed_at` is a timestamp, `due` an ISO date."""

    status: str
    column_id: int
    progress: int
    completed_at: float | None
    is_archived: bool
    is_deleted: bool
    due: str | None
    assignee_id: int | None

    @property
    def is_open(self) -> bool:
        """Part of the work that remains: neither completed nor taken off the board."""
        return self.completed_at is None and not self.is_archived and not self.is_deleted

    def is_overdue(self, day: datetime.date) -> bool:
        """Whether it is open and was due earlier than `day`; due on that day is in time."""
        return self.is_open and self.due is not None and self.due < day.isoformat()

    @property
    def is_done(self) -> bool:
        """Completed, archived since or not."""
        return self.completed_at is not None and not self.is_deleted

    @property
    def is_on_board(self) -> bool:
        """Whether the board shows it: neither archived nor deleted."""
        return not self.is_archived and not self.is_deleted

    @property
    def stage(self) -> str:
        """Its status, or empty for what is no part of the work: deleted, or archived without being completed."""
        if self.is_deleted or (self.is_archived and self.completed_at is None):
            return ""
        return self.status


@dataclass(slots=True)
class TaskHistory:
    """A task and its states in time: `times[i]` is when `states[i]` began."""

    pk: int
    number: int
    title: str
    priority: int
    times: list[float]
    states: list[State]
    # It came with work done on it of which nothing is known.
    is_begun_elsewhere: bool

    @property
    def created_at(self) -> float:
        """The time of its first state, in seconds since 1970."""
        return self.times[0]

    def at(self, moment: float) -> State | None:
        """What it was just before a moment; None before it was made."""
        index = bisect_left(self.times, moment)
        return self.states[index - 1] if index else None

    def started_at(self, moment: float) -> float | None:
        """When work on it began, seen from a moment: when it came into a column in progress, for the first time since
        it was pending. Whoever puts a task back takes back that it was begun. None if it never was in one since."""
        for place in range(self._left_pending(moment), bisect_left(self.times, moment)):
            if self.states[place].status == Status.IN_PROGRESS:
                return self.times[place]
        return None

    def is_start_known(self, moment: float) -> bool:
        """Whether anybody can tell when work on it began: not where it came here begun, and was never put back."""
        return not self.is_begun_elsewhere or self._left_pending(moment) > 1

    def _left_pending(self, moment: float) -> int:
        """The place of the first state since it was last pending."""
        place = bisect_left(self.times, moment)
        while place and self.states[place - 1].status != Status.PENDING:
            place -= 1
        return place


@dataclass(slots=True)
class Lane:
    """A column as it is today; `wip_limit` is None for no limit."""

    pk: int
    name: str
    status: str
    wip_limit: int | None


@dataclass(slots=True)
class History:
    """All tasks of a project with what happened to them; `names` are those of columns, removed ones too."""

    tasks: list[TaskHistory]
    lanes: list[Lane]
    names: dict[int, str]


def load(project: Project) -> History:
    """The history of a project, out of its Activity; what was undone is as if it had never been. Four queries."""
    lanes = [Lane(**row) for row in project.columns.values("pk", "name", "status", "wip_limit")]
    reader = _Reader(lanes, _column_rows(project))
    rows = {row[0]: _TaskRow(*row) for row in Task.objects.filter(project=project).values_list(*_TaskRow._fields)}
    tasks = [
        reader.history(rows.pop(task_id), changes) for task_id, changes in _task_changes(project) if task_id in rows
    ]
    # Made in a shell, so that no history tells of them.
    tasks += [reader.history(row, []) for row in rows.values()]
    tasks.sort(key=attrgetter("number"))
    return History(tasks, lanes, reader.names | {lane.pk: lane.name for lane in lanes})


class _TaskRow(NamedTuple):
    """A task of today, under the names of the columns."""

    pk: int
    number: int
    title: str
    priority: int
    created_at: datetime.datetime
    column_id: int
    progress: int
    completed_at: datetime.datetime | None
    archived_at: datetime.datetime | None
    deleted_at: datetime.datetime | None
    due_date: datetime.date | None
    assignee_id: int | None


class _Change(NamedTuple):
    """A change of a task: `at` in microseconds since 1970, `changes` [before, after] by field; it `undoes` another."""

    pk: int
    kind: str
    undoes: int | None
    at: int
    changes: dict[str, list[Any]]

    @property
    def is_creation(self) -> bool:
        """Whether it made the task."""
        return self.kind == _CREATED


def _task_changes(project: Project) -> Iterator[tuple[int, list[_Change]]]:
    """(task id, its changes from the oldest on)."""
    rows = Activity.objects.filter(project=project, task__isnull=False).order_by().values_list("task_id")
    gathered = _Gathered("pk", "kind", "undoes_id", _Microseconds("created_at"), _WithoutTexts("changes"))
    for task_id, text in rows.annotate(gathered=gathered).iterator(chunk_size=500):
        yield task_id, [_Change._make(each) for each in sorted(loads(text), key=itemgetter(0))]


def _column_rows(project: Project) -> list[tuple[int, dict[str, list[Any]]]]:
    rows = Activity.objects.filter(project=project, task=None, kind__in=_COLUMN_KINDS).order_by("pk")
    return list(rows.values_list("pk", "changes"))


class _Reader:
    """Turns rows into histories; knows the status that each column had at each change."""

    def __init__(self, lanes: Iterable[Lane], rows: Iterable[tuple[int, dict[str, list[Any]]]]) -> None:
        self.now = {lane.pk: lane.status for lane in lanes}
        self.names: dict[int, str] = {}
        # Column → (id of the history row that ended it, status until then).
        self.until: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for pk, changes in rows:
            ref = next((each for each in changes.get("column", ()) if each), None)
            before, after = changes.get("status", (None, None))
            if ref and before:
                self.until[ref["id"]].append((pk, before))
            elif ref and after:
                # Made here; of a column that is gone this is all that older histories tell.
                self.now.setdefault(ref["id"], after)

    def status(self, column_id: int, row: int | None) -> str:
        """The status of a column at a history row; None for today."""
        if row is not None:
            for end, status in self.until.get(column_id, ()):
                if row < end:
                    return status
        return self.now.get(column_id, _PENDING)

    def history(self, row: _TaskRow, changes: list[_Change]) -> TaskHistory:
        """One task. The first known value of each field stands in its first change, or in the row of today."""
        first = changes[0].pk if changes else None
        undone = {change.undoes for change in changes if change.undoes}
        counted = [change for change in changes if change.pk not in undone] if undone else changes
        fields = _at_first(row, counted)
        created = row.created_at.timestamp()
        came = next((each.at / MICRO for each in changes if each.is_creation), None)
        is_elsewhere = came is None or came - created > SAME
        times, states = self._beginning(fields, created, came or created, first, is_elsewhere=is_elsewhere)
        begun = is_elsewhere and states[-1].status != Status.PENDING
        self._follow(times, states, fields, counted)
        return TaskHistory(row.pk, row.number, row.title, row.priority, times, states, begun)

    def _beginning(
        self, fields: _Fields, created: float, came: float, row: int | None, *, is_elsewhere: bool
    ) -> tuple[list[float], list[State]]:
        """The states before its first change here."""
        whole = self._state(fields, row)
        if not is_elsewhere:
            return [created], [whole]
        bare = whole._replace(completed_at=None, is_archived=False, is_deleted=False)
        steps = [(created, bare._replace(status=Status.PENDING.value, progress=0))]
        here = whole.completed_at if whole.completed_at is not None else came
        steps.append((max(here, created), whole._replace(is_archived=False, is_deleted=False)))
        for name in ("archived_at", "deleted_at"):
            if fields[name] is not None:
                later = steps[-1][1]._replace(is_archived=fields["archived_at"] is not None)
                steps.append((max(fields[name], steps[-1][0]), later._replace(is_deleted=name == "deleted_at")))
        return [at for at, _state in steps], [state for _at, state in steps]

    def _follow(self, times: list[float], states: list[State], fields: _Fields, changes: list[_Change]) -> None:
        """Add the state after each change that is counted; clocks that went back are held."""
        for pk, kind, undoes, at, values in changes:
            self._note_names(values.get("column") or ())
            touched = [name for name in values if name in fields]
            if kind == _CREATED or not touched:
                continue
            # An undo changes nothing; but the column it went back to may have been given another status meanwhile.
            if not undoes:
                for name in touched:
                    fields[name] = _value(name, values[name][1])
            state = self._state(fields, pk)
            if not (undoes and state == states[-1]):
                times.append(max(at / MICRO, times[-1]))
                states.append(state)

    def _note_names(self, refs: Iterable[dict[str, Any] | None]) -> None:
        for ref in refs:
            if ref:
                self.names[ref["id"]] = ref["name"]

    def _state(self, fields: _Fields, row: int | None) -> State:
        column, progress, completed, archived, deleted, due, assignee = fields.values()
        if completed is not None:
            status = _COMPLETED
        elif (status := self.status(column, row)) == _COMPLETED:
            status = _PENDING
        return State(status, column, progress, completed, archived is not None, deleted is not None, due, assignee)


def _at_first(row: _TaskRow, changes: Iterable[_Change]) -> _Fields:
    """What the history tells of a task before its first change, else what stands in its row today."""
    fields = _plain(row)
    unknown = set(fields)
    for _pk, kind, undoes, _at, values in changes:
        if kind != _CREATED and not undoes:
            for name in values.keys() & unknown:
                fields[name] = _value(name, values[name][0])
            unknown.difference_update(values)
    return fields


def _plain(row: _TaskRow) -> _Fields:
    """The row of today as the history writes values, in the order of `State`; moments as timestamps."""
    return {
        "column": row.column_id,
        "progress": row.progress,
        "completed_at": row.completed_at and row.completed_at.timestamp(),
        "archived_at": row.archived_at and row.archived_at.timestamp(),
        "deleted_at": row.deleted_at and row.deleted_at.timestamp(),
        "due_date": row.due_date and row.due_date.isoformat(),
        "assignee": row.assignee_id,
    }


def _value(name: str, value: Any) -> Any:
    """A value of the history: moments as timestamps, columns and people as ids."""
    if value is None:
        return 0 if name == "progress" else None
    if isinstance(value, dict):
        return value["id"]
    return datetime.datetime.fromisoformat(value).timestamp() if name in _MOMENTS else value
