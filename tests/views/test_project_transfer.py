"""Handing a project over."""

import pytest

from boards.models import Membership, OwnershipOffer
from boards.services import ownership
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
    assert OwnershipOffer.objects.filter(project=project, to=member).exists() == (status == 303)
    assert fresh(project).owner != member


def test_the_owner_of_before_stays_as_an_admin(client_of, project, owner, member):
    client_of(owner).post(url(project), {"to": member.pk})
    assert client_of(member).post(f"/projects/{project.pk}/offer/accept/")["Location"] == f"/projects/{project.pk}/"
    assert fresh(project).owner == member
    assert Membership.objects.get(project=project, user=owner).role == "admin"
    assert client_of(owner).post(url(project), {"to": owner.pk}).status_code == 403


def test_a_site_administrator_may_once_the_owner_is_deactivated(client_of, project, owner, staff, member):
    owner.is_active = False
    owner.save()
    assert client_of(staff).get(url(project)).status_code == 200
    assert client_of(staff).post(url(project), {"to": member.pk}).status_code == 303
    assert fresh(project).owner == member


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


# --- The offer --------------------------------------------------------------------------------------------------------


@pytest.fixture
def offer(project, owner, viewer):
    """The owner has offered the project to the viewer, who sees no settings."""
    return ownership.offer(project=project, to=viewer, actor=owner)


def test_both_sides_see_it_where_they_are(client_of, project, owner, admin, viewer, offer):
    for page in ("/", f"/projects/{project.pk}/about/", f"/projects/{project.pk}/offer/"):
        assert "wants to hand “Launch” over to you" in client_of(viewer).get(page).text, page
    about = client_of(owner).get(f"/projects/{project.pk}/about/").text
    assert "You have offered “Launch” to" in about and "offer/end/" in about and "offer/accept/" not in about
    for client in (client_of(owner), client_of(admin)):
        page = client.get(f"/projects/{project.pk}/settings/").text
        assert "Viewer, who has not answered yet" in page
        assert ("offer/end/" in page) == (client.get("/").wsgi_request.user == owner)
    assert "offer/" not in client_of(admin).get(f"/projects/{project.pk}/about/").text


def test_declined_it_stays_as_it_is(client_of, project, owner, viewer, offer):
    answer = client_of(viewer).post(f"/projects/{project.pk}/offer/end/", follow=True)
    assert "You have declined" in answer.text and fresh(project).owner == owner
    assert client_of(viewer).post(f"/projects/{project.pk}/offer/accept/").status_code == 404


def test_accepted_in_a_second_tab_too_it_leads_to_the_board(client_of, project, viewer, offer):
    for _tab in range(2):
        answer = client_of(viewer).post(f"/projects/{project.pk}/offer/accept/")
        assert answer.status_code == 303 and answer["Location"] == f"/projects/{project.pk}/"
    assert fresh(project).owner == viewer


def test_withdrawn_it_can_t_be_accepted(client_of, project, owner, viewer, offer):
    assert "was withdrawn" in client_of(owner).post(f"/projects/{project.pk}/offer/end/", follow=True).text
    assert client_of(viewer).post(f"/projects/{project.pk}/offer/accept/").status_code == 404
    assert fresh(project).owner == owner


def test_asking_somebody_else_ends_the_first(client_of, project, owner, member, viewer, offer):
    client_of(owner).post(url(project), {"to": member.pk})
    assert client_of(viewer).get(f"/projects/{project.pk}/offer/").status_code == 404
    assert client_of(member).get(f"/projects/{project.pk}/offer/").status_code == 200
