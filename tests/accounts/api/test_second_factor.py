"""Programs and second factors: no way around them, and a way through."""

import time

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache

from tests.accounts.api.steps import login, me

pytestmark = pytest.mark.skipif(not apps.is_installed("allauth.mfa"), reason="no second factors on this site")


@pytest.fixture
def secret(ann) -> str:
    """Ann has an app that makes codes."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    made = generate_totp_secret()
    TOTP.activate(ann, made)
    return made


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def kind(answer) -> str:
    return answer.json()["type"].removeprefix("urn:boardsite:")


def test_password_alone_gets_no_tokens_but_the_next_step(program, secret):
    answer = login(program)
    assert (answer.status_code, kind(answer), answer.json()["next"]) == (401, "second-factor-needed", "code")
    assert "access_token" not in answer.json()
    assert not Session.objects.exists()


def test_password_and_code_sign_in(program, secret):
    answer = login(program, code=code_of(secret))
    assert answer.status_code == 200
    assert me(program, answer).status_code == 200


def test_recovery_code_signs_in_once(program, ann, secret):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(ann).get_unused_codes()[0]
    assert login(program, code=code).status_code == 200
    assert kind(login(program, code=code)) == "wrong-code"


def test_code_works_once(program, secret):
    code = code_of(secret)
    assert login(program, code=code).status_code == 200
    assert kind(login(program, code=code)) == "wrong-code"


def test_wrong_password_says_nothing_of_the_second_factor(program, secret):
    assert kind(login(program, password="wrong", code=code_of(secret))) == "wrong-credentials"


@pytest.mark.parametrize("code", ["000000", "x", " ", "ü", "1" * 64])
def test_wrong_codes_are_401(program, secret, code):
    answer = login(program, code=code)
    assert (answer.status_code, Session.objects.count()) == (401, 0)


def test_too_many_wrong_codes_are_429_for_the_right_one_too(program, secret):
    statuses = [login(program, code="000000").status_code for _number in range(6)]
    assert statuses == [401] * 5 + [429]
    answer = login(program, code=code_of(secret))
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 301
    cache.clear()
    assert login(program, code=code_of(secret)).status_code == 200


def test_code_of_somebody_without_a_second_factor_is_not_looked_at(program, ann):
    assert login(program, code="000000").status_code == 200
