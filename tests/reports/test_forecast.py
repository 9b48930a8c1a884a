"""The forecast by itself."""

import datetime

import pytest

from boards.reports.forecast import FUTURES, WINDOW, forecast

TODAY = datetime.date(2026, 3, 31)


def ahead(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def test_steady_pace_leaves_no_doubt():
    found = forecast([1] * 28, 10, TODAY, total=40)
    assert (found.p50, found.p85, found.p95) == (ahead(10), ahead(10), ahead(10))
    assert (found.remaining, found.completed, found.days, found.refusal) == (10, 28, 28, "")


def test_same_past_gives_the_same_dates():
    past = [0, 0, 3, 1, 0, 2, 0] * 8
    first, second = (forecast(past, 40, TODAY, total=90) for _ in range(2))
    assert first == second
    assert ahead(40) < first.p50 < first.p85 < first.p95 < ahead(80)


def test_dates_are_those_of_an_exact_reckoning():
    # Each day one task with probability 1/2: with 1 task left, half of the futures are done after one day,
    # 7/8 after three, and 31/32 after five.
    found = forecast([0, 1] * 20, 1, TODAY, total=21)
    assert found.p50 in (ahead(1), ahead(2))
    assert (found.p85, found.p95) == (ahead(3), ahead(5))


@pytest.mark.parametrize("factor", [1, 300])
def test_every_day_of_the_past_is_drawn_as_often(factor):
    # Of n days one has something done: then k days pass with probability ((n - 1) / n) ** (k - 1) / n.
    for days in (14, 31, 83, WINDOW):
        for place in (0, days - 1):
            past = [5 * factor if day == place else 0 for day in range(days)]
            half = next(each for each in range(1, 200) if (1 - 1 / days) ** each <= 0.5)
            found = forecast(past, 5 * factor, TODAY, total=10 * factor)
            assert abs((found.p50 - TODAY).days - half) <= max(half * 0.15, 1)


def test_chance_of_keeping_the_finish_date():
    past = [0, 1] * 20
    assert forecast(past, 1, TODAY, total=21, finish=ahead(1)).on_time in range(45, 56)
    assert forecast(past, 1, TODAY, total=21, finish=TODAY).on_time == 0
    assert forecast(past, 1, TODAY, total=21, finish=ahead(60)).on_time == 100
    assert FUTURES == 1000


@pytest.mark.parametrize(
    ("past", "remaining", "total", "refusal"),
    [
        ([], 0, 0, "empty"),
        ([1] * 30, 0, 30, "done"),
        ([1] * 13, 5, 18, "short"),
        ([0] * 26 + [4], 5, 9, "few"),
        ([0] * 40, 5, 5, "few"),
        ([0] * 79 + [1] * 5, 100, 105, "far"),
        ([0] * 79 + [1] * 5, 5000, 5005, "far"),
    ],
)
def test_too_little_is_refused(past, remaining, total, refusal):
    found = forecast(past, remaining, TODAY, total=total)
    assert (found.refusal, found.p50, found.p95) == (refusal, None, None)


def test_only_the_last_twelve_weeks_count():
    assert forecast([50] * 100 + [1] * WINDOW, 10, TODAY, total=100).p95 == ahead(10)
