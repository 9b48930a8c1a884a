"""Transactions of the server at PostgreSQL: they begin with their first statement."""

import psycopg
import pytest
from django.db import DatabaseError, connection
from psycopg import sql
from psycopg.pq import TransactionStatus

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no way there and back")


def begin(kept):
    kept.set_autocommit(False)


def end(kept, how):
    getattr(kept, how)()
    kept.set_autocommit(True)


def write(kept, number):
    with kept.cursor() as cursor:
        cursor.execute("INSERT INTO written VALUES (%s) RETURNING number", [number])
        return cursor.fetchone()[0]


def numbers(kept):
    with kept.cursor() as cursor:
        cursor.execute("SELECT number FROM written ORDER BY number")
        return [number for (number,) in cursor.fetchall()]


def status(kept):
    return kept.connection.info.transaction_status


def test_begin_comes_with_the_first_statement(kept, monkeypatch):
    waits, wait = [], psycopg.Connection.wait
    monkeypatch.setattr(psycopg.Connection, "wait", lambda self, *given: waits.append(1) or wait(self, *given))
    begin(kept)
    assert status(kept) == TransactionStatus.IDLE
    assert write(kept, 1) == 1 and write(kept, 2) == 2
    assert status(kept) == TransactionStatus.INTRANS
    end(kept, "commit")
    assert len(waits) == 3 and status(kept) == TransactionStatus.IDLE
    assert numbers(kept) == [1, 2]


def test_what_is_rolled_back_is_gone(kept):
    begin(kept)
    write(kept, 1)
    end(kept, "rollback")
    assert numbers(kept) == [] and status(kept) == TransactionStatus.IDLE


def test_a_transaction_in_which_nothing_is_asked_is_none(kept):
    begin(kept)
    end(kept, "commit")
    assert write(kept, 1) == 1
    assert status(kept) == TransactionStatus.IDLE


def test_a_first_statement_that_fails_leaves_one_to_roll_back(kept):
    begin(kept)
    with pytest.raises(DatabaseError):
        write(kept, "no number")
    assert status(kept) == TransactionStatus.INERROR
    end(kept, "rollback")
    assert write(kept, 1) == 1


def test_after_a_commit_without_autocommit_another_begins(kept):
    begin(kept)
    write(kept, 1)
    kept.commit()
    write(kept, 2)
    assert status(kept) == TransactionStatus.INTRANS
    end(kept, "rollback")
    assert numbers(kept) == [1]


def test_many_at_once_are_in_it(kept):
    begin(kept)
    with kept.cursor() as cursor:
        cursor.executemany("INSERT INTO written VALUES (%s)", [[1], [2]])
    end(kept, "rollback")
    assert numbers(kept) == []


def test_what_is_composed_is_in_it(kept):
    begin(kept)
    with kept.cursor() as cursor:
        cursor.execute(sql.SQL("INSERT INTO written VALUES ({})").format(1))
    end(kept, "rollback")
    assert numbers(kept) == []


def test_what_is_copied_is_in_it(kept):
    begin(kept)
    with kept.connection.cursor() as cursor, cursor.copy("COPY written (number) FROM STDIN") as copying:
        copying.write("7\n")
    end(kept, "rollback")
    assert numbers(kept) == []


def test_what_is_read_in_pieces_begins_it(kept):
    write(kept, 1)
    begin(kept)
    with kept.chunked_cursor() as cursor:
        cursor.execute("SELECT number FROM written FOR UPDATE")
        assert cursor.fetchmany(10) == [(1,)]
    assert status(kept) == TransactionStatus.INTRANS
    end(kept, "rollback")


def test_what_is_read_in_pieces_outside_of_one_needs_none(kept):
    write(kept, 1)
    with kept.chunked_cursor() as cursor:
        cursor.execute("SELECT number FROM written")
        assert cursor.fetchmany(10) == [(1,)]
    assert status(kept) == TransactionStatus.IDLE


def test_who_gets_the_connection_next_is_in_no_transaction(kept):
    begin(kept)
    kept.close()
    kept.connect()
    assert write(kept, 1) == 1
    assert status(kept) == TransactionStatus.IDLE


def test_savepoints_come_with_what_is_asked_next(kept, monkeypatch):
    waits, wait = [], psycopg.Connection.wait
    monkeypatch.setattr(psycopg.Connection, "wait", lambda self, *given: waits.append(1) or wait(self, *given))
    begin(kept)
    point = kept.savepoint()
    write(kept, 1)
    kept.savepoint_commit(point)
    write(kept, 2)
    end(kept, "commit")
    assert len(waits) == 3
    assert numbers(kept) == [1, 2]


def test_what_came_after_a_savepoint_is_taken_back(kept):
    begin(kept)
    write(kept, 1)
    point = kept.savepoint()
    write(kept, 2)
    kept.savepoint_rollback(point)
    write(kept, 3)
    end(kept, "commit")
    assert numbers(kept) == [1, 3]


def test_a_statement_that_fails_after_a_savepoint_spares_what_came_before(kept):
    begin(kept)
    write(kept, 1)
    point = kept.savepoint()
    with pytest.raises(DatabaseError):
        write(kept, "no number")
    kept.savepoint_rollback(point)
    write(kept, 3)
    end(kept, "commit")
    assert numbers(kept) == [1, 3]


@pytest.mark.parametrize("also_back", [False, True])
def test_a_savepoint_that_nothing_came_after_is_forgotten(kept, also_back):
    begin(kept)
    outer = kept.savepoint()
    inner = kept.savepoint()
    if also_back:
        kept.savepoint_rollback(inner)
    kept.savepoint_commit(inner)
    write(kept, 1)
    kept.savepoint_rollback(outer)
    kept.savepoint_commit(outer)
    write(kept, 2)
    end(kept, "commit")
    assert numbers(kept) == [2]


def test_what_was_released_within_is_taken_back_from_outside(kept):
    """The server need not have heard of the release yet."""
    begin(kept)
    outer = kept.savepoint()
    write(kept, 1)
    inner = kept.savepoint()
    write(kept, 2)
    kept.savepoint_commit(inner)
    kept.savepoint_rollback(outer)
    kept.savepoint_commit(outer)
    write(kept, 3)
    end(kept, "commit")
    assert numbers(kept) == [3]
