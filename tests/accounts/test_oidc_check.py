"""The page and the command that tell whether sign-in through a provider works."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from boards.models import User
from tests.factories import make_project

pytestmark = pytest.mark.django_db
PAGE = "/account/single-sign-on/"
WHO = {"sub": "7", "name": "Nina", "email": "nina@example.com", "email_verified": True}


def tried(client, **claims):
    response = client.post(PAGE, {"provider": "sso", "claims": json.dumps({**WHO, **claims})})
    return response.status_code, response.content.decode()


def test_page_is_for_administrators(client_of, member):
    assert client_of(member).get(PAGE).status_code == 403


def test_page_shows_what_discovery_says(provider, staff, client_of):
    page = client_of(staff).get(PAGE).content.decode()
    assert f"{provider.url}/identity/o/authorize" in page and "client_secret_post" in page
    assert "http://testserver/accounts/oidc/sso/login/callback/" in page and "not-a-secret" not in page


def test_page_without_a_provider_says_how_to_set_one(staff, client_of):
    assert "OIDC_ISSUER" in client_of(staff).get(PAGE).content.decode()


def test_page_shows_what_is_wrong(provider, staff, client_of):
    provider.tamper("discovery", lambda a: setattr(a, "json", {**a.json, "issuer": "https://x.example.com"}))
    page = client_of(staff).get(PAGE).content.decode()
    assert "Nobody can sign in through" in page and "https://x.example.com" in page


def test_claims_are_tried_and_nobody_is_signed_in(provider, staff, member, client_of):
    client = client_of(staff)
    assert "A new account is made" in tried(client)[1]
    assert "Signed in as Member" in tried(client, email=member.email)[1]
    assert "has not verified it" in tried(client, email=member.email, email_verified="true")[1]
    assert "as sub" in tried(client, sub=5)[1]
    assert User.objects.count() == 2 and client.get("/account/").status_code == 200


def test_claims_show_rights_by_groups(provider, settings, staff, owner, client_of):
    board = make_project(owner=owner, title="Website")
    roles = {"developers": {board.pk: "member", 999: "viewer"}}
    settings.OIDC_PROVIDERS = [
        provider.configured(groups_claim="groups", admin_groups=("admins",), project_roles=roles)
    ]
    status, page = tried(client_of(staff), groups=["developers", "admins"])
    assert status == 200 and "In “Website”: member." in page and "Site administrator by group." in page
    assert "project 999, which does not exist" in page


@pytest.mark.parametrize("claims", ["", "{", "[]", "5", '{"sub": "\\u0000"}'])
def test_odd_text_is_no_error(provider, staff, client_of, claims):
    assert client_of(staff).post(PAGE, {"provider": "sso", "claims": claims}).status_code in (200, 422)


def command(*arguments):
    out = io.StringIO()
    call_command("oidc_check", *arguments, stdout=out)
    return out.getvalue()


def test_command_shows_the_same(provider, tmp_path):
    assert "Company (sso): in order" in command()
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(WHO))
    assert "A new account is made" in command("sso", "--claims", str(path))


@pytest.mark.parametrize("case", ["unknown", "none", "down", "refused"])
def test_command_fails_with_a_sentence(provider, settings, tmp_path, case):
    arguments = ["other"] if case == "unknown" else []
    if case == "none":
        settings.OIDC_PROVIDERS = []
    if case == "down":
        settings.OIDC_PROVIDERS = [provider.configured(issuer="http://127.0.0.1:1")]
    if case == "refused":
        (tmp_path / "claims").write_text("{}")
        arguments = ["sso", "--claims", str(tmp_path / "claims")]
    with pytest.raises(CommandError):
        command(*arguments)


def test_invitation_by_command():
    out = io.StringIO()
    call_command("invite", "nina@example.com", stdout=out)
    assert out.getvalue().startswith("http://testserver/invitation/")
    with pytest.raises(CommandError):
        call_command("invite", "nina")
