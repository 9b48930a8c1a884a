"""When the remaining tasks may be done: a Monte Carlo simulation over the throughput so far.

After Vacanti (*Actionable Agile Metrics for Predictability*, chapters 14 and 15): each of many simulated futures draws,
for one day after the other, the throughput of a random day of the past, until as many tasks are done as remain. The
date by which 85 % of the futures are done is then the answer "85 %". The seed is fixed: the same past gives the same
dates.
"""

from __future__ import annotations

import datetime
import random
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from boards.reports.days import DAY, Days

WINDOW = 84
LEAST_DAYS = 14
LEAST_DONE = 5
FUTURES = 1000
FURTHEST = 1095
_SEED = 20_111
_PORTION = 8192


@dataclass(frozen=True, slots=True)
class Forecast:
    """By which date how many percent of the simulated futures were done, with what it rests on.

    `refusal` says why there are no dates: "empty", "done", "short" (too few days), "few" (too few completions), "far"
    (more than three years). `on_time` is the share of futures, in percent, that keep the project's finish date.
    """

    remaining: int
    completed: int
    days: int
    added: int
    p50: datetime.date | None = None
    p85: datetime.date | None = None
    p95: datetime.date | None = None
    on_time: int | None = None
    refusal: str = ""


def window(last: datetime.date, zone: datetime.tzinfo) -> Days:
    """The days on whose throughput a forecast rests: 12 weeks up to the last whole day."""
    return Days(last - DAY * (WINDOW - 1), last, zone)


def throughput(completed: Iterable[float], oldest: float | None, days: Days) -> list[int]:
    """How many tasks were completed on each of the days, from the one on which the oldest task was made.

    Tasks that are deleted are to be left out of both: once they are purged nobody knows of them.
    """
    counts = [0] * len(days)
    for moment in completed:
        if days.contains(moment):
            counts[days.index(moment)] += 1
    begun = (days.date(oldest) - days.first).days if oldest is not None else 0
    return counts[max(begun, 0) :]


def forecast(
    past: Sequence[int],
    remaining: int,
    today: datetime.date,
    *,
    total: int,
    added: int = 0,
    finish: datetime.date | None = None,
) -> Forecast:
    """`past` is the throughput of each day up to and with `today`, at most the last 12 weeks of it."""
    past = past[-WINDOW:]
    facts = Forecast(remaining, sum(past), len(past), added)
    refusal = _refusal(facts, total)
    if refusal:
        return _refused(facts, refusal)
    lengths = _lengths(past, remaining)
    found = [lengths[ceil(level * FUTURES / 100) - 1] for level in (50, 85, 95)]
    if found[-1] > FURTHEST:
        return _refused(facts, "far")
    p50, p85, p95 = (today + DAY * length for length in found)
    on_time = None
    if finish is not None:
        kept = sum(1 for length in lengths if today + DAY * min(length, FURTHEST + 1) <= finish)
        on_time = kept * 100 // FUTURES
    return Forecast(remaining, facts.completed, facts.days, added, p50, p85, p95, on_time)


def _refused(facts: Forecast, refusal: str) -> Forecast:
    return Forecast(facts.remaining, facts.completed, facts.days, facts.added, refusal=refusal)


def _refusal(facts: Forecast, total: int) -> str:
    """Why nothing can be said; empty if something can."""
    if not total:
        return "empty"
    if not facts.remaining:
        return "done"
    if facts.days < LEAST_DAYS:
        return "short"
    return "few" if facts.completed < LEAST_DONE else ""


def _lengths(past: Sequence[int], remaining: int) -> list[int]:
    """How many days each simulated future took, in order; beyond the furthest it is that and one more.

    The futures follow each other on one line of days: each begins on the day after the one before it was done.
    """
    portions = _portions(past)
    # What is done by the end of each day drawn so far, and where the present future begins.
    sums, begin = [0], 0
    lengths: list[int] = []
    while len(lengths) < FUTURES:
        end = bisect_left(sums, sums[begin] + remaining, begin)
        if end < len(sums) or end - begin > FURTHEST + 1:
            lengths.append(min(end - begin, FURTHEST + 1))
            begin = min(end, len(sums) - 1)
        else:
            sums, begin = [*sums[begin:-1], *accumulate(next(portions), initial=sums[-1])], 0
    return sorted(lengths)


def _portions(past: Sequence[int]) -> Iterator[Iterable[int]]:
    """The throughput of days drawn at random, thousands at a time: a byte draws a day. Those left over after each day
    has had its share of the 256 are skipped."""
    draw = random.Random(_SEED)  # noqa: S311  no secret
    days = len(past)
    fits = max(past) < 256
    table = bytes(past[byte % days] if fits else byte % days for byte in range(256))
    left_over = bytes(range(256 - 256 % days, 256))
    while True:
        drawn = draw.randbytes(_PORTION).translate(table, left_over)
        yield drawn if fits else map(past.__getitem__, drawn)
