"""What the settings open and close: sign-up, passwords, domains, the way straight to the provider, signing out."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.test import Client

from boards.accounts import invitations
from boards.models import User
from tests.accounts.conftest import LOGIN, away, back, sign_in
from tests.accounts.steps import reauthenticate, with_password
from tests.accounts.steps import sign_in as by_password

NINA = "nina@example.com"
pytestmark = [pytest.mark.django_db, pytest.mark.long]


def entered(response) -> bool:
    return response.wsgi_request.user.is_authenticated


def new_account(**changes):
    form = {"display_name": "Nina", "email": NINA, "password1": "correct horse battery"}
    return {**form, **changes}


# Sign-up


def test_closed_sign_up_makes_no_account(provider, settings, reasons, client):
    settings.SIGNUP = "closed"
    response = sign_in(provider, NINA)
    assert response.status_code == 403 and "Ask them for one" in response.content.decode()
    assert client.post("/accounts/signup/", new_account()).status_code == 200
    assert not User.objects.exists() and "sign-up is closed" in reasons()[-1]


def test_closed_sign_up_lets_prepared_accounts_in(provider, settings, member):
    settings.SIGNUP = "closed"
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    assert entered(sign_in(provider, member.email))


def test_sign_up_by_invitation(provider, settings, client):
    settings.SIGNUP = "invited"
    assert "closed" in client.post("/accounts/signup/", new_account()).content.decode()
    assert not User.objects.exists()
    assert client.get(urlsplit(invitations.link(NINA)).path)["Location"] == "/accounts/signup/"
    assert client.post("/accounts/signup/", new_account(email="other@example.com")).status_code == 200
    assert not User.objects.exists()
    assert client.post("/accounts/signup/", new_account()).status_code == 302
    assert User.objects.get().email == NINA


def test_invitation_opens_the_provider_for_that_address_alone(provider, settings):
    settings.SIGNUP = "invited"
    assert not entered(sign_in(provider, NINA))
    client = Client()
    client.get(urlsplit(invitations.link("other@example.com")).path)
    assert not entered(sign_in(provider, NINA, client))
    client.get(urlsplit(invitations.link(NINA.upper())).path)
    assert entered(sign_in(provider, NINA, client))


@pytest.mark.parametrize("token", ["x", "x:y:z", "a" * 3000])
def test_wrong_invitation_is_refused(token, client):
    assert client.get(f"/invitation/{token}/").status_code == 403


def test_domains(provider, settings, client):
    settings.EMAIL_DOMAINS = ["corp.example.com"]
    assert not entered(sign_in(provider, NINA))
    assert client.post("/accounts/signup/", new_account()).status_code == 200
    assert not User.objects.exists()
    settings.EMAIL_DOMAINS = ["corp.example.com", "example.com"]
    assert entered(sign_in(provider, NINA))


def test_domain_needs_a_verified_address(provider, settings):
    settings.EMAIL_DOMAINS = ["example.com"]
    provider.tamper("userinfo", lambda a: setattr(a, "json", {**a.json, "email_verified": False}))
    assert not entered(sign_in(provider, NINA))


def test_unverified_address_is_confirmed_first_where_mail_is_sent(provider, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    provider.tamper("userinfo", lambda a: setattr(a, "json", {**a.json, "email_verified": False}))
    response = sign_in(provider, NINA)
    assert not entered(response) and response["Location"] == "/accounts/confirm-email/"
    assert mail.outbox[0].to == [NINA]


# Without passwords


@pytest.fixture
def sso_only(provider, settings):
    settings.PASSWORD_LOGIN = False
    return provider


def test_without_passwords_there_is_no_field_and_no_sign_up(sso_only, client):
    page = client.get("/accounts/login/").content.decode()
    assert 'type="password"' not in page and "passkey" not in page and "Continue with Company" in page
    assert "closed" in client.get("/accounts/signup/").content.decode()


def test_without_passwords_a_right_one_does_not_help(sso_only, member):
    client = by_password(with_password(member))
    assert client.last.status_code == 403 and client.get("/account/").status_code == 302
    assert entered(sign_in(sso_only, NINA))


def test_without_passwords_the_last_identity_stays(sso_only):
    client = Client()
    sign_in(sso_only, NINA, client)
    client.post("/accounts/connections/", {"account": SocialAccount.objects.get().pk})
    assert SocialAccount.objects.count() == 1


# Straight to the provider


def test_straight_to_the_only_provider(provider, settings, client):
    settings.OIDC_AUTO_REDIRECT = True
    response = client.get("/accounts/login/?next=/tasks/")
    assert response.status_code == 302 and response["Location"].startswith(f"{provider.url}/identity/o/authorize?")
    assert back(client, provider.visit(response["Location"], NINA))["Location"] == "/tasks/"


@pytest.mark.parametrize("case", ["direct", "two providers", "down"])
def test_not_straight(provider, settings, client, case):
    settings.OIDC_AUTO_REDIRECT = True
    if case == "two providers":
        settings.OIDC_PROVIDERS = [provider.configured(), provider.configured(id="b", issuer="https://b.example.com")]
    if case == "down":
        settings.OIDC_PROVIDERS = [provider.configured(issuer="http://127.0.0.1:1")]
    response = client.get("/accounts/login/", {"direct": "1"} if case == "direct" else {})
    assert response.status_code == (503 if case == "down" else 200)


# Connecting from the profile


def test_connecting_takes_the_password_again_and_then_signs_in_to_this_account(provider, member):
    client = by_password(with_password(member))
    assert client.post(f"{LOGIN}?process=connect").status_code == 302
    reauthenticate(client)
    response = sign_in(provider, NINA, client, f"{LOGIN}?process=connect")
    assert response["Location"] == "/accounts/connections/"
    page = client.get("/accounts/connections/").content.decode()
    assert "Company" in page and NINA in page
    assert sign_in(provider, NINA).wsgi_request.user == member
    member.refresh_from_db()
    assert member.email == "member@example.com"


def test_identity_of_somebody_else_is_not_taken(provider, member):
    sign_in(provider, NINA)
    client = by_password(with_password(member))
    reauthenticate(client)
    response = sign_in(provider, NINA, client, f"{LOGIN}?process=connect")
    assert response.status_code == 403 and "another account" in response.content.decode()
    assert SocialAccount.objects.get().user != member


def test_connecting_ends_with_the_person_who_began(provider, member, owner):
    client = by_password(with_password(member))
    reauthenticate(client)
    location = provider.visit(away(client, f"{LOGIN}?process=connect"), NINA)
    states = client.session["socialaccount_states"]
    client.force_login(owner)
    session = client.session
    session["socialaccount_states"] = states
    session.save()
    assert back(client, location).status_code == 403 and not SocialAccount.objects.exists()


def test_stranger_can_not_connect(provider, client):
    assert client.post(f"{LOGIN}?process=connect")["Location"].startswith("/accounts/login/")


def test_identity_is_removed(provider, member):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    sign_in(provider, member.email)
    client = by_password(with_password(member))
    reauthenticate(client)
    client.post("/accounts/connections/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_identity_of_a_provider_that_is_gone_is_shown_and_removed(provider, member, settings):
    SocialAccount.objects.create(user=member, provider="https://gone.example.com", uid="1", extra_data={})
    settings.OIDC_PROVIDERS = []
    client = by_password(with_password(member))
    assert "gone.example.com" in client.get("/accounts/connections/").content.decode()
    reauthenticate(client)
    client.post("/accounts/connections/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


# Signing out


def test_signing_out_ends_the_session_at_the_provider(provider):
    client = Client(headers={"host": "localhost"})
    sign_in(provider, NINA, client)
    response = client.post("/accounts/logout/")
    page = response.content.decode()
    address = page.split('content="0;url=')[1].split('"')[0].replace("&amp;", "&")
    query = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{provider.url}/identity/o/logout?") and query["id_token_hint"][0].startswith("eyJ")
    assert query["post_logout_redirect_uri"] == ["http://localhost/"]
    assert client.get("/account/").status_code == 302
    assert provider.visit(address, NINA) == "http://localhost/"
    provider._people.clear()


@pytest.mark.parametrize("case", ["switched off", "none announced", "down", "by password"])
def test_signing_out_here_alone(provider, settings, case, member, client):
    client = Client()
    if case == "switched off":
        settings.OIDC_PROVIDERS = [provider.configured(end_session=False)]
    if case == "none announced":
        provider.tamper("discovery", lambda a: setattr(a, "json", {**a.json, "end_session_endpoint": None}))
    if case == "by password":
        client = by_password(with_password(member))
    else:
        sign_in(provider, NINA, client)
    if case == "down":
        cache.clear()
        provider.tamper("discovery", lambda a: setattr(a, "status", 500))
    assert client.post("/accounts/logout/")["Location"] == "/"
