"""Invitations by the API."""

import pytest

from boards.models import Invitation, KeptAnswer
from tests.api_caller import fields


@pytest.fixture
def path(project):
    return f"projects/{project.pk}/invitations/"


def test_made_listed_read_sent_again_and_withdrawn(api, path, owner, settings):
    settings.SENDS_EMAIL = True
    made = api.post(path, {"email": "NEW@example.com", "role": "viewer"})
    body = made.json()
    assert (made.status_code, body["email"], body["role"], body["delivery"]) == (
        201,
        "new@example.com",
        "viewer",
        "waiting",
    )
    assert body["invited_by"]["id"] == owner.pk and not body["is_expired"] and "link" not in body
    assert made["Location"].endswith(f"{path}{body['id']}")
    assert api.get(path).json()["items"] == [body] == [api.get(f"{path}{body['id']}").json()]
    again = api.post(f"{path}{body['id']}/resend").json()
    assert again["id"] == body["id"] and again["expires_at"] > body["expires_at"]
    assert api.delete(f"{path}{body['id']}").status_code == 204
    assert api.get(f"{path}{body['id']}").status_code == 404 and api.get(path).json()["items"] == []


def test_without_e_mail_the_answer_holds_the_link_and_nothing_stored_does(api, path):
    made = api.post(path, {"email": "new@example.com"}, Idempotency_Key="one")
    secret = Invitation.objects.get().secret
    assert made.json()["link"] == f"http://testserver/invitation/{secret}/" and "no-store" in made["Cache-Control"]
    assert secret not in KeptAnswer.objects.get().body
    replayed = api.post(path, {"email": "new@example.com"}, Idempotency_Key="one")
    assert replayed.json() == {name: value for name, value in made.json().items() if name != "link"}
    assert "link" not in api.get(path).json()["items"][0]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"email": "x", "role": "viewer"}, ["email"]),
        ({"role": "viewer"}, ["email"]),
        ({"email": "a@example.com", "role": "owner"}, ["role"]),
        ({"email": "a@example.com", "more": 1}, ["more"]),
    ],
)
def test_odd_ones_are_refused(api, path, body, names):
    answer = api.post(path, body)
    assert answer.status_code == 400 and fields(answer) == names


def test_accounts_and_strangers_are_alike_and_members_are_refused(api, path, outsider):
    bodies = [api.post(path, {"email": f"{name}@example.com"}).json() for name in ("outsider", "nobody")]
    assert bodies[0].keys() == bodies[1].keys()
    for address in ("outsider@example.com", "member@example.com"):
        assert api.post(path, {"email": address}).status_code == 409


def test_they_are_limited_with_those_of_the_pages(api, client_of, project, owner, path, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite": "2/h/user"}
    client_of(owner).post(f"/projects/{project.pk}/members/new/", {"email": "a@example.com", "role": "viewer"})
    assert api.post(path, {"email": "b@example.com"}).status_code == 201
    answer = api.post(path, {"email": "c@example.com"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert api.post(f"{path}{Invitation.objects.first().pk}/resend").status_code == 429


def test_if_match_is_held_against_the_present_state(api, path):
    one = f"{path}{api.post(path, {'email': 'a@example.com'}).json()['id']}"
    etag = api.get(one)["ETag"]
    assert api.post(f"{one}/resend").status_code == 200
    assert api.delete(one, If_Match=etag).status_code == 412
    assert api.delete(one, If_Match=api.get(one)["ETag"]).status_code == 204
