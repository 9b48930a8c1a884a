"""Changing a member's role."""

import pytest

from boards.models import Membership


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
