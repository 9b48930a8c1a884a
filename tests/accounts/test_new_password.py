"""Another password: what ends with the old one, and the question what becomes of API keys."""

import re

import pytest
from django.core import mail
from django.test import Client

from boards.accounts.services import keys
from boards.models import ApiKey
from tests.accounts.steps import PASSWORD, sign_in, with_password
from tests.api_caller import Api

NEW = "another horse, better battery"
pytestmark = [pytest.mark.django_db, pytest.mark.long]


def key_of(user, name="Backup"):
    return keys.create(name=name, can_write=True, expires_at=None, actor=user).secret


def works(secret) -> bool:
    return Api(None).get("users/me", X_API_Key=secret).status_code == 200


def asked_for_link(user) -> str:
    """The path of the form behind the link that was sent, opened in the client."""
    Client().post("/accounts/password/reset/", {"email": user.email})
    return re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]


def administrator_s_link(staff, user) -> str:
    client = Client()
    client.force_login(staff)
    page = client.post(f"/people/{user.pk}/link/").content.decode()
    return re.search(r"http://[^/]+(/accounts/password/reset/key/[\w/-]+)", page)[1]


def opened(path) -> tuple[Client, str]:
    client = Client()
    form = client.get(path)["Location"]
    return client, form


def reset(user, link=None, **choice):
    client, form = opened(link or asked_for_link(user))
    return client, client.post(form, {"password1": NEW, "password2": NEW, **choice})


def change(user, **choice):
    client = sign_in(user)
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return client, client.post("/accounts/password/change/", {**given, **choice})


WAYS = {"reset": reset, "change": change}


@pytest.mark.parametrize("way", WAYS)
def test_who_has_keys_is_asked_and_nothing_is_chosen_for_them(way, owner):
    secret = key_of(with_password(owner))
    client, answer = WAYS[way](owner)
    page = answer.content.decode()
    assert answer.status_code == 200 and "Choose whether programs may go on with their keys" in page
    assert "This account has 1 key," in page and 'value="keep" checked' not in page
    assert works(secret) and owner.__class__.objects.get(pk=owner.pk).check_password(PASSWORD)
    assert "Backup" not in page


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("choice", ["keep", "revoke"])
def test_keys_end_or_live_on_as_chosen(way, choice, owner, member):
    secrets = [key_of(with_password(owner)), key_of(owner, "Import")]
    others = key_of(member)
    _client, answer = WAYS[way](owner, api_keys=choice)
    assert answer.status_code == 302
    assert [works(secret) for secret in secrets] == [choice == "keep"] * 2
    assert works(others)
    assert sign_in(owner, password=NEW).last.url == "/"


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_that_was_not_offered_changes_nothing(way, owner):
    secret = key_of(with_password(owner))
    _client, answer = WAYS[way](owner, api_keys="all")
    assert answer.status_code == 200 and works(secret) and sign_in(owner).last.url == "/"


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_asked_who_has_none_that_works(way, owner):
    key_of(with_password(owner))
    keys.revoke_all(actor=owner)
    client, answer = WAYS[way](owner)
    assert answer.status_code == 302 and ApiKey.objects.get().revoked_at


@pytest.mark.parametrize("path", ["/accounts/password/change/", "reset"])
def test_question_is_on_the_page_before_anything_is_sent(path, owner):
    key_of(with_password(owner))
    key_of(owner, "Import")
    client, form = opened(asked_for_link(owner)) if path == "reset" else (sign_in(owner), path)
    page = client.get(form).content.decode()
    assert "This account has 2 keys," in page and page.count('name="api_keys"') == 2 and "checked" not in page


def test_link_of_an_administrator_asks_too(owner, staff):
    secret = key_of(with_password(owner))
    link = administrator_s_link(staff, owner)
    assert "This account has 1 key," in reset(owner, link)[1].content.decode()
    assert reset(owner, link, api_keys="revoke")[1].status_code == 302
    assert not works(secret)


def test_wrong_password_twice_keeps_what_was_chosen(owner):
    key_of(with_password(owner))
    client, form = opened(asked_for_link(owner))
    page = client.post(form, {"password1": NEW, "password2": "x", "api_keys": "revoke"}).content.decode()
    assert 'value="revoke" checked' in page


def test_used_link_says_so(owner):
    key_of(with_password(owner))
    link = asked_for_link(owner)
    reset(owner, link, api_keys="keep")
    assert "does not work any more" in Client().get(link).content.decode()


@pytest.mark.parametrize("way", WAYS)
def test_other_sessions_and_tokens_end_with_the_old_password(way, owner):
    elsewhere = sign_in(with_password(owner))
    tokens = Api(None).post("auth/login", {"email": owner.email, "password": PASSWORD}).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert Api(None).get("users/me", **bearer).status_code == 200
    client, answer = WAYS[way](owner)
    assert answer.status_code == 302 and client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert Api(None).get("users/me", **bearer).status_code == 401
    assert Api(None).post("auth/refresh", {"refresh_token": tokens["refresh_token"]}).status_code == 401
