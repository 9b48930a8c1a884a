"""What may still be mailed to whom: looked at anew when a message is made, for much may have changed meanwhile."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from boards.models import (
    Activity,
    EmailPace,
    Notification,
    NotificationPreference,
    NotificationSettings,
    User,
)


def person(pk: int) -> User | None:
    """Somebody who can be written to."""
    user = User.objects.filter(pk=pk).first()
    return user if user is not None and can_be_written_to(user) else None


def can_be_written_to(user: User) -> bool:
    """Not those who have gone, and no address that nobody has confirmed: it may be a stranger's."""
    if not user.is_active or user.left_at is not None:
        return False
    unconfirmed = EmailAddress.objects.filter(user=user, email=user.email, verified=False)
    return not (settings.SENDS_EMAIL and unconfirmed.exists())


def is_here(pk: int) -> bool:
    """Whether there is such a person, with an account that is in use."""
    return User.objects.filter(pk=pk, is_active=True, left_at=None).exists()


def notification(pk: int) -> Notification | None:
    """One entry, with the person it is for."""
    return Notification.objects.select_related("user").filter(pk=pk).first()


def news(user: User, *, pace: str) -> QuerySet[Notification]:
    """What the person has been told, may still see, has not looked at, and wants to hear of by that pace."""
    refuses = NotificationPreference.objects.filter(user=user).exclude(by_email=pace)
    return (
        Notification.objects.filter(user=user, by_email=pace, mailed_at=None, read_at=None, archived_at=None)
        .seen()
        .exclude(webhook__is_on=True)
        .exclude(reason__in=refuses.values("reason"))
        .select_related("user", "project", "task__column", "actor")
        .order_by("project__title_key", "project", "task__number", "pk")
    )


def awake(found: QuerySet[Notification]) -> QuerySet[Notification]:
    """Without what is put off until later."""
    return found.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=timezone.now()))


def pace_by_now(entry: Notification) -> str:
    """How the person wants to hear of it by now: as decided when it was noted, but for what they have said since."""
    said = NotificationPreference.objects.filter(user=entry.user_id, reason=entry.reason)
    return said.values_list("by_email", flat=True).first() or entry.by_email


def without_undone(entries: Iterable[Notification]) -> list[Notification]:
    """Those of which something is left: changes that were taken back are struck off (in memory). One query."""
    given = list(entries)
    pks = {pk for entry in given for pk in entry.activities}
    undone = set(Activity.objects.filter(pk__in=pks, undone_by__isnull=False).values_list("pk", flat=True))
    kept = []
    for entry in given:
        left = [pk for pk in entry.activities if pk not in undone]
        if left or not entry.activities:
            entry.activities = left
            kept.append(entry)
    return kept


def settings_of(user_id: int) -> NotificationSettings:
    """What holds for all of a person's e-mails; the defaults where there is no row."""
    found = NotificationSettings.objects.filter(user=user_id).first()
    return found or NotificationSettings(user_id=user_id)


def settings_in(user: User) -> NotificationSettings:
    """The same of somebody who was read together with theirs."""
    found: NotificationSettings | None = getattr(user, "notification_settings", None)
    return found or NotificationSettings(user=user)


def waiting_for_digest() -> Sequence[User]:
    """The people for whom something is kept for a digest, with their settings; one query."""
    waiting = Notification.objects.filter(by_email=EmailPace.DIGEST, mailed_at=None).values("user")
    people = User.objects.filter(pk__in=waiting, is_active=True, left_at=None)
    return list(people.select_related("notification_settings").order_by("pk"))


def has_news_before(user: User, moment: datetime.datetime) -> bool:
    """Whether something of before that moment waits for the person's digest."""
    return awake(news(user, pace=EmailPace.DIGEST)).filter(changed_at__lt=moment).exists()


def over(user: User) -> list[int]:
    """The ids of what waits for the person's digest in vain: read or put away meanwhile, gone, out of their sight."""
    kept = Notification.objects.filter(user=user, by_email=EmailPace.DIGEST, mailed_at=None)
    return list(kept.exclude(pk__in=news(user, pace=EmailPace.DIGEST).values("pk")).values_list("pk", flat=True))
