"""A calendar of many tasks: as many queries as one of few, and what is known is not looked up again."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boards.services.bulk_creation import TaskDraft, create_tasks
from tests.calendars.steps import make_feed, tasks_of
from tests.factories import column_of

pytestmark = [pytest.mark.unmeasured, pytest.mark.django_db]
DAY = datetime.date(2026, 11, 27)


def fill(project, owner, count):
    column = column_of(project=project)
    create_tasks(
        project=project,
        drafts=[
            TaskDraft(title=f"Task {number}", column=column, assignee=owner, due_date=DAY, tags=("copy",))
            for number in range(count)
        ],
        actor=owner,
    )


def asked(program, address, **headers):
    with CaptureQueriesContext(connection) as queries:
        answer = program.get(address, headers=headers)
    return answer, len(queries)


@pytest.mark.parametrize("whole", [True, False], ids=["of a project", "of a person"])
def test_costs_as_many_queries_as_one_of_few(project, owner, whole):
    program = Client()
    address = make_feed(user=owner, project=project) if whole else make_feed(user=owner)
    program.get(address)  # the link notes that it was used
    fill(project, owner, 3)
    few, queries = asked(program, address)
    fill(project, owner, 500)
    many, more = asked(program, address)
    assert (len(tasks_of(few.content)), len(tasks_of(many.content))) == (3, 503)
    assert more <= queries
    known, least = asked(program, address, **{"If-None-Match": many["ETag"]})
    assert known.status_code == 304 and least < queries
