"""What the clock calls for, as the rows that beat reads (`manage.py prepare` writes them)."""

from __future__ import annotations

import datetime
import inspect

from django.conf import settings

from boards.jobs import registry
from boards.jobs.registry import Definition
from boards.services import periodic
from boards.services.periodic import Periodic

# How often it is looked for what was forgotten, in seconds; another message is on its way before one is out of date.
SWEEP = 10
_HOUR = datetime.timedelta(hours=1)


def keep_in_step() -> None:
    """Write the schedule, where there is a broker."""
    if settings.BROKER_URL:
        periodic.keep(wanted=wanted())


def wanted() -> list[Periodic]:
    """One message for the sweep, and one for each job that the clock calls for."""
    sweep = Periodic(
        "sweep", "boardsite.sweep", seconds=SWEEP, expires=SWEEP, description="Finds work that was forgotten."
    )
    return [sweep, *map(_of, registry.scheduled())]


def _of(known: Definition) -> Periodic:
    return Periodic(
        known.name,
        "boardsite.begin",
        crontab=crontab(known),
        arguments=[known.name],
        description=(inspect.getdoc(known.run) or known.name).split("\n")[0],
    )


def crontab(known: Definition) -> str:
    """The beginnings of its periods, in UTC."""
    every, minutes = known.every or _HOUR, int(known.at.total_seconds() // 60)
    if every < _HOUR:
        step = int(every.total_seconds() // 60)
        return f"{_each(minutes % step, step, 60)} * * * *"
    if every < datetime.timedelta(days=7):
        step = int(every.total_seconds() // 3600)
        return f"{minutes % 60} {_each(minutes // 60 % step, step, 24)} * * *"
    # The first day of all was a Thursday.
    return f"{minutes % 60} {minutes // 60 % 24} * * {(4 + minutes // 1440) % 7}"


def _each(first: int, step: int, end: int) -> str:
    """Every `step` beginning with `first`."""
    if step == 1:
        return "*"
    return str(first) if first + step >= end else f"{first}-{end - 1}/{step}"
