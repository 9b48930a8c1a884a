"""What the service tells: throughput, cycle times and activity, with the words and measures of the site's reports.

- **Throughput**: how many tasks were completed in a time. A task counts once, on the day of its last completion, and
  not while it is reopened.
- **Cycle time**: from the day on which work on a task began to that of its completion, both counted. Work begins when
  a task leaves the pending columns for the last time. **Lead time** is the same from the day on which it was made.
- **Activity**: what people did, by day and kind; what was undone was done too, and so was the undoing.

Percentiles are by nearest rank. Days are those of the zone that is asked for; activity is counted in that of the
service.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

import psycopg

from analytics.days import DAY, Days, week_of
from analytics.histories import TaskHistory

LEVELS = (50, 85, 95)


class Duration(NamedTuple):
    """How long a task took, in days. `cycle` is None where nobody knows when work on it began."""

    pk: int
    project_id: int
    number: int
    title: str
    completed: datetime.date
    lead: int
    cycle: int | None


class Week(NamedTuple):
    """What was completed in a week, as far as it lies within the period."""

    first: datetime.date
    last: datetime.date
    completed: int
    is_whole: bool


@dataclass(frozen=True)
class Percentiles:
    """The days within which so many percent of `count` tasks were completed; None without tasks."""

    count: int
    p50: int | None
    p85: int | None
    p95: int | None


class Done(NamedTuple):
    """So many changes of a kind by a person on a day; the name is None where nobody knows it."""

    day: datetime.date
    project_id: int
    person_id: int | None
    name: str | None
    kind: str
    changes: int


def durations(tasks: Iterable[TaskHistory], days: Days) -> list[Duration]:
    """The tasks completed on these days and completed at the end of them, by the time of completion."""
    found = []
    for task in tasks:
        step = task.at(days.end)
        if step is None or step.is_deleted or step.completed_at is None or not days.contains(step.completed_at):
            continue
        found.append((step.completed_at, _duration(task, step.completed_at, days)))
    return [duration for _at, duration in sorted(found, key=lambda pair: (pair[0], pair[1].project_id, pair[1].number))]


def _duration(task: TaskHistory, completed_at: float, days: Days) -> Duration:
    completed = days.date(completed_at)
    cycle = _cycle(task, completed_at, days) if task.is_start_known(days.end) else None
    row = task.row
    lead = _days_between(task.created_at, completed, days)
    return Duration(row.pk, row.project_id, row.number, row.title, completed, lead, cycle)


def _cycle(task: TaskHistory, completed_at: float, days: Days) -> int:
    """Its cycle time; what went straight to completed began with that."""
    started = task.started_at(days.end)
    began = completed_at if started is None else min(started, completed_at)
    return _days_between(began, days.date(completed_at), days)


def _days_between(moment: float, last: datetime.date, days: Days) -> int:
    """How many days from that of a moment to `last`, both counted."""
    return max((last - days.date(moment)).days, 0) + 1


def by_day(done: Iterable[Duration], days: Days) -> list[tuple[datetime.date, int]]:
    """How many tasks were completed on each day."""
    counts = Counter(each.completed for each in done)
    return [(day, counts[day]) for day in days]


def by_week(done: Iterable[Duration], days: Days) -> list[Week]:
    """How many tasks were completed in each week, which begins on a Monday."""
    counts = Counter(week_of(each.completed) for each in done)
    found, first = [], week_of(days.first)
    while first <= days.last:
        end = first + DAY * 6
        whole = first >= days.first and end <= days.last
        found.append(Week(max(first, days.first), min(end, days.last), counts[first], whole))
        first += DAY * 7
    return found


def percentiles(values: Sequence[int]) -> Percentiles:
    """The three levels that are shown."""
    return Percentiles(len(values), *(percentile(values, level) for level in LEVELS))


def percentile(values: Sequence[int], level: int) -> int | None:
    """The smallest value that so many percent of the values do not exceed (nearest rank); None without values."""
    return sorted(values)[ceil(level * len(values) / 100) - 1] if values else None


def activity(connection: psycopg.Connection, projects: Sequence[int], days: Days) -> list[Done]:
    """What was done on these days, by day, person and kind; one query."""
    rows = connection.execute(
        "SELECT day, project_id, nullif(person_id, 0), name, kind, count FROM counts"
        " LEFT JOIN people ON people.id = person_id"
        " WHERE project_id = ANY(%s) AND day BETWEEN %s AND %s AND count > 0"
        " ORDER BY day, project_id, person_id, kind",
        [list(projects), days.first, days.last],
    )
    return [Done(*row) for row in rows]


def totals(done: Iterable[Done], field: str) -> list[tuple[Any, int]]:
    """The most frequent first."""
    counts: Counter[Any] = Counter()
    for each in done:
        counts[getattr(each, field)] += each.changes
    return sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))


def names(done: Iterable[Done]) -> Mapping[int | None, str | None]:
    """What people are called, by their ids."""
    return {each.person_id: each.name for each in done}
