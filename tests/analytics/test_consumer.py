"""Over the real protocol: consumers that are killed, brokers and databases that are away, tables filled anew."""

import dataclasses
import time
from threading import Event as Flag
from threading import Thread

import psycopg
import pytest
from analytics import rebuild, schema
from analytics.consumer import Reader
from confluent_kafka import Producer

from boards.models import Activity
from tests.analytics.feeding import contents
from tests.analytics.processes import ConsumerProcess, run
from tests.factories import fresh, make_tasks
from tests.stream.conftest import bare_cluster, cluster  # noqa: F401
from tests.stream.relaying import turns
from tests.stream.steps import changes_of_every_kind

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.unmeasured, pytest.mark.once]
KILLS = 4


@pytest.fixture
def told(known, cluster):  # noqa: F811
    return dataclasses.replace(known, brokers=cluster.brokers)


def counted(store):
    return store.connection.execute("SELECT coalesce(sum(count), 0) FROM counts").fetchone()[0]


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.05)


class Running:
    """A reader in a thread."""

    def __init__(self, known):
        self.stop = Flag()
        self.thread = Thread(target=Reader(known, self.stop).run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.stop.set()
        self.thread.join(30)
        assert not self.thread.is_alive()


def test_all_that_was_sent_is_counted_once_and_what_comes_later_too(told, store, project):
    changes_of_every_kind(project)
    turns()
    with Running(told):
        until(lambda: counted(store) == Activity.objects.count())
        make_tasks(project=fresh(project), count=5)
        turns()
        until(lambda: counted(store) == Activity.objects.count())
        assert store.connection.execute("SELECT count(*) FROM people WHERE name <> ''").fetchone()[0] > 0
    before = contents(store)
    # Begun anew it asks the tables where to go on, not the group.
    with Running(dataclasses.replace(told, group="another")):
        time.sleep(5)
        assert contents(store) == before


def test_what_cannot_be_read_stops_nothing(told, store, project):
    producer = Producer({"bootstrap.servers": told.brokers})
    producer.produce("boardsite.tasks", b"hello")
    producer.flush(10)
    make_tasks(project=project, count=2)
    turns()
    with Running(told):
        until(lambda: counted(store) == Activity.objects.count())
        until(lambda: store.connection.execute("SELECT count(*) FROM dead_letters").fetchone()[0] == 1)


def test_tables_are_filled_anew_while_it_reads(told, store, project):
    make_tasks(project=project, count=20)
    turns()
    with Running(told):
        until(lambda: counted(store) == Activity.objects.count())
        before = contents(store)
        store.connection.execute("UPDATE counts SET count = count + 1")
        old = store.places().generation
        assert rebuild.rebuild(told) == Activity.objects.count()
        assert store.places().generation != old and contents(store) == before
        make_tasks(project=fresh(project), count=3)
        turns()
        until(lambda: counted(store) == Activity.objects.count())
    assert not schema.is_there(store.connection, f"{told.schema}_old")


def test_a_rebuild_that_fails_leaves_what_there_is(known, told, store, project):
    turns()
    generation = store.places().generation
    with pytest.raises(rebuild.RebuildFailed, match=r"No topic begins with other\."):
        rebuild.rebuild(dataclasses.replace(told, prefix="other."))
    with schema.connect(told.database_url, told.schema) as connection:
        connection.execute("SELECT pg_advisory_lock(7220118)")
        with pytest.raises(rebuild.RebuildFailed, match="Another rebuild is under way"):
            rebuild.rebuild(told)
    assert store.places().generation == generation


def test_it_waits_for_a_database_that_is_away(told, store, project, monkeypatch, caplog):
    make_tasks(project=project, count=5)
    turns()
    calls = []
    connect = schema.connect

    def flaky(*given):
        calls.append(given)
        if len(calls) < 3:
            raise psycopg.OperationalError("nobody there")
        return connect(*given)

    monkeypatch.setattr(schema, "connect", flaky)
    with Running(told):
        until(lambda: counted(store) == Activity.objects.count())
    assert "The database is away or refuses: nobody there" in caplog.text


def test_a_consumer_that_is_killed_counts_nothing_twice(told, store, project, tmp_path):
    kill_often(told, store, project, tmp_path, KILLS, 60)


def kill_often(told, store, project, folder, kills, each):
    """Killed while there is something to count, as many times as wanted."""
    consumer = ConsumerProcess(told, folder / "consumer.log")
    try:
        for number in range(kills):
            make_tasks(project=fresh(project), count=each)
            kill_once(told, store, consumer, is_midway=number % 2 == 0)
            consumer.start()
        until(lambda: counted(store) == Activity.objects.count(), 90)
        assert store.connection.execute("SELECT max(count(*)) OVER () FROM events GROUP BY id LIMIT 1").fetchone() == (
            1,
        )
        store.connection.execute("UPDATE about SET seen_at = now() - interval '2 minutes'")
        until(lambda: run(told, "check").returncode == 0, 90)
        assert consumer.is_running and consumer.stop() == 0
    finally:
        consumer.end()


def kill_once(told, store, consumer, *, is_midway):
    """In the middle of a transaction, held up there; or soon after one."""
    before = counted(store)
    if not is_midway:
        turns()
        until(lambda: counted(store) > before, 90)
        consumer.kill()
        return
    with schema.connect(told.database_url, told.schema) as other, other.transaction():
        other.execute("LOCK TABLE counts IN SHARE MODE")
        turns()
        waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'counts'::regclass AND NOT granted"
        until(lambda: other.execute(waiting).fetchone()[0], 90)
        consumer.kill()
    assert counted(store) == before


def test_it_says_what_is_missing(known, store):
    assert "Set KAFKA_BROKERS." in run(known, "consume").stderr
    done = run(known, "check", ANALYTICS_SCHEMA="Bad; name")
    assert done.returncode == 1 and "ANALYTICS_SCHEMA: use up to 41" in done.stderr
    assert run(known, "check").returncode == 0
    store.connection.execute("UPDATE about SET seen_at = now() - interval '2 minutes'")
    assert "Nobody has read for a minute." in run(known, "check").stderr
    done = run(known, "check", DATABASE_URL="postgres://127.0.0.1:1/none")
    assert done.returncode == 1 and done.stderr.startswith("The database: ")
