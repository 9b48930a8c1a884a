"""A call that is sent twice with the same key is carried out once."""

from __future__ import annotations

import datetime

from django.utils import timezone

from boards.models import KeptAnswer, User
from boards.services.transactions import service

KEPT = datetime.timedelta(hours=24)


def find(*, key: str, actor: User) -> KeptAnswer | None:
    """The answer of this key, if it has been given and is kept still; one query, which waits for nobody."""
    kept = KeptAnswer.objects.filter(user=actor, key=key, created_at__gte=timezone.now() - KEPT)
    return kept.exclude(status=None).first()


@service
def claim(*, key: str, fingerprint: str, actor: User) -> KeptAnswer:
    """The row of this key: with a status if the call has been answered, else the caller's to fill with `keep`.

    Caller has opened the transaction that the change itself is part of. Another call with the same key waits here
    until that transaction has ended; if it failed, the row is free again. What is older than a day goes.
    """
    now = timezone.now()
    KeptAnswer.objects.filter(user=actor, created_at__lt=now - KEPT).delete()
    row = KeptAnswer(user=actor, key=key, fingerprint=fingerprint, created_at=now)
    KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)
    return KeptAnswer.objects.select_for_update().get(user=actor, key=key)


@service
def keep(*, answer: KeptAnswer, status: int, headers: dict[str, str], body: str) -> None:
    """Remember the answer, in the transaction of the change."""
    answer.status, answer.headers, answer.body = status, headers, body
    answer.save(update_fields=["status", "headers", "body"])


def purge() -> int:
    """Forget the answers that are older than a day; returns how many that were."""
    return KeptAnswer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
