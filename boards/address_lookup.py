"""Asking whose account an address is, and sending something to an address: both within limits.

Only people one knows are found. Of other addresses nobody is told whether there is an account: they are invited.
"""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from boards.models import User
from boards.queries import records
from boards.rules.addresses import in_small_letters

# The limits of these names are in ACCOUNT_RATE_LIMITS of the settings; the times, in seconds, are theirs.
LIMIT = {"app": "allauth.account", "action": "add_member"}
WAIT = 600
INVITE_LIMIT = {"app": "allauth.account", "action": "invite"}
INVITE_WAIT = 3600


class TooManyTries(Exception):
    """Twenty addresses of nobody known in ten minutes; or too many invitations in an hour."""


def known(address: str, *, user: User) -> User | None:
    """The person with this address, if the user shares a project with them (a site administrator knows everybody).

    One query, the same for strangers with and without an account.
    """
    return records.people_known_to(user).filter(email=in_small_letters(address), is_active=True).first()


def by_address(request: HttpRequest, address: str, *, user: User) -> User | None:
    """The same, counted for `user`, who asks, where there is nobody. Raises TooManyTries.

    A try is counted before the answer is known, and taken back after it: many at once don't get past the limit. Not
    to be called within a transaction that a refusal rolls back.
    """
    usage = ratelimit.consume(request, **LIMIT, user=user, limit_get=True)
    if usage is None:
        raise TooManyTries
    found = known(address, user=user)
    if found is not None:
        usage.rollback()
    return found


def count_invitation(request: HttpRequest, address: str, *, user: User) -> None:
    """Count an e-mail that is about to be sent, for who sends it and for the address. Raises TooManyTries."""
    if ratelimit.consume(request, **INVITE_LIMIT, user=user, key=address, limit_get=True) is None:
        raise TooManyTries
