"""Handing a project over."""

import pytest

from boards.models import Membership
from tests.factories import fresh, make_project


def url(project):
    return f"/projects/{project.pk}/transfer/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 403), ("staff", 403), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_only_the_owner_hands_over(request, client_of, project, member, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(url(project)).status_code == (200 if status == 303 else status)
    assert client.post(url(project), {"to": member.pk}).status_code == status
    assert (fresh(project).owner == member) == (status == 303)


def test_the_owner_of_before_stays_as_an_admin(client_of, project, owner, member):
    client_of(owner).post(url(project), {"to": member.pk})
    assert Membership.objects.get(project=project, user=owner).role == "admin"
    assert client_of(owner).post(url(project), {"to": owner.pk}).status_code == 403


def test_a_site_administrator_may_once_the_owner_is_deactivated(client_of, project, owner, staff, member):
    owner.is_active = False
    owner.save()
    assert client_of(staff).get(url(project)).status_code == 200
    assert client_of(staff).post(url(project), {"to": member.pk}).status_code == 303


@pytest.mark.parametrize("to", ["", "0", "-1", "x", "9" * 30, "\x00"])
def test_the_heir_must_be_a_member(client_of, project, owner, to):
    assert client_of(owner).post(url(project), {"to": to}).status_code == 422


def test_an_outsider_or_a_deactivated_member_is_no_heir(client_of, project, owner, outsider, member):
    member.is_active = False
    member.save()
    client = client_of(owner)
    for user in (outsider, member, owner):
        assert client.post(url(project), {"to": user.pk}).status_code == 422


def test_without_members_the_page_says_what_to_do(client_of, owner):
    project = make_project(owner=owner)
    assert b"/members/new/" in client_of(owner).get(url(project)).content
