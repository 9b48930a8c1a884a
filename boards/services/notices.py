"""What people are to be told though it is no change of a board: noted as a job, which says who is told, and how."""

from __future__ import annotations

from boards.models import Webhook
from boards.services import jobs
from boards.services.jobs import NewJob
from boards.services.transactions import service

# The job that does it (boards/notifications/jobs.py), and its queue.
WEBHOOK_OFF, QUEUE = "notifications.webhook_off", "general"


@service
def webhook_off(*, webhook: Webhook) -> None:
    """Have whoever manages a webhook told that the site has switched it off. In the transaction of that."""
    jobs.add(NewJob(WEBHOOK_OFF, QUEUE, [webhook.pk], key=str(webhook.pk)))
