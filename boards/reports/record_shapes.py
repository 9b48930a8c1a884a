"""The shapes of a report as records; a test (`test_record_shapes.py`) holds them against the schemas of the API."""

from __future__ import annotations

import datetime
from typing import TypedDict


class PeriodRecord(TypedDict):
    """The days that the figures are about."""

    first: datetime.date
    last: datetime.date
    start: datetime.datetime
    time_zone: str
    since_last_report: bool


class StandingRecord(TypedDict):
    """How the board stood."""

    progress: int
    total: int
    pending: int
    in_progress: int
    completed: int
    overdue: int
    open: int


class LineRecord(TypedDict):
    """A task as it was at the end of the period."""

    id: int
    number: int
    title: str
    status: str
    column: str
    assignee: str | None
    priority: int
    progress: int
    due_date: datetime.date | None
    tags: list[str]
    created: datetime.date
    completed: datetime.date | None
    days_late: int
    days_in_progress: int
    reason: str | None
    before: str | None
    after: str | None


class ChangesRecord(TypedDict):
    """What changed within the period."""

    created: list[LineRecord]
    completed: list[LineRecord]
    reopened: list[LineRecord]
    moved: list[LineRecord]
    redated: list[LineRecord]
    reassigned: list[LineRecord]
    dropped: list[LineRecord]


class ReportColumnRecord(TypedDict):
    """A column with the number of its tasks."""

    id: int
    name: str
    status: str
    count: int
    wip_limit: int | None
    removed: bool


class BlockerRecord(TypedDict):
    """What a task waits for."""

    id: int
    number: int
    title: str
    project: str
    column: str
    assignee: str | None
    due: datetime.date | None
    overdue: bool


class BlockedRecord(TypedDict):
    """A task that waits for others."""

    id: int
    number: int
    title: str
    assignee: str | None
    due: datetime.date | None
    overdue: bool
    blockers: list[BlockerRecord]


class LoadRecord(TypedDict):
    """The work of a person, or under a tag."""

    name: str
    open: int
    in_progress: int
    overdue: int
    completed: int
    shared: int


class WorkloadRecord(TypedDict):
    """Who has how much."""

    people: list[LoadRecord]
    tags: list[LoadRecord]


class DayRecord(TypedDict):
    """Tasks of each status at the end of a day."""

    day: datetime.date
    pending: int
    in_progress: int
    completed: int


class WeekRecord(TypedDict):
    """What was completed in a week."""

    first: datetime.date
    last: datetime.date
    completed: int
    whole: bool


class PercentilesRecord(TypedDict):
    """Within how many days so many percent of the tasks were completed."""

    count: int
    p50: int | None
    p85: int | None
    p95: int | None


class DurationRecord(TypedDict):
    """How long a task took, in days."""

    id: int
    number: int
    title: str
    completed: datetime.date
    lead_time: int
    cycle_time: int | None


class AgeingRecord(TypedDict):
    """A task in progress, and for how many days it has been."""

    id: int
    number: int
    title: str
    column: str
    days: int


class PaceRecord(TypedDict):
    """How fast tasks are completed."""

    weeks: list[WeekRecord]
    lead_time: PercentilesRecord
    cycle_time: PercentilesRecord
    completed: list[DurationRecord]
    ageing: list[AgeingRecord]


class ForecastRecord(TypedDict):
    """By when the open tasks may be done, or why nothing can be said."""

    open: int
    completed: int
    days: int
    added: int
    p50: datetime.date | None
    p85: datetime.date | None
    p95: datetime.date | None
    on_time: int | None
    refusal: str | None
    assumptions: list[str]


class ReportItemRecord(TypedDict):
    """An item of a checklist."""

    text: str
    done: bool
    assignee: str | None
    due_date: datetime.date | None


class ReportChecklistRecord(TypedDict):
    """A checklist of a task on the board."""

    task_id: int
    number: int
    title: str
    items: list[ReportItemRecord]


class ReportCommentRecord(TypedDict):
    """A comment that was written within the period."""

    id: int
    task_id: int
    number: int
    author: str | None
    created_at: datetime.datetime
    text: str


class ReportRecord(TypedDict):
    """The figures of a project; None for sections that were not asked for."""

    project_id: int
    title: str
    owner: str
    finish_date: datetime.date | None
    archived: bool
    revision: int
    period: PeriodRecord
    at_start: StandingRecord
    at_end: StandingRecord
    changes: ChangesRecord | None
    columns: list[ReportColumnRecord] | None
    overdue: list[LineRecord] | None
    at_risk: list[LineRecord] | None
    blocked: list[BlockedRecord] | None
    due_next: list[LineRecord] | None
    workload: WorkloadRecord | None
    progress: list[DayRecord] | None
    pace: PaceRecord | None
    forecast: ForecastRecord | None
    tasks: list[LineRecord] | None
    checklists: list[ReportChecklistRecord] | None
    comments: list[ReportCommentRecord] | None


class PdfProgressRecord(TypedDict):
    """A PDF that is not done yet."""

    state: str
    detail: str
    page: int
