"""Pairs of tokens: each refresh token works once, and a used one ends the family."""

import logging
import threading
import time

import jwt
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from boards.accounts import tokens
from boards.models import User


def pair_of(user: User) -> tokens.Tokens:
    client = Client()
    client.force_login(user)
    return tokens.issue(user, client.session)


def claims(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


def test_pair_says_who_it_is_for(owner):
    pair = pair_of(owner)
    assert tokens.caller(pair.access)[0] == owner
    assert tokens.refresh(pair.refresh).user == owner


def test_refresh_gives_a_new_pair_and_uses_the_old_one_up(owner):
    first = pair_of(owner)
    second = tokens.refresh(first.refresh)
    assert len({first.access, first.refresh, second.access, second.refresh}) == 4
    third = tokens.refresh(second.refresh)
    assert tokens.caller(third.access)[0] == owner
    # Access tokens given out before still hold until their time is over.
    assert tokens.caller(first.access)[0] == owner


def test_used_refresh_token_ends_the_family(owner, caplog):
    first, other = pair_of(owner), pair_of(owner)
    second = tokens.refresh(first.refresh)
    third = tokens.refresh(second.refresh)
    with caplog.at_level(logging.WARNING):
        assert tokens.refresh(first.refresh) is None
    assert [tokens.caller(pair.access) for pair in (first, second, third)] == [None] * 3
    assert tokens.refresh(third.refresh) is None
    assert f"user {owner.pk} " in caplog.text
    assert first.refresh not in caplog.text
    # Another sign-in of the same person goes on.
    assert tokens.caller(other.access)[0] == owner
    assert tokens.refresh(other.refresh) is not None


def test_strategy_of_allauth_does_the_same(owner):
    strategy, pair = tokens.TokenStrategy(), pair_of(owner)
    _access, second = strategy.refresh_token(pair.refresh)
    assert strategy.refresh_token(pair.refresh) is None
    assert strategy.refresh_token(second) is None


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ü", "a" * 5000])
def test_nonsense_is_nobody(db, token):
    assert tokens.refresh(token) is None
    assert tokens.caller(token) is None


def test_access_token_does_not_refresh(owner):
    pair = pair_of(owner)
    assert tokens.refresh(pair.access) is None
    assert tokens.refresh(pair.refresh) is not None


def test_expired_refresh_token_is_of_no_use_and_ends_nothing(owner, settings):
    settings.HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = -1
    stale = pair_of(owner).refresh
    assert tokens.refresh(stale) is None


def test_session_lasts_as_long_as_the_refresh_token(owner):
    pair = pair_of(owner)
    session = Session.objects.latest("expire_date")
    assert abs(session.expire_date.timestamp() - claims(pair.refresh)["exp"]) < 60


@pytest.mark.parametrize("end", ["deactivated", "deleted", "new password", "signed out"])
def test_who_is_out_is_out_at_once(owner, end):
    pair = pair_of(owner)
    if end == "deactivated":
        User.objects.update(is_active=False)
    elif end == "deleted":
        owner.delete()
    elif end == "new password":
        owner.set_password("another horse")
        owner.save()
    else:
        Session.objects.all().delete()
    assert tokens.caller(pair.access) is None
    assert tokens.refresh(pair.refresh) is None


def test_token_of_one_person_with_the_session_of_another_is_nobody(owner, member):
    """A session that has passed to somebody else (a new sign-in in it) takes its tokens along to nobody."""
    pair = pair_of(owner)
    found = tokens.caller(pair.access)[1]
    client = Client()
    client.force_login(member)
    found.update(client.session.items())
    found.save()
    assert tokens.caller(pair.access) is None


def test_rsa_keys_work_as_well(owner, settings):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    settings.HEADLESS_JWT_PRIVATE_KEY, settings.HEADLESS_JWT_ALGORITHM = pem.decode(), "RS256"
    pair = pair_of(owner)
    assert jwt.get_unverified_header(pair.access)["alg"] == "RS256"
    assert tokens.caller(pair.access)[0] == owner
    # Signed with the public key as if that were a shared secret.
    settings.HEADLESS_JWT_ALGORITHM = "HS256"
    assert tokens.caller(pair.access) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_refreshes_at_once_one_wins(owner):
    first, results, start = pair_of(owner), [], threading.Barrier(8)

    def refresh() -> None:
        start.wait()
        try:
            results.append(tokens.refresh(first.refresh))
        finally:
            connection.close()

    threads = [threading.Thread(target=refresh) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 8
    won = [pair for pair in results if pair]
    assert len(won) == 1
    # The seven others sent a used token: nobody can tell them from thieves.
    assert tokens.caller(won[0].access) is None


def test_clock_of_tokens_is_in_whole_seconds_from_now(owner, settings):
    pair = pair_of(owner)
    assert abs(claims(pair.access)["exp"] - time.time() - pair.expires_in) < 5
