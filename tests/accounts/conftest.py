"""The provider that people sign in through, and how they do it."""

import logging
import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.provider.tampering import Tampered, start_provider

LOGIN = "/accounts/oidc/sso/login/"


@pytest.fixture(scope="session")
def _provider() -> Iterator[Tampered]:
    with start_provider() as provider:
        yield provider


@pytest.fixture
def provider(_provider: Tampered, settings, db) -> Tampered:
    """The provider, configured on the board as `sso`."""
    _provider.reset()
    settings.OIDC_PROVIDERS = [_provider.configured()]
    return _provider


@pytest.fixture
def reasons(caplog) -> Callable[[], list[str]]:
    """What the log of the operator says."""
    caplog.set_level(logging.INFO)
    return lambda: [record.getMessage() for record in caplog.records if record.name == "boardsite.sign_in"]


def away(client: Client, path: str = LOGIN) -> str:
    """Begins to sign in; returns the address at the provider."""
    response = client.post(path)
    assert response.status_code == 200, response.content.decode()
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', response.content.decode())
    assert found, response.content.decode()
    return unescape(found[1])


def back(client: Client, location: str) -> HttpResponse:
    """The browser comes back with what the provider gave it."""
    parts = urlsplit(location)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(provider: Tampered, email: str, client: Client | None = None, path: str = LOGIN) -> HttpResponse:
    """All of it. The response's `wsgi_request` tells who is signed in."""
    client = client or Client()
    return back(client, provider.visit(away(client, path), email))
