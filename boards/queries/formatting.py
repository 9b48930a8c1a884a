"""Dates and priorities as people say them."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from boards.models import Priority


def day(date: datetime.date, today: datetime.date) -> str:
    """Today, Tomorrow, Yesterday, else "3 Nov", with the year when it is another one."""
    near = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    if (date - today).days in near:
        return near[(date - today).days]
    return short_day(date) if date.year == today.year else date_format(date, "SHORT_DATE_FORMAT")


def short_day(date: datetime.date) -> str:
    """ "3 Nov", where the year goes without saying."""
    return date_format(date, pgettext("a day of this year, short, as Django's filter `date` takes it", "j M"))


def named_day(date: datetime.date, today: datetime.date) -> str:
    """ "Tuesday, 3 November", with the year when it is another one."""
    full = "MONTH_DAY_FORMAT" if date.year == today.year else "DATE_FORMAT"
    return f"{date_format(date, 'l')}, {date_format(date, full)}"


def full_day(date: datetime.date) -> str:
    """ "3 November 2026", for hover, readers and paper."""
    return date_format(date, "DATE_FORMAT")


def moment(time: datetime.datetime) -> str:
    """ "3 November 2026, 14:05" where the reader is, for hover."""
    return date_format(timezone.localtime(time), "DATETIME_FORMAT")


def priority(value: int) -> str:
    """None, Low, Medium, High, Urgent; above 4 Urgent with its number."""
    if value > Priority.URGENT:
        return _("Urgent %(number)s") % {"number": value}
    return str(Priority(value).label)


class DayWords:
    """Dates in short for a long table, each put in words once; nothing for none."""

    def __init__(self) -> None:
        self._known: dict[datetime.date, str] = {}

    def __call__(self, date: datetime.date | None) -> str:
        """ "3 Nov. 2026"."""
        if date is None:
            return ""
        if date not in self._known:
            self._known[date] = date_format(date, "SHORT_DATE_FORMAT")
        return self._known[date]
