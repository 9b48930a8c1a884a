"""Single values of an archive, which anybody may have written: as the database and the pages can bear them."""

from __future__ import annotations

import datetime

from django.utils import timezone

from boards.rules import days, ordering
from boards.transfer.json_rows import UNSTORABLE

# Of counters that go on here, as revisions and versions do: far from where a database has no room for more.
HIGHEST = 2**30
# What happened, happened since then, and not later than clocks may differ.
FIRST = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
CLOCKS = datetime.timedelta(days=1)


class Wrong(ValueError):
    """A value that can't be one."""


def text(value: object, limit: int) -> str:
    """A text of at most so many characters, which a database can hold."""
    if not isinstance(value, str) or len(value) > limit or UNSTORABLE.search(value):
        raise Wrong
    return value


def moment(value: str) -> datetime.datetime:
    """A moment, with its zone, at which something can have happened."""
    found = datetime.datetime.fromisoformat(value)
    if found.tzinfo is None or not FIRST <= found <= timezone.now() + CLOCKS:
        raise Wrong
    return found


def day(value: str) -> datetime.date:
    """A day that something can be due on."""
    found = datetime.date.fromisoformat(value)
    if not days.is_usable(found):
        raise Wrong
    return found


def position(value: object) -> str:
    """A place among others."""
    found = text(value, ordering.LONGEST)
    if not found or found.endswith("0") or not set(found) <= set(ordering.DIGITS):
        raise Wrong
    return found


def flag(value: object) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise Wrong
    return value


def number(value: object, highest: int) -> int:
    """A whole number from 0 on."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= highest:
        raise Wrong
    return value
