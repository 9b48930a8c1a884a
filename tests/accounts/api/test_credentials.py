"""The three ways to say who calls: session and CSRF token, access token, API key."""

import datetime
import logging

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.utils import timezone

from boards.accounts import tokens
from boards.accounts.services import keys
from boards.models import ApiKey, User
from tests.factories import fresh

ME = "/api/v1/auth/me"


def session_of(user: User) -> SessionStore:
    """A session as a sign-in by the API leaves it."""
    client = Client()
    client.force_login(user)
    return SessionStore(client.session.session_key)


def tokens_of(user: User) -> tokens.Tokens:
    return tokens.issue(user, session_of(user))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def key_of(user: User, **values) -> keys.NewKey:
    return keys.create(**{"name": "Script", "can_write": True, "expires_at": None, "actor": user} | values)


def by_key(user: User, **values) -> dict[str, str]:
    return {"X-API-Key": key_of(user, **values).secret}


@pytest.fixture
def unlimited(monkeypatch) -> None:
    """Counting calls costs a query now and then."""
    monkeypatch.setattr("boards.api.limits.count", lambda *_given: None)


@pytest.fixture
def caller() -> Client:
    """A program: no cookies, and CSRF is checked."""
    return Client(enforce_csrf_checks=True)


def test_stranger_gets_401(caller, db):
    response = caller.get(ME)
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_each_way_says_who_calls(caller, client_of, owner):
    for answer in (
        client_of(owner).get(ME),
        caller.get(ME, headers=bearer(tokens_of(owner).access)),
        caller.get(ME, headers=by_key(owner)),
    ):
        assert (answer.status_code, answer.json()["email"]) == (200, owner.email)


def test_changes_by_token_and_key_need_no_csrf_token(caller, owner):
    for headers in (bearer(tokens_of(owner).access), by_key(owner)):
        answer = caller.patch(ME, {"display_name": "New"}, "application/json", headers=headers)
        assert answer.status_code == 200


def test_changes_by_cookie_need_the_csrf_token(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.patch(ME, {"display_name": "New"}, "application/json").status_code == 403
    assert fresh(owner).display_name == "Owner"
    client.get("/account/")
    headers = {"X-CSRFToken": client.cookies["boardsite_csrf"].value}
    assert client.patch(ME, {"display_name": "New"}, "application/json", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": ""},
        {"X-API-Key": "bsk_wrong"},
        {"X-API-Key": "bsk_ü"},
        {"X-API-Key": "bsk_" + "x" * 5000},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer a.b.c"},
        {"Authorization": "Bearer ü.ü.ü"},
        {"Authorization": "Basic b3duZXI6b3duZXI="},
    ],
)
def test_wrong_ones_are_401(caller, db, headers):
    assert caller.get(ME, headers=headers).status_code == 401


@pytest.mark.parametrize("headers", [{"X-API-Key": "bsk_wrong"}, {"Authorization": "Bearer wrong"}])
def test_wrong_one_beside_a_good_cookie_is_401(client_of, owner, headers):
    assert client_of(owner).get(ME, headers=headers).status_code == 401


def test_refresh_token_is_no_access_token(caller, owner):
    assert caller.get(ME, headers=bearer(tokens_of(owner).refresh)).status_code == 401


def test_token_signed_with_another_key_is_401(caller, owner, settings):
    access = tokens_of(owner).access
    settings.HEADLESS_JWT_PRIVATE_KEY = "another key of thirty-two characters"
    assert caller.get(ME, headers=bearer(access)).status_code == 401


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS512"}, {"alg": "RS256"}])
def test_token_of_another_algorithm_is_401(caller, owner, header):
    import base64
    import json

    _header, payload, signature = tokens_of(owner).access.split(".")
    head = base64.urlsafe_b64encode(json.dumps({"typ": "JWT"} | header).encode()).decode().rstrip("=")
    for forged in (f"{head}.{payload}.{signature}", f"{head}.{payload}."):
        assert caller.get(ME, headers=bearer(forged)).status_code == 401


def test_access_token_ends_after_a_while(caller, owner, settings):
    settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = -1
    assert caller.get(ME, headers=bearer(tokens_of(owner).access)).status_code == 401


def test_token_is_no_session_cookie(owner):
    """What a token carries does not open the pages."""
    import jwt

    pair = tokens_of(owner)
    for token in (pair.access, pair.refresh):
        claims = jwt.decode(token, options={"verify_signature": False})
        for value in (token, claims["sid"], claims["jti"]):
            request = RequestFactory().get("/")
            request.session = SessionStore(value)
            assert not get_user(request).is_authenticated


@pytest.mark.parametrize("way", ["cookie", "token", "key"])
@pytest.mark.parametrize("end", ["deactivated", "deleted"])
def test_deactivated_and_deleted_people_are_out_at_once(client_of, caller, owner, way, end):
    client, headers = caller, {}
    if way == "cookie":
        client = client_of(owner)
    else:
        headers = bearer(tokens_of(owner).access) if way == "token" else by_key(owner)
    assert client.get(ME, headers=headers).status_code == 200
    if end == "deleted":
        owner.delete()
    else:
        User.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.get(ME, headers=headers).status_code == 401


def test_new_password_ends_tokens_but_not_keys(caller, owner):
    access, key = bearer(tokens_of(owner).access), by_key(owner)
    owner.set_password("another horse")
    owner.save()
    assert caller.get(ME, headers=access).status_code == 401
    assert caller.get(ME, headers=key).status_code == 200


def test_key_that_only_reads_gets_403_for_changes(caller, owner):
    headers = by_key(owner, can_write=False)
    assert caller.get(ME, headers=headers).status_code == 200
    assert caller.head(ME, headers=headers).status_code != 403
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = caller.generic(method, ME, b"{}", "application/json", headers=headers)
        assert answer.status_code in {403, 405}, method
    answer = caller.patch(ME, {"display_name": "New"}, "application/json", headers=headers)
    assert (answer.status_code, fresh(owner).display_name) == (403, "Owner")
    assert "read" in answer.json()["detail"]


def test_revoked_and_expired_keys_are_401(caller, owner):
    made = key_of(owner)
    ApiKey.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert caller.get(ME, headers={"X-API-Key": made.secret}).status_code == 401
    ApiKey.objects.update(expires_at=None)
    assert caller.get(ME, headers={"X-API-Key": made.secret}).status_code == 200
    keys.revoke(key=made.key, actor=owner)
    assert caller.get(ME, headers={"X-API-Key": made.secret}).status_code == 401


def test_use_of_a_key_is_noted(caller, owner):
    made = key_of(owner)
    caller.get(ME, headers={"X-API-Key": made.secret})
    assert fresh(made.key).last_used_at is not None


def test_key_costs_one_query_within_the_minute(caller, owner, unlimited, django_assert_num_queries):
    headers = by_key(owner)
    caller.get(ME, headers=headers)
    with django_assert_num_queries(1):
        caller.get(ME, headers=headers)


def test_token_costs_one_query(caller, owner, unlimited, django_assert_num_queries):
    headers = bearer(tokens_of(owner).access)
    with django_assert_num_queries(1):
        assert caller.get(ME, headers=headers).status_code == 200


def test_answers_speak_the_time_zone_of_the_caller(caller, owner, settings):
    """And nothing of it is left for the next call in the same thread."""
    owner.time_zone = "Asia/Tokyo"
    owner.save()
    caller.get(ME, headers=by_key(owner))
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE


def test_no_secret_is_in_a_log_line_or_an_answer(caller, owner, caplog):
    pair, made = tokens_of(owner), key_of(owner)
    with caplog.at_level(logging.DEBUG):
        for headers in (bearer(pair.access), bearer(pair.refresh), {"X-API-Key": made.secret}):
            answer = caller.get(ME, headers=headers)
            for secret in (pair.access, pair.refresh, made.secret):
                assert secret not in answer.content.decode()
                assert secret not in caplog.text
    assert pair.access not in repr(pair)
    assert pair.refresh not in repr(pair)
