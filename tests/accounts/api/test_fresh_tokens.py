"""Fresh tokens, signing out, and what none of these calls takes."""

import pytest

from boards.accounts.services import keys
from boards.models import User
from tests.accounts.api.steps import API, NEW, PASSWORD, bearer, login, me, send


def test_refresh_and_reuse(program, ann):
    first = login(program)
    second = send(program, "refresh", {"refresh_token": first.json()["refresh_token"]})
    assert second.status_code == 200
    assert second["Cache-Control"] == "no-store"
    assert me(program, second).status_code == 200
    reused = send(program, "refresh", {"refresh_token": first.json()["refresh_token"]})
    assert (reused.status_code, reused.json()["type"]) == (401, "urn:boardsite:invalid-token")
    assert me(program, second).status_code == 401
    assert send(program, "refresh", {"refresh_token": second.json()["refresh_token"]}).status_code == 401


@pytest.mark.parametrize("token", ["", "a b", "\x00", "\ud800", None, 5, "x" * 5000])
def test_odd_refresh_tokens_are_400(program, db, token):
    assert send(program, "refresh", {"refresh_token": token}).status_code == 400


def test_too_many_refreshes_are_429(program, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"refresh_tokens": "1/m/ip"}
    statuses = [send(program, "refresh", {"refresh_token": "x"}).status_code for _number in range(2)]
    assert statuses == [401, 429]


def test_logout_ends_access_and_refresh(program, ann):
    kept, ended = login(program), login(program)
    assert send(program, "logout", None, **bearer(ended)).status_code == 204
    assert me(program, ended).status_code == 401
    assert send(program, "refresh", {"refresh_token": ended.json()["refresh_token"]}).status_code == 401
    assert me(program, kept).status_code == 200


def test_logout_by_cookie_ends_the_session_of_the_browser(client_of, ann):
    client = client_of(ann)
    assert send(client, "logout", None).status_code == 204
    assert client.get(f"{API}/me").status_code == 401


def test_logout_by_key_is_403(program, ann):
    secret = keys.create(name="Script", can_write=True, expires_at=None, actor=ann).secret
    assert send(program, "logout", None, **{"X-API-Key": secret}).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "register", NEW),
        ("POST", "login", {"email": "ann@example.com", "password": PASSWORD}),
        ("POST", "refresh", {"refresh_token": "x"}),
        ("POST", "logout", None),
        ("GET", "me", None),
        ("PATCH", "me", {"display_name": "Anna"}),
    ],
)
def test_unknown_parameters_are_400(client_of, ann, method, path, body):
    answer = send(client_of(ann), f"{path}?debug=1", body, method)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "debug"
    assert User.objects.get().display_name == "Ann"


@pytest.mark.parametrize("path", ["register", "login", "refresh"])
def test_what_is_no_json_is_refused(program, db, path):
    for content in (b"", b"{", b"\xff", b"NaN"):
        assert program.generic("POST", f"{API}/{path}", content, "application/json").status_code == 400
    assert program.post(f"{API}/{path}", NEW).status_code == 415


def test_no_secret_is_in_a_repr():
    from boards.accounts.api import accounts

    sent = [
        accounts.LoginIn(email="ann@example.com", password="open sesame", code="open sesame"),
        accounts.RegisterIn(email="ann@example.com", password="open sesame"),
        accounts.RefreshIn(refresh_token="open-sesame"),
    ]
    assert "sesame" not in repr(sent) + str(sent)
