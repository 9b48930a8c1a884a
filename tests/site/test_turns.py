"""Writers of one process wait in the order in which they came, and nobody keeps a turn that is over."""

import gc
import sqlite3
import threading
import time

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from boardsite.database.options import SQLITE
from boardsite.database.sqlite3.turns import Queue

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def waiting(queue, count):
    """Waits until so many stand in the queue."""
    for _attempt in range(500):
        if len(queue._waiting) == count:
            return
        time.sleep(0.01)
    raise AssertionError(f"{len(queue._waiting)} wait instead of {count}")


def test_first_come_first_served():
    queue, order = Queue(), []
    first = queue.take(1)

    def run(number):
        turn = queue.take(10)
        order.append(number)
        turn.end()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(20)]
    for number, thread in enumerate(threads):
        thread.start()
        waiting(queue, number + 1)
    first.end()
    for thread in threads:
        thread.join(10)
    assert order == list(range(20))
    queue.take(0).end()


def test_who_waits_too_long_leaves_the_queue():
    queue = Queue()
    turn = queue.take(1)
    with pytest.raises(OperationalError):
        queue.take(0.01)
    assert not queue._waiting
    turn.end()
    queue.take(0).end()


def test_a_turn_ends_once_and_at_the_latest_with_who_had_it():
    queue = Queue()
    turn = queue.take(0)
    turn.end()
    other = queue.take(0)
    turn.end()
    with pytest.raises(OperationalError):
        queue.take(0)
    del other
    gc.collect()
    queue.take(0).end()


@pytest.fixture
def two(tmp_path):
    """Two connections of this process to one file, each waiting a moment at most."""
    given = {"ENGINE": "boardsite.database.sqlite3", "NAME": str(tmp_path / "turns.sqlite3")}
    handler = ConnectionHandler({"default": {**given, "OPTIONS": {**SQLITE["OPTIONS"], "timeout": 0.05}}})
    made = [handler.create_connection("default") for _number in range(2)]
    made[0].cursor().execute("CREATE TABLE words (word text)")
    yield made
    for each in made:
        each.close()


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def add(connection):
    connection.cursor().execute("INSERT INTO words VALUES ('x')")


def count(connection):
    return connection.cursor().execute("SELECT count(*) FROM words").fetchone()[0]


def end(connection):
    connection.commit()
    connection.set_autocommit(True)


def test_transaction_has_its_turn_from_the_first_moment_to_the_last(two):
    mine, other = two
    begin(mine)
    with pytest.raises(OperationalError):
        begin(other)
    add(mine)
    mine.cursor().execute("SAVEPOINT inner")
    add(mine)
    mine.cursor().execute("ROLLBACK TO SAVEPOINT inner")
    with pytest.raises(OperationalError):
        add(other)
    assert count(other) == 0
    end(mine)
    begin(other)
    add(other)
    end(other)
    add(mine)
    assert count(other) == 3


@pytest.mark.parametrize("over", ["rollback", "close"])
def test_what_ends_otherwise_ends_the_turn_too(two, over):
    mine, other = two
    begin(mine)
    add(mine)
    getattr(mine, over)()
    begin(other)
    end(other)
    assert count(other) == 0


def test_connection_that_is_forgotten_with_its_thread_keeps_nothing(two):
    mine, other = two
    begin(mine)
    del two[0], mine
    gc.collect()
    begin(other)
    end(other)


def test_who_meets_another_process_gives_the_turn_on(two):
    mine, other = two
    with sqlite3.connect(mine.settings_dict["NAME"], isolation_level=None) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        for each in (begin, add):
            with pytest.raises(OperationalError):
                each(mine)
        foreign.execute("ROLLBACK")
    begin(other)
    end(other)
