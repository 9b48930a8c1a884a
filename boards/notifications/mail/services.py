"""Keeps book of e-mails: what is about to be handed over, what the mail server has taken, and what it refused."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence

from django.conf import settings
from django.utils import timezone

from boards.models import (
    EmailPace,
    Mail,
    MailState,
    Notification,
    NotificationPreference,
    NotificationSettings,
    Task,
    User,
)
from boards.models.mails import KEPT
from boards.services import rate_limits
from boards.services.transactions import service

_ERROR_LIMIT = 500
# Test mails that a person gets within a window of seconds.
TESTS, TESTS_SECONDS = 5, 600


@service
def prepare(*, key: str, user: User, subject: str, task: Task | None = None) -> Mail:
    """The row of a message, made when it is first asked for; each time is one more attempt.

    What belongs to a task keeps the subject of the first message of it, or mail programs would part them.
    """
    mail = Mail.objects.filter(key=key).first()
    if mail is not None:
        mail.attempts += 1
        mail.save(update_fields=["attempts"])
        return mail
    first = Mail.objects.filter(task=task, user=user).exclude(subject="").order_by("pk").first() if task else None
    return Mail.objects.create(
        key=key,
        user=user,
        task=task,
        message_id=_new_message_id(),
        subject=first.subject if first else subject,
        attempts=1,
        created_at=timezone.now(),
    )


@service
def begin(*, mail: Mail) -> bool:
    """Note that it is handed over from now on; returns whether an earlier attempt may have succeeded unheard.

    `mail` itself stays as it was read: `not_taken` puts that back.
    """
    again = mail.state == MailState.SENDING
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENDING, uncertain=mail.uncertain + again)
    return again


@service
def not_taken(*, mail: Mail, error: str) -> None:
    """The mail server, or the way to it, said no for now: it stands with the message as before this attempt."""
    Mail.objects.filter(pk=mail.pk).update(state=mail.state, uncertain=mail.uncertain, error=error[:_ERROR_LIMIT])


@service
def unanswered(*, mail: Mail, error: str) -> None:
    """The mail server went silent with the whole message in its hands. It may have taken it."""
    Mail.objects.filter(pk=mail.pk).update(error=error[:_ERROR_LIMIT])


@service
def sent(*, mail: Mail, notifications: Collection[int] = ()) -> None:
    """The mail server has taken it, and with it what it tells of. What it said of the person before is over."""
    now = timezone.now()
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=now, error="")
    Notification.objects.filter(pk__in=notifications).update(mailed_at=now)
    NotificationSettings.objects.filter(user=mail.user_id).exclude(bounce="").update(bounce="", bounced_at=None)


@service
def refused(*, mail: Mail, error: str) -> None:
    """The mail server will not take it for this person, who is told so on their pages."""
    Mail.objects.filter(pk=mail.pk).update(state=MailState.REFUSED, error=error[:_ERROR_LIMIT])
    note_bounce(user_id=mail.user_id, error=error)


@service
def note_bounce(*, user_id: int, error: str) -> None:
    """Keep why a person could not be reached."""
    values = {"bounce": error[:_ERROR_LIMIT], "bounced_at": timezone.now()}
    NotificationSettings.objects.update_or_create(user_id=user_id, defaults=values)


@service
def leave_out(*, pks: Sequence[int]) -> None:
    """These are not mailed any more: read meanwhile, taken back, or not wanted."""
    Notification.objects.filter(pk__in=pks, mailed_at=None).update(by_email=EmailPace.OFF)


@service
def put_into_digest(*, pks: Sequence[int]) -> None:
    """These wait for the digest, as the person wants it by now."""
    Notification.objects.filter(pk__in=pks, mailed_at=None).update(by_email=EmailPace.DIGEST)


@service
def set_paces(*, user_id: int, paces: Mapping[str, str]) -> None:
    """How a person hears of these reasons by e-mail. The inbox stays as it is."""
    for reason, pace in paces.items():
        NotificationPreference.objects.update_or_create(user_id=user_id, reason=reason, defaults={"by_email": pace})


@service
def withdraw_links(*, user: User, actor: User) -> None:
    """Make all links to unsubscribe that were sent to a person worthless."""
    NotificationSettings.objects.update_or_create(user=user, defaults={"unsubscribe_salt": secrets.token_urlsafe(12)})


def may_test(*, user: User) -> bool:
    """Whether the person may be sent one more test mail now; counts it."""
    window = int(timezone.now().timestamp() // TESTS_SECONDS)
    return rate_limits.take(caller=f"test mail:{user.pk}", window=window, count=1) <= TESTS


@service
def purge() -> int:
    """Forget what was mailed long ago; returns how many messages that were."""
    return Mail.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _new_message_id() -> str:
    return f"<{secrets.token_hex(12)}@{domain()}>"


def domain() -> str:
    """The name that ids of messages, threads and lists end with."""
    host = settings.SITE.hostname or "localhost"
    return "localhost" if ":" in host else host
