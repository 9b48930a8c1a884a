"""The writer of the schedule in the database, which django-celery-beat reads. Only where a broker is set."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boards.services.transactions import service

# Rows of these names are ours; an operator's own are left alone.
MARK = "boardsite "
_CRONTAB = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")


@dataclass(frozen=True)
class Periodic:
    """A message that is to be sent by the clock: at the times of a `crontab` (five fields, UTC), or every `seconds`.

    Nobody hears of it any more `expires` seconds after its time.
    """

    name: str
    task: str
    crontab: str = ""
    seconds: int = 0
    arguments: Sequence[str] = ()
    expires: int = 300
    description: str = ""


@service
def keep(*, wanted: Sequence[Periodic]) -> None:
    """Make the schedule say what is wanted. What an operator has set otherwise, times or whether at all, stays."""
    from django_celery_beat.models import PeriodicTask

    names = [MARK + each.name for each in wanted]
    for gone in PeriodicTask.objects.filter(name__startswith=MARK).exclude(name__in=names):
        gone.delete()
    there = {row.name: row for row in PeriodicTask.objects.filter(name__in=names).select_related("crontab", "interval")}
    for each in wanted:
        _keep(each, there.get(MARK + each.name) or PeriodicTask(name=MARK + each.name))


def _keep(each: Periodic, row: Any) -> None:
    before = json.loads(row.headers or "{}").get("times")
    values = {
        "task": each.task,
        "args": json.dumps(each.arguments),
        "expire_seconds": each.expires,
        "description": each.description,
        "headers": json.dumps({"times": _words_of(each)}),
    }
    # The times are ours for as long as they are what we have set.
    if row.pk is None or (before == _times_of(row) and before != _words_of(each)):
        values |= _schedule(each)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()


def _words_of(each: Periodic) -> str:
    return each.crontab or f"{each.seconds} seconds"


def _times_of(row: Any) -> str:
    if row.crontab:
        return " ".join(getattr(row.crontab, name) for name in _CRONTAB)
    return f"{row.interval.every} {row.interval.period}" if row.interval else ""


def _schedule(each: Periodic) -> dict[str, object]:
    from django_celery_beat.models import CrontabSchedule, IntervalSchedule

    if each.crontab:
        fields = dict(zip(_CRONTAB, each.crontab.split(), strict=True))
        found, _made = CrontabSchedule.objects.get_or_create(**fields, timezone="UTC")
        return {"crontab": found, "interval": None}
    found, _made = IntervalSchedule.objects.get_or_create(every=each.seconds, period=IntervalSchedule.SECONDS)
    return {"interval": found, "crontab": None}


def called(*, names: Sequence[str]) -> dict[str, datetime.datetime]:
    """When each of these that is not switched off was last sent, as beat believes."""
    from django_celery_beat.models import PeriodicTask

    rows = PeriodicTask.objects.filter(name__in=[MARK + name for name in names], enabled=True)
    sent = rows.exclude(last_run_at=None).values_list("name", "last_run_at")
    return {name.removeprefix(MARK): at for name, at in sent}
