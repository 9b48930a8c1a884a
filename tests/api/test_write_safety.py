"""Nobody's change is lost unawares: marks, versions, and calls that are sent twice."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards.models import Activity, KeptAnswer, Task, User
from boards.services import tasks
from tests.api_caller import Api, fields
from tests.factories import make_project, make_tag, make_task, make_user

pytestmark = pytest.mark.long


@pytest.fixture
def task(project) -> Task:
    return make_task(project=project, title="Write", priority=1)


# --- Marks ------------------------------------------------------------------------------------------------------------


def paths(project, task, owner) -> list[str]:
    column, tag = task.column_id, make_tag(project=project).pk
    return [
        *(f"projects/{project.pk}", f"tasks/{task.pk}", f"columns/{column}", f"tags/{tag}", "projects/", "tasks/"),
        *(f"projects/{project.pk}/{name}/" for name in ("tasks", "columns", "tags", "members", "activity")),
        *("users/", "users/me", f"users/{owner.pk}", f"projects/{project.pk}/members/{owner.pk}"),
        f"tasks/{task.pk}/history",
    ]


def test_every_read_has_a_mark_and_answers_304(api, project, task, owner):
    for path in paths(project, task, owner):
        mark = api.get(path)["ETag"]
        again = api.get(path, If_None_Match=f'"other", W/{mark}')
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark), path
        assert api.get(path, If_None_Match='"other"').status_code == 200, path


def test_marks_of_tasks_and_projects_tell_the_version(api, project, task):
    assert api.get(f"tasks/{task.pk}")["ETag"].startswith('"v1-')
    assert api.patch(f"tasks/{task.pk}", {"priority": 2})["ETag"].startswith('"v2-')
    assert api.get(f"projects/{project.pk}")["ETag"].startswith('"v1-')


def test_mark_changes_with_anything_shown(api, task, project):
    before = api.get(f"tasks/{task.pk}")["ETag"]
    api.patch(f"columns/{task.column_id}", {"name": "Renamed"})
    assert api.get(f"tasks/{task.pk}", If_None_Match=before).status_code == 200


def test_change_of_what_has_changed_since_is_refused(api, task, owner):
    mark = api.get(f"tasks/{task.pk}")["ETag"]
    tasks.update(task=task, changed={"title": "Theirs"}, seen_version=None, actor=owner)
    for response in (
        api.patch(f"tasks/{task.pk}", {"priority": 5}, If_Match=mark),
        api.put(f"tasks/{task.pk}", {"title": "Mine"}, If_Match=mark),
        api.delete(f"tasks/{task.pk}", If_Match=mark),
        api.post(f"tasks/{task.pk}/move", {"status": "completed"}, If_Match=mark),
        api.post(f"tasks/{task.pk}/complete", If_Match=mark),
    ):
        assert (response.status_code, response.json()["current"]["title"]) == (412, "Theirs")
        assert response["ETag"].startswith('"v2-')


def test_change_with_the_present_mark_is_made(api, task):
    mark = api.get(f"tasks/{task.pk}")["ETag"]
    # A proxy that compresses makes the mark a weak one.
    assert api.patch(f"tasks/{task.pk}", {"priority": 5}, If_Match=f"W/{mark}").status_code == 200
    assert api.patch(f"tasks/{task.pk}", {"priority": 6}, If_Match="*").status_code == 200
    assert api.patch(f"tasks/{task.pk}", {"priority": 7}, If_Match="nonsense").status_code == 412


def test_marks_guard_everything_that_can_be_written(api, project, task):
    tag = make_tag(project=project)
    for path, body in (
        (f"projects/{project.pk}", {"title": "New"}),
        (f"columns/{task.column_id}", {"name": "New"}),
        (f"tags/{tag.pk}", {"name": "New"}),
        ("users/me", {"display_name": "New"}),
    ):
        mark = api.get(path)["ETag"]
        assert api.patch(path, body, If_Match='"v9-0"').status_code == 412
        assert api.patch(path, body, If_Match=mark).status_code == 200


def test_marks_of_a_person_lock_projects_for_a_new_name_alone_and_never_one_by_one(api, owner, project):
    def statements(body):
        mark = api.get("users/me")["ETag"]
        with CaptureQueriesContext(connection) as found:
            assert api.patch("users/me", body, If_Match=mark).status_code == 200
        return [query["sql"] for query in found if "RELEASE" not in query["sql"]]

    few = len(statements({"display_name": "Ada"}))
    for _number in range(5):
        make_project(owner=owner)
    assert len(statements({"display_name": "Bea"})) == few
    assert not [sql for sql in statements({"theme": "dark"}) if "boards_project" in sql]


# --- Versions ---------------------------------------------------------------------------------------------------------


def test_changes_of_different_fields_are_merged(api, task, owner):
    tasks.update(task=task, changed={"title": "Theirs"}, seen_version=None, actor=owner)
    body = api.patch(f"tasks/{task.pk}", {"priority": 5, "version": 1}).json()
    assert (body["title"], body["priority"], body["version"]) == ("Theirs", 5, 3)


def test_changes_of_the_same_field_are_a_conflict(api, task, owner):
    tasks.update(task=task, changed={"title": "Theirs"}, seen_version=None, actor=owner)
    response = api.patch(f"tasks/{task.pk}", {"title": "Mine", "version": 1})
    assert (response.status_code, response.json()["type"]) == (409, "urn:boardsite:edit-conflict")
    assert (fields(response), response.json()["current"]["title"]) == (["title"], "Theirs")


def test_a_whole_task_that_was_read_before_merges(api, task, owner):
    tasks.update(task=task, changed={"title": "Theirs"}, seen_version=None, actor=owner)
    body = api.put(f"tasks/{task.pk}", {"title": "Write", "priority": 5, "version": 1}).json()
    assert (body["title"], body["priority"]) == ("Theirs", 5)


def test_columns_of_a_version_merge_and_conflict_too(api, task):
    api.patch(f"tasks/{task.pk}", {"status": "in_progress"})
    same = api.patch(f"tasks/{task.pk}", {"column": task.column_id, "priority": 5, "version": 1})
    assert (same.json()["status"], same.json()["priority"]) == ("in_progress", 5)
    other = Task.objects.get(pk=task.pk).project.columns.create(name="Third", status="in_progress", position="zz")
    conflict = api.patch(f"tasks/{task.pk}", {"column": other.pk, "version": 1})
    assert (conflict.status_code, fields(conflict)) == (409, ["column"])


def test_project_versions_merge_and_conflict(api, project):
    path = f"projects/{project.pk}"
    api.patch(path, {"title": "Theirs"})
    assert api.patch(path, {"description": "Mine", "version": 1}).json()["title"] == "Theirs"
    response = api.patch(path, {"title": "Mine", "version": 1})
    assert (response.status_code, response.json()["current"]["title"]) == (409, "Theirs")


def test_without_a_version_the_last_one_wins_and_the_history_keeps_the_rest(api, task):
    for title in ("One", "Two"):
        assert api.patch(f"tasks/{task.pk}", {"title": title}).status_code == 200
    assert Activity.objects.latest("pk").changes["title"] == ["One", "Two"]


# --- The same call twice ----------------------------------------------------------------------------------------------


def test_same_key_and_body_gives_the_first_answer_again(api, project):
    path, sent = f"projects/{project.pk}/tasks/", {"title": "Once"}
    first = api.post(path, sent, Idempotency_Key="a-1")
    api.patch(f"tasks/{first.json()['id']}", {"priority": 9})
    again = api.post(path, sent, Idempotency_Key="a-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert again["Idempotency-Replayed"] == "true"
    assert Task.objects.count() == 1


def test_another_body_with_the_same_key_is_422(api, project):
    path = f"projects/{project.pk}/tasks/"
    api.post(path, {"title": "Once"}, Idempotency_Key="a-1")
    response = api.post(path, {"title": "Other"}, Idempotency_Key="a-1")
    assert (response.status_code, response.json()["type"]) == (422, "urn:boardsite:idempotency-key-used")
    assert Task.objects.count() == 1


@pytest.fixture
def known(owner, outsider):
    """The outsider takes part in another project of the owner's."""
    make_project(owner=owner, title="Other", roles={outsider: "viewer"})
    return outsider


def test_a_replay_is_answered_whatever_the_limits_on_tries_say(api, project, known):
    path, sent = f"projects/{project.pk}/members/", {"email": known.email, "role": "viewer"}
    first = api.post(path, sent, Idempotency_Key="a-1")
    for number in range(20):
        api.post(path, {"email": f"x{number}@example.com", "role": "viewer"})
    assert api.post(path, sent).status_code == 429
    again = api.post(path, sent, Idempotency_Key="a-1")
    assert (again.status_code, again.content, again["Idempotency-Replayed"]) == (201, first.content, "true")


def test_a_replay_is_answered_although_what_was_asked_for_is_gone(api, project, known):
    path, sent = f"projects/{project.pk}/members/", {"email": known.email, "role": "viewer"}
    first = api.post(path, sent, Idempotency_Key="a-1")
    User.objects.filter(pk=known.pk).update(email="new@example.com")
    again = api.post(path, sent, Idempotency_Key="a-1")
    assert (again.status_code, again.content) == (201, first.content)


@pytest.mark.parametrize(("sent", "age", "status"), [("other@example.com", 0, 422), ("outsider", 25, 429)])
def test_no_kept_answer_means_that_tries_are_limited(api, project, known, sent, age, status):
    path = f"projects/{project.pk}/members/"
    api.post(path, {"email": known.email, "role": "viewer"}, Idempotency_Key="a-1")
    KeptAnswer.objects.update(created_at=timezone.now() - datetime.timedelta(hours=age))
    for number in range(20):
        api.post(path, {"email": f"x{number}@example.com", "role": "viewer"})
    body = {"email": known.email if sent == "outsider" else sent, "role": "viewer"}
    assert api.post(path, body, Idempotency_Key="a-1").status_code == status


def test_refused_call_may_be_sent_again(api, project):
    path = f"projects/{project.pk}/tasks/"
    assert api.post(path, {"title": ""}, Idempotency_Key="a-2").status_code == 400
    assert api.post(path, {"title": "Right"}, Idempotency_Key="a-2").status_code == 201


def test_keys_belong_to_a_person(api, api_of, project, member):
    path, sent = f"projects/{project.pk}/tasks/", {"title": "Once"}
    ids = {caller.post(path, sent, Idempotency_Key="a-1").json()["id"] for caller in (api, api_of(member))}
    assert len(ids) == 2


def test_answers_are_kept_for_a_day(api, project):
    path, sent = f"projects/{project.pk}/tasks/", {"title": "Once"}
    api.post(path, sent, Idempotency_Key="a-1")
    KeptAnswer.objects.update(created_at=timezone.now() - datetime.timedelta(hours=24, seconds=1))
    assert "Idempotency-Replayed" not in api.post(path, sent, Idempotency_Key="a-1")
    assert (Task.objects.count(), KeptAnswer.objects.count()) == (2, 1)


@pytest.mark.parametrize("key", ["", "two words", "ä", "x" * 201])
def test_odd_keys_are_refused(api, project, key):
    response = api.post(f"projects/{project.pk}/tasks/", {"title": "x"}, Idempotency_Key=key)
    assert (response.status_code, fields(response)) == (400, ["Idempotency-Key"])


def together(count: int, work) -> list:
    """What `work(number)` returns in so many threads at once, each with a connection of its own."""

    def run(number: int):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_twenty_calls_at_once_with_one_key_make_one_task():
    owner = make_user(name="owner")
    project = make_project(owner=owner)
    callers = [Api(owner) for _number in range(20)]
    path = f"projects/{project.pk}/tasks/"
    answers = together(20, lambda number: callers[number].post(path, {"title": "Once"}, Idempotency_Key="same"))
    assert {response.status_code for response in answers} == {201}
    assert len({response.content for response in answers}) == 1
    assert (Task.objects.count(), project.activities.filter(kind="task.created").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_ten_changes_at_once_by_one_mark_one_is_made():
    owner = make_user(name="owner")
    task = make_task(project=make_project(owner=owner))
    callers = [Api(owner) for _number in range(10)]
    mark = callers[0].get(f"tasks/{task.pk}")["ETag"]
    answers = together(
        10, lambda number: callers[number].patch(f"tasks/{task.pk}", {"priority": number + 1}, If_Match=mark)
    )
    assert sorted(response.status_code for response in answers) == [200] + [412] * 9
    assert Task.objects.get().version == 2
