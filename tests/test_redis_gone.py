"""Redis is really stopped, and started again: pages go on, slower, without an error."""

import logging
import time

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings

from boards.services import tasks
from boardsite.database import fragments
from tests.factories import column_of, make_task
from tests.servers import start_redis


def fragments_in(url: str) -> dict[str, object]:
    """The settings of the full shape, with fragments in this Redis."""
    options = {"SOCKET_CONNECT_TIMEOUT": 0.2, "SOCKET_TIMEOUT": 0.2}
    redis = {"BACKEND": "boardsite.database.fragments.RedisFragments", "LOCATION": url, "OPTIONS": options}
    return {**settings.CACHES, "fragments": redis}


@pytest.fixture
def client(client_of, member):
    return client_of(member)


def test_every_page_works_while_redis_is_stopped_and_nobody_is_signed_out(client, project, member):
    card = make_task(project=project)
    pages = [
        f"/projects/{project.pk}/",
        "/",
        "/tasks/",
        "/projects/",
        f"/tasks/{card.pk}/",
        f"/projects/{project.pk}/list/",
    ]
    with start_redis() as server, override_settings(CACHES=fragments_in(server.url)):
        assert [client.get(page).status_code for page in pages] == [200] * len(pages)
        assert caches["fragments"].keys("*"), "the fragments were not kept in this Redis"
    with override_settings(CACHES=fragments_in(server.url)):
        assert [client.get(page).status_code for page in pages] == [200] * len(pages)
        lane = column_of(project=project, status="in_progress")
        answer = client.post(f"/tasks/{card.pk}/move/", {"column": lane.pk})
        assert answer.status_code == 303
        assert client.post("/accounts/login/", {"login": "x@example.com", "password": "x"}).status_code in (200, 302)


def test_nothing_stale_is_shown_by_a_redis_that_missed_a_change(client, project, member):
    card = make_task(project=project, title="Before")
    with start_redis() as server, override_settings(CACHES=fragments_in(server.url)):
        assert "Before" in client.get(f"/projects/{project.pk}/").text
        kept = {key: caches["fragments"].get(key) for key in caches["fragments"].keys("*")}
    with override_settings(CACHES=fragments_in(server.url)):
        tasks.update(task=card, changed={"title": "After"}, seen_version=None, actor=member)
    with start_redis() as server, override_settings(CACHES=fragments_in(server.url)):
        caches["fragments"].set_many(kept)
        page = client.get(f"/projects/{project.pk}/").text
        assert "After" in page and "Before" not in page


@pytest.fixture
def warnings():
    """What the log's handlers are given of it."""
    logger, kept = logging.getLogger("boardsite.fragments"), []
    handler = logging.Handler()
    handler.emit = kept.append
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


@pytest.mark.long
def test_a_frozen_redis_costs_one_time_out_and_one_line_and_is_used_again(client, project, warnings, monkeypatch):
    page = f"/projects/{project.pk}/"
    with start_redis() as server, override_settings(CACHES=fragments_in(server.url)):
        assert client.get(page).status_code == 200
        pids = server.freeze()
        try:
            start = time.monotonic()
            assert client.get(page).status_code == 200
            assert time.monotonic() - start < 1.5, "each look-up waited for a time-out of its own"
            for _time in range(3):
                fragments._resting.clear()
                assert client.get(page).status_code == 200
            [told] = warnings
            assert told.levelname == "WARNING" and "Redis is away" in told.getMessage()
        finally:
            server.thaw(pids)
        fragments._resting.clear()
        make_task(project=project)
        client.get(page)
        kept = [key for key in caches["fragments"].keys("*") if "board" in key]
        assert len(kept) == 2, "the new board is kept again"


def test_what_speaks_with_redis_is_made_once():
    with override_settings(CACHES=fragments_in("redis://127.0.0.1:1/0")):
        first = caches["fragments"].client
    with override_settings(CACHES=fragments_in("redis://127.0.0.1:1/0")):
        assert caches["fragments"].client is first
    with override_settings(CACHES=fragments_in("redis://127.0.0.1:1/1")):
        assert caches["fragments"].client is not first
