"""Searching on PostgreSQL goes by an index."""

import pytest
from django.db import connection

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
