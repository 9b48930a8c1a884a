"""When a person's digest comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from boards.models import NotificationSettings, User


class Digest(NamedTuple):
    """Hour and weekdays, in the person's zone; no weekdays: those of the default."""

    hour: int
    weekdays: Sequence[int]


def digest_of(user: User) -> Digest:
    """As it is kept, or the default; one query."""
    found = NotificationSettings.objects.filter(user=user).first() or NotificationSettings(user=user)
    return Digest(found.digest_hour, found.digest_weekdays)
