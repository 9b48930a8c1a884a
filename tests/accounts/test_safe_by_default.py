"""What strangers can't find out, and what never gets into a log or an error page."""

import logging

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boards.jobs import running
from boards.models import User
from tests.accounts.steps import PASSWORD, sign_in, with_password

KNOWN, UNKNOWN = "owner@example.com", "nobody@example.com"


def texts(answer, address):
    """The page, without what differs from one request to the next."""
    lines = answer.content.decode().replace(address, "ADDRESS").splitlines()
    return [line for line in lines if "csrf" not in line.lower()]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(owner):
    with_password(owner)
    known, unknown = (
        Client().post("/accounts/login/", {"login": address, "password": "wrong"}) for address in (KNOWN, UNKNOWN)
    )
    assert known.status_code == unknown.status_code == 200
    assert texts(known, KNOWN) == texts(unknown, UNKNOWN)
    assert "E-mail address and password don&#x27;t match" in known.content.decode()


def test_a_password_is_hashed_for_unknown_addresses_too(owner, monkeypatch):
    with_password(owner)
    hashed = []
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", _counting(hashers.MD5PasswordHasher.encode, hashed))
    for address in (KNOWN, UNKNOWN):
        hashed.clear()
        Client().post("/accounts/login/", {"login": address, "password": "wrong"})
        assert len(hashed) == 1, address


def _counting(encode, calls):
    def counted(self, *args, **kwargs):
        calls.append(1)
        return encode(self, *args, **kwargs)

    return counted


def test_asking_for_a_new_password_tells_nothing(owner):
    with_password(owner)
    known, unknown = (
        Client().post("/accounts/password/reset/", {"email": address}, follow=True) for address in (KNOWN, UNKNOWN)
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert texts(known, KNOWN) == texts(unknown, UNKNOWN)
    assert [message.to for message in mail.outbox] == [[KNOWN]]


def test_signing_up_with_a_known_address_tells_nothing(owner, settings, monkeypatch):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    with_password(owner)
    hashed, answers = [], []
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", _counting(hashers.MD5PasswordHasher.encode, hashed))
    for address in (KNOWN, UNKNOWN):
        hashed.clear()
        form = {"display_name": "Somebody", "email": address, "password1": PASSWORD}
        answers.append(Client().post("/accounts/signup/", form, follow=True))
        assert len(hashed) == 1, address
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert texts(answers[0], KNOWN) == texts(answers[1], UNKNOWN)
    assert {message.to[0] for message in mail.outbox} == {KNOWN, UNKNOWN}


def test_known_and_unknown_addresses_cost_as_much(owner, settings):
    """What is sent to the known one is written and sent beside the request, and as much is noted for the other."""
    with_password(owner)
    settings.SENDS_EMAIL = True
    costs = []
    for address in (UNKNOWN, KNOWN):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/accounts/password/reset/", {"email": address})
        costs.append([query["sql"].split()[0] for query in queries if "boards_" in query["sql"]].count("INSERT"))
    assert costs == [2, 2]
    running.run_due()
    assert [message.to for message in mail.outbox] == [[KNOWN]]


@pytest.mark.parametrize("password", ["password1", "qwertyuiop", "12345678", "short", "owner@example.com"])
def test_passwords_that_everybody_uses_are_refused(db, password):
    form = {"display_name": "Owner", "email": KNOWN, "password1": password}
    assert Client().post("/accounts/signup/", form).status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/login/", "/account/", "/healthz", "/nowhere/"])
def test_every_answer_makes_browsers_careful(db, path):
    headers = Client().get(path).headers
    assert "camera=()" in headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_cookies_are_out_of_reach(owner):
    client = sign_in(with_password(owner))
    session = client.cookies["boardsite_session"]
    assert session["httponly"] and session["samesite"] == "Lax"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(owner, target):
    with_password(owner)
    answer = Client().post("/accounts/login/", {"login": KNOWN, "password": PASSWORD, "next": target})
    assert answer.url == "/"


def test_a_failure_shows_and_logs_no_password(owner, monkeypatch, caplog):
    with_password(owner)

    def fail(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("boards.accounts.services.sign_ins.record", fail)
    caplog.set_level(logging.DEBUG)
    client = Client(raise_request_exception=False)
    answer = client.post("/accounts/login/", {"login": KNOWN, "password": PASSWORD})
    assert answer.status_code == 500
    for text in (answer.content.decode(), caplog.text):
        assert PASSWORD not in text
        assert owner.password not in text
    assert "broken on purpose" in caplog.text and "broken on purpose" not in answer.content.decode()


def test_nothing_that_opens_an_account_is_in_a_repr(owner):
    with_password(owner)
    for shown in (repr(owner), str(owner), repr([owner])):
        assert owner.password not in shown and PASSWORD not in shown


def test_a_form_that_was_open_too_long_is_answered_in_our_dress(owner):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": KNOWN, "password": PASSWORD})
    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()
