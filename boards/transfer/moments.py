"""Dates and times as exports write them."""

from __future__ import annotations

import datetime
import re

# What claims to be older is no time of a card: a zero, or a slip.
FIRST = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
MADE_IN_ID = re.compile(r"([0-9a-f]{8})[0-9a-f]{16}")


def moment(text: str) -> datetime.datetime | None:
    """A point in time; without an offset it is UTC. None for what can't be read."""
    return placed(local(text), datetime.UTC)


def local(text: str) -> datetime.datetime | None:
    """A point in time, in UTC, or what the clock of whoever made the file showed, which has no offset then.

    None for what can't be read.
    """
    try:
        found = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo is None else placed(found, datetime.UTC)


def placed(found: datetime.datetime | None, zone: datetime.tzinfo) -> datetime.datetime | None:
    """The point in time, in UTC; one without an offset is of that zone."""
    try:
        aware = found.replace(tzinfo=zone) if found and found.tzinfo is None else found
        return aware.astimezone(datetime.UTC) if aware else None
    except OverflowError:
        return None


def day(text: str, zone: datetime.tzinfo) -> datetime.date | None:
    """The date of a moment in a zone; one without an offset stays as it is. None for what can't be read."""
    try:
        found = datetime.datetime.fromisoformat(text.strip())
        return (found.astimezone(zone) if found.tzinfo else found).date()
    except (ValueError, OverflowError):
        return None


def past(found: datetime.datetime | None, now: datetime.datetime) -> datetime.datetime | None:
    """The moment if a card can have it: not before there were any, and not in the future."""
    return found if found and FIRST <= found <= now else None


def of_epoch(text: str) -> datetime.datetime | None:
    """A point in time in seconds, or milliseconds, since 1970. None for 0, and for what can't be one."""
    try:
        number = float(text)
        return (
            datetime.datetime.fromtimestamp(number / 1000 if number > 1e11 else number, datetime.UTC)
            if number
            else None
        )
    except (ValueError, OverflowError, OSError):
        return None


def iso(found: datetime.datetime | None) -> str:
    """The moment as text; "" for none."""
    return found.isoformat() if found else ""


def made_at(identifier: str) -> datetime.datetime | None:
    """When an object was made: its id starts with the second."""
    match = MADE_IN_ID.fullmatch(identifier)
    return datetime.datetime.fromtimestamp(int(match[1], 16), datetime.UTC) if match else None
