"""Adding a member by e-mail address: who is known takes part at once, every other address is invited."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Invitation
from boards.services import projects
from tests.factories import make_project, make_user


def url(project):
    return f"/projects/{project.pk}/members/new/"


GOOD = {"email": " Outsider@Example.com ", "role": "member"}


@pytest.fixture
def known(owner, admin, outsider):
    """The outsider takes part in another project of the owner's and the admin's."""
    make_project(owner=owner, title="Other", roles={admin: "member", outsider: "member"})
    return outsider


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("stranger", 404)],
)
def test_roles(request, client_of, project, known, who, status):
    client = client_of(make_user(name="stranger") if who == "stranger" else request.getfixturevalue(who))
    assert client.get(url(project)).status_code == (200 if status == 303 else status)
    assert client.post(url(project), GOOD).status_code == status
    assert project.memberships.filter(user=known, role="member").exists() == (status == 303)


def test_twice_says_so_and_keeps_what_was_typed(client_of, project, owner, known):
    client = client_of(owner)
    assert client.post(url(project), GOOD).status_code == 303
    answer = client.post(url(project), GOOD)
    assert answer.status_code == 409 and b"takes part in this project already" in answer.content
    assert b"Outsider@Example.com" in answer.content


def test_the_owner_takes_part_already(client_of, project, admin):
    assert client_of(admin).post(url(project), {"email": "owner@example.com", "role": "viewer"}).status_code == 409


@pytest.mark.parametrize("mailed", [True, False])
def test_strangers_with_and_without_an_account_get_the_same_answer(
    client_of, project, owner, outsider, settings, mailed
):
    settings.SENDS_EMAIL = mailed
    make_user(name="someone", is_active=False)
    answers, client = [], client_of(owner)
    for name in ("outsider", "someone", "nobodyy"):
        answer = client.post(url(project), {"email": f"{name}@example.com", "role": "member"})
        page = client.get(f"/projects/{project.pk}/settings/").text if mailed else answer.text
        secrets = [row.secret for row in Invitation.objects.all()]
        for secret in secrets:
            page = page.replace(secret, "")
        answers.append((answer.status_code, f"An invitation to {name}" in page, f"{name}@example.com" in page))
        Invitation.objects.all().delete()
    assert len(set(answers)) == 1 and answers[0] == (303 if mailed else 201, mailed, True)
    assert not project.memberships.filter(user=outsider).exists()


def test_an_address_with_an_account_costs_no_more_queries(client_of, project, owner, outsider, settings):
    """What an answer costs tells of an account no more than its words."""
    settings.SENDS_EMAIL = True
    client, costs = client_of(owner), []
    client.get(url(project))
    for address in ("outsider@example.com", "nobody@example.com"):
        with CaptureQueriesContext(connection) as counted:
            client.post(url(project), {"email": address, "role": "member"})
        costs.append(len(counted))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", ""), ("email", "x"), ("email", "\x00@example.com"), ("role", "owner"), ("role", ""), ("role", "x")],
)
def test_what_does_not_fit_comes_back(client_of, project, owner, outsider, field, value):
    assert client_of(owner).post(url(project), {**GOOD, field: value}).status_code == 422


def test_invitations_are_limited(client_of, project, owner, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite": "5/h/user,3/h/key"}
    client = client_of(owner)
    tries = [client.post(url(project), {"email": f"x{n}@example.com", "role": "member"}) for n in range(6)]
    assert {answer.status_code for answer in tries[:5]} == {201}
    assert (tries[5].status_code, tries[5]["Retry-After"]) == (429, "3600")
    assert client.get(url(project)).status_code == 200
    assert project.invitations.count() == 5


def test_one_address_is_not_written_to_too_often_whoever_asks(client_of, project, owner, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite": "60/h/user,3/h/key"}
    for number in range(3):
        rival = make_user(name=f"rival{number}")
        other = make_project(owner=rival, title="Theirs")
        assert client_of(rival).post(url(other), {"email": "x@example.com", "role": "member"}).status_code == 201
    assert client_of(owner).post(url(project), {"email": "x@example.com", "role": "member"}).status_code == 429


def test_people_one_knows_are_not_counted(client_of, project, owner, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite": "1/h/user"}
    people = [make_user(name=f"new{number}") for number in range(3)]
    make_project(owner=owner, title="Other", roles=dict.fromkeys(people, "member"))
    for one in people:
        assert client_of(owner).post(url(project), {"email": one.email, "role": "member"}).status_code == 303
    assert client_of(owner).post(url(project), {"email": "x@example.com", "role": "member"}).status_code == 201


def test_an_archived_project_takes_none(client_of, project, owner, outsider):
    projects.archive(project=project, actor=owner)
    assert client_of(owner).post(url(project), GOOD).status_code == 409


def test_htmx_gets_the_members_with_the_new_one_or_with_what_is_wrong(client_of, project, owner, known):
    def post(address):
        return client_of(owner).post(url(project), {**GOOD, "email": address}, headers={"HX-Request": "true"})

    wrong = post("x@@example.com")
    assert wrong.status_code == 422 and "x@@example.com" in wrong.text and "<html" not in wrong.text
    added = post(known.email)
    assert added.status_code == 200 and f'id="member-row-{known.pk}"' in added.text and "takes part now" in added.text
    again = post(known.email)
    assert again.status_code == 409 and "takes part in this project already" in again.text
    invited = post("new@example.com")
    assert invited.status_code == 200 and "/invitation/bsi_" in invited.text and "<html" not in invited.text
    assert "no-store" in invited["Cache-Control"]
