"""The writer of API keys."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput, RuleBroken
from boards.models import Activity, ApiKey, User
from boards.models.keys import MARK
from boards.rules.text import NAME_LIMIT, clean_line
from boards.services import secrets
from boards.services.transactions import service

MOST_KEYS = 50
# So long a person sees in the list of their keys that one is over.
KEPT = datetime.timedelta(days=90)


@dataclass(frozen=True)
class NewKey:
    """A key that has just been made, with the secret that nobody is shown again."""

    key: ApiKey
    secret: str = field(repr=False)


@service
def create(*, name: str, can_write: bool, expires_at: datetime.datetime | None, actor: User) -> NewKey:
    """Make a key for the actor. RuleBroken when they have too many."""
    # Locks the person, so that two calls at once don't both make the last one.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if actor.api_keys.filter(revoked_at=None).count() >= MOST_KEYS:
        raise RuleBroken(_("You have %(count)s keys, the most there can be. Revoke one first.") % {"count": MOST_KEYS})
    if expires_at is not None and expires_at <= timezone.now():
        raise InvalidInput("expires_at", _("Choose a time that is yet to come."))
    secret, kept = secrets.new(MARK)
    key = ApiKey.objects.create(
        user=actor,
        name=clean_line("name", name, NAME_LIMIT),
        can_write=can_write,
        expires_at=expires_at,
        **kept,
    )
    return NewKey(key, secret)


@service
def revoke(*, key: ApiKey, actor: User) -> ApiKey:
    """End a key at once; revoking it again changes nothing."""
    secrets.revoke(held=key)
    return key


@service
def revoke_all(*, actor: User) -> int:
    """End every key of a person's at once; returns how many there were."""
    return ApiKey.objects.filter(user=actor, revoked_at=None).update(revoked_at=timezone.now())


@service
def purge() -> int:
    """Delete keys that have been expired or revoked for `KEPT`; returns how many. Those the history names stay."""
    border = timezone.now() - KEPT
    over = Q(expires_at__lt=border) | Q(revoked_at__lt=border)
    named = Activity.objects.filter(api_key=OuterRef("pk"))
    return ApiKey.objects.filter(over, ~Exists(named)).delete()[0]
