"""A program makes an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from boards.models import User
from tests.accounts.api.steps import NEW, PASSWORD, delivered, login, me, seen, send


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
