"""All projects a person may see beside each other: three queries, however many there are.

Throughput needs no history here: a task counts on the day of its last completion, which its row tells. So the forecast
is the one of the project's own report up to today.
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
from boards.reports.forecast import WINDOW, Forecast, forecast

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
    window = Days(today - DAY * WINDOW, today, reader.zone)
    counts, done = _counts(projects, today, window), _completions(projects, window)
    return [
        _line(project, counts.get(project.pk, _Counts()), done.get(project.pk, []), window, today)
        for project in projects
    ]


def _counts(projects: Iterable[Project], today: datetime.date, window: Days) -> dict[int, _Counts]:
    """The tasks of each project; one query."""
    on_board = Q(archived_at=None)
    is_open = on_board & Q(completed_at=None)
    begin, begin_of_today = (
        datetime.datetime.fromtimestamp(at, datetime.UTC) for at in (window.start, window.ends[-2])
    )
    rows = (
        Task.objects.filter(project__in=[project.pk for project in projects], deleted_at=None)
        .order_by()
        .values_list("project")
        .annotate(
            total=Count("pk", filter=on_board),
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(due_date__lt=today)),
            all=Count("pk", filter=on_board | Q(completed_at__isnull=False)),
            added=Count("pk", filter=Q(created_at__gte=begin, created_at__lt=begin_of_today)),
            oldest=Min("created_at"),
        )
    )
    return {pk: _Counts(*found) for pk, *found in rows}


def _completions(projects: Iterable[Project], window: Days) -> dict[int, list[datetime.datetime]]:
    """When tasks were completed within the window; one query."""
    begin = datetime.datetime.fromtimestamp(window.start, datetime.UTC)
    rows = Task.objects.filter(
        project__in=[project.pk for project in projects], deleted_at=None, completed_at__gte=begin
    )
    found: dict[int, list[datetime.datetime]] = defaultdict(list)
    for pk, moment in rows.order_by().values_list("project", "completed_at"):
        if moment is not None:
            found[pk].append(moment)
    return found


def _line(project: Project, counts: _Counts, done: list[datetime.datetime], window: Days, today: datetime.date) -> Line:
    daily = [0] * len(window)
    for moment in done:
        place = window.index(moment.timestamp())
        if place < len(daily):
            daily[place] += 1
    recent = daily[-7 * WEEKS :]
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
        is_late=bool(project.finish_date and project.finish_date < today and counts.open),
        weeks=tuple(sum(recent[place : place + 7]) for place in range(0, len(recent), 7)),
        forecast=_forecast(project, counts, daily[:-1], window, today),
    )


def _forecast(project: Project, counts: _Counts, past: list[int], window: Days, today: datetime.date) -> Forecast:
    """From the whole days since the oldest task; kept while the project's revision stands."""
    if counts.oldest:
        oldest = counts.oldest.astimezone(window.zone).date()
        past = past[max((oldest - window.first).days, 0) :]

    def work_out() -> Forecast:
        return forecast(past, counts.open, today, total=counts.all, added=counts.added, finish=project.finish_date)

    return cache.report(project, ("portfolio", window.zone, today), work_out)


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
