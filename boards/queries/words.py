"""Dates and priorities as people say them."""

from __future__ import annotations

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from boards.models import Priority


def day(date: datetime.date, today: datetime.date) -> str:
    """Today, Tomorrow, Yesterday, else "3 Nov", with the year when it is another one."""
    near = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    if (date - today).days in near:
        return near[(date - today).days]
    return date_format(date, "j M" if date.year == today.year else "j M Y")


def full_day(date: datetime.date) -> str:
    """ "3 November 2026", for hover, readers and paper."""
    return date_format(date, "j F Y")


def priority(value: int) -> str:
    """None, Low, Medium, High, Urgent; above 4 Urgent with its number."""
    if value > Priority.URGENT:
        return _("Urgent %(number)s") % {"number": value}
    return str(Priority(value).label)
