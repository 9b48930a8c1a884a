"""The days that something can be due on: the same for pages, the API and imports."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput

# Beyond these a day is a slip: 11111111 would be one in the Middle Ages, 20266-12-24 one that no calendar shows.
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)


def is_usable(day: datetime.date) -> bool:
    """Whether something can be due on it."""
    return FIRST <= day <= LAST


def out_of_range() -> str:
    """What is said about any other day."""
    return _("Use a day from %(first)d to %(last)d.") % {"first": FIRST.year, "last": LAST.year}


def checked(field: str, day: datetime.date | None) -> datetime.date | None:
    """Return the day, or None; raise InvalidInput for one that is out of range."""
    if day is not None and not is_usable(day):
        raise InvalidInput(field, out_of_range())
    return day


def iso(field: str, day: datetime.date | None) -> str | None:
    """The checked day as the history writes it."""
    found = checked(field, day)
    return found.isoformat() if found else None
