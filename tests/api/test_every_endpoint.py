"""Every endpoint by every person: what each is answered. An endpoint without a row fails.

Columns: owner, admin, member, viewer, outsider, site administrator, nobody (not signed in).
"""

import re
from functools import cache

import pytest

from boards.models import Project
from boards.openapi import api
from tests.api.callers import build_world, filled
from tests.api_caller import fields
from tests.factories import (
    made_for_all,
)

pytestmark = [pytest.mark.unmeasured, pytest.mark.long]
ALL_HEADERS = {"ETag", "X-Request-ID", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
ANYBODY = "200 200 200 200 200 200 401"
VIEWING = {"personal": "200 200 200 200 404 200 401", "public": "200 200 200 200 200 200 401"}
BY_MEMBERS = {"personal": "200 200 200 403 404 200 401", "public": "200 200 200 403 403 200 401"}
BY_ADMINS = {"personal": "200 200 403 403 404 200 401", "public": "200 200 403 403 403 200 401"}
BY_STAFF = "403 403 403 403 403 200 401"
OWN = "200 404 404 404 404 404 401"
BY_OWNER = {"personal": "200 403 403 403 404 403 401", "public": "200 403 403 403 403 403 401"}


def other(table, status: int):
    """The same table for an endpoint that succeeds with another status."""
    if isinstance(table, str):
        return table.replace("200", str(status))
    return {visibility: row.replace("200", str(status)) for visibility, row in table.items()}


# (method, path): (body, expected). Bodies may name what the world below holds.
ENDPOINTS = {
    ("GET", "projects/"): (None, ANYBODY),
    ("POST", "projects/"): ({"title": "New"}, other(ANYBODY, 201)),
    ("GET", "projects/{project_id}"): (None, VIEWING),
    ("PUT", "projects/{project_id}"): ({"title": "New"}, BY_ADMINS),
    ("PATCH", "projects/{project_id}"): ({"title": "New"}, BY_ADMINS),
    ("DELETE", "projects/{project_id}"): (None, other(BY_OWNER, 204)),
    ("POST", "projects/{project_id}/archive"): (None, BY_ADMINS),
    ("POST", "projects/{project_id}/restore"): (None, BY_ADMINS),
    ("POST", "projects/{project_id}/transfer"): ({"to": "{member}"}, BY_OWNER),
    ("GET", "projects/{project_id}/tasks/"): (None, VIEWING),
    ("POST", "projects/{project_id}/tasks/"): ({"title": "New"}, other(BY_MEMBERS, 201)),
    ("GET", "tasks/"): (None, ANYBODY),
    ("GET", "tasks/{task_id}"): (None, VIEWING),
    ("PUT", "tasks/{task_id}"): ({"title": "New"}, BY_MEMBERS),
    ("PATCH", "tasks/{task_id}"): ({"title": "New"}, BY_MEMBERS),
    ("DELETE", "tasks/{task_id}"): (None, other(BY_MEMBERS, 204)),
    ("POST", "tasks/bulk"): ({"changes": [{"id": "{task_id}", "priority": 2}]}, BY_MEMBERS),
    ("POST", "tasks/{task_id}/move"): ({"status": "in_progress"}, BY_MEMBERS),
    ("POST", "tasks/{task_id}/complete"): (None, BY_MEMBERS),
    ("POST", "tasks/{task_id}/reopen"): (None, BY_MEMBERS),
    ("POST", "tasks/{task_id}/archive"): (None, BY_MEMBERS),
    ("POST", "tasks/{task_id}/restore"): (None, BY_MEMBERS),
    ("POST", "tasks/{task_id}/assign"): ({"assignee": "{member}"}, BY_MEMBERS),
    ("GET", "tasks/{task_id}/history"): (None, VIEWING),
    ("GET", "tasks/{task_id}/checklists/"): (None, VIEWING),
    ("POST", "tasks/{task_id}/checklists/"): ({"title": "Steps", "items": ["One"]}, other(BY_MEMBERS, 201)),
    ("GET", "checklists/{checklist_id}"): (None, VIEWING),
    ("PATCH", "checklists/{checklist_id}"): ({"title": "Other"}, BY_MEMBERS),
    ("DELETE", "checklists/{checklist_id}"): (None, other(BY_MEMBERS, 204)),
    ("POST", "checklists/{checklist_id}/move"): ({}, BY_MEMBERS),
    ("POST", "checklists/{checklist_id}/items/"): ({"text": "Two"}, other(BY_MEMBERS, 201)),
    ("GET", "checklist-items/{item_id}"): (None, VIEWING),
    ("PATCH", "checklist-items/{item_id}"): ({"done": True}, BY_MEMBERS),
    ("DELETE", "checklist-items/{item_id}"): (None, other(BY_MEMBERS, 204)),
    ("POST", "checklist-items/{item_id}/move"): ({}, BY_MEMBERS),
    ("POST", "checklist-items/{item_id}/task"): (None, other(BY_MEMBERS, 201)),
    ("POST", "tasks/{task_id}/item"): ({"into": "{other_task}"}, other(BY_MEMBERS, 201)),
    ("GET", "tasks/{task_id}/web-links/"): (None, VIEWING),
    ("POST", "tasks/{task_id}/web-links/"): ({"url": "https://example.com/other"}, other(BY_MEMBERS, 201)),
    ("GET", "web-links/{web_link_id}"): (None, VIEWING),
    ("PATCH", "web-links/{web_link_id}"): ({"title": "Prices"}, BY_MEMBERS),
    ("DELETE", "web-links/{web_link_id}"): (None, other(BY_MEMBERS, 204)),
    ("GET", "tasks/{task_id}/attachments/"): (None, VIEWING),
    ("POST", "tasks/{task_id}/attachments/"): ({"file": b"Plan"}, other(BY_MEMBERS, 201)),
    ("GET", "attachments/{attachment_id}"): (None, VIEWING),
    ("GET", "attachments/{attachment_id}/content"): (None, VIEWING),
    ("PATCH", "attachments/{attachment_id}"): ({"name": "Plan.txt"}, BY_MEMBERS),
    ("DELETE", "attachments/{attachment_id}"): (None, other(BY_MEMBERS, 204)),
    ("GET", "tasks/{task_id}/comments/"): (None, VIEWING),
    ("POST", "tasks/{task_id}/comments/"): ({"text": "Fine"}, other(BY_MEMBERS, 201)),
    ("GET", "tasks/{task_id}/links/"): (None, VIEWING),
    ("POST", "tasks/{task_id}/links/"): ({"relation": "relates", "task": "{unlinked_id}"}, other(BY_MEMBERS, 201)),
    ("GET", "tasks/{task_id}/links/{task_link_id}"): (None, VIEWING),
    ("DELETE", "tasks/{task_id}/links/{task_link_id}"): (None, other(BY_MEMBERS, 204)),
    ("GET", "comments/{comment_id}"): (None, VIEWING),
    # The comment is the owner's own.
    ("PATCH", "comments/{comment_id}"): (
        {"text": "Better"},
        {"personal": "200 403 403 403 404 403 401", "public": "200 403 403 403 403 403 401"},
    ),
    ("DELETE", "comments/{comment_id}"): (None, other(BY_ADMINS, 204)),
    ("PUT", "comments/{comment_id}/reactions/{emoji}"): (None, BY_MEMBERS),
    ("DELETE", "comments/{comment_id}/reactions/{emoji}"): (None, other(BY_MEMBERS, 204)),
    ("GET", "projects/{project_id}/columns/"): (None, VIEWING),
    ("POST", "projects/{project_id}/columns/"): ({"name": "New", "status": "pending"}, other(BY_ADMINS, 201)),
    ("GET", "columns/{column_id}"): (None, VIEWING),
    ("PATCH", "columns/{column_id}"): ({"name": "New"}, BY_ADMINS),
    ("DELETE", "columns/{column_id}"): (None, other(BY_ADMINS, 204)),
    ("GET", "projects/{project_id}/tags/"): (None, VIEWING),
    ("POST", "projects/{project_id}/tags/"): ({"name": "new"}, other(BY_MEMBERS, 201)),
    ("GET", "tags/{tag_id}"): (None, VIEWING),
    ("PATCH", "tags/{tag_id}"): ({"name": "new"}, BY_MEMBERS),
    ("DELETE", "tags/{tag_id}"): (None, other(BY_MEMBERS, 204)),
    ("GET", "projects/{project_id}/members/"): (None, VIEWING),
    ("POST", "projects/{project_id}/members/"): (
        # Known to all of them from another project.
        {"email": "fresh@example.com", "role": "viewer"},
        other(BY_ADMINS, 201),
    ),
    ("GET", "projects/{project_id}/members/{user_id}"): (None, VIEWING),
    ("PATCH", "projects/{project_id}/members/{user_id}"): ({"role": "viewer"}, BY_ADMINS),
    ("DELETE", "projects/{project_id}/members/{user_id}"): (None, other(BY_ADMINS, 204)),
    ("GET", "groups/"): (None, ANYBODY),
    ("POST", "groups/"): ({"name": "New"}, BY_STAFF.replace("200", "201")),
    ("GET", "groups/{group_id}"): (None, ANYBODY),
    ("PATCH", "groups/{group_id}"): ({"name": "New"}, BY_STAFF),
    ("DELETE", "groups/{group_id}"): (None, BY_STAFF.replace("200", "204")),
    ("GET", "groups/{group_id}/people/"): (None, BY_STAFF),
    ("PUT", "groups/{group_id}/people/{user_id}"): (None, BY_STAFF),
    ("DELETE", "groups/{group_id}/people/{user_id}"): (None, BY_STAFF.replace("200", "204")),
    ("GET", "projects/{project_id}/groups/"): (None, VIEWING),
    ("POST", "projects/{project_id}/groups/"): (
        {"group": "{other_group}", "role": "viewer"},
        other(BY_ADMINS, 201),
    ),
    ("GET", "projects/{project_id}/groups/{group_id}"): (None, VIEWING),
    ("PATCH", "projects/{project_id}/groups/{group_id}"): ({"role": "viewer"}, BY_ADMINS),
    ("DELETE", "projects/{project_id}/groups/{group_id}"): (None, other(BY_ADMINS, 204)),
    ("GET", "projects/{project_id}/links/"): (None, BY_ADMINS),
    ("POST", "projects/{project_id}/links/"): ({"name": "Client"}, other(BY_ADMINS, 201)),
    ("GET", "projects/{project_id}/links/{link_id}"): (None, BY_ADMINS),
    ("DELETE", "projects/{project_id}/links/{link_id}"): (None, other(BY_ADMINS, 204)),
    # The owner has offered it to the member.
    ("GET", "projects/{project_id}/offer"): (None, "200 404 200 404 404 404 401"),
    ("DELETE", "projects/{project_id}/offer"): (None, "204 404 204 404 404 404 401"),
    ("POST", "projects/{project_id}/offer/accept"): (None, "403 404 200 404 404 404 401"),
    ("GET", "projects/{project_id}/invitations/"): (None, BY_ADMINS),
    ("POST", "projects/{project_id}/invitations/"): ({"email": "new@example.com"}, other(BY_ADMINS, 201)),
    ("GET", "projects/{project_id}/invitations/{invitation_id}"): (None, BY_ADMINS),
    ("POST", "projects/{project_id}/invitations/{invitation_id}/resend"): (None, BY_ADMINS),
    ("DELETE", "projects/{project_id}/invitations/{invitation_id}"): (None, other(BY_ADMINS, 204)),
    ("GET", "projects/{project_id}/activity/"): (None, VIEWING),
    ("GET", "activity/{activity_id}"): (None, VIEWING),
    # The change was the owner's own: it renamed the task.
    ("POST", "activity/{activity_id}/undo"): (None, BY_OWNER),
    ("POST", "activity/{activity_id}/restore"): ({"field": "title"}, BY_MEMBERS),
    ("GET", "projects/{project_id}/report"): (None, VIEWING),
    ("GET", "projects/{project_id}/report.csv"): (None, VIEWING),
    # It is being made.
    ("GET", "projects/{project_id}/report.pdf"): (None, other(VIEWING, 202)),
    # Everything: of a project of one's own keeping.
    ("GET", "projects/{project_id}/export"): (None, BY_ADMINS),
    ("GET", "imports/"): (None, ANYBODY),
    ("POST", "imports/"): ({"file": b"{}"}, other(ANYBODY, 202)),
    # The import is the owner's own, and has failed.
    ("GET", "imports/{import_id}"): (None, OWN),
    ("POST", "imports/{import_id}/start"): ({}, other(OWN, 202)),
    ("POST", "imports/{import_id}/cancel"): (None, OWN),
    ("DELETE", "imports/{import_id}"): (None, other(OWN, 204)),
    ("GET", "calendars/"): (None, ANYBODY),
    ("POST", "calendars/"): ({"name": "Phone"}, other(ANYBODY, 201)),
    # One's own alone.
    ("GET", "calendars/{calendar_id}"): (None, OWN),
    ("DELETE", "calendars/{calendar_id}"): (None, other(OWN, 204)),
    ("GET", "projects/{project_id}/webhooks/"): (None, BY_ADMINS),
    ("POST", "projects/{project_id}/webhooks/"): (
        {"name": "New", "address": "https://example.com/"},
        other(BY_ADMINS, 201),
    ),
    ("GET", "webhooks/"): (None, BY_STAFF),
    ("POST", "webhooks/"): ({"name": "New", "address": "https://example.com/"}, BY_STAFF.replace("200", "201")),
    ("GET", "webhooks/{webhook_id}"): (None, BY_ADMINS),
    ("PATCH", "webhooks/{webhook_id}"): ({"name": "New"}, BY_ADMINS),
    ("DELETE", "webhooks/{webhook_id}"): (None, other(BY_ADMINS, 204)),
    ("POST", "webhooks/{webhook_id}/rotate"): (None, BY_ADMINS),
    ("POST", "webhooks/{webhook_id}/test"): (None, other(BY_ADMINS, 201)),
    ("GET", "webhooks/{webhook_id}/deliveries/"): (None, BY_ADMINS),
    ("GET", "webhooks/{webhook_id}/deliveries/{delivery_id}"): (None, BY_ADMINS),
    ("POST", "webhooks/{webhook_id}/deliveries/{delivery_id}/retry"): (None, BY_ADMINS),
    ("GET", "inbox/"): (None, ANYBODY),
    ("GET", "inbox/count"): (None, ANYBODY),
    ("POST", "inbox/read"): ({}, ANYBODY),
    # What the owner is told is nobody else's.
    ("GET", "inbox/{entry_id}"): (None, OWN),
    ("POST", "inbox/{entry_id}/read"): (None, OWN),
    ("POST", "inbox/{entry_id}/unread"): (None, OWN),
    ("POST", "inbox/{entry_id}/archive"): (None, OWN),
    ("POST", "inbox/{entry_id}/restore"): (None, OWN),
    ("POST", "inbox/{entry_id}/snooze"): ({"until": None}, OWN),
    ("GET", "inbox/preferences"): (None, ANYBODY),
    ("PATCH", "inbox/preferences"): ({"digest_hour": 9}, ANYBODY),
    ("GET", "tasks/{task_id}/watch"): (None, VIEWING),
    ("PUT", "tasks/{task_id}/watch"): ({"choice": "watch"}, VIEWING),
    ("GET", "tasks/{task_id}/watchers/"): (None, VIEWING),
    ("POST", "tasks/{task_id}/watchers/"): ({"user": "{member}"}, other(BY_MEMBERS, 201)),
    ("DELETE", "tasks/{task_id}/watchers/{user_id}"): (None, other(BY_MEMBERS, 204)),
    ("GET", "projects/{project_id}/watch"): (None, VIEWING),
    ("PUT", "projects/{project_id}/watch"): ({"choice": "mute"}, VIEWING),
    ("GET", "users/"): (None, ANYBODY),
    ("POST", "users/"): ({"email": "new@example.com"}, "403 403 403 403 403 201 401"),
    ("GET", "users/me"): (None, ANYBODY),
    ("PATCH", "users/me"): ({"theme": "dark"}, ANYBODY),
    # The helper shares the project with all but the outsider.
    ("GET", "users/{user_id}"): (None, "200 200 200 200 404 200 401"),
    ("PATCH", "users/{user_id}"): ({"theme": "dark"}, "403 403 403 403 404 200 401"),
    ("POST", "auth/register"): (
        {"email": "new@example.com", "password": "correct horse battery"},
        "201 201 201 201 201 201 201",
    ),
    ("POST", "auth/login"): (
        {"email": "owner@example.com", "password": "correct horse battery"},
        "200 200 200 200 200 200 200",
    ),
    ("POST", "auth/refresh"): ({"refresh_token": "none"}, "401 401 401 401 401 401 401"),
    ("POST", "auth/logout"): (None, "204 204 204 204 204 204 401"),
    ("GET", "auth/me"): (None, ANYBODY),
    ("PATCH", "auth/me"): ({"time_zone": "UTC"}, ANYBODY),
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with made_for_all(django_db_blocker, build_world) as made:
        yield made


def endpoints() -> set[tuple[str, str]]:
    """What there is: method and path of every operation."""
    return {
        (method, re.sub(r"{\w+:", "{", "/".join(part.strip("/") for part in (router.prefix, path) if part.strip("/"))))
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }


def test_every_endpoint_has_a_row_and_every_row_an_endpoint():
    assert {(method, path.rstrip("/")) for method, path in ENDPOINTS} == endpoints()


CASES = [
    (method, path, visibility)
    for (method, path), (_body, expected) in ENDPOINTS.items()
    for visibility in (("personal",) if isinstance(expected, str) else expected)
]


@pytest.mark.parametrize(("method", "path", "visibility"), CASES)
def test_endpoint_answers_each_person_as_it_should(world, db, method, path, visibility):
    body, expected = ENDPOINTS[method, path]
    Project.objects.filter(pk=world["project"].pk).update(visibility=visibility)
    filled_in = path.format(**world["ids"]), filled(body, world["ids"])
    statuses = [caller.status(method, *filled_in) for caller in world["callers"]]
    wanted = expected if isinstance(expected, str) else expected[visibility]
    assert " ".join(map(str, statuses)) == wanted


@pytest.mark.parametrize("path", ["projects/", "projects", "users/me", "users/me/", "tasks", "openapi.json"])
def test_both_spellings_answer(world, db, path):
    owner = world["callers"][0]
    assert owner.status("GET", path, None) == 200


@cache
def operations_told() -> dict[tuple[str, str], dict]:
    """What the documents say, by method and path."""
    return {
        (method.upper(), path.removeprefix("/api/v1/").rstrip("/")): operation
        for path, item in api.get_openapi_schema()["paths"].items()
        for method, operation in item.items()
    }


# No token is had without a password: tests/api/test_documents.py.
# What is offered is accepted by who got it alone: test_others.py.
NOT_ASKED = {"auth/login", "auth/refresh", "projects/{project_id}/offer/accept"}


@pytest.mark.parametrize(("method", "path"), [key for key in ENDPOINTS if key[1] not in NOT_ASKED])
def test_answers_have_the_headers_that_the_documents_name(world, db, method, path):
    body = filled(ENDPOINTS[method, path][0], world["ids"])
    wanted = (world["callers"][person].answer(method, path.format(**world["ids"]), body) for person in (0, 5, 6))
    answer = next(answer for answer in wanted if answer.status_code < 300)
    told = set(operations_told()[method, path.rstrip("/")]["responses"][answer.status_code]["headers"])
    assert told == {name for name in told | ALL_HEADERS if name in answer}


def takes_marks(method: str, path: str) -> bool:
    """Whether the documents say so."""
    parameters = operations_told()[method, path.rstrip("/")]["parameters"]
    return "If-Match" in {parameter["name"] for parameter in parameters}


WRITING = [(method, path) for method, path in ENDPOINTS if method != "GET" and not path.startswith("auth/")]


@pytest.mark.parametrize(("method", "path"), WRITING)
def test_mark_is_held_against_what_is_there_or_refused(world, db, method, path):
    """Never passed over: who sends one relies on it."""
    person = 5 if path == "webhooks/" or (path.startswith(("users/", "groups/")) and path != "users/me") else 0
    body, taken = filled(ENDPOINTS[method, path][0], world["ids"]), takes_marks(method, path)
    for mark in ('"wrong"', '"v1-0"'):
        answer = world["callers"][person].answer(method, path.format(**world["ids"]), body, If_Match=mark)
        assert answer.status_code == (412 if taken else 400)
        assert taken or fields(answer) == ["If-Match"]
