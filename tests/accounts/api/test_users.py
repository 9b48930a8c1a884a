"""People by the API: whom one sees, what they change, and accounts that an administrator makes."""

import pytest

from boards.models import User
from boards.services import members
from tests.api_caller import fields
from tests.factories import make_project, make_user


def test_one_sees_people_one_shares_a_project_with(api, api_of, project, outsider, staff):
    names = {user["display_name"] for user in api.get("users/").json()["items"]}
    assert names == {"Owner", "Admin", "Member", "Viewer"}
    assert [user["display_name"] for user in api_of(outsider).get("users/").json()["items"]] == ["Outsider"]
    assert len(api_of(staff).get("users/").json()["items"]) == User.objects.count()
    assert [user["display_name"] for user in api.get("users/?q=EMB").json()["items"]] == ["Member"]


def test_addresses_are_for_oneself_and_site_administrators(api, api_of, project, member, staff):
    assert "email" not in api.get(f"users/{member.pk}").json()
    assert api_of(member).get("users/me").json()["email"] == "member@example.com"
    assert api_of(staff).get(f"users/{member.pk}").json()["email"] == "member@example.com"


def test_people_change_what_they_have_set(api, owner, project):
    body = api.patch("users/me", {"display_name": "Ada", "time_zone": "Europe/Berlin", "theme": "dark"}).json()
    assert (body["display_name"], body["time_zone"], body["theme"]) == ("Ada", "Europe/Berlin", "dark")
    assert fields(api.patch("users/me", {"time_zone": "Mars/Base"})) == ["time_zone"]
    assert api.get(f"projects/{project.pk}").json()["owner"]["name"] == "Ada"


def test_site_administrator_makes_an_account_that_can_sign_in(api_of, staff, client):
    sent = {"email": "New@Example.com", "display_name": "New", "password": "correct horse battery"}
    made = api_of(staff).post("users/", sent)
    assert (made.status_code, made.json()["email"]) == (201, "new@example.com")
    assert client.login(email="new@example.com", password=sent["password"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "owner@example.com"}, "email"),
        ({"email": "no address"}, "email"),
        ({"email": "new@example.com", "password": "12345678"}, "password"),
        ({}, "email"),
    ],
)
def test_odd_accounts_are_refused(api_of, staff, owner, body, field):
    assert fields(api_of(staff).post("users/", body)) == [field]
    assert not User.objects.filter(email="new@example.com").exists()


def test_helper_of_another_project_stays_unknown(api, owner):
    stranger = make_user(name="stranger")
    assert api.get(f"users/{stranger.pk}").status_code == 404
    members.add(project=make_project(owner=stranger), user=owner, role="viewer", actor=stranger)
    assert api.get(f"users/{stranger.pk}").status_code == 200
