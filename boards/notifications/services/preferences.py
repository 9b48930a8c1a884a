"""The only writer of how people want to hear of what."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import EmailPace, NotificationPreference, NotificationSettings, Reason, User
from boards.services.transactions import service

# 0 is Sunday, as in `WeekStart`.
WEEKDAYS = range(7)
HOURS = range(24)


@service
def hold(*, user: User) -> None:
    """Keep what a person chose from being changed until the end of a transaction that the caller has opened."""
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()


@service
def choose(*, ways: Mapping[Reason, tuple[bool, str]], actor: User) -> None:
    """Keep for each of these reasons whether it stands in the inbox, and the pace of e-mail; one statement."""
    for _in_inbox, pace in ways.values():
        if pace not in EmailPace.values:
            raise InvalidInput("by_email", _("Choose off, at once or digest."))
    NotificationPreference.objects.bulk_create(
        [
            NotificationPreference(user=actor, reason=reason, in_inbox=in_inbox, by_email=pace)
            for reason, (in_inbox, pace) in ways.items()
        ],
        update_conflicts=True,
        update_fields=["in_inbox", "by_email"],
        unique_fields=["user", "reason"],
    )


@service
def set_digest(*, hour: int, weekdays: Collection[int], actor: User) -> None:
    """Keep the hour and the weekdays of the digest, in the person's zone."""
    if hour not in HOURS:
        raise InvalidInput("digest_hour", _("Choose an hour from 0 to 23."))
    if not weekdays or not set(weekdays) <= set(WEEKDAYS):
        raise InvalidInput("digest_weekdays", _("Choose at least one day of the week, 0 (Sunday) to 6."))
    values = {"digest_hour": hour, "digest_weekdays": sorted(set(weekdays))}
    NotificationSettings.objects.update_or_create(user=actor, defaults=values)
