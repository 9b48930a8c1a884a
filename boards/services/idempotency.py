"""A call that is sent twice with the same key is carried out once, and a form that is sent twice from the same page."""

from __future__ import annotations

import datetime

from django.db import connection
from django.utils import timezone

from boards.models import KeptAnswer, User
from boards.services.transactions import service

KEPT = datetime.timedelta(hours=24)
# A form that was being carried out for so long never came to its end: no request lasts as long.
LONGEST = datetime.timedelta(minutes=10)
# Before the key of a form. No Idempotency-Key has a blank.
FORM = "form "

_TABLE = KeptAnswer._meta.db_table
_BEGIN = f"""
    INSERT INTO {_TABLE} (user_id, "key", fingerprint, headers, body, created_at) VALUES (%s, %s, '', '{{}}', '', %s)
    ON CONFLICT (user_id, "key") DO UPDATE SET status = NULL, created_at = excluded.created_at
    WHERE {_TABLE}.created_at <= CASE WHEN {_TABLE}.status IS NULL THEN %s ELSE %s END
    OR {_TABLE}.status IS NOT NULL AND EXISTS (
        SELECT 1 FROM {_TABLE} AS later
        WHERE later.user_id = {_TABLE}.user_id AND later."key" LIKE %s AND later.created_at > {_TABLE}.created_at
    )
    RETURNING id
"""  # noqa: S608  the name of a table of ours


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


def begin(*, form: str, actor: User) -> KeptAnswer | None:
    """The row of a form, for the caller to carry out and then to `keep` or `forget`; one statement.

    None while another request is at it, and once it has been answered, unless the person has sent another form since:
    who deletes a card, undoes that and deletes it again means it.
    """
    now = timezone.now()
    times = map(connection.ops.adapt_datetimefield_value, (now, now - LONGEST, now - KEPT))
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [actor.pk, FORM + form, *times, f"{FORM}%"])
        row = cursor.fetchone()
    return KeptAnswer(pk=row[0], user=actor, key=FORM + form, created_at=now) if row else None


def of_form(*, form: str, actor: User) -> KeptAnswer | None:
    """What a form has been answered; None while it is not."""
    return find(key=FORM + form, actor=actor)


@service
def keep(*, answer: KeptAnswer, status: int, headers: dict[str, str], body: str) -> None:
    """Remember the answer, in the transaction of the change; of a form, after it."""
    answer.status, answer.headers, answer.body = status, headers, body
    answer.save(update_fields=["status", "headers", "body"])


@service
def forget(*, answer: KeptAnswer) -> None:
    """Let the form be sent again: it has changed nothing."""
    answer.delete()


def purge() -> int:
    """Forget the answers that are older than a day; returns how many that were."""
    return KeptAnswer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
