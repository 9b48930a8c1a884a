"""Plans that a connection of the server keeps at PostgreSQL."""

import importlib
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

import boards
from boardsite.database.postgresql import plans
from boardsite.database.prepared import Prepared, _Kept
from boardsite.database.statements import Message, Statement

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")


def asked(kept, *statements):
    """What each statement answers, in one message."""
    with kept.cursor() as cursor:
        cursor.execute(Message(statements), [value for statement in statements for value in statement.params])
        found = []
        for place, _statement in enumerate(statements):
            if place:
                cursor.nextset()
            found.append(cursor.fetchall() if cursor.description else None)
    return found


def writing(number, text):
    sql = "INSERT INTO written VALUES (%s, %s)"
    return Statement(sql, [number, text], None, ["unknown", "unknown"])


def below(number, like="%"):
    sql = "SELECT number FROM written WHERE number < %s AND text LIKE %s AND text NOT LIKE 'x%%' ORDER BY 1"
    return Statement(sql, [number, like], None, ["bigint", "text"])


def names(kept):
    return {name for (name,) in kept.connection.execute("SELECT name FROM pg_prepared_statements").fetchall()}


def test_statements_are_prepared_once_and_answer_as_ever(kept):
    assert asked(kept, writing(1, "a"), writing(2, "x"), below(5)) == [None, None, [(1,)]]
    assert len(names(kept)) == 2
    assert asked(kept, below(5), writing(3, None), writing(4, "it's 100 %"), below(5)) == [
        [(1,)],
        None,
        None,
        [(1,), (4,)],
    ]
    assert asked(kept, below(5, "it's 100 %")) == [[(4,)]]
    assert len(names(kept)) == 2


def test_number_that_no_row_can_have_is_equal_to_none(kept):
    assert asked(kept, writing(1, "a"), below(2**62)) == [None, [(1,)]]
    with pytest.raises(DatabaseError):
        asked(kept, writing(2**62, "a"))


def test_what_stands_ahead_comes_first(kept):
    kept.set_autocommit(False)
    assert asked(kept, writing(1, "a"), below(5)) == [None, [(1,)]]
    kept.rollback()
    kept.set_autocommit(True)
    assert asked(kept, below(5)) == [[]]
    assert len(names(kept)) == 2


def test_message_that_fails_can_be_sent_anew(kept):
    wrong = Statement("SELECT 1 / number FROM written WHERE number = %s", [0], None, ["bigint"])
    asked(kept, writing(0, "a"))
    for _time in range(2):
        with pytest.raises(DatabaseError):
            asked(kept, below(5), wrong)
    assert asked(kept, below(5)) == [[(0,)]]


def test_lost_plans_are_done_without(kept):
    """A pooler between may give the connection to somebody else."""
    asked(kept, writing(1, "a"), below(5))
    kept.connection.execute("DEALLOCATE ALL")
    assert asked(kept, below(5)) == [[(1,)]]
    assert asked(kept, writing(2, "a"), below(5)) == [None, [(1,), (2,)]]
    assert names(kept) == set()


def test_column_of_another_type_is_read_as_it_is(kept):
    """As after a migration beside a server that runs."""
    all_of_it = Statement("SELECT number FROM written", [], None, [])
    asked(kept, writing(1, "a"), all_of_it)
    kept.connection.execute("ALTER TABLE written ALTER number TYPE bigint")
    assert asked(kept, all_of_it) == [[(1,)]]


def test_no_connection_keeps_more_than_so_many(kept, monkeypatch):
    monkeypatch.setattr(plans, "MOST", 2)
    for number in range(4):
        assert asked(kept, Statement(f"SELECT {number} + %s", [1], None, ["bigint"])) == [[(number + 1,)]]
    assert len(names(kept)) == 2


def every_prepared():
    root, found = Path(boards.__path__[0]), []
    for path in root.rglob("*.py"):
        if "Prepared(" in path.read_text(encoding="utf-8"):
            module = importlib.import_module(".".join(("boards", *path.relative_to(root).with_suffix("").parts)))
            values = [
                value
                for each in vars(module).values()
                for value in (each.values() if isinstance(each, dict) else [each])
            ]
            found += [each for each in values if isinstance(each, Prepared)]
    return found


def test_every_query_that_is_made_once_can_be_prepared(kept):
    """PostgreSQL finds out what each value is, or is told."""
    found = every_prepared()
    assert len(found) > 30
    for number, each in enumerate(found):
        with transaction.atomic():
            made = _Kept(connection, each._build, each._places)
        plan = plans.Plans()._plan(made.sql, made.types)
        try:
            kept.connection.execute(plan.prepare.replace("kept_1", f"every_{number}").replace("%%", "%"))
        except psycopg.Error as error:
            pytest.fail(f"{error}\n{plan.prepare}")
