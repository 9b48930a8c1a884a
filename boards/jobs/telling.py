"""Every change is told to those who subscribed for certain: from the history itself, which is written with the change.

A row of the history is marked once all have been told of it, in the transaction in which they note what follows. So
what a subscriber does is to write rows (and jobs), never to call anybody. One process at a time does this.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import perf_counter

from django.db import transaction

from boards import events
from boards.jobs.registry import GiveUp, Queue, job
from boards.models import Activity
from boards.services import jobs
from boards.services import telling as rows_of

logger = logging.getLogger("boardsite.jobs")

# Changes that are told in one transaction; fewer where many follow from each, because others can't write meanwhile.
AT_ONCE, SECONDS = 200, 0.25


def tell_all() -> int:
    """Tell of all changes that nobody has been told of yet; returns how many there were."""
    told, most = 0, AT_ONCE
    # Looking costs nothing, and a transaction would have others wait in vain.
    while rows_of.any_untold():
        asked, begun = most, perf_counter()
        some = _tell_some(most)
        told += some
        if some < asked:
            break
        seconds = max(perf_counter() - begun, 0.001)
        most = min(AT_ONCE, max(1, int(some * SECONDS / seconds)))
    return told


def _tell_some(most: int) -> int:
    with transaction.atomic():
        activities = rows_of.take_untold(most=most)
        for name, consumer in events.durable_subscribers().items():
            _tell(name, consumer, activities)
        return len(activities)


def _tell(name: str, consumer: events.Consumer, activities: Sequence[Activity]) -> None:
    """All at once; if that fails one by one, so that one that can't be told of doesn't stop the others."""
    try:
        with transaction.atomic():
            consumer(activities)
    except Exception:
        if len(activities) == 1:
            logger.exception("%s failed for the change %s.", name, activities[0].pk)
            jobs.add(tell_one.ask(name, activities[0].pk))
            return
        for activity in activities:
            _tell(name, consumer, [activity])


@job("changes.tell", queue=Queue.GENERAL, tries=5)
def tell_one(name: str, activity_id: int) -> None:
    """Tell one subscriber of one change again, after it has failed."""
    consumer = events.durable_subscribers().get(name)
    if consumer is None:
        raise GiveUp(f"Nobody is named {name}.")
    activity = rows_of.read([activity_id])
    with transaction.atomic():
        consumer(activity)
