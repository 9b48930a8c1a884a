"""The tasks of a person, and how an administrator hands them on."""

import re

import pytest
from django.utils.html import strip_tags

from boards.accounts.services import user_admin
from boards.services import projects, tasks
from tests.factories import column_of, fresh, make_member, make_project, make_task


@pytest.fixture
def leaver(project, staff):
    """Somebody with two open tasks and a completed one, whose account is switched off."""
    leaver = make_member(project=project, name="leaver")
    for _number in range(2):
        make_task(project=project, assignee=leaver)
    make_task(project=project, assignee=leaver, column=column_of(project=project, status="completed"))
    user_admin.deactivate(user=leaver, actor=staff)
    return leaver


def assigned(user):
    return user.assigned_tasks.filter(completed_at=None).count()


def test_the_page_of_a_person_lists_their_tasks(client_of, project, staff, leaver):
    content = client_of(staff).get(f"/people/{leaver.pk}/").content.decode()
    assert f'href="/projects/{project.pk}/list/?assignee={leaver.pk}"' in content
    assert "2 open" in content and "1 completed or archived" in content
    assert f"/people/{leaver.pk}/hand-on/" in content


def test_the_page_of_somebody_without_tasks_offers_nothing(client_of, staff, outsider):
    assert b"/hand-on/" not in client_of(staff).get(f"/people/{outsider.pk}/").content
    assert b"There is nothing to hand on." in client_of(staff).get(f"/people/{outsider.pk}/hand-on/").content


def test_handing_on_in_one_project(client_of, project, staff, leaver, member):
    answer = client_of(staff).post(f"/people/{leaver.pk}/hand-on/", {f"project-{project.pk}": member.pk})
    assert (answer.status_code, answer.url) == (303, f"/people/{leaver.pk}/")
    assert (assigned(leaver), assigned(member)) == (0, 2)


def test_one_person_for_all_projects_they_take_part_in(client_of, project, staff, leaver, member, admin):
    user_admin.activate(user=leaver, actor=staff)
    both, lonely = make_project(roles={leaver: "member", member: "member"}), make_project(roles={leaver: "member"})
    kept, other = (make_task(project=each, assignee=leaver) for each in (lonely, both))
    client = client_of(staff)
    client.post(f"/people/{leaver.pk}/hand-on/", {"all": member.pk, f"project-{project.pk}": admin.pk})
    assert (assigned(admin), assigned(member)) == (2, 1)
    assert (fresh(kept).assignee, fresh(other).assignee) == (leaver, member)
    assert b"3 tasks handed on." in client.get(f"/people/{leaver.pk}/").content


def test_to_nobody(client_of, project, staff, leaver):
    client_of(staff).post(f"/people/{leaver.pk}/hand-on/", {f"project-{project.pk}": "nobody"})
    assert assigned(leaver) == 0


@pytest.mark.parametrize("chosen", ["", "x", "0", "9" * 30, "viewer", "outsider", "leaver"])
def test_somebody_must_be_chosen_who_can_have_them(request, client_of, project, staff, leaver, chosen):
    named = {name: request.getfixturevalue(name).pk for name in ("viewer", "outsider", "leaver")}
    data = {f"project-{project.pk}": named.get(chosen, chosen)}
    answer = client_of(staff).post(f"/people/{leaver.pk}/hand-on/", data)
    assert answer.status_code == 422
    assert assigned(leaver) == 2


def test_archived_and_deleted_projects_are_left_alone(client_of, staff, outsider):
    archived, deleted = (make_project(title=title, roles={outsider: "member"}) for title in ("Old", "Gone"))
    for project in (archived, deleted):
        make_task(project=project, assignee=outsider)
    projects.archive(project=archived, actor=archived.owner)
    projects.delete(project=deleted, actor=deleted.owner)
    content = client_of(staff).get(f"/people/{outsider.pk}/").content.decode()
    assert ">Old<" in content and "Gone" not in content and "/hand-on/" not in content
    assert "0 open, 1 completed or archived" in content


@pytest.mark.parametrize("page", ["", "hand-on/"])
def test_the_pages_cost_the_same_for_two_projects_as_for_ten(
    client_of, staff, outsider, member, page, django_assert_max_num_queries
):
    client = client_of(staff)
    for amount in (2, 8):
        for number in range(amount):
            made = make_project(title=f"{amount} {number}", roles={outsider: "member", member: "member"})
            make_task(project=made, assignee=outsider)
        with django_assert_max_num_queries(8):
            client.get(f"/people/{outsider.pk}/{page}")


def choices(answer):
    """What the filter offers as assignee: words by value."""
    found = re.findall(r'<input id="filter-assignee:.*?value="(.*?)".*?>(.*?)</label>', answer.text, flags=re.DOTALL)
    return {value: strip_tags(re.sub(r"<span[^>]*aria-hidden.*?</span>", "", shown)).strip() for value, shown in found}


def test_the_menu_of_a_project_offers_and_marks_them(client_of, project, owner, staff, leaver):
    for page in ("", "list/"):
        offered = choices(client_of(owner).get(f"/projects/{project.pk}/{page}?assignee={leaver.pk}"))
        assert offered[str(leaver.pk)] == "Leaver (switched off)"
        assert offered[str(owner.pk)] == "Owner"


def test_the_menu_over_all_projects_marks_them_too(client_of, owner, leaver):
    assert choices(client_of(owner).get("/tasks/"))[str(leaver.pk)] == "Leaver (switched off)"


def test_the_menu_follows_at_once(client_of, project, owner, staff, member):
    client = client_of(owner)
    task = make_task(project=project, assignee=member)
    offered = []
    for step in (
        lambda: None,
        lambda: user_admin.deactivate(user=member, actor=staff),
        lambda: tasks.delete(task=task, actor=owner),
        lambda: user_admin.activate(user=member, actor=staff),
    ):
        step()
        offered.append(choices(client.get(f"/projects/{project.pk}/list/")).get(str(member.pk)))
    assert offered == ["Member", "Member (switched off)", None, "Member"]


def test_who_is_switched_off_is_offered_no_new_task(client_of, project, owner, leaver):
    content = client_of(owner).get(f"/projects/{project.pk}/tasks/new/").content.decode()
    assert "Leaver" not in content
