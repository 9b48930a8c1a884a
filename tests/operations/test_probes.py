"""What machines ask that watch over the site."""

import json

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from prometheus_client.parser import text_string_to_metric_families

from boards.queries import readiness
from boardsite import __version__
from tests.factories import make_task

NEAR, FAR = "127.0.0.1", "203.0.113.9"


@pytest.fixture
def refuses_the_database(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the database was asked")

    monkeypatch.setattr(connection, "cursor", refuse)


def numbers(client):
    """(name, labels) → value of everything that `/metrics` tells."""
    text = client.get("/metrics").content.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.items())): sample.value for sample in samples}


def test_health_tells_the_release_and_never_asks_the_database(client, refuses_the_database):
    with override_settings(COMMIT="abc123"):
        answer = client.get("/healthz", headers={"Cookie": "boardsite_session=something"})
    assert answer.json() == {"status": "ok", "version": __version__, "commit": "abc123"}


def test_a_probe_may_ask_by_the_address_of_the_process(client, db):
    for page in ("/healthz", "/readyz", "/metrics"):
        assert client.get(page, headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert client.post("/healthz").status_code == 405


def test_ready(client, db, django_assert_max_num_queries):
    client.get("/readyz")
    with django_assert_max_num_queries(3):
        answer = client.get("/readyz")
    parts = answer.json()["parts"]
    assert answer.status_code == 200
    assert {parts[name] for name in ("database", "migrations", "cache")} == {"ok"}


def test_not_ready_with_a_migration_to_run(client, db):
    MigrationRecorder(connection).record_unapplied("boards", "0001_initial")
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert "1 to run" in answer.json()["parts"]["migrations"]


def test_not_ready_without_the_table_of_the_cache(client, db):
    missing = {**caches.settings["default"], "LOCATION": "no_such_table"}
    with override_settings(CACHES={**caches.settings, "default": missing}):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "missing" in answer.json()["parts"]["cache"]


def test_ready_without_redis_and_says_so(client, db):
    away = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={**caches.settings, "fragments": away}, REDIS_URL=away["LOCATION"]):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["parts"]["fragments"].startswith("away")


def test_strangers_learn_no_details(client, db):
    answer = client.get("/readyz", REMOTE_ADDR=FAR)
    assert answer.json() == {"status": "ready"}
    assert client.get("/metrics", REMOTE_ADDR=FAR).status_code == 403


@pytest.mark.parametrize(
    ("proxies", "headers", "status"),
    [
        (0, {}, 200),
        # Somebody put a proxy in front and did not say so: everybody seems to be near.
        (0, {"X-Forwarded-For": NEAR}, 403),
        (1, {"X-Forwarded-For": FAR}, 403),
        (1, {"X-Forwarded-For": f"{NEAR}, {FAR}"}, 403),
        (1, {"X-Forwarded-For": f"{FAR}, {NEAR}"}, 200),
        (2, {"X-Forwarded-For": NEAR}, 403),
        (1, {}, 200),
        (0, {"Authorization": "Bearer a token"}, 200),
        (0, {"Authorization": "Bearer another"}, 403),
        (1, {"X-Forwarded-For": FAR, "Authorization": "Bearer a token"}, 200),
        (0, {"Authorization": "Basic a token", "X-Forwarded-For": NEAR}, 403),
        # The other headers by which a proxy says that it is one.
        (0, {"Forwarded": f"for={NEAR}"}, 403),
        (0, {"Forwarded": "for=unknown"}, 403),
        (0, {"Via": "1.1 cache"}, 403),
        (0, {"X-Real-IP": NEAR}, 403),
        (1, {"Forwarded": f"for={FAR}"}, 403),
        (1, {"Forwarded": f"for={NEAR};proto=https, for={FAR}"}, 403),
        (1, {"Forwarded": f'for={FAR}, By=_a;FOR="{NEAR}:4711"'}, 200),
        (1, {"Forwarded": 'for="[::1]:4711"'}, 200),
        (1, {"Forwarded": 'for="[2001:db8::1]"'}, 403),
        (1, {"Forwarded": "by=_a"}, 403),
        # Words of the client that a proxy repeats, beside what it has seen itself.
        (1, {"Forwarded": f"host=for={NEAR};for={FAR}"}, 403),
        (1, {"Forwarded": f'host="a;for={NEAR}";for={FAR}'}, 403),
        (1, {"Forwarded": f'for={FAR};host="a, for={NEAR};b="'}, 403),
        (1, {"Forwarded": f'for={NEAR};a=", for={FAR}'}, 403),
        (1, {"Forwarded": f"for={NEAR};for={FAR}"}, 403),
        (1, {"Forwarded": f"x-for={NEAR}"}, 403),
        (1, {"Forwarded": f'host="a;b, c";for={NEAR}'}, 200),
        (2, {"Forwarded": f"for={NEAR}"}, 403),
        (1, {"X-Forwarded-For": NEAR, "Forwarded": f"for={FAR}"}, 403),
        (1, {"X-Forwarded-For": FAR, "Forwarded": f"for={NEAR}"}, 403),
        (1, {"X-Forwarded-For": NEAR, "Forwarded": f"for={NEAR}", "Via": "1.1 ours"}, 200),
        (0, {"Authorization": "Bearer a token", "Forwarded": f"for={FAR}", "Host": "evil.example.com"}, 200),
        # A page elsewhere whose name was made to lead here, opened in an operator's browser.
        (0, {"Host": "evil.example.com"}, 403),
        (0, {"Host": "evil.example.com:8000"}, 403),
        (0, {"Host": "127.0.0.1.evil.example.com"}, 403),
        (0, {"Host": "web"}, 403),
        (0, {"Host": ""}, 403),
        (0, {"Host": "10.1.2.3:8000"}, 200),
        (0, {"Host": "[::1]:8000"}, 200),
        (0, {"Host": "localhost:8000"}, 200),
        (0, {"Host": "testserver"}, 200),
    ],
)
def test_who_is_an_operator(client, db, proxies, headers, status):
    with override_settings(TRUSTED_PROXIES=proxies, METRICS_TOKEN="a token"):
        assert client.get("/metrics", headers=headers).status_code == status
        answer = client.get("/readyz", headers=headers)
        assert answer.status_code == 200 and ("parts" in answer.json()) == (status == 200)


def test_no_token_is_no_way_in(client):
    with override_settings(METRICS_TOKEN=""):
        for sent in ("Bearer ", "Bearer"):
            assert client.get("/metrics", REMOTE_ADDR=FAR, headers={"Authorization": sent}).status_code == 403


def test_requests_are_counted_by_route_and_status(client_of, project, member):
    client, task = client_of(member), make_task(project=project)
    before = numbers(client)
    for page in (f"/tasks/{task.pk}/", "/tasks/987654/", "/made/up/", "/made/up/too/"):
        client.get(page)
    client.get("/api/v1/users/me")
    client.get("/api/v1/users/me/")
    after = numbers(client)

    def more(name, **labels):
        key = (name, *sorted(labels.items()))
        return after.get(key, 0) - before.get(key, 0)

    assert more("boardsite_requests_total", route="task", method="GET", status="200") == 1
    assert more("boardsite_requests_total", route="task", method="GET", status="404") == 1
    assert more("boardsite_requests_total", route="none", method="GET", status="404") == 2
    assert more("boardsite_request_seconds_count", route="task") == 2
    assert more("boardsite_database_queries_total", route="task") > 4
    assert more("boardsite_database_seconds_total", route="task") > 0
    assert not [key for key in after if "made" in json.dumps(key)]


def test_numbers_tell_the_release_that_runs(client, db):
    with override_settings(COMMIT="abc123"):
        told = numbers(client)
    assert told["boardsite_info", ("commit", "abc123"), ("version", __version__)] == 1


def test_both_spellings_of_a_call_are_one_route(client_of, member):
    client = client_of(member)
    client.get("/api/v1/projects")
    before = numbers(client)
    client.get("/api/v1/projects")
    client.get("/api/v1/projects/")
    after = numbers(client)
    grown = {key for key in after if key[0] == "boardsite_requests_total" and after[key] - before.get(key, 0) == 2}
    assert len(grown) == 1


def test_hits_of_fragments_are_counted(client_of, project, member):
    client, page = client_of(member), f"/projects/{project.pk}/"
    counted = []
    for _time in range(3):
        client.get(page)
        counted.append(numbers(client))
    name = "boardsite_fragments_total"

    def of(fragment, outcome):
        return [told.get((name, ("fragment", fragment), ("outcome", outcome)), 0) for told in counted]

    hits, misses, columns = of("board", "hit"), of("board", "miss"), of("column", "miss")
    # The board and the frame around it.
    assert hits[2] - hits[1] == 2 and misses[2] == misses[0]
    assert columns[2] == columns[0] > 0


def test_known_migrations_are_read_once(db):
    assert readiness.pending() == []
    assert readiness._known() is readiness._known()
