"""The jobs that send e-mail, each one message to one person, and the clock that asks for digests."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet

from boards.jobs.registry import Queue, job
from boards.models import EmailPace, Notification
from boards.notifications.mail import delivery, digests, letters, queries, services
from boards.notifications.mail.delivery import FIRST_PAUSE, LONGEST_PAUSE, SECONDS, TRIES
from boards.services import jobs

# For zones that stand at a quarter of an hour.
LOOK = datetime.timedelta(minutes=15)


@job(
    "notifications.mail",
    queue=Queue.MAIL,
    seconds=SECONDS,
    tries=TRIES,
    first_pause=FIRST_PAUSE,
    longest_pause=LONGEST_PAUSE,
)
def mail_entry(notification_id: int) -> None:
    """Tell a person by e-mail of one entry, if it is still news for them."""
    entry = _still_news(notification_id)
    if entry is None:
        return
    with letters.speaking_to(entry.user):
        mail = services.prepare(
            key=f"notification:{entry.pk}", user=entry.user, subject=letters.subject_of(entry), task=entry.task
        )
        delivery.deliver(mail, entry.user, letters.of_entry(entry), tells_of=[entry.pk])


@job(
    "notifications.digest",
    queue=Queue.MAIL,
    seconds=SECONDS,
    tries=TRIES,
    first_pause=FIRST_PAUSE,
    longest_pause=LONGEST_PAUSE,
)
def mail_digest(user_id: int, day: str) -> None:
    """Send a person the digest of a day, if there is something to say."""
    user = queries.person(user_id)
    if user is None:
        return
    services.leave_out(pks=queries.over(user))
    entries = _left_of(queries.awake(queries.news(user, pace=EmailPace.DIGEST)))
    if not entries:
        return
    with letters.speaking_to(user):
        mail = services.prepare(key=f"digest:{user.pk}:{day}", user=user, subject=letters.subject_of_digest(user))
        delivery.deliver(mail, user, letters.of_digest(user, entries), tells_of=[entry.pk for entry in entries])


@job("notifications.digests", queue=Queue.GENERAL, every=LOOK)
def begin_digests() -> None:
    """Ask for the digests that are due, each once a day of the person it is for."""
    for user in queries.waiting_for_digest():
        begins = digests.due(user, queries.settings_in(user))
        if begins is not None and queries.has_news_before(user, begins):
            day = begins.astimezone(user.zone).date().isoformat()
            jobs.add(mail_digest.ask(user.pk, day, once=f"digest:{user.pk}:{day}"))


@job("notifications.test_mail", queue=Queue.MAIL, seconds=SECONDS, tries=3, first_pause=20)
def mail_test(user_id: int, number: int) -> None:
    """Send a person the mail that they asked for, to see whether e-mail arrives."""
    user = queries.person(user_id)
    if user is None:
        return
    with letters.speaking_to(user):
        mail = services.prepare(key=f"test:{user.pk}:{number}", user=user, subject=letters.subject_of_test())
        delivery.deliver(mail, user, letters.of_test(user))


@job("notifications.purge_mails", queue=Queue.GENERAL, every=datetime.timedelta(days=1), at=datetime.timedelta(hours=3))
def purge_mails() -> None:
    """Forget what was mailed long ago."""
    services.purge()


def _still_news(pk: int) -> Notification | None:
    """The entry as it is to be mailed at once, or None: then it is noted that it won't be."""
    entry = queries.notification(pk)
    if entry is None or entry.mailed_at is not None:
        return None
    wanted = queries.awake(queries.news(entry.user, pace=EmailPace.AT_ONCE)).filter(pk=pk)
    found = _left_of(wanted) if queries.can_be_written_to(entry.user) else []
    if found:
        return found[0]
    if queries.pace_by_now(entry) == EmailPace.DIGEST:
        services.put_into_digest(pks=[pk])
    else:
        services.leave_out(pks=[pk])
    return None


def _left_of(found: QuerySet[Notification]) -> list[Notification]:
    """What is not undone of entries; those that are undone as a whole are not mailed any more."""
    entries = list(found)
    left = queries.without_undone(entries)
    gone = {entry.pk for entry in entries} - {entry.pk for entry in left}
    if gone:
        services.leave_out(pks=sorted(gone))
    return left
