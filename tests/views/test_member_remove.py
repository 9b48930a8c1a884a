"""Taking a member out."""

import pytest


def url(project, user):
    return f"/projects/{project.pk}/members/{user.pk}/remove/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, viewer, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(url(project, viewer)).status_code == (200 if status == 303 else status)
    assert client.post(url(project, viewer)).status_code == status
    assert project.memberships.filter(user=viewer).exists() == (status != 303)


def test_removing_oneself_is_leaving(client_of, project, admin):
    assert b"Leave this project?" in client_of(admin).get(url(project, admin)).content
    assert client_of(admin).post(url(project, admin))["Location"] == "/projects/"


def test_the_owner_is_no_member_to_remove(client_of, project, owner, admin):
    assert client_of(admin).post(url(project, owner)).status_code == 404


def test_the_second_time_it_is_not_there(client_of, project, owner, viewer):
    client = client_of(owner)
    assert [client.post(url(project, viewer)).status_code for _ in range(2)] == [303, 404]
