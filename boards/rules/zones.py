"""The time zones people choose from."""

from __future__ import annotations

import zoneinfo
from functools import cache

# Names in the database of zones that are no place: that of the machine, wherever it stands, and of one not set up yet.
NOWHERE = frozenset(("localtime", "posixrules", "Factory"))


@cache
def names() -> tuple[str, ...]:
    """Every time zone, by name; read from disk once, for that takes a tenth of a second."""
    return tuple(sorted(zoneinfo.available_timezones() - NOWHERE))
