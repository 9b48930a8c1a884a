"""What is asked for: parameters of an address, checked."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.days import DAY, Days
from analytics.problems import Problem

USUAL_DAYS, MOST_DAYS = 28, 1830
EARLIEST = datetime.date(1970, 1, 1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Asked:
    """A project, or None for all that one may see, and days in a zone."""

    project: int | None
    first: datetime.date
    last: datetime.date
    zone: ZoneInfo

    @property
    def days(self) -> Days:
        """The days with their borders."""
        return Days(self.first, self.last, self.zone)


def read(given: Mapping[str, list[str]], zone: ZoneInfo, now: datetime.datetime, *, has_zone: bool = True) -> Asked:
    """The last four weeks of `zone` unless something else is asked for. Raises Problem with a sentence for each
    parameter that is wrong."""
    known = ("project", "from", "to", *(["zone"] if has_zone else []))
    errors = [
        (name, f"There is no such parameter. Known are {', '.join(known)}.") for name in given if name not in known
    ]
    errors += [(name, "Give it once.") for name in known if len(given.get(name, [])) > 1]
    values = {name: given[name][0] for name in known if given.get(name)}
    if (wanted := values.get("zone")) is not None:
        zone = _zone(wanted, zone, errors)
    project = _project(values, errors)
    today = now.astimezone(zone).date()
    last = _day("to", values, today, errors)
    first = _day("from", values, max(last - DAY * (USUAL_DAYS - 1), EARLIEST), errors)
    if not errors:
        errors += _of_period(first, last, today)
    if errors:
        raise Problem(400, "Some values are not valid.", errors=errors)
    return Asked(project, first, last, zone)


def _of_period(first: datetime.date, last: datetime.date, today: datetime.date) -> list[tuple[str, str]]:
    if last > today:
        return [("to", "Choose a day that is not in the future.")]
    if first > last:
        return [("from", "Choose a first day that is not after the last day.")]
    if (last - first).days >= MOST_DAYS:
        return [("from", "Choose a period of at most five years.")]
    return []


def _zone(wanted: str, otherwise: ZoneInfo, errors: list[tuple[str, str]]) -> ZoneInfo:
    try:
        return ZoneInfo(wanted)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        errors.append(("zone", "Use the name of a time zone, such as Europe/Berlin."))
        return otherwise


def _project(values: Mapping[str, str], errors: list[tuple[str, str]]) -> int | None:
    told = values.get("project")
    if told is None:
        return None
    if not _NUMBER.fullmatch(told):
        errors.append(("project", "Use the number of a project, as in its address."))
        return None
    return int(told)


def _day(
    name: str, values: Mapping[str, str], otherwise: datetime.date, errors: list[tuple[str, str]]
) -> datetime.date:
    told = values.get(name)
    if told is None:
        return otherwise
    try:
        found = datetime.date.fromisoformat(told) if _DAY.fullmatch(told) else None
    except ValueError:
        found = None
    if found is None or found < EARLIEST:
        errors.append((name, "Use a day such as 2026-11-27, from 1970 on."))
        return otherwise
    return found
