"""Many changes in one call: all of them or none."""

import pytest

from boards.models import Activity, Task
from boards.services import tasks
from tests.api_caller import fields
from tests.factories import make_project, make_task, make_tasks

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]


def versions() -> list[int]:
    return list(Task.objects.order_by("pk").values_list("version", flat=True))


def test_all_changes_are_made(api, project, member):
    one, two, three = make_tasks(project=project, count=3)
    changes = [
        {"id": two.pk, "version": 1, "priority": 5, "tags": ["press"]},
        {"id": one.pk, "completed": True},
        {"id": three.pk, "assignee": member.pk, "archived": True},
    ]
    response = api.post("tasks/bulk", {"changes": changes})
    assert response.status_code == 200
    found = response.json()["items"]
    assert [item["id"] for item in found] == [two.pk, one.pk, three.pk]
    assert (found[0]["priority"], found[1]["status"], found[2]["archived"]) == (5, "completed", True)
    assert found == [api.get(f"tasks/{item['id']}").json() for item in found]


def test_one_refused_change_undoes_the_rest(api, project, owner):
    one, two = make_tasks(project=project, count=2)
    tasks.update(task=two, changed={"title": "Theirs"}, seen_version=None, actor=owner)
    before, rows = versions(), Activity.objects.count()
    response = api.post(
        "tasks/bulk", {"changes": [{"id": one.pk, "title": "x"}, {"id": two.pk, "title": "x", "version": 1}]}
    )
    assert (response.status_code, response.json()["current"]["title"]) == (409, "Theirs")
    assert fields(response) == ["changes.1.title"]
    assert (versions(), Activity.objects.count()) == (before, rows)


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"assignee": 10**18}, 400, "changes.1.assignee"),
        ({"title": " "}, 400, "changes.1.title"),
        ({"priority": 1000}, 400, "changes.1.priority"),
        ({"colour": 1}, 400, "changes.1.colour"),
    ],
)
def test_bad_change_is_named_by_its_place(api, project, change, status, field):
    one, two = make_tasks(project=project, count=2)
    response = api.post("tasks/bulk", {"changes": [{"id": one.pk, "priority": 3}, {"id": two.pk, **change}]})
    assert (response.status_code, fields(response)) == (status, [field])
    assert versions() == [1, 1]


def test_locked_task_refuses_all(api, project, owner):
    one, two = make_tasks(project=project, count=2)
    tasks.complete(task=two, actor=owner)
    response = api.post("tasks/bulk", {"changes": [{"id": one.pk, "title": "x"}, {"id": two.pk, "title": "x"}]})
    assert (response.status_code, fields(response)) == (409, ["changes.1"])
    assert response.json()["type"] == "urn:boardsite:task-locked"


def test_task_out_of_sight_is_404_for_all(api, project, outsider):
    mine, theirs = make_task(project=project), make_task(project=make_project(owner=outsider))
    response = api.post("tasks/bulk", {"changes": [{"id": mine.pk, "priority": 3}, {"id": theirs.pk, "priority": 3}]})
    assert response.status_code == 404
    assert versions() == [1, 1]


def test_projects_of_all_tasks_are_changed(api, owner):
    made = [make_task(project=make_project(owner=owner, title=title)) for title in ("b", "a")]
    response = api.post("tasks/bulk", {"changes": [{"id": task.pk, "priority": 3} for task in made]})
    assert [item["priority"] for item in response.json()["items"]] == [3, 3]


def test_five_hundred_are_taken_and_no_more(api, project):
    made = make_tasks(project=project, count=500)
    changes = [{"id": task.pk, "version": 1, "priority": 3} for task in made]
    assert api.post("tasks/bulk", {"changes": changes}).status_code == 200
    assert set(versions()) == {2}
    response = api.post("tasks/bulk", {"changes": [*changes, {"id": made[0].pk}]})
    assert (response.status_code, fields(response)) == (400, ["changes"])
    assert api.post("tasks/bulk", {"changes": []}).status_code == 400


def test_same_key_makes_them_once(api, project):
    task = make_task(project=project)
    sent = {"changes": [{"id": task.pk, "priority": 3}]}
    first = api.post("tasks/bulk", sent, Idempotency_Key="once")
    assert api.post("tasks/bulk", sent, Idempotency_Key="once").content == first.content
    assert versions() == [2]
