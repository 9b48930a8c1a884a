"""What API keys and calendar links have in common: a secret that is shown once, ended at once, and noted when used."""

from __future__ import annotations

import datetime
import secrets

from django.db.models import Q
from django.utils import timezone

from boards.models.keys import PREFIX_LENGTH, HeldSecret, digest_of
from boards.services.transactions import service

# Writing the time of every single call would cost more than the calls.
USED_EVERY = datetime.timedelta(minutes=1)


def new(mark: str) -> tuple[str, dict[str, str]]:
    """A secret that begins with `mark`, and what a row keeps of it."""
    secret = mark + secrets.token_urlsafe(32)
    return secret, {"prefix": secret[:PREFIX_LENGTH], "digest": digest_of(secret)}


@service
def revoke(*, held: HeldSecret) -> None:
    """End it at once; revoking it again changes nothing."""
    if held.revoked_at is None:
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])


def note_use(*, held: HeldSecret) -> None:
    """Keep when it was last used, at most once a minute; no query in between."""
    now = timezone.now()
    if held.last_used_at is not None and now - held.last_used_at < USED_EVERY:
        return
    # Of many calls at the same moment one writes.
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY)
    type(held)._default_manager.filter(stale, pk=held.pk).update(last_used_at=now)
