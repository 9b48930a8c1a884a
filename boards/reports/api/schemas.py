"""Shapes of reports."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field
from pydantic.config import JsonDict

from boards.api.schemas.common import Day, Moment, Output
from boards.api.schemas.tasks import StatusName

SectionName = Literal[
    "changes",
    "status",
    "overdue",
    "blocked",
    "next",
    "workload",
    "progress",
    "pace",
    "forecast",
    "tasks",
    "checklists",
    "comments",
]
_DATE: JsonDict = {"format": "date"}


class ReportQuery(BaseModel):
    """Which period and which sections; what is left out is as on the page."""

    from_: Day | None = Field(
        None, alias="from", description="The first day, in your time zone; four weeks before the last if left out."
    )
    to: Day | None = Field(None, description="The last day, today if left out.")
    since: Literal["last", "start"] | None = Field(
        None, description="Instead of `from`: since you last handed out a report, or since the beginning."
    )
    sections: list[SectionName] = Field(
        [],
        description="The sections to give, all but `tasks`, `checklists` and `comments` if left out.",
        max_length=12,
    )
    items: bool = Field(
        False, description="Whether items of checklists count in the workload of the people they are given to."
    )


class ReportCsvQuery(ReportQuery):
    """The same, and how the file is written: for programs the same whatever language is asked for."""

    separator: Literal["comma", "semicolon", "semicolon-point", "tab"] = Field(
        "comma",
        description="What stands between cells. With `semicolon`, as spreadsheets of most of Europe expect it, a number"
        " with a fraction has a decimal comma; with `semicolon-point`, as those of Switzerland do, a decimal point.",
    )
    bom: bool = Field(
        True, description="Whether U+FEFF comes first, by which spreadsheets know that the file is UTF-8."
    )


class ReportPdfQuery(ReportQuery):
    """The same, and the size of the sheets."""

    paper: Literal["a4", "letter"] = Field("a4", description="The size of the sheets.")


class PdfProgress(Output):
    """A PDF that is not done yet."""

    state: Literal["waiting", "making"] = Field(description="Whether it has begun.")
    detail: str = Field(description="How far it is, in words.", examples=["Laying out page 12."])
    page: int = Field(description="The page being laid out, 0 before the first.")


class ReportPeriod(Output):
    """The days that the figures are about."""

    first: str = Field(json_schema_extra=_DATE, examples=["2026-11-01"])
    last: str = Field(json_schema_extra=_DATE, examples=["2026-11-21"])
    start: Moment = Field(description="The moment from which on changes count.")
    time_zone: str = Field(description="Whose days these are.", examples=["Europe/Berlin"])
    since_last_report: bool


class Standing(Output):
    """How the board stood."""

    progress: int = Field(examples=[42])
    total: int = Field(examples=[12])
    pending: int = Field(examples=[5])
    in_progress: int = Field(examples=[4])
    completed: int = Field(examples=[3])
    overdue: int = Field(examples=[1])
    open: int = Field(examples=[9])


class ReportTask(Output):
    """A task as it was at the end of the period."""

    id: int = Field(examples=[42])
    number: int = Field(examples=[12])
    title: str = Field(examples=["Write the texts"])
    status: StatusName
    column: str = Field(examples=["Review"])
    assignee: str | None = Field(examples=["Ada"])
    priority: int = Field(examples=[2])
    progress: int = Field(examples=[40])
    due_date: str | None = Field(json_schema_extra=_DATE, examples=["2026-11-30"])
    tags: list[str] = Field(examples=[["press"]])
    created: str = Field(json_schema_extra=_DATE, examples=["2026-11-02"])
    completed: str | None = Field(json_schema_extra=_DATE, examples=[None])
    days_late: int = Field(examples=[0])
    days_in_progress: int = Field(examples=[3])
    reason: Literal["waiting", "ageing"] | None = Field(description="Why it is at risk.")
    before: str | None = Field(description="Of what was changed: the column, person or date before.")
    after: str | None = Field(description="And after.")


class ReportChanges(Output):
    """What changed from the start of the period to its end."""

    created: list[ReportTask]
    completed: list[ReportTask]
    reopened: list[ReportTask]
    moved: list[ReportTask]
    redated: list[ReportTask]
    reassigned: list[ReportTask]
    dropped: list[ReportTask]


class ReportColumn(Output):
    """A column with its tasks."""

    id: int = Field(examples=[3])
    name: str = Field(examples=["Review"])
    status: StatusName
    count: int = Field(examples=[4])
    wip_limit: int | None = Field(examples=[5])
    removed: bool = Field(description="Whether the column was removed after the period.")


class BlockingTask(Output):
    """What a task waits for."""

    id: int = Field(examples=[41])
    number: int = Field(examples=[11])
    title: str = Field(examples=["Order the paper"])
    project: str = Field(description="Empty for a task of the same project.", examples=[""])
    column: str = Field(examples=["Doing"])
    assignee: str | None = Field(examples=["Ada"])
    due: str | None = Field(json_schema_extra=_DATE, examples=["2026-12-01"])
    overdue: bool


class BlockedTask(Output):
    """A task that waits for others."""

    id: int = Field(examples=[42])
    number: int = Field(examples=[12])
    title: str = Field(examples=["Print the posters"])
    assignee: str | None = Field(examples=["Ada"])
    due: str | None = Field(json_schema_extra=_DATE, examples=["2026-12-04"])
    overdue: bool
    blockers: list[BlockingTask]


class Load(Output):
    """The work of a person, or under a tag; an empty name is nobody, or no tag."""

    name: str = Field(examples=["Ada"])
    open: int = Field(examples=[3])
    in_progress: int = Field(examples=[1])
    overdue: int = Field(examples=[0])
    completed: int = Field(examples=[2])
    shared: int = Field(
        description="Open tasks that a person has beside whoever is responsible, which the other figures leave out.",
        examples=[2],
    )


class Workload(Output):
    """Who has how much."""

    people: list[Load]
    tags: list[Load]


class ReportDay(Output):
    """Tasks of each status at the end of a day."""

    day: str = Field(json_schema_extra=_DATE, examples=["2026-11-02"])
    pending: int = Field(examples=[5])
    in_progress: int = Field(examples=[4])
    completed: int = Field(examples=[3])


class ReportWeek(Output):
    """What was completed in a week."""

    first: str = Field(json_schema_extra=_DATE, examples=["2026-11-02"])
    last: str = Field(json_schema_extra=_DATE, examples=["2026-11-08"])
    completed: int = Field(examples=[3])
    whole: bool = Field(description="Whether all of the week lies within the period.")


class Percentiles(Output):
    """Within how many days so many percent of the tasks were completed."""

    count: int = Field(examples=[12])
    p50: int | None = Field(examples=[3])
    p85: int | None = Field(examples=[8])
    p95: int | None = Field(examples=[13])


class CompletedTask(Output):
    """How long a task took, in days."""

    id: int = Field(examples=[42])
    number: int = Field(examples=[12])
    title: str = Field(examples=["Write the texts"])
    completed: str = Field(json_schema_extra=_DATE, examples=["2026-11-09"])
    lead_time: int = Field(examples=[8])
    cycle_time: int | None = Field(examples=[3])


class AgeingTask(Output):
    """A task in progress and for how many days it has been."""

    id: int = Field(examples=[42])
    number: int = Field(examples=[12])
    title: str = Field(examples=["Write the texts"])
    column: str = Field(examples=["Review"])
    days: int = Field(examples=[5])


class Pace(Output):
    """How fast tasks are completed."""

    weeks: list[ReportWeek]
    lead_time: Percentiles
    cycle_time: Percentiles
    completed: list[CompletedTask]
    ageing: list[AgeingTask]


class ForecastOut(Output):
    """By when the open tasks may be done, or why nothing can be said."""

    open: int = Field(examples=[9])
    completed: int = Field(description="Completed in the days it rests on.", examples=[17])
    days: int = Field(description="How many days it rests on.", examples=[84])
    added: int = Field(description="How many tasks were made in these days.", examples=[21])
    p50: str | None = Field(json_schema_extra=_DATE, examples=["2026-12-10"])
    p85: str | None = Field(json_schema_extra=_DATE, examples=["2026-12-21"])
    p95: str | None = Field(json_schema_extra=_DATE, examples=["2027-01-08"])
    on_time: int | None = Field(description="How likely the finish date is kept, in percent.", examples=[71])
    refusal: str | None = Field(description="Why there are no dates.", examples=[None])
    assumptions: list[str] = Field(description="What it rests on.")


class ReportItem(Output):
    """An item of a checklist as it was at the end of the period."""

    text: str = Field(examples=["Order chairs"])
    done: bool
    assignee: str | None = Field(examples=["Ada"])
    due_date: str | None = Field(json_schema_extra=_DATE, examples=["2026-11-30"])


class ReportChecklist(Output):
    """A checklist of a task on the board."""

    task_id: int = Field(examples=[42])
    number: int = Field(description="The task's number.", examples=[12])
    title: str = Field(examples=["Before the launch"])
    items: list[ReportItem]


class ReportComment(Output):
    """A comment that was written within the period."""

    id: int = Field(examples=[77])
    task_id: int = Field(examples=[42])
    number: int = Field(description="The task's number.", examples=[12])
    author: str | None = Field(examples=["Ada"])
    created_at: Moment
    text: str = Field(examples=["Done by *Friday*."])


class ReportOut(Output):
    """The figures of a project. Sections that were not asked for are null."""

    project_id: int = Field(examples=[7])
    title: str = Field(examples=["Launch"])
    owner: str = Field(examples=["Ada"])
    finish_date: str | None = Field(json_schema_extra=_DATE, examples=["2026-12-24"])
    archived: bool
    revision: int = Field(description="The project's revision that they are about.", examples=[118])
    period: ReportPeriod
    at_start: Standing
    at_end: Standing
    changes: ReportChanges | None
    columns: list[ReportColumn] | None
    overdue: list[ReportTask] | None
    at_risk: list[ReportTask] | None
    blocked: list[BlockedTask] | None = Field(
        description="As it is now, whatever the period: what waits for other tasks that you may see."
    )
    due_next: list[ReportTask] | None
    workload: Workload | None
    progress: list[ReportDay] | None
    pace: Pace | None
    forecast: ForecastOut | None
    tasks: list[ReportTask] | None
    checklists: list[ReportChecklist] | None
    comments: list[ReportComment] | None
