"""Tokens for programs: django-allauth's JWT over a session of their own, with the family revoked when one comes back.

A sign-in by the API begins a session that no cookie carries. Access tokens name it and hold as long as it does;
refresh tokens are entries in it, and each can be used once. Who sends a used one, the thief or the person robbed,
can't be told apart: the session ends, and with it every token that came of that sign-in (RFC 9700, 4.14.2).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import cast

from allauth.headless import app_settings
from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy, internal
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction

from boards.accounts.sessions import SessionStore, person_in
from boards.models import User

logger = logging.getLogger("boardsite.accounts")


@dataclass(frozen=True)
class Tokens:
    """A fresh pair of tokens for `user`: a short-lived one for calls, and one that gets the next pair, once."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    user: User

    @property
    def expires_in(self) -> int:
        """How many seconds the access token holds."""
        return app_settings.JWT_ACCESS_TOKEN_EXPIRES_IN


class TokenStrategy(JWTTokenStrategy):
    """django-allauth's strategy with the family revoked; its other callers get the same."""

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        """The new (access, refresh); None if the old one is unknown, over, or was used before."""
        tokens = refresh(refresh_token)
        return (tokens.access, tokens.refresh) if tokens else None


def issue(user: User, session: SessionBase) -> Tokens:
    """The first pair of a session in which the person has just signed in."""
    session.set_expiry(app_settings.JWT_REFRESH_TOKEN_EXPIRES_IN)
    if not session.session_key:
        session.create()
    return _pair(user, session)


@transaction.atomic
def refresh(token: str) -> Tokens | None:
    """A new pair for a refresh token, which is used up by that; None if it is not (or no longer) good.

    A used one ends the family. The session's row is locked: of calls at the same moment one wins, and the others are
    taken for what they can't be told from.
    """
    claims = internal.decode_token(token, "refresh")
    session = _locked_session(claims["sid"]) if claims else None
    if claims is None or session is None:
        return None
    user = cast("User | None", internal.validate_token_user(claims, session))
    if user is None:
        return None
    if claims["jti"] not in internal.get_refresh_token_state(session):
        revoke(session)
        logger.warning("A refresh token of user %s came back after its use: that sign-in was ended.", user.pk)
        return None
    internal.invalidate_refresh_token(session, claims)
    return _pair(user, session)


def revoke(session: SessionBase) -> None:
    """End every token of the session."""
    session.flush()


def caller(access_token: str) -> tuple[User, SessionBase] | None:
    """Who sent the access token, and its session; one query.

    Looked up for every call, so that whoever is signed out, deactivated or deleted is out at once.
    """
    claims = internal.decode_token(access_token, "access")
    key = internal.session_key_from_sid(claims["sid"]) if claims else None
    if claims is None or not key or not claims["sub"].isdecimal():
        return None
    session = SessionStore(key, claimed=int(claims["sub"]))
    user = person_in(session)
    return (user, session) if user is not None and str(user.pk) == claims["sub"] else None


def _pair(user: User, session: SessionBase) -> Tokens:
    strategy = TokenStrategy()
    access = internal.create_access_token(user, session, strategy.get_claims(user))
    tokens = Tokens(access=access, refresh=internal.create_refresh_token(user, session), user=user)
    session.modified = True
    session.save()
    return tokens


def _locked_session(sid: str) -> SessionBase | None:
    """The session as it is now, until the end of the transaction for nobody else."""
    key = internal.session_key_from_sid(sid)
    if not key or not Session.objects.select_for_update().filter(session_key=key).exists():
        return None
    return internal.lookup_session(key)
