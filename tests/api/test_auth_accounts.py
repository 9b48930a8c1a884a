"""Registration, sign-in, fresh tokens, sign-out and the profile, for programs."""

import json
import logging
import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from boards.accounts.services import keys
from boards.models import Activity, User
from boards.services import tasks
from tests.factories import fresh

API = "/api/v1/auth"
PASSWORD = "correct horse battery"
NEW = {"email": "new@example.com", "password": PASSWORD}


@pytest.fixture
def program() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def ann(db) -> User:
    return User.objects.create_user("ann@example.com", PASSWORD, display_name="Ann")


@pytest.fixture
def sends_email(settings):
    settings.SENDS_EMAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def send(client: Client, path: str, body: object, method: str = "POST", **headers: str):
    return client.generic(method, f"{API}/{path}", json.dumps(body), "application/json", headers=headers)


def login(client: Client, email: str = "ann@example.com", password: str = PASSWORD, **more: str):
    return send(client, "login", {"email": email, "password": password} | more)


def delivered() -> list[str]:
    """To whom e-mail was sent; it may be sent after the answer."""
    end = time.monotonic() + 5
    while not mail.outbox and time.monotonic() < end:
        time.sleep(0.01)
    return [address for message in mail.outbox for address in message.to]


def seen(answer) -> tuple[dict, dict]:
    """Body and headers, but for what names the request."""
    body = {name: value for name, value in answer.json().items() if name != "request_id"}
    return body, {name: value for name, value in answer.headers.items() if name.lower() != "x-request-id"}


def bearer(answer) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def me(client: Client, answer):
    return client.get(f"{API}/me", headers=bearer(answer))


# Registration


def test_register_makes_an_account_and_signs_in(program, db):
    answer = send(program, "register", NEW)
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["token_type"] == "Bearer"
    user = User.objects.get(email="new@example.com")
    assert user.check_password(PASSWORD)
    assert me(program, answer).json() == {
        "id": user.pk,
        "email": "new@example.com",
        "display_name": "new",
        "time_zone": "",
        "language": "",
    }
    assert EmailAddress.objects.get(user=user).primary


def test_register_takes_the_profile_along(program, db):
    more = {"display_name": "Ann Karlsson", "time_zone": "Europe/Stockholm", "language": "en"}
    answer = send(program, "register", NEW | more)
    assert answer.json()["user"] | more == answer.json()["user"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "a\x00@example.com"}, "email"),
        ({"email": None}, "email"),
        ({"email": "a" * 300 + "@example.com"}, "email"),
        ({"email": "ann@example.com"}, "email"),
        ({"email": "ANN@example.com"}, "email"),
        ({"password": ""}, "password"),
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": "new@example.com"}, "password"),
        ({"password": "a\x00bcdefghijkl"}, "password"),
        ({"password": 12345678901234}, "password"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"language": "tlh"}, "language"),
        ({"display_name": "x" * 101}, "display_name"),
        ({"display_name": "a\x00"}, "display_name"),
        ({"is_staff": True}, "is_staff"),
    ],
)
def test_wrong_values_are_400_by_field_and_make_nothing(program, ann, change, field):
    answer = send(program, "register", NEW | change)
    assert answer.status_code == 400, answer.content
    assert field in str(answer.json()["errors"])
    assert PASSWORD not in answer.content.decode()
    assert User.objects.count() == 1
    assert not Session.objects.exists()


def test_register_with_confirmation_gives_no_tokens(program, db, sends_email):
    answer = send(program, "register", NEW)
    assert answer.status_code == 202
    assert set(answer.json()) == {"detail"}
    assert delivered() == ["new@example.com"]
    refused = login(program, "new@example.com")
    assert (refused.status_code, refused.json()["next"]) == (401, "email")
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[0].body)[1]
    Client().post(link)
    assert login(program, "new@example.com").status_code == 200


def test_register_with_confirmation_does_not_tell_known_addresses(program, ann, sends_email):
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)
    known = send(program, "register", {"email": ann.email, "password": PASSWORD})
    unknown = send(program, "register", NEW)
    assert known.status_code == unknown.status_code == 202
    assert seen(known) == seen(unknown)
    assert User.objects.filter(email=ann.email).count() == 1


def test_register_where_nobody_can_is_403(program, db, settings):
    settings.SIGNUP = "closed"
    assert send(program, "register", NEW).status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["register", "login"])
def test_site_without_passwords_is_403(program, ann, settings, path):
    settings.PASSWORD_LOGIN = False
    assert send(program, path, {"email": ann.email, "password": PASSWORD}).status_code == 403


def test_too_many_registrations_are_429(program, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    send(program, "register", NEW)
    answer = send(program, "register", NEW | {"email": "other@example.com"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 61


# Sign-in


@pytest.mark.parametrize("name", ["email", "username"])
def test_login_by_either_name(program, ann, name):
    answer = send(program, "login", {name: "Ann@Example.com", "password": PASSWORD})
    assert answer.status_code == 200
    assert me(program, answer).json()["email"] == ann.email


def test_login_leaves_the_session_of_the_browser_alone(client_of, ann, member):
    client = client_of(member)
    answer = login(client)
    assert answer.status_code == 200
    assert not answer.cookies
    assert client.get("/account/").context["request"].user == member


def test_login_sets_no_cookie_and_leaves_no_message(program, ann):
    answer = login(program)
    assert not answer.cookies
    assert not program.cookies


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "text",
        None,
        {"email": "ann@example.com"},
        {"password": PASSWORD},
        {"email": "ann@example.com", "username": "bob@example.com", "password": PASSWORD},
        {"email": "a\x00", "password": PASSWORD},
        {"email": "ann@example.com", "password": "a\x00"},
        {"email": "ann@example.com", "password": "\ud800"},
        {"email": "\ud800", "password": PASSWORD},
        {"email": ["ann@example.com"], "password": PASSWORD},
        {"email": "ann@example.com", "password": PASSWORD, "remember": True},
    ],
)
def test_login_with_a_wrong_body_is_400(program, ann, body):
    assert send(program, "login", body).status_code == 400


def test_wrong_password_and_unknown_address_get_the_same_answer(program, ann):
    wrong, unknown = login(program, password="wrong horse"), login(program, "nobody@example.com")
    assert wrong.status_code == unknown.status_code == 401
    assert seen(wrong) == seen(unknown)
    assert not Session.objects.exists()


def test_unknown_address_costs_a_hash_as_well(program, ann, monkeypatch):
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, password: hashed.append(password))
    login(program, "nobody@example.com", "wrong horse")
    assert hashed == ["wrong horse"]


def test_deactivated_person_gets_401(program, ann):
    User.objects.update(is_active=False)
    answer = login(program)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:boardsite:account-inactive")
    assert login(program, password="wrong").json()["type"] == "urn:boardsite:wrong-credentials"


def test_too_many_wrong_passwords_are_429_for_the_right_one_too(program, ann):
    statuses = [login(program, password=f"wrong {number}").status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]
    answer = login(program)
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert 200 < int(answer["Retry-After"]) <= 301


def test_lock_counts_with_the_page_and_in_any_spelling(program, ann):
    for number in range(5):
        login(program, email="ANN@example.com" if number % 2 else "ann@example.com", password="wrong")
    page = Client().post("/accounts/login/", {"login": "ann@example.com", "password": PASSWORD})
    assert page.status_code == 200
    assert "_auth_user_id" not in page.wsgi_request.session


def test_unknown_addresses_are_locked_as_well(program, ann):
    statuses = [login(program, "nobody@example.com").status_code for _number in range(6)]
    assert statuses == [401] * 5 + [429]


def test_unconfirmed_address_is_sent_the_link_and_no_tokens(program, ann, sends_email):
    answer = login(program)
    assert (answer.status_code, answer.json()["next"]) == (401, "email")
    assert delivered() == [ann.email]
    assert not Session.objects.exists()
    again = login(program)
    assert (again.status_code, len(mail.outbox)) == (401, 1)


# Fresh tokens and sign-out


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


# The profile


def test_patch_changes_what_is_sent(client_of, ann):
    answer = send(client_of(ann), "me", {"time_zone": "Asia/Tokyo"}, "PATCH")
    assert (answer.status_code, answer.json()["time_zone"]) == (200, "Asia/Tokyo")
    assert (fresh(ann).time_zone, fresh(ann).display_name) == ("Asia/Tokyo", "Ann")


@pytest.mark.parametrize(
    "change",
    [
        {"display_name": ""},
        {"display_name": None},
        {"display_name": "a\nb"},
        {"time_zone": "Nowhere"},
        {"language": "tlh"},
        {"email": ""},
        {"email": "nobody"},
        {"email": "member@example.com"},
        {"id": 7},
        {"is_staff": True},
        {"password": "new"},
        {"display_name": "Anna", "email": "nobody"},
        {"display_name": "Anna", "email": "member@example.com"},
        {"email": "free@example.com", "time_zone": "Nowhere"},
        [],
    ],
)
def test_wrong_changes_are_400(client_of, ann, member, change):
    client = client_of(ann)
    before = User.objects.filter(pk=ann.pk).values().get()
    assert send(client, "me", change, "PATCH").status_code == 400
    assert User.objects.filter(pk=ann.pk).values().get() == before


def test_new_address_counts_at_once_where_nothing_can_be_sent(client_of, program, ann):
    answer = send(client_of(ann), "me", {"email": "Ann.New@example.com"}, "PATCH")
    assert answer.json()["email"] == "ann.new@example.com"
    assert login(program, "ann.new@example.com").status_code == 200
    assert login(program).status_code == 401


def test_new_address_must_be_confirmed_where_the_site_sends_email(client_of, ann, sends_email):
    answer = send(client_of(ann), "me", {"email": "ann.new@example.com"}, "PATCH")
    assert (answer.status_code, answer.json()["email"]) == (200, "ann@example.com")
    assert delivered() == ["ann.new@example.com"]


def test_key_changes_the_name_but_not_the_address(program, ann):
    headers = {"X-API-Key": keys.create(name="Script", can_write=True, expires_at=None, actor=ann).secret}
    assert send(program, "me", {"display_name": "Anna"}, "PATCH", **headers).status_code == 200
    assert send(program, "me", {"email": "thief@example.com"}, "PATCH", **headers).status_code == 403
    assert fresh(ann).email == "ann@example.com"


# What is left behind


def test_history_says_the_api(program, ann, project, monkeypatch):
    """Whatever an endpoint changes; here a service is called inside a request."""
    from boards.accounts.api import accounts

    update = accounts.users.update

    def update_and_more(**values):
        tasks.create(project=project, title="Within", actor=project.owner)
        return update(**values)

    monkeypatch.setattr(accounts.users, "update", update_and_more)
    made = keys.create(name="Script", can_write=True, expires_at=None, actor=ann)
    send(program, "me", {"display_name": "Anna"}, "PATCH", **{"X-API-Key": made.secret})
    send(program, "me", {"display_name": "Ann"}, "PATCH", **bearer(login(program)))
    tasks.create(project=project, title="After", actor=project.owner)
    rows = list(Activity.objects.order_by("pk").values_list("means", "api_key"))[-3:]
    assert rows == [("api", made.key.pk), ("api", None), ("page", None)]


def test_no_secret_is_in_a_log_line(program, ann, caplog):
    with caplog.at_level(logging.DEBUG):
        first = login(program).json()
        second = send(program, "refresh", {"refresh_token": first["refresh_token"]}).json()
        send(program, "refresh", {"refresh_token": first["refresh_token"]})
        login(program, password="wrong horse battery")
        send(program, "register", NEW | {"email": "nobody"})
        send(program, "register", NEW | {"is_staff": True})
    for secret in (
        PASSWORD,
        "wrong horse battery",
        *(pair[name] for pair in (first, second) for name in pair if "_token" in name),
    ):
        assert str(secret) not in caplog.text


@pytest.mark.parametrize("path", ["register", "login"])
def test_error_page_shows_no_password(ann, monkeypatch, path, caplog):
    def fail(*args, **values):
        raise RuntimeError("something broke")

    monkeypatch.setattr("boards.accounts.api_sign_in.limit", fail)
    answer = send(Client(raise_request_exception=False), path, {"email": ann.email, "password": PASSWORD})
    assert answer.status_code == 500
    assert PASSWORD not in answer.content.decode() + caplog.text
