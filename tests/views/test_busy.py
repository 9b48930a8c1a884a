"""Who has waited for SQLite's one writer as long as anybody waits is told that the site is busy, and with what."""

import pytest
from django.db import OperationalError

from boards.models import Task
from boards.services import tasks
from tests.factories import make_task

WORDS = "Somebody is saving a lot at once, such as a large import"


@pytest.fixture
def busy(project, monkeypatch):
    def refuse(**given):
        raise OperationalError("database is locked")

    card = make_task(project=project, title="Card")
    monkeypatch.setattr(tasks, "complete", refuse)
    return card


def answer(client, path, body=None, **headers):
    client.raise_request_exception = False
    return client.post(path, body, content_type="application/json", headers=headers)


def test_a_page_says_so(busy, client_of, member):
    page = answer(client_of(member), f"/tasks/{busy.pk}/complete/")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert WORDS in page.text
    assert "<html" in page.text
    assert "short break" not in page.text
    assert Task.objects.get().completed_at is None


def test_htmx_gets_the_sentence_alone(busy, client_of, member):
    part = answer(client_of(member), f"/tasks/{busy.pk}/complete/", **{"HX-Request": "true"})
    assert part.status_code == 503
    assert WORDS in part.text
    assert "toast-text" in part.text
    assert "<html" not in part.text


def test_a_database_that_is_away_is_another_matter(busy, client_of, member, monkeypatch):
    def refuse(**given):
        raise OperationalError("the server is away")

    monkeypatch.setattr(tasks, "complete", refuse)
    page = answer(client_of(member), f"/tasks/{busy.pk}/complete/")
    assert page.status_code == 503
    assert "short break" in page.text
    assert WORDS not in page.text


def test_the_api_says_so(busy, client_of, member):
    problem = answer(client_of(member), f"/api/v1/tasks/{busy.pk}/complete", {})
    assert problem.status_code == 503
    assert WORDS in problem.json()["detail"]
    assert "Idempotency-Key" in problem.json()["detail"]
