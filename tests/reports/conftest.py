"""What tests of reports share: a clock that is set by hand, so that a history has days."""

import datetime

import pytest
from django.utils import timezone

from boards.models import User
from boards.reports import choices, figures, queries
from boards.reports.choices import Choice


class Clock:
    """The time of the site. Starts on Monday, 2 March 2026, 09:00 UTC."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def to(self, day: int, hour: int = 9, minute: int = 0, month: int = 3) -> None:
        """Set it to a time of 2026, in UTC."""
        self.now = datetime.datetime(2026, month, day, hour, minute, tzinfo=datetime.UTC)

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += datetime.timedelta(**by)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def day(number: int, month: int = 3) -> datetime.date:
    """A day of 2026."""
    return datetime.date(2026, month, number)


def report_of(project, *, reader: User | None = None, since: str = "start", **asked) -> figures.ProjectReport:
    """The figures for a reader (the owner), from the beginning if nothing else is asked for."""
    reader = reader or project.owner
    project.refresh_from_db()
    choice = Choice(since="" if "first" in asked else since, **asked)
    period = choices.period(choice, queries.began(project), reader, queries.last_made(project, reader))
    return figures.project_report(project, period, week_start=reader.week_start, today=reader.today())


def numbers(lines) -> list[int]:
    """The numbers of the tasks in a list."""
    return [line.number for line in lines]
