"""Background work as machines count it: from its rows, so that it doesn't matter which process has done it.

The names are those of `boardsite.observing.metrics.FROM_ROWS`, the values stand by their labels.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Sum
from django.utils import timezone

from boards.models import DeliveryState, Job, JobState, Mail, WebhookDelivery
from boards.queries import jobs

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
Values = dict[tuple[str, ...], float]


def all_of_them(queues: Collection[str], scheduled: Collection[str]) -> dict[str, Values]:
    """Eight queries, whose cost follows what waits, what has failed, and what an hour brings (of mails a day).

    `scheduled`: the names of the jobs that the clock calls for.
    """
    now = timezone.now()
    failed = _counted(Job.objects.filter(state=JobState.FAILED), "name")
    return {
        **_queues(queues, now),
        **_ended(now),
        "boardsite_jobs_last_end_seconds": _last_ends(scheduled),
        "boardsite_jobs_trying_again": _counted(Job.objects.filter(state=JobState.WAITING, attempts__gt=0), "name"),
        "boardsite_jobs_failed": {(): sum(failed.values())},
        "boardsite_jobs_given_up": failed,
        "boardsite_webhook_deliveries_pending": {(): _pending()},
        "boardsite_webhook_deliveries_last_hour": _counted(
            WebhookDelivery.objects.filter(ended_at__gte=now - HOUR), "state"
        ),
        "boardsite_mails_last_day": _counted(Mail.objects.filter(created_at__gte=now - DAY), "state"),
    }


def _queues(names: Collection[str], now: datetime.datetime) -> dict[str, Values]:
    lines = jobs.queues(names)
    oldest = {line.name: (now - line.oldest).total_seconds() if line.oldest else 0 for line in lines}
    return {
        "boardsite_jobs_waiting": {(line.name,): line.waiting for line in lines},
        "boardsite_jobs_oldest_seconds": {(name,): seconds for name, seconds in oldest.items()},
        "boardsite_jobs_later": {(line.name,): line.later for line in lines},
        "boardsite_jobs_running": {(line.name,): line.running for line in lines},
    }


def _ended(now: datetime.datetime) -> dict[str, Values]:
    rows = Job.objects.filter(finished_at__gte=now - HOUR).order_by().values_list("name", "state")
    found = list(rows.annotate(count=Count("pk"), took=Sum(F("finished_at") - F("started_at"))))
    return {
        "boardsite_jobs_last_hour": {(name, state): count for name, state, count, _took in found},
        "boardsite_jobs_last_hour_seconds": {
            (name, state): took.total_seconds() if took else 0 for name, state, _count, took in found
        },
    }


def _last_ends(names: Collection[str]) -> Values:
    ended = Job.objects.filter(state__in=[JobState.DONE, JobState.FAILED], name__in=names).order_by()
    last = ended.values_list("name", "state").annotate(last=Max("finished_at"))
    return {(name, state): moment.timestamp() for name, state, moment in last if moment}


def _pending() -> int:
    return WebhookDelivery.objects.filter(state__in=[DeliveryState.WAITING, DeliveryState.SENDING]).count()


def _counted(rows: QuerySet[Any], field: str) -> Values:
    return {(value,): count for value, count in rows.order_by().values_list(field).annotate(count=Count("pk"))}
