"""Groups of people by the API."""

import pytest

from boards.models import Group, Membership
from boards.services import groups
from tests.api_caller import Api
from tests.factories import make_group

pytestmark = pytest.mark.django_db


def test_administrator_makes_fills_and_deletes_a_group(staff, member, outsider):
    api = Api(staff)
    made = api.post("groups/", {"name": "Designers"})
    assert made.status_code == 201 and made["Location"].endswith(f"/groups/{made.json()['id']}")
    path = f"groups/{made.json()['id']}"
    for _again in range(2):
        assert api.put(f"{path}/people/{member.pk}", None).json()["items"] == [{"id": member.pk, "name": "Member"}]
    assert api.get(path).json()["people"] == 1
    assert api.patch(path, {"name": "Makers", "is_offered": False}).json()["name"] == "Makers"
    assert api.delete(f"{path}/people/{member.pk}").status_code == 204
    assert api.delete(f"{path}/people/{member.pk}").status_code == 404
    assert api.delete(path).status_code == 204 and not Group.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "A" * 101},
        {"name": "a\nb"},
        {"name": "designers"},
        {"name": "x", "issuer": "https://no"},
    ],
)
def test_odd_groups_get_a_sentence(staff, body):
    make_group()
    answer = Api(staff).post("groups/", body)
    assert answer.status_code == 400 and answer.json()["errors"] and Group.objects.count() == 1


def test_members_say_by_what_they_are_here(project, owner, viewer, outsider):
    group = make_group(people=[viewer, outsider], project=project)
    through = [{"id": group.pk, "name": "Designers", "role": "member"}]
    found = {one["user"]["id"]: one for one in Api(viewer).get(f"projects/{project.pk}/members/").json()["items"]}
    assert found[viewer.pk] | {"user": 0} == {
        "user": 0,
        "role": "member",
        "own_role": "viewer",
        "groups": through,
        "open_tasks": 0,
    }
    assert (found[outsider.pk]["own_role"], found[owner.pk]["own_role"]) == (None, "owner")


def test_role_of_a_group_is_given_changed_and_taken(project, admin, outsider):
    group, api = make_group(people=[outsider]), Api(admin)
    path = f"projects/{project.pk}/groups/"
    given = api.post(path, {"group": group.pk, "role": "viewer"})
    assert given.status_code == 201
    assert given.json() == {"group": {"id": group.pk, "name": "Designers", "people": 1}, "role": "viewer"}
    assert api.post(path, {"group": group.pk, "role": "viewer"}).status_code == 409
    assert api.patch(f"{path}{group.pk}", {"role": "member"}).json()["role"] == "member"
    assert Membership.objects.get(user=outsider).role == "member"
    assert api.get(path).json()["items"][0]["role"] == "member"
    assert api.delete(f"{path}{group.pk}").status_code == 204
    assert not Membership.objects.filter(user=outsider).exists()
    assert api.get(f"{path}{group.pk}").status_code == 404


def test_group_that_is_not_offered_is_nothing_to_others(project, owner, staff, member):
    group = make_group(people=[member])
    groups.update(group=group, is_offered=False, actor=staff)
    assert Api(owner).get(f"groups/{group.pk}").status_code == 404
    answer = Api(owner).post(f"projects/{project.pk}/groups/", {"group": group.pk, "role": "viewer"})
    assert answer.status_code == 400
    assert Api(member).get("groups/").json()["items"][0]["id"] == group.pk


def test_who_brings_the_people_is_told_to_administrators(staff, owner):
    groups.create(name="Ops", source=groups.Source("https://id.example.com", "ops"), actor=staff)
    assert Api(staff).get("groups/").json()["items"][0]["claim"] == "ops"
    assert Api(owner).get("groups/").json()["items"][0]["claim"] is None
