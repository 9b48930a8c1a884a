"""What follows from an answer: it is through, it is tried again after a pause, or given up."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field

# After each attempt in vain: ten seconds first, most of a day in all.
PAUSES = tuple(datetime.timedelta(minutes=minutes) for minutes in (1 / 6, 1, 5, 20, 60, 180, 360, 720))
LONGEST = datetime.timedelta(hours=24)
# A receiver may ask for more time, and gets no more than this.
LONGEST_ASKED = datetime.timedelta(hours=6)
# So many failures in a row, over so long: nobody is there any more.
MOST_FAILURES, LONGEST_FAILING = 10, datetime.timedelta(days=3)
# After three failures in a row nothing is tried for a while; after the first where no answer came, or a receiver that
# hangs would hold up all others.
_ANSWERED, _SILENT = 3, 1
_FIRST_PAUSE, _LONGEST_PAUSE = 15, 1800
# Who takes longer than this to answer lets others go first, in seconds.
_SLOW, _TURN = 2, 15
GONE = 410


@dataclass(frozen=True)
class Answer:
    """What came back. `status` None: nothing, and `error` says why."""

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    error: str = ""
    took_ms: int = 0

    @property
    def is_through(self) -> bool:
        """Whether the receiver has taken the message."""
        return self.status is not None and 200 <= self.status < 300


def next_try(
    attempts: int, begun_at: datetime.datetime, now: datetime.datetime, answer: Answer
) -> datetime.datetime | None:
    """When to try again after so many attempts; None: not any more."""
    if attempts > len(PAUSES) or now - begun_at >= LONGEST:
        return None
    pause = PAUSES[attempts - 1] * random.uniform(1, 1.2)  # noqa: S311  no secret
    return now + max(pause, _asked_for(answer))


def pause_of_all(failures: int, now: datetime.datetime, answer: Answer) -> datetime.datetime | None:
    """Until when nothing is sent to a receiver that has failed so many times in a row, the last time with `answer`."""
    first = _SILENT if answer.status is None else _ANSWERED
    if failures < first:
        return None
    seconds = min(_FIRST_PAUSE * 2 ** min(failures - first, 10), _LONGEST_PAUSE)
    return now + datetime.timedelta(seconds=seconds)


def turn_of_others(now: datetime.datetime, answer: Answer) -> datetime.datetime | None:
    """Until when nothing more is sent to a receiver that has taken the message, but slowly; None: at once."""
    return now + datetime.timedelta(seconds=_TURN) if answer.took_ms > _SLOW * 1000 else None


def is_hopeless(failures: int, failing_since: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Whether a receiver has taken nothing for so long that it is switched off."""
    return failing_since is not None and failures >= MOST_FAILURES and now - failing_since >= LONGEST_FAILING


def _asked_for(answer: Answer) -> datetime.timedelta:
    asked = next((value for name, value in answer.headers.items() if name.lower() == "retry-after"), "")
    if answer.status not in (429, 503) or not (asked.isascii() and asked.isdecimal() and len(asked) < 9):
        return datetime.timedelta()
    return min(datetime.timedelta(seconds=int(asked)), LONGEST_ASKED)
