"""The writer of API keys."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput, RuleBroken
from boards.models import Activity, ApiKey, User
from boards.models.keys import MARK, PREFIX_LENGTH, digest_of
from boards.rules.text import NAME_LIMIT, clean_line
from boards.services.transactions import service

MOST_KEYS = 50
# So long a person sees in the list of their keys that one is over.
KEPT = datetime.timedelta(days=90)
# Writing the time of every single call would cost more than the calls.
USED_EVERY = datetime.timedelta(minutes=1)


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
    secret = MARK + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        user=actor,
        name=clean_line("name", name, NAME_LIMIT),
        prefix=secret[:PREFIX_LENGTH],
        digest=digest_of(secret),
        can_write=can_write,
        expires_at=expires_at,
    )
    return NewKey(key, secret)


@service
def revoke(*, key: ApiKey, actor: User) -> ApiKey:
    """End a key at once; revoking it again changes nothing."""
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
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


def note_use(*, key: ApiKey) -> None:
    """Keep when the key was last used, at most once a minute; no query in between."""
    now = timezone.now()
    if key.last_used_at is not None and now - key.last_used_at < USED_EVERY:
        return
    # Of many calls at the same moment one writes.
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY)
    ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
