"""How many calls a caller may make a minute."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from boards.accounts.services import keys
from boards.api import limits
from boards.models import CallCount
from boards.services import rate_limits
from tests.api_caller import Api
from tests.factories import make_user


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch):
    """Eighteen seconds into a minute."""
    monkeypatch.setattr("boards.api.limits.time.time", lambda: 60_000_018.0)


@pytest.fixture
def few(settings):
    settings.API_CALLS_PER_MINUTE = 30


def test_headers_tell_where_one_stands(api, few):
    for remaining in (29, 28, 27):
        response = api.get("users/me")
        assert (response["RateLimit-Limit"], response["RateLimit-Remaining"]) == ("30", str(remaining))
        assert response["RateLimit"] == f'"calls";r={remaining};t=42'
        assert (response["RateLimit-Policy"], response["RateLimit-Reset"]) == ('"calls";q=30;w=60', "42")


def test_one_call_too_many_is_429(api, few):
    assert {api.get("users/me").status_code for _call in range(30)} == {200}
    response = api.get("users/me")
    assert (response.status_code, response["Retry-After"], response["RateLimit-Remaining"]) == (429, "42", "0")
    assert response.json()["type"] == "urn:boardsite:too-many-calls"


def test_next_minute_begins_anew(api, few, monkeypatch):
    for _call in range(31):
        api.get("users/me")
    monkeypatch.setattr("boards.api.limits.time.time", lambda: 60_000_060.0)
    assert api.get("users/me")["RateLimit-Remaining"] == "29"


def test_each_person_and_each_key_has_a_limit_of_its_own(api, api_of, few, owner, member):
    for _call in range(31):
        last = api.get("users/me")
    assert last.status_code == 429
    assert api_of(member).get("users/me").status_code == 200
    secret = keys.create(name="Script", can_write=True, expires_at=None, actor=owner).secret
    assert api_of(None).get("users/me", X_API_Key=secret)["RateLimit-Remaining"] == "29"


def test_refused_calls_count_too(api, few):
    for _call in range(30):
        api.get("tasks/?nonsense=1")
    assert api.get("users/me").status_code == 429


def test_limit_holds_for_several_processes(few, owner):
    """Another process has taken all but four calls: a block of three is given out whole, the next in part."""
    rate_limits.take(caller=f"person:{owner.pk}", window=60_000_018 // 60, count=26)
    caller = Api(owner)
    assert [caller.get("users/me").status_code for _call in range(6)] == [200] * 4 + [429] * 2


def test_a_call_takes_at_most_one_query(api, django_assert_num_queries):
    api.get("users/me")
    # The session with its person.
    with django_assert_num_queries(1):
        api.get("users/me")
    limits.forget()
    with django_assert_num_queries(2):
        api.get("users/me")


@pytest.mark.django_db(transaction=True)
def test_counting_at_once_loses_nothing():
    def take(_number: int) -> int:
        try:
            return rate_limits.take(caller="person:1", window=7, count=2)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(40))) == list(range(2, 82, 2))
    assert rate_limits.take(caller="person:1", window=8, count=1) == 1
    assert CallCount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_limit_is_never_exceeded_by_calls_at_once(settings):
    settings.API_CALLS_PER_MINUTE = 30
    callers = [Api(make_user(name="owner")) for _number in range(8)]

    def call(number: int) -> int:
        try:
            return callers[number % 8].get("users/me").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(call, range(48)))
    assert (statuses.count(200), statuses.count(429)) == (30, 18)
