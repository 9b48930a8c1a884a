"""Rows of queries whose SQL is made once, for lists of ids too."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Task
from boardsite.database.prepared import Prepared
from tests.factories import make_task


def by_ids(tasks):
    return Task.objects.filter(pk__among=tasks).order_by("-number").values_list("number", "title")


def test_the_same_statement_serves_any_number_of_ids(project):
    made = [make_task(project=project, title=f"Card {step}") for step in range(3)]
    prepared = Prepared(by_ids, tasks=list)
    assert prepared.all(tasks=[made[0].pk, made[2].pk]) == [(3, "Card 2"), (1, "Card 0")]
    assert prepared.all(tasks=[made[1].pk]) == [(2, "Card 1")]
    assert prepared.all(tasks=[]) == []


def test_it_is_one_statement_with_what_a_queryset_gives(project):
    task = make_task(project=project)
    fields = ("pk", "title", "due_date", "completed_at", "created_at", "assignee__display_name")
    prepared = Prepared(lambda project: Task.objects.filter(project=project).values_list(*fields), project=int)
    with CaptureQueriesContext(connection) as queries:
        found = prepared.all(project=project.pk)
    assert len(queries) == 1
    assert found == list(Task.objects.filter(pk=task.pk).values_list(*fields))


def test_among_can_be_used_as_any_look_up(project):
    made = [make_task(project=project) for _step in range(2)]
    assert list(Task.objects.filter(pk__among=[made[1].pk]).values_list("pk", flat=True)) == [made[1].pk]
    assert Task.objects.filter(column__among=[made[0].column_id]).count() == 2


@pytest.mark.django_db
def test_value_without_a_place_is_an_error():
    prepared = Prepared(lambda project: Task.objects.values_list("pk"), project=int)
    with pytest.raises(ValueError, match="no place for project"):
        prepared.all(project=1)
