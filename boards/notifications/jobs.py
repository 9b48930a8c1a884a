"""What the clock does for the inbox. E-mail has jobs of its own, in `mail`."""

from __future__ import annotations

import datetime

from boards.jobs.registry import Queue, job
from boards.notifications import reminders, unblocked, webhooks_off
from boards.notifications.services import inbox
from boards.services import notices

# Zones differ by quarters of an hour.
OFTEN = datetime.timedelta(minutes=15)
KEPT = datetime.timedelta(days=180)


@job("notifications.remind", queue=Queue.GENERAL, seconds=300, every=OFTEN)
def remind() -> None:
    """Tell what is due tomorrow, and what is overdue since today, where it is morning."""
    reminders.remind()


@job(notices.WEBHOOK_OFF, queue=Queue.GENERAL)
def tell_of_webhook(webhook_id: int) -> None:
    """Tell whoever manages a webhook that the site has switched it off, unless it is on again."""
    webhooks_off.tell(webhook_id)


@job(notices.UNBLOCKED, queue=Queue.GENERAL)
def tell_of_unblocked(task_id: int, project_id: int, actor_id: int, moment: str) -> None:
    """Tell whoever looks after a task that it waits for nothing any more, unless it does again."""
    unblocked.tell(task_id=task_id, through=project_id, actor_id=actor_id, moment=moment)


@job("notifications.wake", queue=Queue.GENERAL, every=OFTEN)
def wake() -> None:
    """Bring back what was snoozed until now."""
    inbox.wake()


@job("notifications.purge", queue=Queue.GENERAL, every=datetime.timedelta(days=1), at=datetime.timedelta(hours=3))
def purge() -> None:
    """Forget what was read or put away long ago."""
    inbox.purge(older_than=KEPT)
