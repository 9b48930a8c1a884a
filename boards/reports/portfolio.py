"""All projects a person may see beside each other: three queries and one look-up of what is kept, however many.

No history is read. Throughput follows the last completion of a task, and deleted tasks are left out, so that the rows
tell all there is to know: the forecast is the one of the project's own report up to today.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from boards import cache
from boards.models import Project, Task, User
from boards.reports import svg, words
from boards.reports.days import DAY, Days
from boards.reports.forecast import Forecast, forecast, throughput, window

WEEKS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A project in the portfolio. `weeks` is how many tasks were completed in each of the last eight, seven days each
    up to today."""

    pk: int
    title: str
    owner: str
    is_public: bool
    progress: int
    total: int
    open: int
    overdue: int
    finish_date: datetime.date | None
    is_late: bool
    weeks: tuple[int, ...]
    forecast: Forecast

    @property
    def recent(self) -> int:
        """How many were completed in these weeks."""
        return sum(self.weeks)


@dataclass(frozen=True, slots=True)
class _Counts:
    total: int = 0
    open: int = 0
    overdue: int = 0
    all: int = 0
    added: int = 0
    oldest: datetime.datetime | None = None


def lines(reader: User) -> list[Line]:
    """Every project in use that the reader may see, by title."""
    today = reader.today()
    projects = list(Project.objects.visible_to(reader).unarchived().select_related("owner").order_by("title_key", "pk"))
    # A day that is not over yet says nothing about the pace.
    past, weeks = window(today - DAY, reader.zone), Days(today - DAY * (7 * WEEKS - 1), today, reader.zone)
    counts, done = _counts(projects, today, past), _completions(projects, past)
    forecasts = _forecasts(projects, counts, done, past, today)
    return [
        _line(project, counts.get(project.pk, _Counts()), done.get(project.pk, []), forecasts[project.pk], weeks)
        for project in projects
    ]


def _counts(projects: Iterable[Project], today: datetime.date, past: Days) -> dict[int, _Counts]:
    """The tasks of each project; one query."""
    on_board = Q(archived_at=None)
    is_open = on_board & Q(completed_at=None)
    begin, end = (datetime.datetime.fromtimestamp(at, datetime.UTC) for at in (past.start, past.ends[-1]))
    rows = (
        Task.objects.filter(project__in=[project.pk for project in projects], deleted_at=None)
        .order_by()
        .values("project")
        .annotate(
            total=Count("pk", filter=on_board),
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(due_date__lt=today)),
            all=Count("pk", filter=on_board | Q(completed_at__isnull=False)),
            added=Count("pk", filter=Q(created_at__gte=begin, created_at__lt=end)),
            oldest=Min("created_at"),
        )
    )
    return {row.pop("project"): _Counts(**row) for row in rows}


def _completions(projects: Iterable[Project], past: Days) -> dict[int, list[float]]:
    """When tasks were completed from the first of the days on; one query."""
    begin = datetime.datetime.fromtimestamp(past.start, datetime.UTC)
    rows = Task.objects.filter(
        project__in=[project.pk for project in projects], deleted_at=None, completed_at__gte=begin
    )
    found: dict[int, list[float]] = defaultdict(list)
    for pk, moment in rows.order_by().values_list("project", "completed_at"):
        if moment is not None:
            found[pk].append(moment.timestamp())
    return found


def _forecasts(
    projects: Iterable[Project],
    counts: dict[int, _Counts],
    done: dict[int, list[float]],
    past: Days,
    today: datetime.date,
) -> dict[int, Forecast]:
    """That of each project by its id; kept while its revision stands, with one look-up for all."""

    def work_out(project: Project) -> Forecast:
        found = counts.get(project.pk, _Counts())
        oldest = found.oldest.timestamp() if found.oldest else None
        daily = throughput(done.get(project.pk, []), oldest, past)
        return forecast(daily, found.open, today, total=found.all, added=found.added, finish=project.finish_date)

    parts = ("portfolio", past.zone, today)
    return cache.reports(projects, parts, lambda missing: {project.pk: work_out(project) for project in missing})


def _line(project: Project, counts: _Counts, done: list[float], found: Forecast, days: Days) -> Line:
    daily = throughput(done, None, days)
    return Line(
        pk=project.pk,
        title=project.title,
        owner=project.owner.display_name,
        is_public=project.visibility == "public",
        progress=project.progress,
        total=counts.total,
        open=counts.open,
        overdue=counts.overdue,
        finish_date=project.finish_date,
        is_late=bool(project.finish_date and project.finish_date < days.last and counts.open),
        weeks=tuple(sum(daily[place : place + 7]) for place in range(0, len(daily), 7)),
        forecast=found,
    )


@dataclass(frozen=True)
class Row:
    """A line with its trend as a picture and its forecast in words."""

    line: Line
    trend: SafeString
    refusal: str


def shown(found: Iterable[Line]) -> list[Row]:
    """The lines, ready for a template."""
    return [Row(line, _trend(line), words.refusal(line.forecast)) for line in found]


def _trend(line: Line) -> SafeString:
    told = ", ".join(str(count) for count in line.weeks)
    return svg.spark(line.weeks, _("Completed in each of the last 8 weeks: %(told)s") % {"told": told})
