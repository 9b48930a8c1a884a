"""Cards and lists show whoever has a task, and people choose them there."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Activity
from boards.services import tasks as services
from tests.factories import column_of, fresh, make_member, make_project, make_task, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(owner, member):
    project = make_project(owner=owner, roles={member: "member"}, visibility="public")
    return [make_member(project=project, name=name) for name in ("anna", "ben", "cleo", "dora", "emil")], project


def card_of(html, task):
    return re.search(rf'<li class="card[^>]* id="task-{task.pk}".*?card-move', html, re.DOTALL)[0]


def labels(html):
    return re.findall(r'aria-label="((?:Assigned to|Also assigned:) [^"]*)"', html)


def test_card_shows_the_responsible_one_first_then_three_and_the_number_of_the_rest(client, owner, member, team):
    (anna, ben, cleo, dora, emil), project = team
    task = make_task(project=project, assignee=member, others=[ben, anna, cleo, dora, emil])
    sign_in(client, owner)
    for _warm in range(2):
        html = client.get(f"/projects/{project.pk}/").content.decode()
        names = ["Assigned to Member", "Also assigned: Ben", "Also assigned: Anna", "Also assigned: Cleo"]
        assert labels(card_of(html, task)) == [*names, "Also assigned: Dora, Emil"]
        assert ">+2<" in card_of(html, task)


def test_card_of_one_person_is_as_it_was(client, owner, member, team):
    task = make_task(project=team[1], assignee=member)
    sign_in(client, owner)
    html = card_of(client.get(f"/projects/{team[1].pk}/").content.decode(), task)
    assert "avatars" not in html
    assert labels(html) == ["Assigned to Member"]


def test_board_without_assignees_asks_no_more(client, owner, project, django_assert_max_num_queries):
    make_task(project=project)
    sign_in(client, owner)
    with django_assert_max_num_queries(7):
        client.get(f"/projects/{project.pk}/")


def test_fact_is_saved_from_the_task(client, member, team):
    (anna, ben, *_others), project = team
    task = make_task(project=project, assignee=member)
    sign_in(client, member)
    html = client.get(f"/tasks/{task.pk}/").content.decode()
    assert 'id="fact-other_assignees"' in html
    sent = {"other_assignees": ["", ben.pk, anna.pk], "version": 1}
    response = client.post(f"/tasks/{task.pk}/edit/", sent, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert fresh(task).others == [ben, anna]
    assert {"Anna", "Ben"} <= set(re.findall(r'title="(\w+)"', client.get(f"/projects/{project.pk}/").content.decode()))
    client.post(f"/tasks/{task.pk}/edit/", {"other_assignees": [""], "version": 2})
    assert fresh(task).others == []


def test_who_may_only_look_reads_their_names(client, outsider, member, team):
    (anna, ben, *_others), project = team
    task = make_task(project=project, assignee=member, others=[anna, ben])
    sign_in(client, outsider)
    html = client.get(f"/tasks/{task.pk}/").content.decode()
    assert "Also assigned" in html and 'dir="auto">Anna</span>' in html and 'dir="auto">Ben</span>' in html


@pytest.mark.parametrize("sent", ["x", "0", "999999999999999999999", "-1", "٣"])
def test_nonsense_is_refused_with_a_sentence(client, member, team, sent):
    task = make_task(project=team[1], assignee=member)
    sign_in(client, member)
    for address in ("edit", "other_assignees"):
        response = client.post(
            f"/tasks/{task.pk}/{address}/", {"other_assignees": sent, "version": 1}, headers={"HX-Request": "true"}
        )
        assert response.status_code == 422
    assert fresh(task).version == 1


def test_too_many_are_refused_with_a_sentence(client, member, team):
    task = make_task(project=team[1], assignee=member)
    crowd = [make_member(project=team[1], name=f"p{number}").pk for number in range(21)]
    sign_in(client, member)
    response = client.post(
        f"/tasks/{task.pk}/edit/", {"other_assignees": crowd, "version": 1}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 422
    assert "at most 20 more people" in response.content.decode()


def test_cell_opens_and_saves(client, member, team):
    (anna, ben, *_others), project = team
    task = make_task(project=project, assignee=member, others=[anna])
    sign_in(client, member)
    headers = {"HX-Request": "true", "X-List": "project"}
    html = client.get(f"/projects/{project.pk}/list/").content.decode()
    assert f'id="cell-{task.pk}-other_assignees"' in html and 'title="Anna"' in html
    opened = client.get(f"/tasks/{task.pk}/other_assignees/", headers=headers).content.decode()
    assert f'value="{anna.pk}"' in opened and "checked" in opened
    sent = {"other_assignees": ["", str(ben.pk)], "version": "1"}
    answer = client.post(f"/tasks/{task.pk}/other_assignees/", sent, headers=headers)
    assert answer.status_code == 200 and 'title="Ben"' in answer.content.decode()
    assert fresh(task).others == [ben]


def test_queries_of_a_list_stay_the_same(client, member, team):
    (anna, ben, *_others), project = team
    sign_in(client, member)
    counts = []
    for number in (2, 10):
        for _task in range(number):
            make_task(project=project, assignee=member, others=[anna, ben])
        with CaptureQueriesContext(connection) as found:
            client.get(f"/projects/{project.pk}/list/")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_who_has_a_task_beside_somebody_finds_it(client, member, team):
    (anna, ben, *_others), project = team
    task = make_task(project=project, title="Shared one", assignee=member, others=[anna])
    make_task(project=project, title="Of another", assignee=member)
    sign_in(client, anna)
    assert "Shared one" in client.get("/").content.decode()
    for address in (f"/projects/{project.pk}/?mine=1", "/tasks/?assignee=me", f"/tasks/?assignee={anna.pk}"):
        html = client.get(address).content.decode()
        assert "Shared one" in html and "Of another" not in html
    html = client.get("/tasks/?assignee=me&assignee=none").content.decode()
    assert "Shared one" in html
    assert client.get(f"/projects/{project.pk}/").content.decode().count(f'id="task-{task.pk}"') == 1


def test_new_task_for_several(client, member, team):
    (anna, ben, *_others), project = team
    sign_in(client, member)
    assert "Also assigned" in client.get(f"/projects/{project.pk}/tasks/new/").content.decode()
    sent = {"title": "Together", "assignee": member.pk, "other_assignees": ["", anna.pk, ben.pk]}
    client.post(f"/projects/{project.pk}/tasks/new/", sent)
    task = project.tasks.get(title="Together")
    assert (task.assignee, task.others) == (member, [anna, ben])


def test_quick_add_for_several(client, member, team):
    (anna, ben, *_others), project = team
    sign_in(client, member)
    sent = {"title": "Fix @member @ben @anna", "quick": "1", "column": column_of(project=project).pk}
    shown = client.post(f"/projects/{project.pk}/tasks/understood/", sent).content.decode()
    assert [shown.index(name) for name in ("Member", "Ben", "Anna")] == sorted(
        shown.index(name) for name in ("Member", "Ben", "Anna")
    )
    client.post(f"/projects/{project.pk}/tasks/new/", sent, headers={"HX-Request": "true"})
    task = project.tasks.get(title="Fix")
    assert (task.assignee, task.others) == (member, [ben, anna])


def test_history_says_who_came_and_went(client, owner, member, team):
    (anna, ben, *_others), project = team
    task = make_task(project=project, assignee=member)
    for people in ([anna, ben], [ben], [anna]):
        services.update(task=fresh(task), changed={"other_assignees": people}, seen_version=None, actor=owner)
    services.update(task=fresh(task), changed={"assignee": None}, seen_version=None, actor=owner)
    sign_in(client, member)
    html = client.get(f"/projects/{project.pk}/activity/").content.decode()
    said = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", html))
    for words in (
        "also assigned #1 Task to Anna, Ben",
        "took #1 Task off Anna",
        "replaced Ben by Anna on #1 Task",
    ):
        assert words in said
    assert Activity.objects.filter(task=task).count() == 5


def test_paper_names_all(client, member, team):
    (anna, ben, *_others), project = team
    task = make_task(project=project, assignee=member, others=[anna, ben])
    sign_in(client, member)
    for address in ("print", "list/print"):
        assert "Member, Anna, Ben" in client.get(f"/projects/{project.pk}/{address}/").content.decode()
    assert '<dd dir="auto">Anna, Ben</dd>' in client.get(f"/tasks/{task.pk}/print/").content.decode()
