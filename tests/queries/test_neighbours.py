"""Which cards stand beside another one, and that the database begins at its place to find them."""

import re

import pytest
from django.db import connection

from boards.models import Task
from boards.queries import neighbours
from tests.factories import column_of, make_task
from tests.plans import plan_of


def test_neighbours_are_those_of_the_order_of_the_board(project):
    tasks = [make_task(project=project, title=str(number)) for number in range(4)]
    # Of cards at one place the older one stands above.
    Task.objects.filter(pk__in=[tasks[1].pk, tasks[2].pk]).update(position=tasks[1].position)
    found = [neighbours.around(Task.objects.get(pk=task.pk)) for task in tasks]
    pks = [None, *(task.pk for task in tasks), None]
    assert found == [(pks[at - 1], pks[at + 1]) for at in range(1, 5)]


@pytest.mark.parametrize("side", [neighbours._above, neighbours._below])
def test_the_index_is_entered_at_the_place_of_the_card(project, side):
    query = side(Task.objects.all(), column=column_of(project=project).pk, position="m", pk=7)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    assert re.search(r"(Index Cond: .*|SEARCH .*)column_id.*position", plan_of(query)), plan_of(query)
