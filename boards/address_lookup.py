"""Asking whose account an address is. The answer tells whether it has one, so who asks in vain too often is stopped."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from boards.models import User
from boards.queries import people

# The limit of this name is in ACCOUNT_RATE_LIMITS of the settings; `WAIT` is its time, in seconds.
LIMIT = {"app": "allauth.account", "action": "add_member"}
WAIT = 600


class TooManyTries(Exception):
    """Twenty addresses without an account in ten minutes."""


def by_address(request: HttpRequest, address: str, *, user: User) -> User | None:
    """The person with this address. Counts for `user`, who asks, where there is nobody. Raises TooManyTries.

    A try is counted before the answer is known, and taken back after it: many at once don't get past the limit. Not
    to be called within a transaction that a refusal rolls back.
    """
    usage = ratelimit.consume(request, **LIMIT, user=user, limit_get=True)
    if usage is None:
        raise TooManyTries
    found = people.by_email(address)
    if found is not None:
        usage.rollback()
    return found
