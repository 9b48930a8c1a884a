"""Adding a member by e-mail address."""

import pytest

from boards.services import projects
from tests.factories import make_user


def url(project):
    return f"/projects/{project.pk}/members/new/"


GOOD = {"email": " Outsider@Example.com ", "role": "member"}


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, outsider, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(url(project)).status_code == (200 if status == 303 else status)
    assert client.post(url(project), GOOD).status_code == status
    assert project.memberships.filter(user=outsider, role="member").exists() == (status == 303)


def test_twice_says_so_and_keeps_what_was_typed(client_of, project, owner, outsider):
    client = client_of(owner)
    assert client.post(url(project), GOOD).status_code == 303
    answer = client.post(url(project), GOOD)
    assert answer.status_code == 409 and b"takes part in this project already" in answer.content
    assert b"Outsider@Example.com" in answer.content


def test_the_owner_takes_part_already(client_of, project, admin):
    assert client_of(admin).post(url(project), {"email": "owner@example.com", "role": "viewer"}).status_code == 409


def test_unknown_and_deactivated_people_get_the_same_answer(client_of, project, owner, outsider):
    outsider.is_active = False
    outsider.save()
    for address in ("outsider@example.com", "nobody@example.com"):
        answer = client_of(owner).post(url(project), {"email": address, "role": "member"})
        assert answer.status_code == 422 and b"Nobody has signed up with this address" in answer.content


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", ""), ("email", "x"), ("email", "\x00@example.com"), ("role", "owner"), ("role", ""), ("role", "x")],
)
def test_what_does_not_fit_comes_back(client_of, project, owner, outsider, field, value):
    assert client_of(owner).post(url(project), {**GOOD, field: value}).status_code == 422


def test_tries_are_limited(client_of, project, owner, viewer):
    client = client_of(owner)
    tries = [client.post(url(project), {"email": f"x{n}@example.com", "role": "member"}) for n in range(21)]
    assert {answer.status_code for answer in tries[:20]} == {422}
    assert (tries[20].status_code, tries[20]["Retry-After"]) == (429, "600")
    assert client.get(url(project)).status_code == 200


def test_successes_are_not_counted(client_of, project, owner):
    client = client_of(owner)
    for number in range(25):
        make_user(name=f"new{number}")
        assert client.post(url(project), {"email": f"new{number}@example.com", "role": "member"}).status_code == 303
    tries = [client.post(url(project), {"email": f"x{n}@example.com", "role": "member"}).status_code for n in range(20)]
    assert tries == [422] * 20


def test_what_is_no_address_or_takes_part_already_is_not_counted(client_of, project, owner):
    client = client_of(owner)
    for _number in range(12):
        assert client.post(url(project), {"email": "x", "role": "member"}).status_code == 422
        assert client.post(url(project), {"email": "member@example.com", "role": "member"}).status_code == 409
    assert client.post(url(project), {"email": "x@example.com", "role": "member"}).status_code == 422


def test_an_archived_project_takes_none(client_of, project, owner, outsider):
    projects.archive(project=project, actor=owner)
    assert client_of(owner).post(url(project), GOOD).status_code == 409


def test_htmx_gets_the_members_with_the_new_one_or_with_what_is_wrong(client_of, project, owner, outsider):
    def post(address):
        return client_of(owner).post(url(project), {**GOOD, "email": address}, headers={"HX-Request": "true"})

    wrong = post("nobody@example.com")
    assert wrong.status_code == 422 and "Nobody has signed up with this address" in wrong.text
    assert "nobody@example.com" in wrong.text and "<html" not in wrong.text
    added = post(outsider.email)
    assert (
        added.status_code == 200 and f'id="member-row-{outsider.pk}"' in added.text and "takes part now" in added.text
    )
    again = post(outsider.email)
    assert again.status_code == 409 and "takes part in this project already" in again.text
