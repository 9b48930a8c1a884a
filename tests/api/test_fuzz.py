"""schemathesis calls every endpoint with what the document allows and with much that it doesn't, as three people.

The same calls each time, within bounds; `make fuzz` makes many more of them (FUZZ_EXAMPLES).
"""

import os
from contextlib import contextmanager

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi

from boards.accounts.services import keys
from boards.models import Notification
from boards.services import invitations, links, ownership
from tests.factories import (
    make_attachment,
    make_calendar,
    make_checklist,
    make_comment,
    make_group,
    make_import,
    make_link,
    make_tag,
    make_task,
    make_web_link,
    make_webhook,
)

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]

# A few on SQLite: there is little of its own in the API.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4" if connection.vendor == "postgresql" else "3"))
CHECKS = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
]
QUIET = hypothesis.settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def operations():
    """Every operation of the document with its cases; to find out what they are takes longer than the calls."""
    with open_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=WSGIHandler())
    found = [each.ok() for each in schema.get_all_operations()]
    return [(each, cases(each)) for each in found if "/auth/" not in each.path]


def cases(operation):
    """What the document allows, and what it doesn't."""
    return st.one_of(
        operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    )


@contextmanager
def open_connection():
    """Like the test client, calls keep the connection, and the transaction it is in, open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def ids(project, member) -> dict[str, int]:
    """What is really there."""
    task = make_task(project=project, tag_names=["press"])
    tag = make_tag(project=project)
    told, now = {"user": project.owner, "task": task, "project": project, "reason": "changed"}, timezone.now()
    ownership.offer(project=project, to=member, actor=project.owner)
    return {
        "project_id": project.pk,
        "task_id": task.pk,
        "web_link_id": make_web_link(task=task).pk,
        "attachment_id": make_attachment(task=task).pk,
        "comment_id": make_comment(task=task).pk,
        "checklist_id": (checklist := make_checklist(task=task, texts=["One"])).pk,
        "item_id": checklist.items.get().pk,
        "entry_id": Notification.objects.create(**told, created_at=now, changed_at=now).pk,
        "emoji": "heart",
        "task_link_id": make_link(task=task, other=make_task(project=project)).pk,
        "activity_id": task.activities.first().pk,
        "column_id": task.column_id,
        "group_id": make_group(people=[member], project=project).pk,
        "tag_id": tag.pk,
        "user_id": member.pk,
        "link_id": links.create(project=project, name="Client", actor=project.owner).link.pk,
        "invitation_id": invitations.invite(
            project=project, email="new@example.com", role="viewer", actor=project.owner
        ).pk,
        **make_calendar(project.owner),
        "import_id": make_import(owner=project.owner).pk,
        **make_webhook(project),
    }


@pytest.fixture
def people(owner, viewer, outsider) -> dict[str, dict[str, str]]:
    """Who calls, and the headers that say so. Uncompressed: the way past a server does not unpack answers."""
    users = {"owner": owner, "viewer": viewer, "outsider": outsider}
    options = {"name": "Fuzz", "can_write": True, "expires_at": None}
    return {
        name: {"X-API-Key": keys.create(**options, actor=user).secret, "Accept-Encoding": "identity"}
        for name, user in users.items()
    }


def fuzz(possible, ids: dict[str, int], people: dict[str, dict[str, str]]) -> None:
    """Call one endpoint again and again, each time as everybody; every call is rolled back."""

    @hypothesis.seed(4)
    @QUIET
    @hypothesis.given(case=possible, real=st.sampled_from([True, True, True, False]))
    def call(case, real):
        if real:
            case.path_parameters = {name: ids[name] for name in case.path_parameters or {}}
        for name, headers in people.items():
            try:
                _call_once(case, headers)
            except (Exception, BaseExceptionGroup) as error:
                error.add_note(f"Called as the {name}.")
                raise

    call()


def _call_once(case, headers: dict[str, str]) -> None:
    with transaction.atomic():
        response = case.call(headers=headers)
        transaction.set_rollback(True)
    case.validate_response(response, checks=CHECKS)


@pytest.mark.parametrize("methods", ["GET", "POST", "PUT PATCH DELETE"])
def test_no_call_is_answered_otherwise_than_documented(operations, ids, people, methods, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    chosen = [possible for operation, possible in operations if operation.method.upper() in methods.split()]
    assert len(chosen) > 12
    with open_connection():
        for possible in chosen:
            fuzz(possible, ids, people)
