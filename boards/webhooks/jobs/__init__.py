"""What webhooks have done beside requests: what waits is sent, and old deliveries are forgotten."""

from __future__ import annotations

import datetime
import time

from django.utils import timezone

from boards import events
from boards.jobs.registry import Later, Queue, job
from boards.models import WebhookDelivery
from boards.webhooks.jobs import outbox, sending
from boards.webhooks.services import deliveries
from boards.webhooks.services.deliveries import JOB, Lane

# One run goes on in its lane for so long, then lets others.
AT_ONCE_SECONDS = 30


# How often is decided by the deliveries, not by the job: it comes again for each of them.
@job(JOB, queue=Queue.WEBHOOKS, seconds=AT_ONCE_SECONDS + 30, tries=30_000)
def deliver(webhook: int, project: int, task: int) -> None:
    """Send what waits for a webhook of one task, or of what concerns no task of a project, in its order."""
    end = time.monotonic() + AT_ONCE_SECONDS
    lane = Lane(webhook, project, task)
    while isinstance(claimed := deliveries.claim(lane=lane), WebhookDelivery):
        sending.send(claimed)
        if time.monotonic() > end:
            claimed = timezone.now()
            break
    if claimed is not None:
        raise Later(claimed)


@job("webhooks.sweep", every=datetime.timedelta(minutes=15))
def sweep() -> None:
    """Have sent what is long due, and what no job knows of."""
    deliveries.ask_for_forgotten()


@job("webhooks.purge", every=datetime.timedelta(days=1), at=datetime.timedelta(hours=2, minutes=20))
def purge() -> None:
    """Forget deliveries that ended long ago."""
    deliveries.purge()


def connect() -> None:
    """Have the history told to webhooks; called once, when Django starts."""
    events.subscribe_durably("webhooks", outbox.write_for)
