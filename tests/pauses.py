"""How long something waits, told on a machine that may be slow."""

import datetime

from django.utils import timezone


def lies_ahead(moment: datetime.datetime, low: float, high: float, *, since: datetime.datetime) -> bool:
    """Whether a moment that was chosen after `since` is more than `low` seconds ahead, and less than `high`.

    The lower bound counts from before the choice and the upper one from now, so that a slow machine breaks neither.
    """
    return (moment - since).total_seconds() > low and (moment - timezone.now()).total_seconds() < high
