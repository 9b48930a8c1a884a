"""What a reader may choose of a report: its period and its sections. Pages and API share this."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.exceptions import InvalidInput
from boards.models import User
from boards.reports.days import DAY, Period
from boards.rules import days

# No project is older; far before it days can't be reckoned with.
EARLIEST = days.FIRST
USUAL_DAYS = 28
MOST_DAYS = 1830

SECTIONS = {
    "changes": gettext_lazy("What changed"),
    "status": gettext_lazy("Tasks by status"),
    "overdue": gettext_lazy("Overdue and at risk"),
    "blocked": gettext_lazy("Blocked"),
    "next": gettext_lazy("Due next"),
    "workload": gettext_lazy("Workload"),
    "progress": gettext_lazy("Progress over time"),
    "pace": gettext_lazy("Pace"),
    "forecast": gettext_lazy("Forecast"),
    "tasks": gettext_lazy("All tasks"),
    "checklists": gettext_lazy("Checklists"),
    "comments": gettext_lazy("Comments"),
}
USUAL_SECTIONS = tuple(name for name in SECTIONS if name not in {"tasks", "checklists", "comments"})
SINCE = ("last", "start")
# The sizes of sheets; the first is the usual one.
PAPER = {"a4": "A4", "letter": "Letter"}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was asked for; the shape of each value has been checked."""

    first: datetime.date | None = None
    last: datetime.date | None = None
    since: str = ""
    sections: tuple[str, ...] = USUAL_SECTIONS
    # Whether items of checklists count in the workload of whoever has them.
    items: bool = False


def sections(names: Iterable[str]) -> tuple[str, ...]:
    """Known names, each once and in the order of the report; the usual ones for none."""
    wanted = set(names)
    return tuple(name for name in SECTIONS if name in wanted) or USUAL_SECTIONS


def period(choice: Choice, began: datetime.datetime, reader: User, last_made: datetime.datetime | None) -> Period:
    """The period that was asked for, in the reader's days: by default the last four weeks, or since the project began.

    `began` is when the project or its oldest task was made. Since the last report without there having been one is
    since then. Raises InvalidInput.
    """
    zone, today = reader.zone, reader.today()
    last = choice.last or today
    for field, day in (("from", choice.first), ("to", choice.last)):
        if day is not None and day < EARLIEST:
            raise InvalidInput(field, too_early())
    if last > today:
        raise InvalidInput("to", _("Choose a day that is not in the future."))
    if choice.since and choice.first:
        raise InvalidInput("since", _("Choose a first day, or since when, but not both."))
    beginning = min(began.astimezone(zone).date(), last)
    if choice.since == "last" and last_made is not None:
        return _since(last_made, last, zone)
    if choice.since:
        return Period.of(max(beginning, last - DAY * (MOST_DAYS - 1)), last, zone)
    first = choice.first or max(last - DAY * (USUAL_DAYS - 1), beginning)
    return Period.of(_checked(first, last), last, zone)


def too_early() -> str:
    """What is said about a day before the earliest."""
    return _("Choose a day from %(year)d on.") % {"year": EARLIEST.year}


def _since(made: datetime.datetime, last: datetime.date, zone: datetime.tzinfo) -> Period:
    """From where the last report ended."""
    first = made.astimezone(zone).date()
    told = {"day": date_format(first, "DATE_FORMAT")}
    if last < first:
        raise InvalidInput("to", _("“Since the last report” begins on %(day)s. Choose that day or a later one.") % told)
    if (last - first).days >= MOST_DAYS:
        raise InvalidInput(
            "since",
            _("“Since the last report” begins on %(day)s, more than five years ago. Choose a first day instead.")
            % told,
        )
    return Period(first, last, zone, made, is_since_last=True)


def _checked(first: datetime.date, last: datetime.date) -> datetime.date:
    if first > last:
        raise InvalidInput("from", _("Choose a first day that is not after the last day."))
    if (last - first).days >= MOST_DAYS:
        raise InvalidInput("from", _("Choose a period of at most five years."))
    return first
