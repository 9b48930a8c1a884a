"""Percentiles, weeks and days by themselves."""

import datetime
import zoneinfo

import pytest

from boards.reports.days import Days, Period, week_of
from boards.reports.flow import Percentiles, daily, durations, percentile, percentiles, weeks
from boards.reports.history import State, TaskHistory

AUCKLAND, ANGELES = zoneinfo.ZoneInfo("Pacific/Auckland"), zoneinfo.ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("values", "level", "found"),
    [
        ([], 50, None),
        ([7], 50, 7),
        ([7], 95, 7),
        ([1, 2, 3, 4], 50, 2),
        ([4, 3, 2, 1], 85, 4),
        (list(range(1, 101)), 85, 85),
        (list(range(1, 101)), 95, 95),
        (list(range(1, 21)), 95, 19),
    ],
)
def test_percentile_is_by_nearest_rank(values, level, found):
    assert percentile(values, level) == found


def test_percentiles_of_nothing():
    assert percentiles([]) == Percentiles(0, None, None, None)


@pytest.mark.parametrize(("start", "monday"), [(1, 2), (0, 1), (6, 28)])
def test_weeks_begin_on_the_chosen_day(start, monday):
    # 4 March 2026 was a Wednesday.
    assert week_of(datetime.date(2026, 3, 4), start).day == monday
    assert week_of(week_of(datetime.date(2026, 3, 4), start), start).day == monday


@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        (ANGELES, datetime.date(2026, 3, 8), 23),
        (ANGELES, datetime.date(2026, 11, 1), 25),
        (AUCKLAND, datetime.date(2026, 4, 5), 25),
        (AUCKLAND, datetime.date(2026, 9, 27), 23),
        (datetime.UTC, datetime.date(2026, 3, 8), 24),
    ],
)
def test_days_are_as_long_as_the_clocks_make_them(zone, first, hours):
    period = Period.of(first, first, zone)
    assert period.end - period.start == datetime.timedelta(hours=hours)


def test_a_moment_falls_on_its_day():
    days = Days(datetime.date(2026, 3, 8), datetime.date(2026, 3, 9), ANGELES)
    midnight = datetime.datetime(2026, 3, 9, tzinfo=ANGELES).timestamp()
    assert [days.index(midnight + step) for step in (-0.001, 0, 86400)] == [0, 1, 2]
    assert [days.contains(moment) for moment in (days.start - 1, days.start, days.ends[-1])] == [False, True, False]
    assert days.date(midnight) == datetime.date(2026, 3, 9)


def state(status, **fields):
    given = {"column_id": 1, "progress": 0, "completed_at": None, "is_archived": False, "is_deleted": False}
    return State(status=status, due=None, assignee_id=None, **{**given, **fields})


def test_what_happens_at_midnight_belongs_to_the_new_day():
    days = Days(datetime.date(2026, 3, 8), datetime.date(2026, 3, 9), datetime.UTC)
    midnight = days.ends[0]
    states, now = ["pending", "in_progress", "completed"], state("completed", completed_at=midnight)
    times = [days.start, midnight, midnight]
    task = TaskHistory(1, 1, "One", 0, times, states, states, None, now, is_begun_elsewhere=False)
    counts = [(day.pending, day.in_progress, day.completed) for day in daily([task], days)]
    assert counts == [(1, 0, 0), (0, 0, 1)]
    (done,) = durations([task], days)
    assert (done.completed, done.lead, done.cycle) == (datetime.date(2026, 3, 9), 2, 1)
    assert [week.completed for week in weeks([done], days, 1)] == [0, 1]


def test_archived_tasks_are_done_or_out():
    done = state("completed", completed_at=1.0, is_archived=True)
    assert (done.is_done, done.is_open, done.is_on_board, done.stage) == (True, False, False, "completed")
    out = state("in_progress", is_archived=True)
    assert (out.is_done, out.is_open, out.is_on_board, out.stage) == (False, False, False, "")
    gone = state("completed", completed_at=1.0, is_deleted=True)
    assert (gone.is_done, gone.is_open, gone.stage) == (False, False, "")
