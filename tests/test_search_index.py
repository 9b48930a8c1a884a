"""Searching on PostgreSQL goes by an index, where the database lets us have one."""

import importlib

import pytest
from django.apps import apps
from django.db import NotSupportedError, OperationalError, ProgrammingError, connection

from boards.filters import TaskFilter
from boards.models import Task
from tests.factories import make_tasks

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="an index of PostgreSQL")


def plan(tasks) -> str:
    """How the rows are found; with as few as here PostgreSQL would read them all if it could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    return tasks.explain()


def test_part_of_a_text_is_found_by_the_index(project, owner):
    make_tasks(project=project, count=20)
    assert "task_search_text" in plan(Task.objects.filter(search_text__contains="press release"))


def test_filter_bar_uses_it(project, owner):
    make_tasks(project=project, count=20)
    found = TaskFilter({"q": "press release"}, Task.objects.all(), person=owner, today=owner.today())
    assert "task_search_text" in plan(found.qs.order_by())


@pytest.fixture
def migration(db, caplog):
    """The migration, in a database that has neither the extension nor the index: `migration()` tells what it logs."""
    module = importlib.import_module("boards.migrations.0007_task_search")
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")

    def run():
        with connection.schema_editor() as editor:
            module.make(apps, editor)
        return caplog.text

    run.module = module
    return run


def has_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'task_search_text'")
        return cursor.fetchone()[0] == 1


def test_index_is_made(migration):
    assert not has_index()
    assert migration() == "" and has_index()


def test_database_without_the_extension_is_prepared_all_the_same(migration, monkeypatch):
    monkeypatch.setattr(migration.module, "EXTENSION", "pg_made_up")
    assert "the extension pg_made_up is not installed" in migration() and not has_index()


def test_role_without_the_right_to_make_it_is_told(migration):
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE without_rights")
        cursor.execute("SET LOCAL ROLE without_rights")
    told = migration()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert "permission denied" in told and not has_index()


@pytest.mark.parametrize("error", [NotSupportedError, OperationalError, ProgrammingError])
def test_extension_that_can_not_be_loaded_is_told(migration, error):
    """Its files may be there in part: PostgreSQL has several words for that."""

    def refuse(execute, sql, params, many, context):
        if sql.startswith("CREATE EXTENSION"):
            raise error("could not access file")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        assert "could not access file" in migration()
    assert not has_index()
