"""What people are to be told though it is no change of a board: noted as a job, which says who is told, and how."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone

from boards.models import Task, Webhook
from boards.services import jobs
from boards.services.jobs import NewJob
from boards.services.transactions import service

# The jobs that do it (boards/notifications/jobs.py), and their queue.
WEBHOOK_OFF, QUEUE = "notifications.webhook_off", "general"
UNBLOCKED = "notifications.unblocked"
# Within this time what was only a slip is taken back, and nobody is told.
SLIP = datetime.timedelta(minutes=1)


@service
def webhook_off(*, webhook: Webhook) -> None:
    """Have whoever manages a webhook told that the site has switched it off. In the transaction of that."""
    jobs.add(NewJob(WEBHOOK_OFF, QUEUE, [webhook.pk], key=str(webhook.pk)))


@service
def unblocked(*, tasks: Iterable[Task], project_id: int, actor_id: int | None) -> None:
    """Have whoever looks after these tasks told that nothing blocks them any more, as far as they may see the project
    of what did. In the transaction of the change."""
    now = timezone.now()
    moment = f"{now:%Y%m%d%H%M%S%f}"
    jobs.add(
        *(
            NewJob(UNBLOCKED, QUEUE, [task.pk, project_id, actor_id or 0, moment], now + SLIP, key=str(task.pk))
            for task in tasks
        )
    )
