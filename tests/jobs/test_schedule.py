"""The clock in words of crontab: it calls when a period begins, and in each period."""

import datetime

import pytest
from celery.schedules import crontab

from boards.jobs import registry, schedule

MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("every", "at", "words"),
    [
        ({"minutes": 1}, {}, "* * * * *"),
        ({"minutes": 5}, {}, "0-59/5 * * * *"),
        ({"minutes": 15}, {"minutes": 7}, "7-59/15 * * * *"),
        ({"hours": 1}, {"minutes": 20}, "20 * * * *"),
        ({"hours": 6}, {"hours": 2, "minutes": 5}, "5 2-23/6 * * *"),
        ({"days": 1}, {"hours": 2, "minutes": 40}, "40 2 * * *"),
        ({"days": 7}, {"days": 4, "hours": 3}, "0 3 * * 1"),
    ],
)
def test_words_are_the_beginnings_of_the_periods(monkeypatch, every, at, words):
    monkeypatch.setattr(registry, "_known", {})
    options = {"every": datetime.timedelta(**every), "at": datetime.timedelta(**at)}
    known = registry.job("test", **options)(lambda: None)
    assert schedule.crontab(known) == words
    fields = dict(zip(("minute", "hour", "day_of_month", "month_of_year", "day_of_week"), words.split(), strict=True))
    clock = crontab(**fields)
    moment = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    for _minute in range(8 * 1440):
        begins = known.slot(moment) != known.slot(moment - MINUTE)
        calls = (
            moment.minute in clock.minute and moment.hour in clock.hour and moment.isoweekday() % 7 in clock.day_of_week
        )
        assert begins == calls, moment
        moment += MINUTE
