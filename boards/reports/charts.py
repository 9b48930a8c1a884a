"""Figures as charts: each a picture with a title, a description, and the same numbers as a table."""

from __future__ import annotations

import datetime
from base64 import b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.reports.figures import ProjectReport
from boards.reports.flow import Ageing, DayCount, Percentiles
from boards.reports.svg import LEFT, SMALL, WIDE, End, Plane, Size, dates

# So many days are drawn; of longer periods every second, third … and always the last.
MOST_DAYS = 120
MOST_ROWS = 40
DASHES = {50: "1 4", 85: "6 4", 95: "10 3 2 3"}
# Room at the right for the longest label of percentiles.
ASIDE = 156


@dataclass(frozen=True)
class Chart:
    """A picture, and the same as a table for those who can't see it. `note` is said under it."""

    key: str
    title: str
    description: str
    draw: Callable[[Size], Plane]
    head: list[str]
    rows: Sequence[Sequence[object]]
    note: str = ""

    @property
    def svg(self) -> SafeString:
        """The picture for paper and wide windows."""
        return self._drawn(WIDE)

    @property
    def small(self) -> SafeString:
        """The picture for narrow ones: a wide one, made as small, could not be read."""
        return self._drawn(SMALL)

    def _drawn(self, size: Size) -> SafeString:
        return self.draw(size).drawn(self.title, self.description)

    @property
    def address(self) -> str:
        """The picture as an image of its own, for PDFs: there each shape of a drawing in the page costs as much as a
        paragraph."""
        return "data:image/svg+xml;base64," + b64encode(self.svg.encode()).decode()


def of_report(report: ProjectReport, sections: Collection[str]) -> dict[str, Chart]:
    """The charts of these sections by their keys; none for what there is nothing to be seen of."""
    found: list[Chart | None] = []
    for section, makers in _CHARTS.items():
        if section in sections:
            found += [make(report) for make in makers]
    return {chart.key.replace("-", "_"): chart for chart in found if chart is not None}


def burn_up(report: ProjectReport) -> Chart | None:
    """All there is to do, and what of it is done."""
    days = thinned(report.flow.days, MOST_DAYS)
    if not any(day.scope for day in days):
        return None
    last = days[-1]

    def draw(size: Size) -> Plane:
        plane = Plane("burn-up", len(days), max(day.scope for day in days), size=size)
        _frame(plane, days)
        plane.line([day.scope for day in days], "grey", "6 4")
        plane.line([day.completed for day in days], "3")
        everything = End(last.scope, _("All: %d") % last.scope, "grey", "6 4")
        plane.labels([everything, End(last.completed, _("Done: %d") % last.completed, "3")])
        return plane

    title = _("Burn-up: all tasks, and those that are done")
    description = _("Tasks that were done: %(first)s.") % {"first": _done(days[0])}
    if len(days) > 1:
        description = _("Tasks that were done: %(first)s; %(last)s.") % {"first": _done(days[0]), "last": _done(last)}
    rows = [[_day(day.day), day.scope, day.completed] for day in thinned(report.flow.days, MOST_ROWS)]
    head = [_("End of"), _("All tasks"), _("Done")]
    note = _archived_words(last.scope - report.now.total)
    return Chart("burn-up", title, description, draw, head, rows, note)


def _done(day: DayCount) -> str:
    done = {"done": day.completed, "all": day.scope, "day": _day(day.day)}
    return _("%(done)d of %(all)d at the end of %(day)s") % done


def _archived_words(count: int) -> str:
    """Why there are more tasks here than on the board: what was completed counts for good."""
    if count <= 0:
        return ""
    return ngettext(
        "These charts also count %(count)d completed task that is archived; the figures of the board leave it out.",
        "These charts also count %(count)d completed tasks that are archived; the figures of the board leave them out.",
        count,
    ) % {"count": count}


def burn_down(report: ProjectReport) -> Chart | None:
    """What remains, beside an even way to nothing at the finish date."""
    days = thinned(report.flow.days, MOST_DAYS)
    if not any(day.open for day in days):
        return None
    start, even = _even_way(days, report.finish_date)

    def draw(size: Size) -> Plane:
        plane = Plane("burn-down", len(days), max(day.open for day in days), size=size)
        _frame(plane, days)
        if even:
            plane.line(even, "grey", "6 4", start=start)
        plane.line([day.open for day in days], "1")
        ends = [End(days[-1].open, _("Remaining: %d") % days[-1].open, "1")]
        plane.labels([*ends, End(even[-1], _("Even pace"), "grey", "6 4")] if even else ends)
        return plane

    title = _("Burn-down: tasks that remain")
    first, now = _left(days[0]), _left(days[-1])
    description = _("Tasks that remained: %(first)s.") % {"first": first}
    if len(days) > 1:
        description = _("Tasks that remained: %(first)s; %(last)s.") % {"first": first, "last": now}
    if even:
        description += " " + _("The dashed line goes evenly from the most there were to nothing at the finish date.")
    rows = [[_day(day.day), day.open] for day in thinned(report.flow.days, MOST_ROWS)]
    head = [_("End of"), _("Remaining")]
    return Chart("burn-down", title, description, draw, head, rows)


def _left(day: DayCount) -> str:
    return _("%(count)d at the end of %(day)s") % {"count": day.open, "day": _day(day.day)}


def _even_way(days: Sequence[DayCount], finish: datetime.date | None) -> tuple[int, list[float]]:
    """From the day on which most remained to nothing at the finish date: its place, and a value for each day from it.

    Nothing if that date does not lie ahead of it, or if it is so late in the period that the way has hardly begun: on a
    first day above all.
    """
    most = max(range(len(days)), key=lambda place: (days[place].open, place))
    whole = (finish - days[most].day).days if finish else 0
    if whole <= 0 or len(days) == 1 or most > len(days) * 3 // 4:
        return most, []
    passed = [(day.day - days[most].day).days for day in days[most:]]
    return most, [max(days[most].open * (1 - each / whole), 0.0) for each in passed]


def cumulative(report: ProjectReport) -> Chart | None:
    """How many tasks of each status, one upon the other."""
    days = thinned(report.flow.days, MOST_DAYS)
    if not any(day.scope for day in days):
        return None
    last = days[-1]
    title = _("Cumulative flow: tasks by status at the end of each day")
    description = _("At the end of %(last)s: %(pending)d pending, %(begun)d in progress, %(done)d completed.") % {
        "last": _day(last.day),
        "pending": last.pending,
        "begun": last.in_progress,
        "done": last.completed,
    }
    shown = thinned(report.flow.days, MOST_ROWS)
    rows = [[_day(day.day), day.pending, day.in_progress, day.completed] for day in shown]
    head = [_("End of"), _("Pending"), _("In progress"), _("Completed")]
    return Chart("cumulative", title, description, lambda size: _bands(days, size), head, rows)


def _bands(days: Sequence[DayCount], size: Size) -> Plane:
    plane = Plane("cumulative", len(days), max(day.scope for day in days), size=size, has_patterns=True)
    done = [float(day.completed) for day in days]
    begun = [float(day.completed + day.in_progress) for day in days]
    everything = [float(day.scope) for day in days]
    plane.area([0.0] * len(days), done, "3", "plain")
    plane.area(done, begun, "1", "hatch")
    plane.area(begun, everything, "2", "dots")
    _frame(plane, days)
    last = days[-1]
    bands = (
        ((begun[-1] + everything[-1]) / 2, _("Pending"), last.pending, "2", "dots"),
        ((done[-1] + begun[-1]) / 2, _("In progress"), last.in_progress, "1", "hatch"),
        (done[-1] / 2, _("Completed"), last.completed, "3", "plain"),
    )
    plane.labels(End(middle, f"{name}: {count}", ink, pattern=pattern) for middle, name, count, ink, pattern in bands)
    return plane


def throughput(report: ProjectReport) -> Chart | None:
    """Tasks completed in each week."""
    weeks = report.flow.weeks[-MOST_DAYS:]
    if not any(week.completed for week in weeks):
        return None

    def draw(size: Size) -> Plane:
        highest = max(week.completed for week in weeks)
        plane = Plane("throughput", len(weeks), highest, right=16, size=size, has_patterns=True)
        plane.grid()
        for place, week in enumerate(weeks):
            plane.bar(place, week.completed, solid=week.is_whole)
        plane.along(dates([week.first for week in weeks], size.dates * 5 // 3))
        return plane

    title = _("Throughput: tasks completed in each week")
    total = sum(week.completed for week in weeks)
    description = ngettext("%(count)d task completed.", "%(count)d tasks completed.", total) % {"count": total}
    description += " " + _("Hatched weeks lie only partly within the period.")
    rows = [[_day(week.first), _day(week.last), week.completed] for week in weeks]
    head = [_("From"), _("To"), _("Completed")]
    return Chart("throughput", title, description, draw, head, rows)


def cycle_times(report: ProjectReport) -> Chart | None:
    """Each completed task by its day and how long it took, with the percentiles across."""
    known = [duration for duration in report.flow.durations if duration.cycle is not None]
    if not known:
        return None
    days = report.flow.days

    def draw(size: Size) -> Plane:
        plane = Plane("cycle-times", len(days), max(duration.cycle or 0 for duration in known), right=ASIDE, size=size)
        _frame(plane, days)
        words = _DotWords()
        for duration in known:
            x = plane.x((duration.completed - days[0].day).days)
            plane.dot(x, duration.cycle or 0, partial(words.of, duration.number, duration.title, duration.cycle or 0))
        _percentile_lines(plane, report.flow.cycle)
        return plane

    title = _("Cycle time of each completed task")
    description = _percentile_words(report.flow.cycle)
    rows = [
        [f"#{duration.number} {duration.title}", _day(duration.completed), duration.lead, duration.cycle]
        for duration in known[-MOST_ROWS:]
    ]
    head = [_("Task"), _("Completed"), _("Lead time, days"), _("Cycle time, days")]
    return Chart("cycle-times", title, description, draw, head, rows)


def ageing(report: ProjectReport) -> Chart | None:
    """The work in progress by column and age, held against how long tasks took lately."""
    tasks = report.flow.ageing
    if not tasks:
        return None
    recent = report.flow.recent_cycle
    title = _("Age of the work in progress")
    description = ngettext(
        "%(count)d task is in progress, for %(days)s.",
        "%(count)d tasks are in progress, the oldest for %(days)s.",
        len(tasks),
    ) % {"count": len(tasks), "days": _days(tasks[0].days)}
    if recent.p85 is not None:
        description += " " + _("Squares are older than 85 % of the tasks of the last 12 weeks took.")
    rows = [[f"#{each.number} {each.title}", each.column, each.days] for each in tasks[:MOST_ROWS]]
    head = [_("Task"), _("Column"), _("Days in progress")]
    return Chart("ageing", title, description, lambda size: _ages(report, size), head, rows)


def _ages(report: ProjectReport, size: Size) -> Plane:
    ageing, recent = report.flow.ageing, report.flow.recent_cycle
    names = {column.pk: column.name for column in report.columns if column.status == "in_progress"}
    # Columns that are gone, or mean something else by now.
    names |= {each.column_id: each.column for each in sorted(ageing, key=lambda each: each.column_id)}
    highest = max([ageing[0].days, *([recent.p95] if recent.p95 else [])])
    plane = Plane("ageing", len(names), highest, right=ASIDE, size=size)
    plane.grid()
    plane.along([(place, _short(name, plane.step)) for place, name in enumerate(names.values())])
    for place, column_id in enumerate(names):
        of_column = [each for each in ageing if each.column_id == column_id]
        _swarm(plane, place, of_column, recent.p85)
    _percentile_lines(plane, recent)
    return plane


def _swarm(plane: Plane, place: int, found: Sequence[Ageing], late: int | None) -> None:
    """Dots of one column; those of the same age side by side."""
    beside: dict[int, int] = {}
    words = _DotWords()
    room = min(plane.step / 2 - 6, 200)
    for each in found:
        step = beside.get(each.days, 0)
        beside[each.days] = step + 1
        aside = (step + 1) // 2 * 10 * (1 if step % 2 else -1)
        named = partial(words.of, each.number, each.title, each.days)
        is_late = late is not None and each.days > late
        x = plane.x(place) + max(min(aside, room), -room)
        plane.dot(x, each.days, named, "danger" if is_late else "1", square=is_late)


def _percentile_lines(plane: Plane, found: Percentiles) -> None:
    """A line across for each percentile; one for those of the same value, which the label names together."""
    levels: dict[int, list[int]] = {}
    for level, value in ((50, found.p50), (85, found.p85), (95, found.p95)):
        if value is not None:
            levels.setdefault(value, []).append(level)
    for value, same in levels.items():
        ends = {"x1": LEFT, "x2": plane.edge, "y1": plane.y(value), "y2": plane.y(value)}
        plane.parts.append(plane.stroke("line", "grey", DASHES[same[0]], 1.5, **ends))
    words = _("%(levels)s %%: %(days)s")
    plane.labels(
        End(value, words % {"levels": ", ".join(map(str, same)), "days": _days(value)}, "grey", DASHES[same[0]])
        for value, same in levels.items()
    )


def _percentile_words(percentiles: Percentiles) -> str:
    if percentiles.p50 is None:
        return ""
    if percentiles.count == 1:
        return _("The one task took %(days)s.") % {"days": _days(percentiles.p50)}
    words = _("Half of %(count)d tasks took %(p50)s or fewer, 85 %% took %(p85)d, 95 %% took %(p95)d.")
    return words % {
        "count": percentiles.count,
        "p50": _days(percentiles.p50),
        "p85": percentiles.p85,
        "p95": percentiles.p95,
    }


class _DotWords:
    """What dots of one picture say; a number of days is put in words once."""

    def __init__(self) -> None:
        self._pattern = _("#%(number)d %(title)s: %(days)s")
        self._days: dict[int, str] = {}

    def of(self, number: int, title: str, days: int) -> str:
        """The task, and for how long."""
        if days not in self._days:
            self._days[days] = _days(days)
        return self._pattern % {"number": number, "title": title, "days": self._days[days]}


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def thinned(days: Sequence[DayCount], most: int) -> list[DayCount]:
    """All of the days, or every so-many-th back from the last."""
    step = -(-len(days) // most)
    return list(days[::-1][::step][::-1]) if days else []


def _frame(plane: Plane, days: Sequence[DayCount]) -> None:
    plane.grid()
    plane.along(dates([day.day for day in days], plane.size.dates))


def _short(name: str, room: float) -> str:
    """A name that fits under its place."""
    most = max(int(room / 7), 3)
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _day(day: datetime.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


_CHARTS: dict[str, tuple[Callable[[ProjectReport], Chart | None], ...]] = {
    "progress": (burn_up, burn_down, cumulative),
    "pace": (throughput, cycle_times, ageing),
}
