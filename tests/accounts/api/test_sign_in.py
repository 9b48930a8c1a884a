"""A program signs in by name and password, and how often it may try."""

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from boards.models import User
from tests.accounts.api.steps import PASSWORD, delivered, login, me, seen, send


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
