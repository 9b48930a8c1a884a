"""What a server writes into its log: who asked for what, and nothing that anybody typed."""

import io
import json
import logging
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from boards.accounts.services import keys
from boards.models import Task
from boardsite.observing import logs
from tests.factories import make_task, make_user

SECRETS = (
    "the text of a task",
    "a description nobody may read",
    "correct horse",
    "a-token-in-a-path",
    "searched words",
)


@pytest.fixture
def written():
    """All that the configured handler writes as JSON, at the level of a server and below."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json())
    handler.addFilter(logs.Marked())
    root, usual = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    django, level = logging.getLogger("django"), logging.getLogger("django").level
    django.setLevel(logging.INFO)
    with override_settings(ACCESS_LOG=True):
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(usual)
    django.setLevel(level)


def test_a_request_is_a_line(client_of, project, member, written):
    client_of(member).get(f"/projects/{project.pk}/?q=searched+words", headers={"X-Request-ID": "the-request"})
    [line] = [line for line in written() if line["logger"] == "boardsite.access"]
    expected = {"route": "board", "method": "GET", "status": 200, "person_id": member.pk, "request_id": "the-request"}
    assert line.items() >= expected.items()
    assert line["milliseconds"] > 0 and line["queries"] > 2 and line["time"].endswith("+00:00")


def test_a_call_of_the_api_names_the_person(project, member, written, client):
    secret = keys.create(name="program", can_write=False, expires_at=None, actor=member).secret
    client.get(f"/api/v1/projects/{project.pk}", headers={"X-API-Key": secret})
    [line] = [line for line in written() if line["logger"] == "boardsite.access"]
    assert line["person_id"] == member.pk and line["route"].startswith("api/v1/projects/<")
    assert secret not in json.dumps(written())


def test_nothing_of_one_request_is_said_of_the_next(client_of, member, written, client):
    client_of(member).get("/projects/")
    client.get("/accounts/login/")
    first, second = [line for line in written() if line["logger"] == "boardsite.access"]
    assert first["person_id"] == member.pk and "person_id" not in second
    assert first["request_id"] != second["request_id"]


def test_no_secret_and_no_text_of_a_task_is_written(client_of, project, member, written, client):
    signed_in = client_of(member)
    title, description, password, token, search = SECRETS
    task = make_task(project=project, title=title)
    fields = {"title": title, "description": description, "version": 1}
    asked = [
        signed_in.post(f"/projects/{project.pk}/tasks/new/", {"title": title}),
        signed_in.post(f"/tasks/{task.pk}/edit/", fields),
        signed_in.post(f"/tasks/{task.pk}/move/", {"column": title}),
        signed_in.get("/tasks/", {"q": search}),
        signed_in.get("/tasks/", {"due": search}),
        signed_in.post("/api/v1/tasks", {"title": title, "unheard": description}, content_type="application/json"),
        client.post("/accounts/login/", {"login": "member@example.com", "password": password}),
        client.get(reverse("invitation", args=[token])),
        client.get(f"/invitation/{token}"),
        client.get(f"/accounts/password/reset/key/1-{token}/"),
        client.get(f"/nowhere/{token}/", {"q": search}),
    ]
    assert any(answer.status_code >= 400 for answer in asked)
    text = json.dumps(written())
    assert len(written()) > len(asked)
    assert [secret for secret in SECRETS if secret in text or secret.replace(" ", "+") in text] == []
    assert "csrf" not in text.lower() and "boardsite_session" not in text


def test_a_row_that_the_database_refused_is_not_written(project, written):
    task = make_task(project=project, title=SECRETS[0], description=SECRETS[1])
    try:
        with transaction.atomic():
            Task.objects.filter(pk=task.pk).update(progress=101)
    except IntegrityError:
        logging.getLogger("boardsite").exception("Refused")
    [line] = written()
    assert "IntegrityError" in line["error"] and "task" in line["error"]
    assert [secret for secret in SECRETS if secret in line["error"]] == []


def test_django_says_which_route_and_not_which_address(client_of, member, project, written):
    make_user(name="other")
    client_of(member).get("/tasks/98765/")
    [line] = [line for line in written() if line["logger"] == "django.request"]
    assert line["message"] == "Not Found: task" and line["status"] == 404


def _many_fields(client):
    return client.post("/accounts/login/", {f"field{number}": "" for number in range(3000)})


def _no_form(client):
    return client.post("/accounts/login/", "no form", content_type="multipart/form-data; boundary=")


def _large(client):
    return client.post("/accounts/login/", "a" * 30_000_000, content_type="application/x-www-form-urlencoded")


def _wrong_host(client):
    return client.get("/accounts/login/", headers={"host": "elsewhere.example.com"})


@pytest.mark.parametrize("ask", [_many_fields, _no_form, _large, _wrong_host])
def test_a_request_that_is_refused_is_a_warning_and_a_line(db, written, ask):
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    assert ask(client).status_code in (400, 413)
    [line] = [line for line in written() if line["logger"].startswith(("django.security", "django.request"))]
    assert line["level"] == "WARNING" and "error" not in line and line["message"]


def test_an_error_of_ours_stays_one_with_its_traceback(db, written):
    client = Client(raise_request_exception=False)
    with mock.patch("boards.views.home.person", side_effect=ValueError("ours")):
        client.force_login(make_user(name="other"))
        assert client.get("/").status_code == 500
    [line] = [line for line in written() if line["logger"] == "django.request"]
    assert line["level"] == "ERROR" and "ValueError: ours" in line["error"]


def test_probes_and_files_have_no_line_each(client, written, db):
    for page in ("/healthz", "/readyz", "/metrics", "/static/boards/logo.svg"):
        answer = client.get(page)
        assert answer.status_code == 200
        list(answer)
    assert [line for line in written() if line["logger"] == "boardsite.access"] == []
