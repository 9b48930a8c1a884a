"""Days as a reader lives them: their borders in time, their weeks."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterator

DAY = datetime.timedelta(days=1)
MICRO = 1_000_000


def timestamp(moment: datetime.datetime) -> float:
    """Seconds since 1970, to the microsecond."""
    return moment.timestamp()


class Days:
    """The days from `first` to `last`, both included, in a zone; a moment is found by bisection."""

    def __init__(self, first: datetime.date, last: datetime.date, zone: datetime.tzinfo) -> None:
        self.first, self.last, self.zone = first, last, zone
        self.start = _begin(first, zone)
        self.ends = [_begin(first + DAY * (step + 1), zone) for step in range((last - first).days + 1)]

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[datetime.date]:
        return (self.first + DAY * step for step in range(len(self.ends)))

    @property
    def end(self) -> float:
        """The first moment after them."""
        return self.ends[-1]

    def contains(self, moment: float) -> bool:
        """Whether it falls on one of these days."""
        return self.start <= moment < self.end

    def date(self, moment: float) -> datetime.date:
        """The day a moment falls on, within them or not."""
        if self.contains(moment):
            return self.first + DAY * bisect_right(self.ends, moment)
        return datetime.datetime.fromtimestamp(moment, self.zone).date()


def _begin(day: datetime.date, zone: datetime.tzinfo) -> float:
    return datetime.datetime.combine(day, datetime.time(), zone).timestamp()


def week_of(day: datetime.date) -> datetime.date:
    """The Monday of its week."""
    return day - DAY * day.weekday()
