"""Days as the reader lives them: a period, its borders in time, its weeks."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

DAY = datetime.timedelta(days=1)


def begin(day: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
    """The first moment of a day in a zone; where the clocks are put forward at midnight, the first there is."""
    return datetime.datetime.combine(day, datetime.time(), zone).astimezone(datetime.UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included, in a zone.

    `start` is where the comparison begins: the first moment of `first`, or, since the last report, the moment it was
    made. `is_since_last` says which.
    """

    first: datetime.date
    last: datetime.date
    zone: datetime.tzinfo
    start: datetime.datetime
    is_since_last: bool = False

    @classmethod
    def of(cls, first: datetime.date, last: datetime.date, zone: datetime.tzinfo) -> Period:
        """The period of whole days from `first` to `last`, both within it."""
        return cls(first, last, zone, begin(first, zone))

    @property
    def end(self) -> datetime.datetime:
        """The midnight, in `zone`, that ends `last`: the first moment that is no part of the period."""
        return begin(self.last + DAY, self.zone)

    @property
    def eve(self) -> datetime.date:
        """The day of the last moment before it: as that day saw it, the comparison begins."""
        return (self.start - datetime.datetime.resolution).astimezone(self.zone).date()

    @property
    def length(self) -> int:
        """In days, `first` and `last` counted in."""
        return (self.last - self.first).days + 1


class Days:
    """The days from `first` to `last` with their borders as timestamps, so that a moment is found by bisection."""

    def __init__(self, first: datetime.date, last: datetime.date, zone: datetime.tzinfo) -> None:
        self.first, self.last, self.zone = first, last, zone
        self.ends = [begin(first + DAY * (step + 1), zone).timestamp() for step in range((last - first).days + 1)]
        self.start = begin(first, zone).timestamp()

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[datetime.date]:
        return (self.first + DAY * step for step in range(len(self.ends)))

    def index(self, moment: float) -> int:
        """The place of the day a moment falls on: 0 for all before, the length for all after."""
        return bisect_right(self.ends, moment)

    def contains(self, moment: float) -> bool:
        """Whether it falls on one of these days."""
        return self.start <= moment < self.ends[-1]

    def date(self, moment: float) -> datetime.date:
        """The day a moment falls on, within them or not."""
        if self.contains(moment):
            return self.first + DAY * self.index(moment)
        return datetime.datetime.fromtimestamp(moment, self.zone).date()


def week_of(day: datetime.date, week_start: int) -> datetime.date:
    """The first day of its week; `week_start` as `User.week_start` counts: 0 Sunday, 1 Monday, 6 Saturday."""
    return day - DAY * ((day.isoweekday() - week_start) % 7)
