"""What happened to each task of a project, read from the Activity in one pass.

Five queries, whatever the project holds: columns, tasks, who shares them, history rows, and the columns' own history.
No model instances are made, and none of the long texts leave the database. A task's row is the truth about today; the
history says what it was before, so it is read backwards from there: each change tells what its fields were until then.

Only where a task stood is followed all the way. Its other fields are told at both ends of the period alone, and their
changes before it stay in the database.

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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import Any, NamedTuple

from boards.models import Project, Status
from boards.reports.history_rows import MOMENTS, Change, Past, TaskRow, column_rows, pasts, sharing_rows, task_rows

# A task dated back by more than this was made elsewhere.
SAME = 60.0
MICRO = 1_000_000
# Plain texts: compared and kept tens of thousands of times.
_PENDING, _IN_PROGRESS, _COMPLETED = Status.PENDING.value, Status.IN_PROGRESS.value, Status.COMPLETED.value
# Values of a task, as the history writes them, by name.
_Fields = dict[str, Any]


def _stage(status: str, completed_at: float | None, *, is_archived: bool, is_deleted: bool) -> str:
    return "" if is_deleted or (is_archived and completed_at is None) else status


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
    # Who has it beside the assignee.
    others: tuple[int, ...] = ()

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
        return _stage(self.status, self.completed_at, is_archived=self.is_archived, is_deleted=self.is_deleted)


@dataclass(slots=True)
class TaskHistory:
    """A task and where it stood in time: since `times[i]` its status was `statuses[i]` and its stage `stages[i]`.

    `before` is what it was just before the period, `now` what it was at the end of it; None before it was made.
    """

    pk: int
    number: int
    title: str
    priority: int
    times: list[float]
    statuses: list[str]
    stages: list[str]
    before: State | None
    now: State | None
    # It came with work done on it of which nothing is known.
    is_begun_elsewhere: bool

    @property
    def created_at(self) -> float:
        """The time of its first state, in seconds since 1970."""
        return self.times[0]

    def started_at(self, moment: float) -> float | None:
        """When work on it began, seen from a moment: when it came into a column in progress, for the first time since
        it was pending. Whoever puts a task back takes back that it was begun. None if it never was in one since."""
        for place in range(self._left_pending(moment), bisect_left(self.times, moment)):
            if self.statuses[place] == _IN_PROGRESS:
                return self.times[place]
        return None

    def is_start_known(self, moment: float) -> bool:
        """Whether anybody can tell when work on it began: not where it came here begun, and was never put back."""
        return not self.is_begun_elsewhere or self._left_pending(moment) > 1

    def _left_pending(self, moment: float) -> int:
        """The place of the first state since it was last pending."""
        place = bisect_left(self.times, moment)
        while place and self.statuses[place - 1] != _PENDING:
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


def load(project: Project, start: datetime.datetime, end: datetime.datetime) -> History:
    """The history of a project, out of its Activity, with what was so just before both moments; what was undone is as
    if it had never been. Five queries."""
    lanes = [Lane(**row) for row in project.columns.values("pk", "name", "status", "wip_limit")]
    reader = _Reader(lanes, column_rows(project), sharing_rows(project), start.timestamp(), end.timestamp())
    rows = {row.pk: row for row in task_rows(project)}
    tasks = [
        reader.history(rows.pop(past.task_id), past) for past in pasts(project, start, end) if past.task_id in rows
    ]
    # Made in a shell, so that no history tells of them.
    tasks += [reader.history(row, Past(row.pk, None, None, [])) for row in rows.values()]
    tasks.sort(key=attrgetter("number"))
    return History(tasks, lanes, reader.names | {lane.pk: lane.name for lane in lanes})


class _Step(NamedTuple):
    """Where a task stood since a moment; `completed_at` is a timestamp too."""

    at: float
    status: str
    column_id: int
    completed_at: float | None
    is_archived: bool
    is_deleted: bool

    @property
    def stage(self) -> str:
        """See State."""
        return _stage(self.status, self.completed_at, is_archived=self.is_archived, is_deleted=self.is_deleted)


class _Reader:
    """Turns rows into histories; knows the status that each column had at each change."""

    def __init__(
        self,
        lanes: Iterable[Lane],
        rows: Iterable[tuple[int, dict[str, list[Any]]]],
        shared: dict[int, list[int]],
        start: float,
        end: float,
    ) -> None:
        self.shared = shared
        self.now = {lane.pk: lane.status for lane in lanes}
        self.start, self.end = start, end
        self.names: dict[int, str] = {}
        # Column → (id of the history row that ended it, status until then).
        self.until: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for pk, changes in rows:
            ref = next((each for each in changes.get("column", ()) if each), None)
            before, after = changes.get("status", (None, None))
            if ref:
                self.names[ref["id"]] = ref["name"]
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

    def history(self, row: TaskRow, past: Past) -> TaskHistory:
        """One task, from today back to its first state."""
        fields, created = _today(row), row.created / MICRO
        came = created if past.came is None else past.came / MICRO
        is_elsewhere = past.came is None or came - created > SAME
        # The details at both ends, as far as they differ from today.
        at_start: _Fields = {}
        at_end: _Fields = {}
        later = self._back(fields, past.changes, at_start, at_end)
        steps = self._beginning(fields, created, came, past.first, is_elsewhere=is_elsewhere)
        begun = is_elsewhere and steps[-1].status != _PENDING
        steps += reversed(later)
        # Clocks that went back are held.
        times = list(accumulate([step.at for step in steps], max))
        today, places = (
            _details(row, self.shared.get(row.pk, ())),
            [bisect_left(times, moment) for moment in (self.start, self.end)],
        )
        before, now = (
            _state(steps, place, today | known if known else today, is_elsewhere=is_elsewhere)
            for place, known in zip(places, (at_start, at_end), strict=True)
        )
        statuses, stages = [step.status for step in steps], [step.stage for step in steps]
        return TaskHistory(row.pk, row.number, row.title, row.priority, times, statuses, stages, before, now, begun)

    def _back(self, fields: _Fields, changes: list[Change], at_start: _Fields, at_end: _Fields) -> list[_Step]:
        """Where it stood after each change, the last first. `fields` become those before the first change,
        `at_start` and `at_end` the details of these moments."""
        undone = {undoes for _pk, _at, undoes, _column, _values in changes if undoes}
        steps = []
        for pk, at, undoes, column, values in reversed(changes):
            if pk in undone:
                continue
            # An undo changes nothing; but the column it went back to may have been given another status meanwhile.
            if undoes or column is not None or not values.keys().isdisjoint(MOMENTS):
                steps.append(self._step(fields, at / MICRO, pk))
            if undoes:
                continue
            if column is not None:
                fields["column"] = column
            for name, (value, _after) in values.items():
                if name in fields:
                    fields[name] = _timestamp(value)
                else:
                    self._note(name, value, at / MICRO, at_start, at_end)
        return steps

    def _note(self, name: str, value: Any, at: float, at_start: _Fields, at_end: _Fields) -> None:
        """What a detail was until a change, if that came after an end."""
        if at >= self.start:
            at_start[name] = value
        if at >= self.end:
            at_end[name] = value

    def _step(self, fields: _Fields, at: float, row: int | None) -> _Step:
        column, completed, archived, deleted = fields.values()
        if completed is not None:
            status = _COMPLETED
        elif (status := self.status(column, row)) == _COMPLETED:
            status = _PENDING
        return _Step(at, status, column, completed, archived is not None, deleted is not None)

    def _beginning(
        self, fields: _Fields, created: float, came: float, row: int | None, *, is_elsewhere: bool
    ) -> list[_Step]:
        """Where it stood before its first change here."""
        whole = self._step(fields, created, row)
        if not is_elsewhere:
            return [whole]
        here = whole.completed_at if whole.completed_at is not None else came
        steps = [
            whole._replace(status=_PENDING, completed_at=None, is_archived=False, is_deleted=False),
            whole._replace(at=max(here, created), is_archived=False, is_deleted=False),
        ]
        for name in ("archived_at", "deleted_at"):
            if fields[name] is not None:
                later = steps[-1]._replace(is_archived=fields["archived_at"] is not None)
                steps.append(later._replace(at=max(fields[name], later.at), is_deleted=name == "deleted_at"))
        return steps


def _today(row: TaskRow) -> _Fields:
    """Where a task stands today, in the order of `_Step`; moments as timestamps."""
    moments = zip(MOMENTS, row[9:], strict=True)
    return {"column": row.column_id, **{name: at and at / MICRO for name, at in moments}}


def _details(row: TaskRow, others: Sequence[int]) -> _Fields:
    """The other fields of today, as the history writes them."""
    return {
        "progress": row.progress,
        "due_date": row.due_date and row.due_date.isoformat(),
        "assignee": row.assignee_id,
        "other_assignees": others,
    }


def _state(steps: list[_Step], place: int, details: _Fields, *, is_elsewhere: bool) -> State | None:
    """What a task was before its `place`-th step. Nothing had been done on one from elsewhere before it came."""
    if not place:
        return None
    _at, status, column, completed, archived, deleted = steps[place - 1]
    progress = 0 if is_elsewhere and place == 1 else details["progress"] or 0
    assignee = details["assignee"]
    if isinstance(assignee, dict):
        assignee = assignee["id"]
    # As the history has them, or as they are today.
    others = tuple(each["id"] if isinstance(each, dict) else each for each in details["other_assignees"] or ())
    return State(status, column, progress, completed, archived, deleted, details["due_date"], assignee, others)


def _timestamp(text: str | None) -> float | None:
    return None if text is None else datetime.datetime.fromisoformat(text).timestamp()
