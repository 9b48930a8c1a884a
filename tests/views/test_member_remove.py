"""Taking a member out."""

import pytest

from boards.services import members
from tests.factories import fresh, make_group, make_task, make_tasks


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


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_second_of_two_is_led_back_to_the_members(client_of, project, owner, admin, viewer, method):
    client_of(owner).post(url(project, viewer))
    answer = getattr(client_of(admin), method)(url(project, viewer), follow=True)
    assert answer.redirect_chain == [(f"/projects/{project.pk}/settings/#members", 303)]
    assert "They take no part in this project any more." in answer.text


def test_nothing_is_told_of_people_who_were_never_here(client_of, project, owner, outsider):
    answers = [
        client_of(owner).get(url(project, outsider), follow=True),
        client_of(owner).get(f"/projects/{project.pk}/members/999999/remove/", follow=True),
    ]
    assert outsider.display_name not in answers[0].text
    assert [answer.redirect_chain for answer in answers] == [[(f"/projects/{project.pk}/settings/#members", 303)]] * 2


def test_who_is_removed_meanwhile_is_gone_for_the_second(client_of, project, owner, admin, viewer, monkeypatch):
    remove = members.remove

    def second(**given):
        remove(**given | {"actor": admin})
        remove(**given)

    monkeypatch.setattr(members, "remove", second)
    answer = client_of(owner).post(url(project, viewer), follow=True)
    assert answer.status_code == 200 and "They take no part in this project any more." in answer.text


def test_open_tasks_are_listed_and_go_to_whom_one_chooses(client_of, project, owner, admin, member):
    task = make_task(project=project, title="To be done", assignee=member)
    page = client_of(owner).get(url(project, member)).text
    assert "1 open task" in page and "To be done" in page and f'value="{admin.pk}"' in page
    assert f'value="{member.pk}"' not in page
    assert client_of(owner).post(url(project, member), {"tasks_to": admin.pk}).status_code == 303
    assert fresh(task).assignee == admin


def test_many_are_counted_and_some_are_shown(client_of, project, owner, member):
    tasks = make_tasks(project=project, count=30)
    for task in tasks:
        task.assignee = member
        task.save()
    page = client_of(owner).get(url(project, member)).text
    assert "30 open tasks" in page and f"?assignee={member.pk}" in page
    assert page.count('<li><a href="/tasks/') == 10


def test_without_tasks_nothing_is_asked(client_of, project, owner, member):
    assert "tasks_to" not in client_of(owner).get(url(project, member)).text


@pytest.mark.parametrize("to", ["viewer", "outsider", "member", "x", "0", "\x00"])
def test_who_can_t_have_them_is_refused(request, client_of, project, owner, member, to):
    task = make_task(project=project, assignee=member)
    value = request.getfixturevalue(to).pk if to in ("viewer", "outsider", "member") else to
    assert client_of(owner).post(url(project, member), {"tasks_to": value}).status_code == 422
    assert fresh(task).assignee == member


def test_who_leaves_chooses_too(client_of, project, admin, member):
    task = make_task(project=project, assignee=member)
    page = client_of(member).get(f"/projects/{project.pk}/leave/").text
    assert "assigned to you" in page and "Who gets your open tasks?" in page
    client_of(member).post(f"/projects/{project.pk}/leave/", {"tasks_to": admin.pk})
    assert fresh(task).assignee == admin and not project.memberships.filter(user=member).exists()


def test_who_keeps_their_role_through_a_group_keeps_their_tasks(client_of, project, owner, member):
    make_group(name="Designers", people=[member], project=project)
    task = make_task(project=project, assignee=member)
    page = client_of(owner).get(url(project, member)).text
    assert "They stay with what they have through Designers, and keep their tasks." in " ".join(page.split())
    assert "tasks_to" not in page
    answer = client_of(owner).post(url(project, member), follow=True)
    assert "takes part through Designers alone now." in answer.text and fresh(task).assignee == member


def test_who_only_looks_through_a_group_hands_their_tasks_on(client_of, project, owner, admin, member):
    make_group(people=[member], project=project, role="viewer")
    task = make_task(project=project, assignee=member)
    assert "tasks_to" in client_of(owner).get(url(project, member)).text
    client_of(owner).post(url(project, member), {"tasks_to": admin.pk})
    assert fresh(task).assignee == admin


def test_who_leaves_and_stays_through_a_group_is_told(client_of, project, member):
    make_group(name="Designers", people=[member], project=project)
    make_task(project=project, assignee=member)
    path = f"/projects/{project.pk}/leave/"
    assert "and keep your tasks." in client_of(member).get(path).text
    answer = client_of(member).post(path, follow=True)
    assert "You take part in" in answer.text and "through Designers alone now." in answer.text
