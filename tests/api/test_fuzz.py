"""schemathesis calls every endpoint with what the document allows and with much that it doesn't, as three people.

The same calls each time, within bounds; `make fuzz` makes many more of them (FUZZ_EXAMPLES).
"""

import os

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi

from boards.services import keys
from tests.factories import make_tag, make_task

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]

# A few on SQLite: there is little of its own in the API.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "12" if connection.vendor == "postgresql" else "3"))
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


@pytest.fixture
def schema(db):
    """The document, with the site in this process; like the test client it keeps the connection open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ids(project, member) -> dict[str, int]:
    """What is really there."""
    task = make_task(project=project, tag_names=["press"])
    tag = make_tag(project=project)
    return {
        "project_id": project.pk,
        "task_id": task.pk,
        "column_id": task.column_id,
        "tag_id": tag.pk,
        "user_id": member.pk,
    }


def fuzz(operation, ids: dict[str, int], headers: dict[str, str]) -> None:
    """Call one endpoint again and again; every call is rolled back."""
    ways = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]

    @hypothesis.seed(4)
    @QUIET
    @hypothesis.given(case=st.one_of(ways), real=st.sampled_from([True, True, True, False]))
    def call(case, real):
        if real:
            case.path_parameters = {name: ids[name] for name in case.path_parameters or {}}
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    call()


@pytest.mark.parametrize("person", ["owner", "viewer", "outsider"])
def test_no_call_is_answered_otherwise_than_documented(schema, ids, person, request, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    user = request.getfixturevalue(person)
    secret = keys.create(name="Fuzz", can_write=True, expires_at=None, actor=user).secret
    seen = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if "/auth/" not in operation.path:
            fuzz(operation, ids, {"X-API-Key": secret})
            seen += 1
    assert seen > 40
