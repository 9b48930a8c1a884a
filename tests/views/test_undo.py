"""Undo of a change by its button: offered after each change of a card, and in one sentence where it is too late."""

import pytest

from boards.models import Activity
from boards.services import projects, tasks
from tests.factories import fresh, make_task

HTMX = {"HX-Request": "true"}


@pytest.fixture
def card(project, owner):
    return make_task(project=project, title="Card", description="Old", tag_names=["Copy"], actor=owner)


FACTS = {
    "title": "New",
    "description": "New",
    "priority": "3",
    "due_date": "2031-05-06",
    "progress": "40",
    "tags": "copy, fresh",
    "assignee": "{member}",
}


def state(card):
    card = fresh(card)
    fields = (card.title, card.description, card.priority, card.due_date, card.progress, card.assignee, card.column)
    return (*fields, [tag.name for tag in card.tags.all()])


@pytest.mark.parametrize("field", [*FACTS, "complete"])
@pytest.mark.parametrize("where", ["card", "task", "page"])
def test_each_change_can_be_taken_back_where_it_was_made(client_of, member, card, where, field):
    client, before = client_of(member), state(card)
    headers = {
        "card": {**HTMX, "X-Board": str(card.project_id)},
        "task": {**HTMX, "X-Board": str(card.project_id), "X-Task": str(card.pk)},
        "page": {},
    }[where]
    sent = {"progress": "100"} if field == "complete" else {field: FACTS[field].format(member=member.pk)}
    answer = client.post(f"/tasks/{card.pk}/edit/", {**sent, "version": 1}, headers=headers)
    change = Activity.objects.latest("pk")
    assert state(card) != before
    if where == "page":
        answer = client.get(answer["Location"])
    else:
        assert answer["X-Undo"] == str(change.pk)
    assert f'action="/activity/{change.pk}/undo/"' in answer.text
    assert client.post(f"/activity/{change.pk}/undo/", headers=headers).status_code == (303 if where == "page" else 200)
    assert state(card) == before


def test_what_changed_nothing_offers_none(client_of, member, card):
    answer = client_of(member).post(f"/tasks/{card.pk}/edit/", {"title": "Card", "version": 1}, headers=HTMX)
    assert "X-Undo" not in answer and "/undo/" not in answer.text


@pytest.fixture
def change(card, member):
    tasks.update(task=card, changed={"priority": 3}, seen_version=None, actor=member)
    return Activity.objects.latest("pk")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_deleted_since_is_said_in_one_sentence(client_of, owner, member, card, change, headers):
    tasks.delete(task=card, actor=owner)
    answer = client_of(member).post(f"/activity/{change.pk}/undo/", headers=headers)
    assert answer.status_code == 409
    assert "This can&#x27;t be undone any more: it has been deleted since." in answer.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_project_deleted_since(client_of, owner, member, project, change, headers):
    projects.delete(project=project, actor=owner)
    answer = client_of(member).post(f"/activity/{change.pk}/undo/", headers=headers)
    assert answer.status_code == 409 and "it has been deleted since" in answer.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_gone_or_hidden_is_not_told_apart(client_of, outsider, change, headers):
    for pk in (change.pk, 10**9):
        answer = client_of(outsider).post(f"/activity/{pk}/undo/", headers=headers)
        assert answer.status_code == 404
        assert "This can&#x27;t be undone any more: it is not there, or not for you to see." in answer.text
