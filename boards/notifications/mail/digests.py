"""When a person's digest is due: at their hour, on their weekdays, by their zone, once a day of theirs."""

from __future__ import annotations

import datetime

from django.utils import timezone

from boards.models import NotificationSettings, User
from boards.notifications import preferences


def moment(user: User, day: datetime.date, hour: int) -> datetime.datetime:
    """That hour of that day where the person is. What the clock leaves out comes as much later, what it has twice is
    the first of both."""
    return datetime.datetime.combine(day, datetime.time(hour), tzinfo=user.zone).astimezone(datetime.UTC)


def due(user: User, said: NotificationSettings, now: datetime.datetime | None = None) -> datetime.datetime | None:
    """The moment of today's digest if it has come, else None. What was told before it belongs into that digest."""
    now = now or timezone.now()
    day = now.astimezone(user.zone).date()
    if weekday(day) not in (said.digest_weekdays or preferences.DIGEST_WEEKDAYS):
        return None
    begins = moment(user, day, said.digest_hour)
    return begins if begins <= now else None


def weekday(day: datetime.date) -> int:
    """0 is Sunday, as in `WeekStart`."""
    return day.isoweekday() % 7
