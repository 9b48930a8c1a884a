"""The page of API keys."""

import logging

from boards.accounts.queries import keys as key_queries
from boards.accounts.services import keys
from boards.models import ApiKey
from tests import pages

NEW = {"name": "Nightly import", "rights": "write", "lifetime": "30"}


def secret_in(response) -> str:
    found = [value for values in pages.read(response.content.decode()).values.values() for value in values]
    return next(value for value in found if value.startswith("bsk_"))


def test_person_makes_a_key_and_sees_it_once(client_of, owner):
    client = client_of(owner)
    response = client.post("/account/keys/", NEW)
    assert response.status_code == 201
    assert response["Cache-Control"] == "no-store"
    secret = secret_in(response)
    key = key_queries.by_secret(secret)
    assert (key.user, key.name, key.can_write) == (owner, "Nightly import", True)
    again = client.get("/account/keys/").content.decode()
    assert "Nightly import" in again
    assert key.prefix in again
    assert secret not in again
    assert not pages.read(again).dangers


def test_the_page_leads_to_the_pages_of_the_api(client_of, owner):
    assert 'href="/api/docs/"' in client_of(owner).get("/account/keys/").content.decode()


def test_key_without_end_and_without_writing(client_of, owner):
    client_of(owner).post("/account/keys/", NEW | {"rights": "read", "lifetime": ""})
    key = ApiKey.objects.get()
    assert (key.can_write, key.expires_at) == (False, None)


def test_wrong_input_is_422_with_what_was_typed(client_of, owner):
    response = client_of(owner).post("/account/keys/", {"name": "", "rights": "all", "lifetime": "30"})
    assert response.status_code == 422
    assert not ApiKey.objects.exists()
    assert client_of(owner).post("/account/keys/", NEW | {"name": "\u200b"}).status_code == 422


def test_too_many_keys_are_409(client_of, owner, monkeypatch):
    monkeypatch.setattr(keys, "MOST_KEYS", 0)
    assert client_of(owner).post("/account/keys/", NEW).status_code == 409


def test_person_revokes_a_key(client_of, owner):
    client = client_of(owner)
    secret = secret_in(client.post("/account/keys/", NEW))
    response = client.post(f"/account/keys/{ApiKey.objects.get().pk}/revoke/", follow=True)
    assert "revoked" in response.content.decode()
    assert key_queries.by_secret(secret) is None


def test_no_other_person_sees_or_revokes_it(client_of, owner, admin):
    key = keys.create(name="Mine", can_write=True, expires_at=None, actor=owner).key
    client = client_of(admin)
    assert "Mine" not in client.get("/account/keys/").content.decode()
    assert client.post(f"/account/keys/{key.pk}/revoke/").status_code == 404


def test_key_is_in_no_log_line(client_of, owner, caplog):
    with caplog.at_level(logging.DEBUG):
        secret = secret_in(client_of(owner).post("/account/keys/", NEW))
    assert secret not in caplog.text


def test_profile_leads_there(client_of, owner):
    assert "/account/keys/" in client_of(owner).get("/account/").content.decode()
