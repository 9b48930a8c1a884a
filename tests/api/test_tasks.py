"""Tasks: their shape, and what writing them does."""

import datetime

import pytest

from boards.models import Activity, Task
from boards.services import projects, tasks
from tests.api_caller import fields
from tests.factories import column_of, fresh, make_column, make_project, make_task

SHAPE = {
    *("id", "number", "project_id", "title", "description", "status", "column", "tags", "priority", "assignee"),
    *("progress", "completed", "due_date", "position", "version", "created_by", "created_at", "updated_at"),
    *("completed_at", "archived", "other_assignees", "follows_items", "items"),
    *("blocked", "open_blockers", "children", "completed_children"),
}


@pytest.fixture
def task(project) -> Task:
    return make_task(project=project, title="Write", tag_names=["press"], priority=2)


def test_task_has_its_shape(api, task):
    body = api.get(f"tasks/{task.pk}").json()
    assert set(body) == SHAPE
    assert (body["title"], body["status"], body["tags"], body["priority"]) == ("Write", "pending", ["press"], 2)
    assert (body["completed"], body["archived"], body["version"]) == (False, False, 1)


def test_post_makes_a_task_with_all_fields(api, project, member):
    sent = {
        "title": "Call",
        "description": "# Now",
        "tags": ["press", "web"],
        "priority": 7,
        "assignee": member.pk,
        "due_date": "2026-11-30",
        "progress": 40,
        "status": "In-Progress",
    }
    response = api.post(f"projects/{project.pk}/tasks/", sent)
    assert response.status_code == 201
    assert response["Location"].endswith(f"/api/v1/tasks/{response.json()['id']}")
    body = api.get(response["Location"].removeprefix("http://testserver")).json()
    assert body == response.json()
    assert {name: body[name] for name in ("title", "description", "tags", "priority", "due_date", "progress")} == {
        name: sent[name] for name in ("title", "description", "tags", "priority", "due_date", "progress")
    }
    assert (body["status"], body["assignee"]) == ("in_progress", {"id": member.pk, "name": "Member"})


def test_several_people_have_a_task(api, project, member, admin, owner):
    sent = {"title": "Call", "assignee": member.pk, "other_assignees": [owner.pk, admin.pk]}
    body = api.post(f"projects/{project.pk}/tasks/", sent).json()
    assert [each["name"] for each in body["other_assignees"]] == ["Owner", "Admin"]
    path = f"tasks/{body['id']}"
    body = api.patch(path, {"assignee": None}).json()
    assert (body["assignee"]["name"], [each["name"] for each in body["other_assignees"]]) == ("Owner", ["Admin"])
    body = api.post(f"{path}/assign", {"assignee": admin.pk, "other_assignees": [owner.pk, admin.pk]}).json()
    assert (body["assignee"]["name"], [each["name"] for each in body["other_assignees"]]) == ("Admin", ["Owner"])
    assert api.post(f"{path}/assign", {"assignee": member.pk}).json()["other_assignees"][0]["name"] == "Owner"
    assert [task["id"] for task in api.get(f"tasks/?assignee={owner.pk}").json()["items"]] == [body["id"]]
    body = api.put(path, {"title": "Call"}).json()
    assert (body["assignee"], body["other_assignees"]) == (None, [])


def test_other_assignees_that_do_not_fit(api, project, task, outsider, member):
    for sent in ([outsider.pk], [10**17], [1.5], ["x"], [True], None, [member.pk] * 21, [-1]):
        response = api.patch(f"tasks/{task.pk}", {"other_assignees": sent})
        assert response.status_code == 400, sent
        assert response.json()["errors"][0]["field"].startswith("other_assignees")


def test_changes_are_told_to_come_by_the_api(api, task):
    api.patch(f"tasks/{task.pk}", {"priority": 3})
    assert Activity.objects.latest("pk").means == "api"


def test_other_names_are_taken(api, project):
    body = api.post(f"projects/{project.pk}/tasks/", {"title": "x", "tag": "one", "finish_date": "2026-12-24"}).json()
    assert (body["tags"], body["due_date"]) == (["one"], "2026-12-24")


@pytest.mark.parametrize("both", [{"tag": "a", "tags": ["b"]}, {"due_date": None, "finish_date": "2026-12-24"}])
def test_both_names_at_once_are_refused(api, task, both):
    assert api.patch(f"tasks/{task.pk}", both).status_code == 400


def test_patch_leaves_the_rest_alone(api, task):
    body = api.patch(f"tasks/{task.pk}", {"due_date": "2026-11-30"}).json()
    assert (body["due_date"], body["title"], body["tags"], body["priority"]) == ("2026-11-30", "Write", ["press"], 2)
    assert body["version"] == 2


def test_patch_of_nothing_changes_nothing(api, task):
    assert api.patch(f"tasks/{task.pk}", {}).json()["version"] == 1


def test_put_sets_the_rest_to_its_defaults(api, task):
    body = api.put(f"tasks/{task.pk}", {"title": "New"}).json()
    assert (body["title"], body["tags"], body["priority"], body["status"]) == ("New", [], 0, "pending")


@pytest.mark.parametrize("way", [{"completed": True}, {"status": "Completed"}, {"progress": 100}])
def test_three_ways_complete(api, task, way):
    body = api.patch(f"tasks/{task.pk}", way).json()
    assert (body["completed"], body["status"], body["progress"]) == (True, "completed", 100)
    assert body["completed_at"]


@pytest.mark.parametrize("way", [{"completed": True}, {"status": "completed"}, {"progress": 100}])
def test_three_ways_make_a_completed_task(api, project, way):
    body = api.post(f"projects/{project.pk}/tasks/", {"title": "Done", **way}).json()
    assert (body["completed"], body["status"], body["progress"]) == (True, "completed", 100)


@pytest.mark.parametrize(
    "values",
    [
        {"completed": True, "progress": 50},
        {"completed": False, "status": "completed"},
        {"status": "pending", "progress": 100},
    ],
)
def test_contradictions_are_refused(api, task, values):
    assert api.patch(f"tasks/{task.pk}", values).status_code == 400


def test_column_and_status_have_to_agree(api, project, task):
    column = column_of(project=project, status="completed")
    response = api.patch(f"tasks/{task.pk}", {"column": column.pk, "status": "pending"})
    assert (response.status_code, fields(response)) == (400, ["status"])


@pytest.mark.parametrize(
    "values",
    [
        {"title": "x"},
        {"completed": False},
        {"status": "pending"},
        {"progress": 10},
        {"tags": []},
        {"assignee": None, "priority": 1},
    ],
)
def test_fields_of_a_completed_task_are_locked(api, task, owner, values):
    tasks.complete(task=task, actor=owner)
    response = api.patch(f"tasks/{task.pk}", values)
    assert response.status_code == 409
    assert response.json()["type"] == "urn:boardsite:task-locked"
    assert "Reopen" in response.json()["detail"]


def test_completing_again_changes_nothing(api, task, owner):
    version = tasks.complete(task=task, actor=owner).task.version
    for way in ({"completed": True}, {"status": "completed"}, {"progress": 100}):
        assert api.patch(f"tasks/{task.pk}", way).json()["version"] == version


def test_status_alone_means_its_first_column(api, project, task):
    make_column(project=project, name="Review", status="in_progress")
    body = api.patch(f"tasks/{task.pk}", {"status": "in_progress"}).json()
    assert body["column"]["name"] == "In progress"


def test_status_it_has_already_moves_nothing(api, project):
    review = make_column(project=project, name="Review", status="in_progress")
    task = make_task(project=project, column=review)
    body = api.patch(f"tasks/{task.pk}", {"status": "in_progress"}).json()
    assert (body["column"]["id"], body["version"]) == (review.pk, 1)


def test_column_of_another_project_is_refused(api, task, owner):
    other = column_of(project=make_project(owner=owner))
    response = api.patch(f"tasks/{task.pk}", {"column": other.pk})
    assert (response.status_code, fields(response)) == (400, ["column"])


def test_assignee_has_to_take_part(api, task, viewer, outsider):
    for user in (viewer, outsider):
        response = api.patch(f"tasks/{task.pk}", {"assignee": user.pk})
        assert (response.status_code, fields(response)) == (400, ["assignee"])


def test_assign_gives_and_takes(api, task, member):
    assert api.post(f"tasks/{task.pk}/assign", {"assignee": member.pk}).json()["assignee"]["id"] == member.pk
    assert api.post(f"tasks/{task.pk}/assign", {"assignee": None}).json()["assignee"] is None


def test_complete_and_reopen(api, task):
    assert api.post(f"tasks/{task.pk}/complete").json()["status"] == "completed"
    body = api.post(f"tasks/{task.pk}/reopen", {"version": 2}).json()
    assert (body["status"], body["progress"], body["completed"]) == ("pending", 0, False)


def test_archived_task_takes_no_changes(api, task):
    assert api.post(f"tasks/{task.pk}/archive").json()["archived"] is True
    assert api.patch(f"tasks/{task.pk}", {"title": "x"}).status_code == 409
    assert api.post(f"tasks/{task.pk}/restore").json()["archived"] is False


def test_delete_hides_the_task(api, task):
    assert api.delete(f"tasks/{task.pk}").status_code == 204
    assert api.get(f"tasks/{task.pk}").status_code == 404
    assert fresh(task).deleted_at


def order_of(project) -> list[str]:
    return [task.title for task in column_of(project=project).tasks.in_order()]


def test_move_below_and_above_a_neighbour(api, project):
    one, two, three = (make_task(project=project, title=title) for title in ("one", "two", "three"))
    assert api.post(f"tasks/{three.pk}/move", {"after": one.pk}).status_code == 200
    assert order_of(project) == ["one", "three", "two"]
    api.post(f"tasks/{two.pk}/move", {"before": three.pk})
    assert order_of(project) == ["one", "two", "three"]
    api.post(f"tasks/{three.pk}/move", {"before": one.pk})
    assert order_of(project) == ["three", "one", "two"]


def test_move_by_status_completes_and_reopens(api, task):
    assert api.post(f"tasks/{task.pk}/move", {"status": "completed"}).json()["progress"] == 100
    assert api.post(f"tasks/{task.pk}/move", {"status": "in progress"}).json()["status"] == "in_progress"


def test_answer_to_a_move_is_the_task_and_what_became_of_its_neighbour(api, project, task):
    below = make_task(project=project, title="below")
    for body in ({"status": "in_progress"}, {"column": task.column_id, "after": below.pk}, {"before": below.pk}):
        answer = api.post(f"tasks/{task.pk}/move", body)
        now = api.get(f"tasks/{task.pk}")
        assert answer.json() == {**now.json(), "neighbour_gone": False}
        assert answer["ETag"] == now["ETag"]
    api.post(f"tasks/{below.pk}/move", {"status": "completed"})
    answer = api.post(f"tasks/{task.pk}/move", {"after": below.pk}, Idempotency_Key="once")
    assert answer.json()["neighbour_gone"] is True
    assert api.post(f"tasks/{task.pk}/move", {"after": below.pk}, Idempotency_Key="once").json() == answer.json()


def test_neighbour_that_is_gone_leads_to_the_end(api, project, task):
    gone = make_task(project=project, title="gone")
    make_task(project=project, title="last")
    api.delete(f"tasks/{gone.pk}")
    for side in ("after", "before"):
        answer = api.post(f"tasks/{task.pk}/move", {side: gone.pk})
        assert (answer.status_code, answer.json()["neighbour_gone"]) == (200, True)
        assert order_of(project)[-1] in ("Write", "last")


def test_move_of_a_card_that_was_taken_elsewhere_is_refused(api, project, task, owner):
    api.post(f"tasks/{task.pk}/move", {"status": "completed"})
    pending = column_of(project=project)
    for seen in ({"left": pending.pk}, {"version": 1}):
        response = api.post(f"tasks/{task.pk}/move", {"status": "in_progress", **seen})
        assert (response.status_code, response.json()["type"]) == (409, "urn:boardsite:moved-meanwhile")


@pytest.mark.parametrize("body", [{"column": 1, "status": "pending"}, {"after": 1, "before": 2}])
def test_move_takes_one_of_two(api, task, body):
    assert api.post(f"tasks/{task.pk}/move", body).status_code == 400


def test_archived_project_takes_no_changes(api, project, task, owner):
    projects.archive(project=project, actor=owner)
    for response in (
        api.patch(f"tasks/{task.pk}", {"title": "x"}),
        api.post(f"tasks/{task.pk}/move", {"status": "completed"}),
        api.delete(f"tasks/{task.pk}"),
        api.post(f"projects/{project.pk}/tasks/", {"title": "x"}),
        api.post("tasks/bulk", {"changes": [{"id": task.pk, "priority": 3}]}),
    ):
        assert (response.status_code, response.json()["type"]) == (409, "urn:boardsite:project-archived")
    assert api.get(f"tasks/{task.pk}").status_code == 200


def test_history_tells_each_change(api, task):
    api.patch(f"tasks/{task.pk}", {"priority": 3})
    api.post(f"tasks/{task.pk}/complete")
    found = api.get(f"tasks/{task.pk}/history").json()["items"]
    assert [row["kind"] for row in found] == ["task.completed", "task.updated", "task.created"]
    assert found[1]["changes"] == {"priority": [2, 3]}
    assert (found[1]["actor"]["name"], found[1]["task_version"]) == ("Owner", 2)


def test_viewer_is_not_told_what_a_deleted_task_held(api, api_of, project, task, viewer):
    api.delete(f"tasks/{task.pk}")
    path = f"projects/{project.pk}/activity/"
    assert all(not row["changes"] for row in api_of(viewer).get(path).json()["items"] if row["task_id"])
    assert any(row["changes"] for row in api.get(path).json()["items"] if row["task_id"])


def test_tag_that_was_renamed_is_shown_by_its_new_name(api, project, task):
    tag = project.tags.get()
    api.patch(f"tags/{tag.pk}", {"name": "media"})
    assert api.get(f"tasks/{task.pk}").json()["tags"] == ["media"]


def test_leap_days_and_far_dates(api, task):
    for day in ("1900-01-01", "2999-12-31", "2028-02-29"):
        assert api.patch(f"tasks/{task.pk}", {"due_date": day}).json()["due_date"] == day
    assert fresh(task).due_date == datetime.date(2028, 2, 29)


@pytest.mark.parametrize("day", ["0001-01-01", "1111-11-11", "1899-12-31", "3000-01-01", "9999-12-31"])
def test_a_day_of_another_age_is_refused(api, project, task, day):
    answers = [
        api.patch(f"tasks/{task.pk}", {"due_date": day}),
        api.post(f"projects/{project.pk}/tasks/", {"title": "New", "due_date": day}),
        api.patch(f"projects/{project.pk}", {"finish_date": day}),
        api.post("projects/", {"title": "New", "finish_date": day}),
    ]
    assert [answer.status_code for answer in answers] == [400] * 4
    assert all("Use a day from 1900 to 2999." in answer.content.decode() for answer in answers)
    assert fresh(task).due_date is None and fresh(project).finish_date is None
