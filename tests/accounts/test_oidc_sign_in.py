"""Signing in through a provider: who gets which account."""

import threading
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client

from boards.accounts.services import keys
from boards.models import User
from tests.accounts.conftest import LOGIN, away, back, sign_in

NINA, UNVERIFIED, MEMBER = "nina@example.com", "owner@example.com", "member@example.com"
pytestmark = [pytest.mark.django_db, pytest.mark.long]


def signed_in_as(response) -> User | None:
    user = response.wsgi_request.user
    return user if user.is_authenticated else None


def test_first_sign_in_makes_an_account(provider):
    response = sign_in(provider, NINA)
    user = User.objects.get(email=NINA)
    assert (response.status_code, response["Location"], signed_in_as(response)) == (302, "/", user)
    assert user.display_name == "Nina Novak" and not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert SocialAccount.objects.get(user=user).provider == provider.url


def test_second_sign_in_finds_it(provider):
    first, second = signed_in_as(sign_in(provider, NINA)), signed_in_as(sign_in(provider, NINA))
    assert first == second and User.objects.count() == 1 and SocialAccount.objects.count() == 1


def test_request_carries_pkce_nonce_and_nothing_of_the_visitors(provider):
    query = parse_qs(
        urlsplit(away(Client(), f"{LOGIN}?scope=admin&auth_params=prompt%3Dnone%26redirect_uri%3Dx")).query
    )
    assert query["code_challenge_method"] == ["S256"] and len(query["code_challenge"][0]) == 43
    assert query["scope"] == ["openid profile email"] and len(query["nonce"][0]) > 40
    assert query["redirect_uri"] == ["http://testserver/accounts/oidc/sso/login/callback/"] and "prompt" not in query


def test_discovery_and_keys_are_fetched_once(provider):
    sign_in(provider, NINA)
    sign_in(provider, NINA)
    assert (provider.seen["discovery"], provider.seen["keys"], provider.seen["token"]) == (1, 1, 2)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_client_proves_itself_as_configured(provider, settings, method):
    settings.OIDC_PROVIDERS = [provider.configured(token_method=method)]
    assert signed_in_as(sign_in(provider, NINA))
    headers, body = provider.requests["token"][0]
    assert ("Authorization" in headers) == (method == "client_secret_basic")
    assert ("client_secret" in body) == (method == "client_secret_post")
    assert "code_verifier" in body


def test_verified_address_links_to_the_account_there_is(provider, member):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    member.set_password("correct horse")
    member.save()
    assert signed_in_as(sign_in(provider, MEMBER)) == member
    member.refresh_from_db()
    assert member.has_usable_password() and member.display_name == "Member"


def test_password_of_an_account_that_never_confirmed_its_address_ends(provider, member, client_of):
    member.set_password("of who made it")
    member.save()
    squatter = client_of(member)
    assert signed_in_as(sign_in(provider, MEMBER)) == member
    member.refresh_from_db()
    assert not member.has_usable_password()
    assert squatter.get("/account/").status_code == 302


def test_keys_of_such_an_account_end_too(provider, member):
    key = keys.create(name="Left", can_write=True, expires_at=None, actor=member).secret
    assert Client().get("/api/v1/users/me", headers={"X-API-Key": key}).status_code == 200
    assert signed_in_as(sign_in(provider, MEMBER)) == member
    assert Client().get("/api/v1/users/me", headers={"X-API-Key": key}).status_code == 401


def test_unverified_address_never_links(provider, owner, reasons):
    response = sign_in(provider, UNVERIFIED)
    assert response.status_code == 403 and signed_in_as(response) is None
    assert "connect Company from your profile" in response.content.decode()
    assert not SocialAccount.objects.exists() and "has not verified" in reasons()[-1]


def test_second_subject_with_the_same_address_is_refused(provider):
    sign_in(provider, NINA)
    provider.tamper("token", lambda answer: provider.resign(answer, sub="another"))
    provider.tamper("userinfo", lambda answer: setattr(answer, "json", {**answer.json, "sub": "another"}))
    response = sign_in(provider, NINA)
    assert response.status_code == 403 and SocialAccount.objects.count() == User.objects.count() == 1


def test_same_subject_of_another_issuer_is_somebody_else(provider, settings):
    user = signed_in_as(sign_in(provider, NINA))
    SocialAccount.objects.filter(user=user).update(provider="https://elsewhere.example.com")
    User.objects.filter(pk=user.pk).update(email="other@example.com")
    EmailAddress.objects.all().delete()
    assert signed_in_as(sign_in(provider, NINA)) != user


def _email(provider, address, verified=True):
    def change(answer):
        answer.json = {**answer.json, "email": address, "email_verified": verified}

    provider.tamper("userinfo", change)


def test_changed_address_follows_the_subject(provider):
    user = signed_in_as(sign_in(provider, NINA))
    _email(provider, "nina.new@example.com")
    assert signed_in_as(sign_in(provider, NINA)) == user
    user.refresh_from_db()
    assert user.email == "nina.new@example.com"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("nina.new@example.com", True)]


@pytest.mark.parametrize(("address", "verified"), [("taken@example.com", True), ("nina.new@example.com", False)])
def test_address_stays_where_the_new_one_is_taken_or_unverified(provider, address, verified):
    user = signed_in_as(sign_in(provider, NINA))
    User.objects.create_user("taken@example.com")
    _email(provider, address, verified)
    assert signed_in_as(sign_in(provider, NINA)) == user
    user.refresh_from_db()
    assert user.email == NINA


def test_address_chosen_on_the_board_stays(provider):
    user = signed_in_as(sign_in(provider, NINA))
    User.objects.filter(pk=user.pk).update(email="own@example.com")
    _email(provider, "nina.new@example.com")
    sign_in(provider, NINA)
    user.refresh_from_db()
    assert user.email == "own@example.com"


def test_deactivated_account_stays_shut(provider):
    user = signed_in_as(sign_in(provider, NINA))
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = sign_in(provider, NINA)
    assert response["Location"] == "/accounts/inactive/" and signed_in_as(response) is None


def test_look_alike_of_an_address_never_links(provider, member):
    _email(provider, "ｍember@example.com")
    response = sign_in(provider, NINA)
    assert response.status_code == 403 and not SocialAccount.objects.exists()


def test_capitals_are_the_same_address(provider, member):
    _email(provider, "MEMBER@Example.COM")
    assert signed_in_as(sign_in(provider, NINA)) == member


@pytest.mark.parametrize("wanted", ["/tasks/", "/projects/?q=a%26b"])
def test_goes_on_to_where_the_person_wanted_to_go(provider, wanted):
    response = sign_in(provider, NINA, path=f"{LOGIN}?next={wanted.replace('?', '%3F').replace('%26', '%2526')}")
    assert response["Location"] == wanted


@pytest.mark.parametrize("wanted", ["http://[::1", "https://evil.example.com/", "//evil.example.com", "javascript:x"])
def test_never_goes_elsewhere(provider, wanted):
    assert sign_in(provider, NINA, path=f"{LOGIN}?next={wanted}")["Location"] == "/"


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/logout/", LOGIN])
def test_pages_survive_a_next_that_is_no_address(provider, client, path):
    assert client.get(path, {"next": "http://[::1"}).status_code in (200, 302)


@pytest.mark.django_db(transaction=True)
def test_two_first_callbacks_at_once_make_one_account(provider):
    clients = [Client(raise_request_exception=False) for _ in range(2)]
    locations = [provider.visit(away(client), NINA) for client in clients]
    gate, found = threading.Barrier(2), []

    def come_back(client, location):
        gate.wait()
        found.append(signed_in_as(back(client, location)))
        connection.close()

    threads = [threading.Thread(target=come_back, args=pair) for pair in zip(clients, locations, strict=True)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert User.objects.count() == SocialAccount.objects.count() == 1
    assert found == [User.objects.get()] * 2


def test_board_without_providers_has_no_button_and_no_address(client, db):
    assert "Continue with" not in client.get("/accounts/login/").content.decode()
    assert client.get(LOGIN).status_code == 404
