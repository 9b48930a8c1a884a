"""The OpenAPI document, Swagger UI, and the first hour of docs/api.md."""

import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from boards.api import tasks
from boards.openapi import api as built
from tests.api_caller import Api

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document() -> dict:
    """As anybody gets it; made once, and no test changes it."""
    return Api(None).get("openapi.json").json()


def operations(document: dict):
    for path, item in document["paths"].items():
        for method in METHODS & item.keys():
            yield path, method, item[method]


def test_document_is_valid_openapi_3_1(document):
    """With the messages of webhooks."""
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_endpoint_is_in_the_document(document):
    there = sum(
        len(view.operations) for router in built._get_bound_routers() for view in router.path_operations.values()
    )
    assert sum(1 for _operation in operations(document)) == there


def test_three_ways_to_authenticate_are_told(document):
    ways = document["components"]["securitySchemes"]
    assert {(way["type"], way.get("in", way.get("scheme"))) for way in ways.values()} == {
        ("apiKey", "header"),
        ("apiKey", "cookie"),
        ("http", "bearer"),
    }
    for path, _method, operation in operations(document):
        if "/auth/" not in path:
            assert {name for way in operation["security"] for name in way} == set(ways), path


def test_names_of_operations_are_unique_and_described(document):
    ids = [operation["operationId"] for _path, _method, operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert all(operation["summary"] and operation["description"] for _path, _method, operation in operations(document))


def test_bodies_that_may_be_left_out_have_no_default(document):
    """A maker of clients leaves out operations for it: findings/openapi-client-object-default.sh."""
    bodies = [
        operation["requestBody"] for _path, _method, operation in operations(document) if "requestBody" in operation
    ]
    assert any(not body["required"] for body in bodies)
    assert not [kind for body in bodies for kind in body["content"].values() if "default" in kind["schema"]]


def test_messages_of_webhooks_are_in_a_group_of_their_own(document):
    """A maker of clients loses the operations of a group that both are in: findings/openapi-generator-webhooks.sh."""
    groups = {tag for _path, _method, operation in operations(document) for tag in operation["tags"]}
    messages = {tag for item in document["webhooks"].values() for tag in item["post"]["tags"]}
    assert messages and not messages & groups


def test_problems_are_told_as_problem_details(document):
    for path, method, operation in operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert set(response["content"]) == {"application/problem+json"}, (path, method, status)


def with_examples(part: object, path: str = "#"):
    """Each schema that gives examples, and where it stands."""
    if isinstance(part, dict):
        if isinstance(part.get("examples"), list):
            yield path, part
        for name, inner in part.items():
            yield from with_examples(inner, f"{path}/{name}")
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from with_examples(inner, f"{path}/{number}")


def test_examples_are_what_their_schemas_allow(document):
    wrong = {
        path: error.message
        for path, schema in with_examples(document)
        for example in schema["examples"]
        for error in Draft202012Validator({**schema, "components": document["components"]}).iter_errors(example)
    }
    assert not wrong


def test_inputs_have_examples(document):
    for path, _method, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None or "/auth/" in path:
            continue
        name = re.search(r"#/components/schemas/(\w+)", str(content["schema"]))[1]
        schema = document["components"]["schemas"][name]
        told = "examples" in schema or any("examples" in str(field) for field in schema["properties"].values())
        assert told or schema["properties"].keys() <= {"role"}, path


def test_conditions_and_keys_are_told(document):
    def headers(path: str, method: str) -> set[str]:
        return {each["name"] for each in document["paths"][path][method]["parameters"] if each["in"] == "header"}

    assert headers("/api/v1/tasks/{task_id}", "get") == {"If-None-Match"}
    assert headers("/api/v1/tasks/{task_id}", "patch") == {"If-Match"}
    assert headers("/api/v1/tasks/{task_id}/move", "post") == {"If-Match", "Idempotency-Key"}


def test_answers_to_who_signs_in_have_no_mark_and_no_state_of_a_limit(document, db):
    """Nobody is known yet for whom calls could be counted, and no answer stands for a thing that has a state."""

    def told(path: str, method: str = "post") -> set[str]:
        responses = document["paths"][f"/api/v1/auth/{path}"][method]["responses"].values()
        return {name for response in responses for name in response["headers"]}

    signs_in = {"X-Request-ID", "Retry-After"}
    assert [told(path) for path in ("register", "login", "refresh")] == [signs_in] * 3
    counted = {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
    assert told("logout") == told("me", "get") == told("me", "patch") == signs_in | counted
    sent = {"email": "ann@example.com", "password": "correct horse battery"}
    answer = Api(None).post("auth/register", sent)
    assert answer.status_code == 201 and not {"ETag", *counted} & set(answer.headers)


def test_no_mark_of_the_workshop_is_left_in_the_document(document):
    assert not [name for _path, _method, operation in operations(document) for name in operation if name[:2] == "x-"]


def test_the_page_of_documents_fits_a_phone_and_leads_home(api):
    page = api.client.get("/api/docs/").content.decode()
    assert page.startswith("<!doctype html>")
    assert 'name="viewport"' in page and 'lang="en"' in page
    assert 'href="/"' in page


def test_swagger_ui_comes_from_local_files_within_the_policy(api):
    response = api.client.get("/api/docs/")
    page = response.content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    assert all(address == "/" or address.startswith(("/static/ninja/", "/static/boards/")) for address in addresses)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert "unsafe" not in response["Content-Security-Policy"]
    assert re.search(r'data-csrf-token="\w{64}"', page)


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
def test_docs_lead_there(client, db, path):
    assert client.get(path)["Location"] == "/api/docs/"


def test_endpoints_that_answer_alike_share_what_their_answers_are_wrapped_into():
    read, update = (view._ninja_operation.response_models for view in (tasks.read_task, tasks.update_task))
    assert read[200] is update[200]
    assert read[404] is update[409]
