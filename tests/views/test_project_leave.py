"""Leaving a project."""

import pytest

from tests.factories import make_project, make_task


def url(project):
    return f"/projects/{project.pk}/leave/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 403), ("admin", 303), ("member", 303), ("viewer", 303), ("staff", 403), ("outsider", 404)],
)
def test_every_member_may_leave(request, client_of, project, who, status):
    user = request.getfixturevalue(who)
    client = client_of(user)
    assert client.get(url(project)).status_code == (200 if status == 303 else status)
    assert client.post(url(project)).status_code == status
    assert status != 303 or not project.memberships.filter(user=user).exists()


def test_their_tasks_stay(client_of, project, member):
    task = make_task(project=project, assignee=member)
    client_of(member).post(url(project))
    task.refresh_from_db()
    assert task.assignee is None


def test_the_second_time_the_project_is_not_there(client_of, project, viewer):
    client = client_of(viewer)
    assert [client.post(url(project)).status_code for _ in range(2)] == [303, 404]


def test_nobody_leaves_a_public_project_they_only_look_at(client_of, outsider):
    assert client_of(outsider).post(url(make_project(visibility="public"))).status_code == 403


def test_the_header_offers_it_to_members_alone(client_of, project, viewer, owner):
    activity = f"/projects/{project.pk}/activity/"
    assert url(project).encode() in client_of(viewer).get(activity).content
    assert url(project).encode() not in client_of(owner).get(activity).content
