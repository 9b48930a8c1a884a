"""What a browser comes back with from its provider: altered, used twice, too late, or another's."""

import time
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client

from tests.accounts.conftest import LOGIN, away, back, sign_in
from tests.accounts.oidc_steps import NINA, put, refused

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def with_query(location, **changes):
    parts = urlsplit(location)
    query = {**dict(parse_qsl(parts.query)), **changes}
    return f"{parts.path}?{urlencode({name: value for name, value in query.items() if value is not ...})}"


BROWSER = {
    "no state": ({"state": ...}, "state"),
    "another state": ({"state": "another"}, "state"),
    "state with NUL": ({"state": "a\x00"}, "state"),
    "no code": ({"code": ...}, "code is missing"),
    "empty code": ({"code": ""}, "code is missing"),
    "endless code": ({"code": "x" * 10_000}, "code is missing"),
    "code with a line": ({"code": "a\r\nb"}, "code is missing"),
    "wrong code": ({"code": "wrong"}, "invalid_grant"),
    "issuer of another provider": ({"iss": "https://evil.example.com"}, "names the issuer"),
    "error": ({"error": "server_error", "error_description": "<script>"}, "server_error"),
    "error of two lines": ({"error": "a\nb"}, "error"),
}


@pytest.mark.parametrize("name", BROWSER)
def test_wrong_returns_are_refused(name, provider, reasons):
    changes, reason = BROWSER[name]
    client = Client()
    location = provider.visit(away(client), NINA)
    refused(back(client, with_query(location, **changes)), reasons, reason)


def test_announced_issuer_must_be_named(provider, reasons):
    provider.tamper("discovery", lambda answer: put(answer, authorization_response_iss_parameter_supported=True))
    refused(sign_in(provider, NINA), reasons, "names the issuer None")


def test_announced_issuer_that_is_named_is_right(provider):
    provider.tamper("discovery", lambda answer: put(answer, authorization_response_iss_parameter_supported=True))
    client = Client()
    location = with_query(provider.visit(away(client), NINA), iss=provider.url)
    assert back(client, location).wsgi_request.user.is_authenticated


def test_return_can_be_used_once(provider, reasons):
    client = Client()
    location = provider.visit(away(client), NINA)
    assert back(client, location).status_code == 302
    response = back(Client(), location)
    assert response.status_code == 403 and not response.wsgi_request.user.is_authenticated
    assert back(client, location).status_code == 403


def test_code_of_one_browser_is_worth_nothing_in_another(provider, reasons):
    """The state is in the session of who began; the code goes with the verifier of who began."""
    mine, theirs = Client(), Client()
    code = parse_qs(urlsplit(provider.visit(away(mine), NINA)).query)["code"][0]
    location = provider.visit(away(theirs), NINA)
    refused(back(theirs, with_query(location, code=code)), reasons, "token endpoint")


def test_code_used_twice_is_refused(provider, reasons):
    client = Client()
    first = provider.visit(away(client), NINA)
    back(client, first)
    second = provider.visit(away(client), NINA)
    code = parse_qs(urlsplit(first).query)["code"][0]
    assert back(client, with_query(second, code=code)).status_code == 403
    assert "used before" in reasons()[-1]


def test_state_of_ten_minutes_ago_is_old(provider, reasons, monkeypatch):
    client = Client()
    location = provider.visit(away(client), NINA)
    later = time.time() + 700
    monkeypatch.setattr("allauth.socialaccount.internal.statekit.time.time", lambda: later)
    refused(back(client, location), reasons, "state")


def test_person_who_says_no_is_told_so(provider):
    client = Client()
    state = with_query(away(client)).split("state=")[1].split("&")[0]
    response = client.get(f"{LOGIN}callback/", {"error": "access_denied", "state": state})
    assert response["Location"] == "/accounts/connections/login/cancelled/"
    assert client.get(response["Location"]).status_code == 200
