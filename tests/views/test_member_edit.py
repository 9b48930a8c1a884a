"""Changing a member's role."""

import pytest

from boards.models import Membership
from tests.factories import fresh, make_task


def url(project, user):
    return f"/projects/{project.pk}/members/{user.pk}/edit/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, viewer, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(url(project, viewer)).status_code == (200 if status == 303 else status)
    assert client.post(url(project, viewer), {"role": "admin"}).status_code == status
    assert Membership.objects.get(user=viewer).role == ("admin" if status == 303 else "viewer")


@pytest.mark.parametrize("role", ["", "owner", "x", "\x00"])
def test_a_role_that_is_none_is_refused(client_of, project, owner, viewer, role):
    assert client_of(owner).post(url(project, viewer), {"role": role}).status_code == 422


def test_the_owner_and_strangers_have_no_role_to_change(client_of, project, owner, outsider):
    for user in (owner, outsider):
        assert client_of(owner).post(url(project, user), {"role": "viewer"}).status_code == 404


def test_an_admin_who_steps_down_is_led_to_the_board(client_of, project, admin):
    answer = client_of(admin).post(url(project, admin), {"role": "member"})
    assert answer["Location"] == f"/projects/{project.pk}/"


def test_who_becomes_a_viewer_hands_their_tasks_on(client_of, project, owner, admin, member):
    task = make_task(project=project, title="To be done", assignee=member)
    page = client_of(owner).get(f"{url(project, member)}?role=viewer").text
    assert "To be done" in page and '<option value="viewer" selected>' in page
    client_of(owner).post(url(project, member), {"role": "viewer", "tasks_to": admin.pk})
    assert fresh(task).assignee == admin and Membership.objects.get(user=member).role == "viewer"


def test_the_list_leads_there_if_there_are_tasks(client_of, project, owner, admin, member):
    make_task(project=project, assignee=member)
    page = client_of(owner).get(f"/projects/{project.pk}/settings/").text
    assert f"{url(project, member)}?role=viewer" in page and f"{url(project, admin)}?role=viewer" not in page
