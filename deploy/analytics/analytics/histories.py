"""What happened to each task, as the site's reports see it: read backwards from what it is today.

A change that was undone never happened, nor did its undoing. A task that was made elsewhere (an import dates it back)
was pending, as far as anybody can tell, until it was completed or came here. Tasks deleted for 30 days are gone.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import attrgetter
from typing import Any, NamedTuple

import psycopg

from analytics.events import COLUMN_KINDS
from analytics.events import FIELDS as NAMES

# A task dated back by more seconds than this was made elsewhere.
SAME = 60.0
KEPT_DELETED = datetime.timedelta(days=30)
_PENDING, _IN_PROGRESS, _COMPLETED = "pending", "in_progress", "completed"


class Row(NamedTuple):
    """A change of a task: its number in the history, when, what it takes back, and [before, after] of fields."""

    task_id: int
    project_id: int
    pk: int
    kind: str
    at: float
    undoes: int | None
    changes: dict[str, list[Any]]


class TaskRow(NamedTuple):
    """A task as the latest event told it."""

    pk: int
    project_id: int
    number: int
    title: str
    column_id: int | None
    is_archived: bool
    created_at: datetime.datetime
    completed_at: datetime.datetime | None


class Step(NamedTuple):
    """Where a task stood since a moment; `completed_at` is a timestamp too."""

    at: float
    status: str
    completed_at: float | None
    is_deleted: bool


@dataclass(slots=True)
class TaskHistory:
    """A task and its steps in time."""

    row: TaskRow
    times: list[float]
    steps: list[Step]
    is_begun_elsewhere: bool

    @property
    def created_at(self) -> float:
        """The time of its first state."""
        return self.times[0]

    def at(self, moment: float) -> Step | None:
        """What it was just before a moment; None before it was made."""
        place = bisect_left(self.times, moment)
        return self.steps[place - 1] if place else None

    def started_at(self, moment: float) -> float | None:
        """When work on it began, seen from a moment: when it came into a column in progress, for the first time since
        it was pending. None if it never was in one since."""
        for place in range(self._left_pending(moment), bisect_left(self.times, moment)):
            if self.steps[place].status == _IN_PROGRESS:
                return self.times[place]
        return None

    def is_start_known(self, moment: float) -> bool:
        """Whether anybody can tell when work on it began: not where it came here begun, and was never put back."""
        return not self.is_begun_elsewhere or self._left_pending(moment) > 1

    def _left_pending(self, moment: float) -> int:
        place = bisect_left(self.times, moment)
        while place and self.steps[place - 1].status != _PENDING:
            place -= 1
        return place


def load(connection: psycopg.Connection, projects: Sequence[int], now: datetime.datetime) -> list[TaskHistory]:
    """The histories of all tasks of these projects; three queries."""
    tasks = connection.execute(
        "SELECT id, project_id, number, title, column_id, is_archived, created_at, completed_at FROM tasks"
        " WHERE project_id = ANY(%s) ORDER BY project_id, number",
        [list(projects)],
    )
    known = {row.pk: row for row in map(TaskRow._make, tasks)}
    columns = _columns(connection, projects)
    changes = connection.execute(
        "SELECT task_id, project_id, id, kind, extract(epoch FROM at)::float8, undoes, changes FROM events"
        " WHERE project_id = ANY(%s) AND task_id IS NOT NULL AND changes IS NOT NULL ORDER BY task_id, id",
        [list(projects)],
    )
    grouped = groupby(map(Row._make, changes), key=attrgetter("task_id"))
    told = ((known.get(pk), list(rows)) for pk, rows in grouped)
    found = [_history(task or _untold(rows[0]), rows, columns) for task, rows in told]
    gone = (now - KEPT_DELETED).timestamp()
    return [each for each in found if not _is_purged(each, gone)]


def _untold(first: Row) -> TaskRow:
    """A task that was deleted before anything of it was sent: what it was then is not known."""
    made = datetime.datetime.fromtimestamp(first.at, datetime.UTC)
    return TaskRow(first.task_id, first.project_id, 0, "", None, False, made, None)


def _is_purged(history: TaskHistory, gone: float) -> bool:
    return history.steps[-1].is_deleted and history.times[-1] < gone


class _Columns:
    """The status that each column had at each change."""

    def __init__(self, now: Mapping[int, str], rows: Iterable[tuple[int, Mapping[str, list[Any]]]]) -> None:
        self._now = dict(now)
        # Column → (id of the change that ended it, status until then).
        self._until: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for pk, changes in rows:
            column = next((each for each in changes["column"] if each is not None), None)
            before, after = changes["status"]
            if column is not None and before:
                self._until[column].append((pk, before))
            if column is not None and after:
                self._now[column] = after

    def status(self, column: int | None, row: int | None) -> str:
        """The status of a column at a change; None for today."""
        if column is None:
            return _PENDING
        if row is not None:
            for end, status in self._until.get(column, ()):
                if row < end:
                    return status
        return self._now.get(column, _PENDING)


def _columns(connection: psycopg.Connection, projects: Sequence[int]) -> _Columns:
    now = connection.execute("SELECT id, status FROM columns WHERE project_id = ANY(%s)", [list(projects)])
    rows = connection.execute(
        "SELECT id, changes FROM events WHERE project_id = ANY(%s) AND changes IS NOT NULL AND task_id IS NULL"
        " AND kind = ANY(%s) ORDER BY id",
        [list(projects), list(COLUMN_KINDS)],
    )
    return _Columns(dict(now.fetchall()), [(pk, changes) for pk, changes in rows])


def _history(task: TaskRow, rows: Sequence[Row], columns: _Columns) -> TaskHistory:
    """One task, from today back to its first state."""
    made = next((row for row in rows if row.kind == "task.created"), None)
    created = task.created_at.timestamp()
    came = created if made is None else made.at
    is_elsewhere = made is None or came - created > SAME
    changes = [row for row in rows if row.kind != "task.created"]
    fields = _today(task, changes, came)
    later = _back(fields, changes, columns)
    whole = _step(fields, created, rows[0].pk, columns)
    steps = _beginning(whole, fields, created, came) if is_elsewhere else [whole]
    begun = is_elsewhere and steps[-1].status != _PENDING
    steps += reversed(later)
    # Clocks that went back are held.
    return TaskHistory(task, list(accumulate((step.at for step in steps), max)), steps, begun)


def _today(task: TaskRow, changes: Sequence[Row], came: float) -> dict[str, Any]:
    """What its fields are: as the last change left them; those that never changed as the latest event told them."""
    done = task.completed_at
    fields: dict[str, Any] = {
        "column": task.column_id,
        "completed_at": done and done.timestamp(),
        "archived_at": came if task.is_archived else None,
        "deleted_at": None,
    }
    for row in changes:
        fields |= {name: _plain(name, sides[1]) for name, sides in row.changes.items()}
    return fields


def _plain(name: str, value: Any) -> Any:
    return value if name == "column" or value is None else datetime.datetime.fromisoformat(value).timestamp()


def _back(fields: dict[str, Any], changes: Sequence[Row], columns: _Columns) -> list[Step]:
    """Where it stood after each change, the last first. `fields` become those before the first one."""
    undone = {row.undoes for row in changes if row.undoes}
    steps = []
    for row in reversed(changes):
        if row.pk in undone:
            continue
        # An undo changes nothing; but the column it went back to may have been given another status meanwhile.
        if row.undoes or not row.changes.keys().isdisjoint(NAMES):
            steps.append(_step(fields, row.at, row.pk, columns))
        if not row.undoes:
            fields |= {name: _plain(name, sides[0]) for name, sides in row.changes.items()}
    return steps


def _step(fields: Mapping[str, Any], at: float, row: int, columns: _Columns) -> Step:
    completed = fields["completed_at"]
    if completed is not None:
        status = _COMPLETED
    elif (status := columns.status(fields["column"], row)) == _COMPLETED:
        status = _PENDING
    return Step(at, status, completed, fields["deleted_at"] is not None)


def _beginning(whole: Step, fields: Mapping[str, Any], created: float, came: float) -> list[Step]:
    """Where one that was made elsewhere stood before its first change here."""
    here = came if whole.completed_at is None else whole.completed_at
    steps = [
        whole._replace(status=_PENDING, completed_at=None, is_deleted=False),
        whole._replace(at=max(here, created), is_deleted=False),
    ]
    for name in ("archived_at", "deleted_at"):
        if fields[name] is not None:
            steps.append(steps[-1]._replace(at=max(fields[name], steps[-1].at), is_deleted=name == "deleted_at"))
    return steps
