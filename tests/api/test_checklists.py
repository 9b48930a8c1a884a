"""Checklists through the API."""

import pytest

from boards.models import ChecklistItem
from boards.services import checklist_items, tasks
from tests.api_caller import Api, fields
from tests.factories import fresh, make_checklist, make_task


@pytest.fixture
def task(project):
    return make_task(project=project)


def test_checklist_is_made_read_changed_and_deleted(task, member):
    api = Api(member)
    made = api.post(f"tasks/{task.pk}/checklists/", {"title": "Steps", "items": ["One", "Two"]})
    assert made.status_code == 201
    body = made.json()
    assert [one["text"] for one in body["items"]] == ["One", "Two"]
    path = f"checklists/{body['id']}"
    assert made["Location"].endswith(f"/api/v1/{path}") and api.get(path).json() == body
    assert api.get(f"tasks/{task.pk}/checklists/").json() == {"items": [body]}
    assert api.call("PATCH", path, {"title": "Other", "version": 1}).json()["version"] == 2
    assert api.call("DELETE", path).status_code == 204 and api.get(path).status_code == 404
    assert api.get(f"tasks/{task.pk}/checklists/").json() == {"items": []}


def test_item_is_made_changed_ticked_moved_and_deleted(task, member):
    api = Api(member)
    one, two = (make_checklist(task=task, texts=["A"]) for _ in range(2))
    wanted = {"text": "B", "assignee": member.pk, "due_date": "2031-05-06", "done": True}
    made = api.post(f"checklists/{one.pk}/items/", wanted)
    body = made.json()
    assert (made.status_code, body["assignee"]["id"], body["done_by"]["id"]) == (201, member.pk, member.pk)
    path = f"checklist-items/{body['id']}"
    changed = api.call("PATCH", path, {"text": "C", "assignee": None, "done": False, "version": 1}).json()
    assert (changed["text"], changed["assignee"], changed["done"], changed["version"]) == ("C", None, False, 3)
    assert api.post(f"{path}/move", {"checklist": two.pk}).json()["checklist_id"] == two.pk
    record = api.get(f"tasks/{task.pk}").json()
    assert (record["items"], record["follows_items"]) == ({"total": 3, "done": 0}, False)
    assert api.call("DELETE", path).status_code == 204 and api.get(path).status_code == 404


def test_item_and_task_become_each_other(task, project, member):
    api = Api(member)
    make_checklist(task=task, texts=["A"])
    made = api.post(f"checklist-items/{ChecklistItem.objects.get().pk}/task")
    assert (made.status_code, made.json()["title"]) == (201, "A")
    back = api.post(f"tasks/{made.json()['id']}/item", {"into": task.pk})
    assert (back.status_code, back.json()["text"]) == (201, "A")
    assert api.get(f"tasks/{made.json()['id']}").json()["archived"]
    assert fields(api.post(f"tasks/{task.pk}/item", {"into": task.pk})) == ["into"]
    assert fields(api.post(f"tasks/{task.pk}/item", {"into": 10**9})) == ["into"]


def test_old_version_is_a_conflict_with_what_is_there_now(task, member):
    make_checklist(task=task, texts=["One"])
    item = ChecklistItem.objects.select_related("checklist__task").get()
    checklist_items.update(item=item, changed={"text": "Two"}, seen_version=1, actor=member)
    answer = Api(member).call("PATCH", f"checklist-items/{item.pk}", {"text": "Mine", "version": 1})
    assert answer.status_code == 409 and answer.json()["current"]["text"] == "Two"
    assert fields(answer) == ["text"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "a\nb"}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"text": "a", "assignee": 10**9}, "assignee"),
        ({"text": "a", "due_date": "2031-13-01"}, "due_date"),
        ({"text": "a", "due_date": "1700-01-01"}, "due_date"),
    ],
)
def test_wrong_input_is_400_by_name(task, member, body, field):
    made = make_checklist(task=task, texts=["One"])
    answer = Api(member).post(f"checklists/{made.pk}/items/", body)
    assert answer.status_code == 400 and fields(answer) == [field]


def test_completed_task_takes_no_change(task, owner):
    made = make_checklist(task=task, texts=["One"])
    tasks.complete(task=task, actor=owner)
    answer = Api(owner).call("PATCH", f"checklist-items/{made.items.get().pk}", {"done": True})
    assert answer.status_code == 409 and "Reopen" in answer.json()["detail"]


def test_progress_follows_by_choice(task, owner):
    make_checklist(task=task, texts="ab", done=1)
    api = Api(owner)
    assert api.call("PATCH", f"tasks/{task.pk}", {"follows_items": True}).json()["progress"] == 50
    answer = api.call("PATCH", f"tasks/{task.pk}", {"progress": 10})
    assert answer.status_code == 409 and "follows its checklists" in answer.json()["detail"]
    made = api.post(f"projects/{task.project_id}/tasks/", {"title": "New", "follows_items": True})
    assert made.json()["follows_items"] and fresh(task).follows_items
