"""How work flows: pure functions over histories, without database or clock.

Words and measures as Daniel S. Vacanti has them (*Actionable Agile Metrics for Predictability*, 2015):

- **Work in progress**: tasks that were begun and are not completed.
- **Cycle time**: from the day on which work on a task began to the day of its completion, both counted, so that what
  is done within a day took one day. Work begins when a task leaves the pending columns for the last time: whoever puts
  it back takes back the promise to work on it. **Lead time** is the same from the day on which it was made.
- **Throughput**: how many tasks were completed in a time. A task counts once, on the day of its last completion, and
  not while it is reopened.
- **Age**: for how many days an open task has been in progress, today counted.
- **Little's law** (J. D. C. Little, 1961) ties their averages together where a process is stable: cycle time = work in
  progress / throughput. This is why ageing work is shown: more begun than completed makes everything take longer.

Percentiles are by nearest rank: 85 % of the tasks took this many days or fewer. All days are those of the reader.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from boards.models import Status
from boards.reports.days import DAY, Days, week_of
from boards.reports.history import State, TaskHistory

LEVELS = (50, 85, 95)


class DayCount(NamedTuple):
    """How many tasks of each status there were at the end of a day."""

    day: datetime.date
    pending: int
    in_progress: int
    completed: int

    @property
    def open(self) -> int:
        """How many tasks were not completed at the end of the day."""
        return self.pending + self.in_progress

    @property
    def scope(self) -> int:
        """All there was to do, done or not."""
        return self.pending + self.in_progress + self.completed


@dataclass(frozen=True, slots=True)
class Week:
    """What was completed in a week, as far as it lies within the period."""

    first: datetime.date
    last: datetime.date
    completed: int
    is_whole: bool


class Duration(NamedTuple):
    """How long a task took, in days. `cycle` is None where nobody knows when work on it began."""

    pk: int
    number: int
    title: str
    completed: datetime.date
    lead: int
    cycle: int | None


@dataclass(frozen=True, slots=True)
class Percentiles:
    """The days within which so many percent of `count` tasks were completed; None without tasks."""

    count: int
    p50: int | None
    p85: int | None
    p95: int | None


class Ageing(NamedTuple):
    """An open task that was begun, and for how many days it has been in progress."""

    pk: int
    number: int
    title: str
    column_id: int
    column: str
    days: int


def daily(tasks: Iterable[TaskHistory], days: Days) -> list[DayCount]:
    """How many tasks of each status at the end of each day. Each change of status is looked at once."""
    steps: dict[str, list[int]] = {stage: [0] * len(days) for stage in ("", *Status.values)}
    for task in tasks:
        before = ""
        for at, stage in zip(task.times, task.stages, strict=True):
            if stage == before:
                continue
            place = days.index(at)
            if place >= len(days):
                break
            steps[before][place] -= 1
            steps[stage][place] += 1
            before = stage
    return _summed(steps, days)


def _summed(steps: dict[str, list[int]], days: Days) -> list[DayCount]:
    now = Counter[str]()
    found = []
    for place, day in enumerate(days):
        for stage, changes in steps.items():
            now[stage] += changes[place]
        found.append(DayCount(day, now[Status.PENDING], now[Status.IN_PROGRESS], now[Status.COMPLETED]))
    return found


def durations(tasks: Iterable[TaskHistory], days: Days) -> list[Duration]:
    """The tasks completed on these days and completed at the end of them, by the time of completion."""
    found = []
    for task in tasks:
        state = task.now
        if state is not None and state.is_done and days.contains(state.completed_at or 0):
            found.append((state.completed_at, _duration(task, state.completed_at or 0, days)))
    return [duration for _at, duration in sorted(found, key=lambda pair: (pair[0], pair[1].number))]


def _duration(task: TaskHistory, completed_at: float, days: Days) -> Duration:
    completed = days.date(completed_at)
    cycle = _cycle(task, completed_at, days) if task.is_start_known(days.ends[-1]) else None
    lead = _days_between(task.created_at, completed, days)
    return Duration(task.pk, task.number, task.title, completed, lead, cycle)


def _cycle(task: TaskHistory, completed_at: float, days: Days) -> int:
    """Its cycle time; what went straight to completed began with that."""
    started = task.started_at(days.ends[-1])
    began = completed_at if started is None else min(started, completed_at)
    return _days_between(began, days.date(completed_at), days)


def _days_between(moment: float, last: datetime.date, days: Days) -> int:
    """How many days from that of a moment to `last`, both counted."""
    return max((last - days.date(moment)).days, 0) + 1


def weeks(done: Iterable[Duration], days: Days, week_start: int) -> list[Week]:
    """How many tasks were completed in each week."""
    counts = Counter(week_of(each.completed, week_start) for each in done)
    found, first = [], week_of(days.first, week_start)
    while first <= days.last:
        end = first + DAY * 6
        whole = first >= days.first and end <= days.last
        found.append(Week(max(first, days.first), min(end, days.last), counts[first], whole))
        first += DAY * 7
    return found


def percentile(values: Sequence[int], level: int) -> int | None:
    """The smallest value that so many percent of the values do not exceed (nearest rank); None without values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[ceil(level * len(ordered) / 100) - 1]


def percentiles(values: Sequence[int]) -> Percentiles:
    """The three levels that are shown."""
    return Percentiles(len(values), *(percentile(values, level) for level in LEVELS))


def age(task: TaskHistory, state: State, days: Days) -> int:
    """For how many days a task has been in progress at the end of the days, where it is in `state`; 0 if it is not."""
    if not state.is_open or state.status != Status.IN_PROGRESS:
        return 0
    started = task.started_at(days.ends[-1])
    return _days_between(task.created_at if started is None else started, days.last, days)


def ageing(tasks: Iterable[TaskHistory], names: dict[int, str], days: Days) -> list[Ageing]:
    """The work in progress at the end of the days, the oldest first."""
    found = []
    for task in tasks:
        state = task.now
        if state is not None and (old := age(task, state, days)):
            column = names.get(state.column_id, "")
            found.append(Ageing(task.pk, task.number, task.title, state.column_id, column, old))
    return sorted(found, key=lambda each: (-each.days, each.number))
