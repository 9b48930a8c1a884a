"""The writer of what e-mails about accounts are made of, from the request until they are sent."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from boards.models import AccountMail
from boards.models.mails import SEALED_KEPT
from boards.services import jobs
from boards.services.jobs import NewJob
from boards.services.transactions import service
from boardsite import sealing

# The job that sends it (boards/accounts/mailing.py), and its queue.
JOB, QUEUE = "accounts.mail", "mail"
PURPOSE = "account mails"


@service
def put(*, content: dict[str, Any]) -> None:
    """Have this sent, in the transaction of the caller: plain values, which are sealed."""
    sealed = sealing.sealed(PURPOSE, json.dumps(content))
    mail = AccountMail.objects.create(content=sealed, created_at=timezone.now())
    jobs.add(NewJob(JOB, QUEUE, [mail.pk]))


@dataclass(frozen=True)
class Waiting:
    """What is to be sent, and since when. `content` is empty if the key of the site was replaced."""

    pk: int
    content: dict[str, Any] = field(repr=False)
    since: datetime.datetime


def waiting(pk: int) -> Waiting | None:
    """What is to be sent; None once that is done, or too late."""
    mail = AccountMail.objects.filter(pk=pk, created_at__gte=timezone.now() - SEALED_KEPT).first()
    if mail is None:
        return None
    return Waiting(pk, json.loads(sealing.opened(PURPOSE, mail.content) or "{}"), mail.created_at)


@service
def forget(*, pk: int) -> None:
    """It is sent, or never will be: its link is kept nowhere."""
    AccountMail.objects.filter(pk=pk).delete()


@service
def purge() -> int:
    """Forget what has waited for too long; returns how many that were."""
    return AccountMail.objects.filter(created_at__lt=timezone.now() - SEALED_KEPT).delete()[0]
