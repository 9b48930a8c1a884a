"""Rows of different projects may be committed in another order than that of their ids: none is lost for it."""

import threading
from threading import Event

import psycopg
import pytest
from django.db import connection, transaction

from boards.models import Activity
from boards.stream.relay import Relay
from boards.stream.services import positions
from tests.conftest import person
from tests.factories import make_project, make_task
from tests.stream.relaying import Always, is_all_sent, turns
from tests.stream.steps import floor_rises

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def slow():
    """A task that somebody is writing for as long as the test wants: its row has an id, and nobody sees it."""
    owner = person("owner")
    slow, quick = make_project(owner=owner, title="Slow"), make_project(owner=owner, title="Quick")
    written, may_end = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            make_task(project=slow)
            written.set()
            may_end.wait(20)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert written.wait(20)
    yield quick, may_end, thread
    may_end.set()
    thread.join()


def test_a_row_that_is_committed_late_is_sent(cluster, slow):
    quick, may_end, thread = slow
    turns()
    make_task(project=quick)
    relay = Relay(Event())
    assert relay.turn(Always()) == 1
    # However often it is looked, the floor waits for who is still writing.
    for _ in range(6):
        relay._raise_floor(positions.stream())
    late = Activity.objects.order_by("-pk").first().pk
    assert positions.stream().floor < late
    may_end.set()
    thread.join()
    assert relay.turn(Always()) == 1
    relay._end_sender()
    assert is_all_sent()
    ids = [int(one.id.rpartition("-")[2]) for one in cluster.read() if one.topic == "boardsite.tasks"]
    assert sorted(ids) == sorted(Activity.objects.filter(kind="task.created").values_list("pk", flat=True))
    assert floor_rises(relay, Activity.objects.order_by("-pk").first().pk)


def test_who_writes_in_another_database_of_the_server_holds_nothing_up(cluster):
    with psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        task = make_task(project=make_project(owner=person("owner")))
        turns()
        relay = Relay(Event())
        for _ in range(2):
            relay._raise_floor(positions.stream())
        assert positions.stream().floor == Activity.objects.get(task=task).pk


def test_a_floor_by_ids_alone_would_have_lost_it(slow):
    """What the horizon is for: the row is not there, and one above it is."""
    quick, may_end, thread = slow
    later = make_task(project=quick)
    highest = Activity.objects.get(task=later).pk
    assert not Activity.objects.filter(project__title="Slow", task__isnull=False).exists()
    may_end.set()
    thread.join()
    assert Activity.objects.get(project__title="Slow", task__isnull=False).pk < highest
