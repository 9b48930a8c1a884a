"""The numbers of a project report. Screen, paper, PDF, CSV and API all start from `project_report`.

Everything is as it was at the end of the period, but for names, titles, priorities and tags, which are those of today.
Figures hold plain values, no text in a language, so one set of them serves every reader of the same zone.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from boards import cache
from boards.models import Project, User
from boards.reports import flow, item_work, lists
from boards.reports.days import DAY, Days, Period
from boards.reports.forecast import Forecast, forecast, throughput, window
from boards.reports.history import History, State, TaskHistory, load
from boards.reports.lists import Changes, Load, TaskLine


@dataclass(frozen=True, slots=True)
class Standing:
    """How a project stood at a moment: at the start of a period as at the end of the one before. `progress` is that of
    the board: the mean of its unarchived tasks."""

    progress: int
    total: int
    pending: int
    in_progress: int
    completed: int
    overdue: int

    @property
    def open(self) -> int:
        """How many tasks of the board are not completed."""
        return self.pending + self.in_progress


@dataclass(frozen=True, slots=True)
class ColumnCount:
    """A column with the tasks that stood in it: one of today, or one that held tasks and was removed since."""

    pk: int
    name: str
    status: str
    count: int
    wip_limit: int | None
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """Progress and pace over the days of the period. `recent_cycle` is of the last 12 weeks: what ages are held
    against."""

    days: list[flow.DayCount]
    weeks: list[flow.Week]
    durations: list[flow.Duration]
    lead: flow.Percentiles
    cycle: flow.Percentiles
    recent_cycle: flow.Percentiles
    ageing: list[flow.Ageing]


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """All figures of one report."""

    project_id: int
    title: str
    owner: str
    visibility: str
    finish_date: datetime.date | None
    is_archived: bool
    revision: int
    period: Period
    before: Standing
    now: Standing
    changes: Changes
    columns: list[ColumnCount]
    overdue: list[TaskLine]
    at_risk: list[TaskLine]
    due_next: list[TaskLine]
    people: list[Load]
    tags: list[Load]
    flow: Flow
    forecast: Forecast
    tasks: list[TaskLine]


def project_report(
    project: Project, period: Period, *, week_start: int, today: datetime.date, items: bool = False
) -> ProjectReport:
    """The figures, out of the cache while the project's revision stands; else seven queries, whatever it holds, and one
    more where `items` of checklists count in the workload."""
    return cache.report(
        project,
        (period, week_start, today, items),
        lambda: _worked_out(project, period, week_start=week_start, today=today, items=items),
    )


def _worked_out(
    project: Project, period: Period, *, week_start: int, today: datetime.date, items: bool
) -> ProjectReport:
    history = load(project, period.start, period.end)
    before, now = [task.before for task in history.tasks], [task.now for task in history.tasks]
    people = _names(history.tasks)
    recent = _recent(history.tasks, period)
    shelf = lists.Shelf(project, history, period, people, risky_age=recent.p85 if recent.count >= 5 else None)
    return ProjectReport(
        project_id=project.pk,
        title=project.title,
        owner=project.owner.display_name,
        visibility=project.visibility,
        finish_date=project.finish_date,
        is_archived=project.is_archived,
        revision=project.revision,
        period=period,
        before=_standing(before, period.eve),
        now=_standing(now, period.last),
        changes=shelf.changes(),
        columns=_columns(history, now),
        overdue=shelf.overdue(),
        at_risk=shelf.at_risk(),
        due_next=shelf.due_next(),
        people=shelf.people(item_work.items(project, period.end) if items else ()),
        tags=shelf.tags(),
        flow=_flow(history, period, recent, week_start),
        forecast=_forecast(project, history.tasks, period, today),
        tasks=shelf.tasks(),
    )


def _names(tasks: Iterable[TaskHistory]) -> dict[int, str]:
    """The names of all people who had a task at either end of the period; one query."""
    states = [state for task in tasks for state in (task.before, task.now) if state is not None]
    wanted = {pk for state in states for pk in (state.assignee_id, *state.others)}
    return dict(User.objects.filter(pk__in=wanted - {None}).values_list("pk", "display_name"))


def _standing(found: Iterable[State | None], day: datetime.date) -> Standing:
    """How the board stood with tasks in these states, as `day` saw it: what was due on it was not late yet."""
    states = [state for state in found if state is not None and state.is_on_board]
    counts = {status: sum(1 for state in states if state.status == status) for status in ("pending", "in_progress")}
    return Standing(
        progress=sum(state.progress for state in states) // len(states) if states else 0,
        total=len(states),
        pending=counts["pending"],
        in_progress=counts["in_progress"],
        completed=len(states) - sum(counts.values()),
        overdue=sum(1 for state in states if state.is_overdue(day)),
    )


def _columns(history: History, now: Iterable[State | None]) -> list[ColumnCount]:
    """Those of today from left to right, then those that are gone. Every task on the board is counted once."""
    states: dict[int, list[State]] = {lane.pk: [] for lane in history.lanes}
    for state in now:
        if state is not None and state.is_on_board:
            states.setdefault(state.column_id, []).append(state)
    there = [
        ColumnCount(lane.pk, lane.name, lane.status, len(states.pop(lane.pk)), lane.wip_limit) for lane in history.lanes
    ]
    # A column has one status at a time, so any of its tasks tells which.
    gone = [
        ColumnCount(pk, history.names.get(pk, ""), found[0].status, len(found), None, is_removed=True)
        for pk, found in sorted(states.items())
    ]
    return there + gone


def _recent(tasks: Iterable[TaskHistory], period: Period) -> flow.Percentiles:
    """Cycle times of what was completed in the 12 weeks up to the end of the period."""
    done = flow.durations(tasks, window(period.last, period.zone))
    return flow.percentiles([each.cycle for each in done if each.cycle is not None])


def _flow(history: History, period: Period, recent: flow.Percentiles, week_start: int) -> Flow:
    days = Days(period.first, period.last, period.zone)
    done = flow.durations(history.tasks, days)
    return Flow(
        days=flow.daily(history.tasks, days),
        weeks=flow.weeks(done, days, week_start),
        durations=done,
        lead=flow.percentiles([each.lead for each in done]),
        cycle=flow.percentiles([each.cycle for each in done if each.cycle is not None]),
        recent_cycle=recent,
        ageing=flow.ageing(history.tasks, history.names, days),
    )


def _forecast(project: Project, tasks: list[TaskHistory], period: Period, today: datetime.date) -> Forecast:
    """From the end of the period on; a day that is not over yet says nothing about the pace."""
    days = window(period.last - DAY if period.last >= today else period.last, period.zone)
    kept = [(task, state) for task in tasks if (state := task.now) is not None and not state.is_deleted]
    completed = [state.completed_at for _task, state in kept if state.completed_at is not None]
    return forecast(
        throughput(completed, min((task.created_at for task, _state in kept), default=None), days),
        sum(1 for _task, state in kept if state.is_open),
        period.last,
        total=sum(1 for _task, state in kept if state.stage),
        added=sum(1 for task, _state in kept if days.contains(task.created_at)),
        finish=project.finish_date,
    )
