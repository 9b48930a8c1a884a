"""Hands one message over and keeps book of it, so that it is sent once.

Before the mail server has the whole message, the row of it says `sending`; once it has answered, `sent`. Whoever
begins anew and finds `sending` doesn't know, sends it again under the same Message-ID, and counts that.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from boards.jobs.registry import GiveUp, Later
from boards.models import Mail, MailState, User
from boards.notifications.mail import services as book
from boards.notifications.mail import shape, smtp
from boards.notifications.mail.shape import Letter
from boards.services import jobs
from boardsite.observing import metrics

# A message is tried for half a day: one that comes later is of no use.
TRIES, FIRST_PAUSE, LONGEST_PAUSE = 10, 60, 4 * 3600
# For each of the steps of a conversation there are 10 seconds (EMAIL_TIMEOUT).
SECONDS = 120


def deliver(mail: Mail, user: User, letter: Letter, *, tells_of: Collection[int] = ()) -> None:
    """Send it, unless that is done; raises `Later` and `GiveUp` as jobs do. `tells_of`: ids of notifications."""
    if mail.state == MailState.SENT:
        book.sent(mail=mail, notifications=tells_of)
        return
    try:
        smtp.send(shape.message(mail, user, letter), begin=lambda: _begin(mail))
    except smtp.Refused as error:
        book.refused(mail=mail, error=str(error))
        metrics.mails.labels("refused").inc()
        raise GiveUp(str(error)) from error
    except smtp.NotTaken as error:
        _not_taken(mail, error)
    except smtp.Unanswered as error:
        book.unanswered(mail=mail, error=str(error))
        raise _later(mail, str(error)) from error
    else:
        book.sent(mail=mail, notifications=tells_of)
        metrics.mails.labels("sent").inc()


def _begin(mail: Mail) -> None:
    if book.begin(mail=mail):
        metrics.mails.labels("uncertain").inc()


def _not_taken(mail: Mail, error: smtp.NotTaken) -> None:
    """A mailbox that takes nothing for half a day is noted as if it had refused; a mail server that is away isn't."""
    book.not_taken(mail=mail, error=str(error))
    if error.of_person and mail.attempts >= TRIES:
        book.note_bounce(user_id=mail.user_id, error=str(error))
    metrics.mails.labels("postponed").inc()
    raise _later(mail, str(error)) from error


def _later(mail: Mail, error: str) -> Later:
    return Later(timezone.now() + jobs.pause_after(mail.attempts, first=FIRST_PAUSE, longest=LONGEST_PAUSE), error)
