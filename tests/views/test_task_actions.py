"""Complete, reopen, archive, restore, delete, and undo."""

import pytest

from boards.models import Activity
from boards.services import members, projects, tasks
from tests.factories import fresh, make_task

HTMX = {"HX-Request": "true"}
ACTIONS = ("complete", "reopen", "archive", "restore", "delete")


@pytest.fixture
def card(project):
    return make_task(project=project, title="Card", progress=40)


def act(client, card, action, **options):
    return client.post(f"/tasks/{card.pk}/{action}/", **options)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("name", "status"), [("viewer", 403), ("outsider", 404)])
def test_others_may_not(request, client_of, card, action, name, status):
    assert act(client_of(request.getfixturevalue(name)), card, action).status_code == status
    assert fresh(card).version == card.version


@pytest.mark.parametrize("action", ACTIONS)
def test_get_is_refused(client_of, member, card, action):
    assert client_of(member).get(f"/tasks/{card.pk}/{action}/").status_code == 405


def test_member_completes_and_reopens(client_of, member, card):
    client = client_of(member)
    assert act(client, card, "complete").status_code == 303
    done = fresh(card)
    assert (done.progress, done.column.status, done.is_completed) == (100, "completed", True)
    act(client, card, "reopen")
    assert (fresh(card).progress, fresh(card).column) == (40, card.column)


def test_second_click_changes_nothing_more(client_of, member, card):
    client = client_of(member)
    act(client, card, "complete")
    version = fresh(card).version
    assert act(client, card, "complete").status_code == 303
    assert fresh(card).version == version


def test_archived_card_leaves_the_board_and_comes_back(client_of, member, card):
    client = client_of(member)
    act(client, card, "archive")
    assert f"task-{card.pk}" not in client.get(f"/projects/{card.project_id}/").text
    assert "This task is archived" in client.get(f"/tasks/{card.pk}/").text
    act(client, card, "restore")
    assert f"task-{card.pk}" in client.get(f"/projects/{card.project_id}/").text


def test_deleted_card_is_404_and_can_be_undone(client_of, member, card):
    client = client_of(member)
    act(client, card, "delete")
    activity = Activity.objects.latest("pk")
    assert f"/activity/{activity.pk}/undo/" in client.get(f"/projects/{card.project_id}/").text
    assert client.get(f"/tasks/{card.pk}/").status_code == 404
    assert client.post(f"/activity/{activity.pk}/undo/").status_code == 303
    assert client.get(f"/tasks/{card.pk}/").status_code == 200


def test_htmx_is_told_that_the_card_is_gone(client_of, member, card):
    headers = {**HTMX, "X-Board": str(card.project_id), "HX-Target": "div#dialog-inside"}
    answer = act(client_of(member), card, "archive", headers=headers)
    assert '"gone": true' in answer["X-Card"] and "/undo/" in answer.text and 'class="card"' not in answer.text


@pytest.mark.parametrize("action", ["archive", "delete"])
def test_page_of_the_task_itself_leads_to_the_board(client_of, member, card, action):
    answer = act(client_of(member), card, action, headers={**HTMX, "X-Task": str(card.pk)})
    assert answer.status_code == 204 and answer["HX-Redirect"] == f"/projects/{card.project_id}/"


@pytest.mark.parametrize("action", ["complete", "reopen"])
def test_open_task_comes_along_with_the_answer(client_of, member, card, action):
    if action == "reopen":
        tasks.complete(task=card, actor=member)
    answer = act(client_of(member), card, action, headers={**HTMX, "X-Task": str(card.pk)})
    assert f"""<hx-partial hx-target="task-view[data-task='{card.pk}']" """ in answer.text
    other = act(client_of(member), card, "reopen", headers={**HTMX, "X-Task": str(card.pk + 1)})
    assert "<task-view" not in other.text


def test_undo_on_the_board_brings_card_and_both_heads(client_of, member, card):
    client, headers = client_of(member), {**HTMX, "X-Board": str(card.project_id)}
    act(client, card, "complete", headers=headers)
    answer = client.post(f"/activity/{Activity.objects.latest('pk').pk}/undo/", headers=headers)
    assert answer.text.count('class="column-head"') == 2 and answer.text.count('class="card"') == 1
    assert fresh(card).progress == 40


def test_undo_is_for_ones_own_changes(client_of, member, owner, outsider, card):
    tasks.complete(task=card, actor=owner)
    activity = Activity.objects.latest("pk")
    assert client_of(member).post(f"/activity/{activity.pk}/undo/").status_code == 403
    assert client_of(outsider).post(f"/activity/{activity.pk}/undo/").status_code == 404
    assert fresh(card).is_completed


def test_undo_is_refused_when_something_newer_is_in_the_way(client_of, member, owner, card):
    tasks.update(task=card, changed={"title": "Mine"}, seen_version=None, actor=member)
    activity = Activity.objects.latest("pk")
    tasks.update(task=card, changed={"title": "Newer"}, seen_version=None, actor=owner)
    answer = client_of(member).post(f"/activity/{activity.pk}/undo/", headers=HTMX)
    assert answer.status_code == 409 and "newer" in answer.text
    assert fresh(card).title == "Newer"


def test_former_member_can_undo_no_more(client_of, member, owner, card):
    tasks.complete(task=card, actor=member)
    activity = Activity.objects.latest("pk")
    members.remove(project=card.project, user=member, actor=owner)
    assert client_of(member).post(f"/activity/{activity.pk}/undo/").status_code == 404


def test_demoted_member_can_undo_no_more(client_of, member, owner, card):
    tasks.complete(task=card, actor=member)
    activity = Activity.objects.latest("pk")
    members.change_role(project=card.project, user=member, role="viewer", actor=owner)
    assert client_of(member).post(f"/activity/{activity.pk}/undo/").status_code == 403
    assert fresh(card).is_completed


def test_nothing_happens_in_an_archived_project(client_of, member, owner, card):
    projects.archive(project=card.project, actor=owner)
    for action in ACTIONS:
        answer = act(client_of(member), card, action)
        assert answer.status_code == 409 and "archived" in answer.text
    assert fresh(card).version == card.version
