"""Groups of people among the members of a project, and the tasks of those who are here no more."""

import pytest

from boards.models import GroupRole, Membership
from boards.services import groups
from tests.factories import fresh, make_group, make_project, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(project, outsider):
    """In the project as members, the outsider among them."""
    return make_group(people=[outsider], project=project)


def url(project, group=None, what="new"):
    return f"/projects/{project.pk}/groups/{f'{group.pk}/' if group else ''}{what}/"


def settings_of(client, project, **query):
    return client.get(f"/projects/{project.pk}/settings/", query).content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_admins_add_change_and_remove_groups(request, client_of, project, who, status):
    added, there = make_group(name="Added"), make_group(name="There", project=project)
    client = client_of(request.getfixturevalue(who))
    assert client.post(url(project), {"group": added.pk, "role": "viewer"}).status_code == status
    assert client.post(url(project, there, "edit"), {"role": "admin"}).status_code == status
    found = dict(GroupRole.objects.values_list("group__name", "role"))
    assert found == ({"Added": "viewer", "There": "admin"} if status == 303 else {"There": "member"})
    assert client.post(url(project, there, "remove")).status_code == status


def test_members_page_says_who_is_here_through_which_group(client_of, project, owner, outsider, group):
    page = settings_of(client_of(owner), project)
    assert "through Designers" in page and "1 person" in page and f"Remove {outsider.display_name}" not in page


def test_htmx_gets_the_members_as_they_are_then(client_of, project, owner, outsider):
    group = make_group(people=[outsider])
    answer = client_of(owner).post(url(project), {"group": group.pk, "role": "member"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "through Designers" in answer.content.decode() and "take part now" in answer.content.decode()


def test_same_group_twice_is_no_choice(client_of, project, owner, group):
    assert client_of(owner).post(url(project), {"group": group.pk, "role": "viewer"}).status_code == 422


def test_group_that_is_not_offered_is_chosen_by_its_own_people_and_administrators(
    client_of, project, owner, admin, staff
):
    group = make_group(people=[admin])
    groups.update(group=group, is_offered=False, actor=staff)
    assert client_of(owner).post(url(project), {"group": group.pk, "role": "viewer"}).status_code == 422
    assert "Designers" not in settings_of(client_of(owner), project)
    assert client_of(admin).post(url(project), {"group": group.pk, "role": "viewer"}).status_code == 303


def test_unknown_role_gets_a_sentence(client_of, project, owner, group):
    answer = client_of(owner).post(url(project, group, "edit"), {"role": "owner"})
    assert answer.status_code == 422 and GroupRole.objects.get().role == "member"


def test_removing_a_group_says_what_follows(client_of, project, owner, outsider, group):
    make_task(project=project, assignee=outsider)
    page = client_of(owner).get(url(project, group, "remove")).content.decode()
    assert "1 person can" in page and "1 open task stays assigned" in page and GroupRole.objects.exists()


def test_nobody_loses_a_way_of_their_own(client_of, project, owner, member):
    group = make_group(people=[member], project=project)
    assert "Nobody loses their way in." in client_of(owner).get(url(project, group, "remove")).content.decode()


def test_admin_through_a_group_who_removes_it_is_led_away(client_of, project, owner, outsider, staff):
    group = make_group(people=[outsider], project=project, role="admin")
    answer = client_of(outsider).post(url(project, group, "remove"))
    assert (answer.status_code, answer["Location"]) == (303, "/projects/")


def test_archived_project_shows_groups_and_takes_no_change(client_of, project, owner, group):
    from boards.services import projects

    projects.archive(project=project, actor=owner)
    assert "Designers" in settings_of(client_of(owner), project)
    assert client_of(owner).post(url(project, group, "edit"), {"role": "viewer"}).status_code == 409


def test_who_is_here_through_a_group_alone_can_neither_leave_nor_be_removed(client_of, project, owner, outsider, group):
    page = client_of(outsider).get(f"/projects/{project.pk}/").content.decode()
    assert "Leave project" not in page
    assert client_of(outsider).post(f"/projects/{project.pk}/leave/").status_code == 403
    remove = f"/projects/{project.pk}/members/{outsider.pk}/remove/"
    assert "through Designers alone" in client_of(owner).get(remove).content.decode()
    assert client_of(owner).post(remove).status_code == 409


def test_role_menu_offers_no_less_than_the_group_gives(client_of, project, owner, outsider, group):
    page = settings_of(client_of(owner), project, member="outsider")
    row = page[page.index(f"member-row-{outsider.pk}") :].split("</li>")[0]
    assert 'value="admin"' in row and 'value="member"' in row and 'value="viewer"' not in row


def test_tasks_of_who_has_gone_with_a_group_are_handed_on(client_of, project, owner, member, outsider, staff, group):
    task = make_task(project=project, assignee=outsider)
    groups.remove(group=group, user=outsider, actor=staff)
    client, path = client_of(owner), f"/projects/{project.pk}/members/{outsider.pk}/hand-on/"
    assert path in settings_of(client, project)
    assert task.title in client.get(path).content.decode()
    assert client.post(path, {"tasks_to": outsider.pk}).status_code == 422
    assert client.post(path, {"tasks_to": member.pk}).status_code == 303
    assert fresh(task).assignee == member and path not in settings_of(client, project)
    assert client.get(path).status_code == 404


def test_queries_do_not_grow_with_groups_and_people(client_of, project, owner, django_assert_max_num_queries):
    for number in range(6):
        crowd = [make_user(name=f"crowd{number}-{each}") for each in range(4)]
        make_group(name=f"Group {number}", people=crowd, project=project)
    client = client_of(owner)
    client.get(f"/projects/{project.pk}/settings/")
    with django_assert_max_num_queries(14):
        client.get(f"/projects/{project.pk}/settings/")


def test_looking_at_a_project_costs_as_much_through_a_group(client_of, owner, member, outsider):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    project = make_project(owner=owner, roles={member: "member"})
    make_group(people=[outsider], project=project)
    counts = []
    for user in (member, outsider):
        client = client_of(user)
        client.get(f"/projects/{project.pk}/")
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/projects/{project.pk}/")
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 4
    assert Membership.objects.filter(user=outsider).exists()
