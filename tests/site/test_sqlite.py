"""SQLite takes as many values in one statement as the library allows, not the 999 of old ones."""

import itertools
import sqlite3

import pytest
from django.db import connection

from boards.models import Tag, Task
from boards.queries.tasks import visible_to
from boardsite.database import statistics
from tests.factories import make_project

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")]


def test_limit_is_that_of_the_library():
    connection.ensure_connection()
    assert connection.features.max_query_params == connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)


def test_five_hundred_rows_are_one_statement(django_assert_num_queries):
    project = make_project()
    with django_assert_num_queries(1):
        made = Tag.objects.bulk_create(
            [Tag(project=project, name=str(number), name_key=str(number)) for number in range(500)], batch_size=500
        )
    for tag in made:
        tag.colour = tag.pk % 12
    with django_assert_num_queries(1):
        Tag.objects.bulk_update(made, ["colour", "name"], batch_size=500)
    assert list(Tag.objects.order_by("pk").values_list("colour", flat=True)) == [tag.colour for tag in made]


def test_lists_walk_an_index_once_the_tables_have_been_looked_at():
    """Of a few projects with many tasks, the ones last changed are found without sorting all of them."""
    project = make_project()
    column = project.columns.first()
    number = itertools.count(1)
    Task.objects.bulk_create(
        [Task(project=project, column=column, number=next(number), position="i", title="x") for _task in range(4000)]
    )
    statistics.refresh()
    found = visible_to(project.owner).filter(archived_at=None).order_by("-updated_at", "-pk")[:50]
    assert "TEMP B-TREE" not in found.explain()
