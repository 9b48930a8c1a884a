"""The site is asked who has a token, over the real API."""

import dataclasses

import pytest
from analytics import site
from analytics.problems import Problem
from analytics.site import Site

from boards.accounts.services import keys
from tests.factories import make_project, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture
def asked(known, live_server, monkeypatch):
    # Two pages and more.
    monkeypatch.setattr(site, "AT_ONCE", 2)
    return Site(dataclasses.replace(known, site_url=live_server.url, site_address=live_server.url))


def test_a_key_opens_the_projects_of_its_owner_and_is_asked_for_once(asked, monkeypatch):
    ada = make_user(name="ada")
    ada.time_zone = "Asia/Kathmandu"
    ada.save()
    mine = [make_project(owner=ada, title=f"Project {number}") for number in range(5)]
    make_project(title="Hidden", owner=make_user(name="eve"))
    key = keys.create(name="Analytics", can_write=False, expires_at=None, actor=ada)
    found = asked.caller({"X-API-Key": key.secret})
    assert found.projects == {each.pk: each.title for each in mine}
    assert (found.email, found.name, str(found.zone)) == (ada.email, ada.display_name, ada.time_zone)
    keys.revoke(key=key.key, actor=ada)
    assert asked.caller({"X-API-Key": key.secret}) is found
    monkeypatch.setattr(site, "KEPT_SECONDS", 0)
    with pytest.raises(Problem) as refused:
        asked.caller({"X-API-Key": key.secret})
    assert refused.value.status == 401


def test_a_token_of_a_sign_in_is_as_good(asked, client, live_server):
    import httpx

    ada = make_user(name="ada")
    ada.set_password("a long password 7")
    ada.save()
    told = httpx.post(
        f"{live_server.url}/api/v1/auth/login", json={"email": ada.email, "password": "a long password 7"}
    ).json()
    assert asked.caller({"Authorization": f"Bearer {told['access_token']}"}).email == ada.email


def test_wrong_tokens_are_refused(asked):
    for headers in ({}, {"X-API-Key": "nobody"}, {"Authorization": "Bearer nobody"}):
        with pytest.raises(Problem) as refused:
            asked.caller(headers)
        assert refused.value.status == 401


def test_a_site_that_is_away_is_said_to_be(known):
    away = Site(dataclasses.replace(known, site_address="http://127.0.0.1:1"))
    with pytest.raises(Problem) as refused:
        away.caller({"X-API-Key": "any"})
    assert refused.value.status == 503
