"""API keys: those of a person, and the one behind a secret."""

from __future__ import annotations

from boards.models import ApiKey, User
from boards.models.keys import MARK, digest_of

LONGEST_SECRET = 200


def of(user: User) -> list[ApiKey]:
    """The keys that a person can still revoke, the newest first."""
    return list(ApiKey.objects.filter(user=user, revoked_at=None))


def usable_count(user: User) -> int:
    """How many keys programs can use now; one query."""
    return ApiKey.objects.usable().filter(user=user).count()


def by_secret(secret: str) -> ApiKey | None:
    """The usable key with that secret, with its person; one query, none for what can't be a key."""
    if not secret.startswith(MARK) or len(secret) > LONGEST_SECRET:
        return None
    return ApiKey.objects.usable().select_related("user").filter(digest=digest_of(secret)).first()
