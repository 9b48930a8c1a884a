"""Which jobs exist, how each is tried, and when those run that the clock calls for."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from boards.services.jobs import NewJob


class Queue(StrEnum):
    """Jobs of one queue wait for each other, those of different queues don't."""

    MAIL = "mail"
    WEBHOOKS = "webhooks"
    FILES = "files"
    # Everything quick, and the clock.
    GENERAL = "general"


class Later(Exception):
    """Not now: try again at `at`. `error` says why, where it is a failure that counts as an attempt."""

    def __init__(self, at: datetime.datetime, error: str = "") -> None:
        super().__init__(error)
        self.at, self.error = at, error


class GiveUp(Exception):
    """It can't be done, and trying again is of no use. The text says why, for operators."""


@dataclass(frozen=True)
class Definition:
    """A job as it is known: `run` gets the arguments of a row. Times in seconds; `every` None: only when asked for.

    Scheduled ones run once in each period that begins `at` after midnight UTC, with no arguments. Periods are minutes
    or hours that go into an hour or a day, a day, or a week, which begins on Thursday as the clock of computers does.
    """

    name: str
    run: Callable[..., None]
    queue: Queue
    seconds: float
    tries: int
    first_pause: float
    longest_pause: float
    every: datetime.timedelta | None = None
    at: datetime.timedelta = datetime.timedelta()

    def ask(
        self,
        *arguments: int | str,
        due_at: datetime.datetime | None = None,
        key: str = "",
        once: str = "",
    ) -> NewJob:
        """A job of this kind, for `services.jobs.add`."""
        return NewJob(self.name, self.queue, arguments, due_at, key, once)

    def slot(self, now: datetime.datetime) -> str:
        """The name of the period that `now` is in, the same for whoever asks; "" for what has no schedule."""
        if self.every is None:
            return ""
        number = (now - datetime.datetime.fromtimestamp(0, datetime.UTC) - self.at) // self.every
        return f"{self.name}:{number}"


_known: dict[str, Definition] = {}


def job(
    name: str,
    *,
    queue: Queue = Queue.GENERAL,
    seconds: float = 60,
    tries: int = 8,
    first_pause: float = 15,
    longest_pause: float = 3600,
    every: datetime.timedelta | None = None,
    at: datetime.timedelta = datetime.timedelta(),
) -> Callable[[Callable[..., None]], Definition]:
    """Make a job of a function: known by `name`, run within `seconds`, begun at most `tries` times."""

    def define(function: Callable[..., None]) -> Definition:
        if name in _known and _known[name].run.__module__ != function.__module__:
            raise ValueError(f"There are two jobs named {name}.")
        if every is not None and not _is_even(every):
            raise ValueError(f"{name} runs every {every}, which is no part of an hour or a day, no day and no week.")
        made = Definition(name, function, queue, seconds, tries, first_pause, longest_pause, every, at)
        _known[name] = made
        return made

    return define


def _is_even(period: datetime.timedelta) -> bool:
    """Whether the clock begins such periods at the same times each hour or day."""
    minutes, rest = divmod(period, datetime.timedelta(minutes=1))
    is_whole = not rest and minutes > 0
    return is_whole and (60 % minutes == 0 or (minutes % 60 == 0 and 1440 % minutes == 0) or minutes == 7 * 1440)


def find(name: str) -> Definition | None:
    """The job of that name; None once it exists no more, as after an upgrade."""
    return _known.get(name)


def every_job() -> list[Definition]:
    """All of them, by name."""
    return [_known[name] for name in sorted(_known)]


def scheduled() -> list[Definition]:
    """Those that the clock calls for."""
    return [known for known in every_job() if known.every is not None]
