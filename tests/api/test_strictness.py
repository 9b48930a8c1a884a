"""What can't be understood is refused and named, never guessed or ignored."""

import json

import pytest

from tests.api_caller import fields
from tests.factories import make_task

PROBLEM = "application/problem+json"


def is_problem(response, status: int) -> bool:
    body = response.json()
    told = {"type", "title", "status", "detail", "errors", "request_id"} <= body.keys()
    return told and response.status_code == body["status"] == status and response["Content-Type"] == PROBLEM


@pytest.mark.parametrize(
    "path", ["tasks/?nonsense=1", "projects/?nonsense=1", "users/me?nonsense=1", "users/?nonsense=1"]
)
def test_unknown_parameter_is_named(api, path):
    response = api.get(path)
    assert is_problem(response, 400)
    assert fields(response) == ["nonsense"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("status=later", "status"),
        ("assignee=ada", "assignee"),
        ("priority=1000", "priority"),
        ("priority_min=-1", "priority_min"),
        ("due=soon", "due"),
        ("due_before=2026-02-30", "due_before"),
        ("due_after=0000-01-01", "due_after"),
        ("completed=maybe", "completed"),
        ("archived=2", "archived"),
        ("project=99999999999999999999", "project"),
        ("updated_since=yesterday", "updated_since"),
        ("sort=colour", "sort"),
        ("q=%00", "q"),
        ("q=" + "x" * 501, "q"),
        ("tag=" + "x" * 51, "tag"),
        ("status=", "status"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("total=perhaps", "total"),
        ("cursor=forged", "cursor"),
    ],
)
def test_bad_value_of_a_parameter_is_named(api, query, name):
    response = api.get(f"tasks/?{query}")
    assert is_problem(response, 400)
    assert fields(response) == [name]


@pytest.mark.parametrize("path", ["tasks/", "projects/", "users/", "groups/"])
def test_search_for_what_no_database_holds_is_refused(api, path):
    response = api.get(f"{path}?q=a%00b")
    assert is_problem(response, 400)
    assert fields(response) == ["q"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"title": "x", "colour": 1}, "colour"),
        ({"title": "x", "id": 7}, "id"),
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": " \u200b"}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"title": 7}, "title"),
        ({"title": None}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"title": "x", "description": "x" * 100_001}, "description"),
        ({"title": "x", "priority": 1000}, "priority"),
        ({"title": "x", "priority": -1}, "priority"),
        ({"title": "x", "priority": "1"}, "priority"),
        ({"title": "x", "priority": 10**30}, "priority"),
        ({"title": "x", "priority": True}, "priority"),
        ({"title": "x", "progress": 101}, "progress"),
        ({"title": "x", "due_date": "2026-02-30"}, "due_date"),
        ({"title": "x", "due_date": "10000-01-01"}, "due_date"),
        ({"title": "x", "due_date": 20000}, "due_date"),
        ({"title": "x", "assignee": 10**19}, "assignee"),
        ({"title": "x", "assignee": 10**18}, "assignee"),
        ({"title": "x", "column": 2**63 - 1}, "column"),
        ({"title": "x", "tags": ["a,b"]}, "tags"),
        ({"title": "x", "tags": ["x" * 51]}, "tags.0"),
        ({"title": "x", "tags": "a"}, "tags"),
        ({"title": "x", "completed": "yes"}, "completed"),
        ({"title": "x", "status": "later"}, "status"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "x", "description": "a\x00b"}, "description"),
        ({"title": "x", "tags": ["\ud800"]}, "tags.0"),
        ({"title": "x", "\x00": 1}, "?"),
    ],
)
def test_bad_value_of_a_field_is_named(api, project, body, name):
    response = api.post(f"projects/{project.pk}/tasks/", body)
    assert is_problem(response, 400)
    assert fields(response) == [name]
    assert all(error["sentence"] for error in response.json()["errors"])


@pytest.mark.parametrize(
    "text", ["", "{", "nul", '{"title": NaN}', '{"a": 1, "a": 2}', b"\xff", "[" * 100_000, '{"title": 1e999}']
)
def test_broken_json_is_refused(api, project, text):
    assert is_problem(api.post(f"projects/{project.pk}/tasks/", text), 400)


@pytest.mark.parametrize("body", [[], "text", 7, None, [{"title": "x"}]])
def test_body_that_is_no_object_is_refused(api, project, body):
    assert is_problem(api.post(f"projects/{project.pk}/tasks/", json.dumps(body)), 400)


def test_other_kinds_of_body_are_415(api, project):
    response = api.client.post(f"/api/v1/projects/{project.pk}/tasks/", {"title": "x"})
    assert is_problem(response, 415)


def test_body_above_a_megabyte_is_413(api, project):
    body = json.dumps({"title": "x", "description": "x" * 1_048_576})
    assert is_problem(api.post(f"projects/{project.pk}/tasks/", body), 413)


@pytest.mark.parametrize("path", ["nowhere", "tasks/abc", "projects/1/nothing/", "", "/api/v2/tasks/", "/api"])
def test_unknown_path_is_404(api, path):
    assert is_problem(api.get(path), 404)


@pytest.mark.parametrize(("method", "path"), [("DELETE", "users/me"), ("PUT", "tasks/"), ("POST", "openapi.json")])
def test_wrong_method_is_405_and_says_what_is_right(api, method, path):
    response = api.call(method, path)
    assert is_problem(response, 405)
    assert "GET" in response["Allow"]


@pytest.mark.parametrize("number", ["0", "9223372036854775808", "9" * 5000])
def test_id_beyond_range_is_400(api, number):
    for path in ("tasks", "projects", "columns", "tags", "users"):
        assert is_problem(api.get(f"{path}/{number}"), 400)


def test_largest_id_is_404(api):
    assert is_problem(api.get(f"tasks/{2**63 - 1}"), 404)


def test_change_without_csrf_token_is_403(owner, client_of):
    client = client_of(owner)
    client.handler.enforce_csrf_checks = True
    response = client.post("/api/v1/projects/", '{"title": "x"}', content_type="application/json")
    assert is_problem(response, 403)


def test_stranger_is_401(api_of):
    response = api_of(None).get("projects/")
    assert is_problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_unknown_host_is_a_problem_too(api):
    assert is_problem(api.client.get("/api/v1/tasks/", headers={"host": "elsewhere.example"}), 400)


def test_every_answer_names_its_request(api):
    assert api.get("users/me", X_Request_ID="from-a-proxy_1.2")["X-Request-ID"] == "from-a-proxy_1.2"
    response = api.get("nowhere", X_Request_ID="not good\n")
    assert response["X-Request-ID"] == response.json()["request_id"] != "not good\n"


def test_error_of_ours_is_a_problem_too(api, monkeypatch):
    def fail(*_args):
        raise RuntimeError("broken")

    monkeypatch.setattr("boards.queries.records.people_known_to", fail)
    api.client.raise_request_exception = False
    assert is_problem(api.get("users/"), 500)


def test_head_is_answered_as_get_without_a_body(api, project):
    task = make_task(project=project)
    head, get = api.call("HEAD", f"tasks/{task.pk}"), api.get(f"tasks/{task.pk}")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])
    assert head["Content-Length"] == str(len(get.content))
