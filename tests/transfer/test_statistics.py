"""After an import the database knows of it: what joins 50,000 new tasks took minutes while it didn't."""

import pytest
from django.db import connection

from boards.models import Task
from boards.services.bulk_creation import TaskDraft, create_tasks
from boardsite.database import statistics
from tests.factories import make_project
from tests.transfer.archives import brought_in, packed

pytestmark = pytest.mark.django_db
MANY = 7


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(statistics, "MANY", MANY)


def known_tasks():
    """How many tasks the planner believes in."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [Task._meta.db_table])
        else:
            cursor.execute("ANALYZE sqlite_schema")
            cursor.execute("SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = %s", [Task._meta.db_table])
        return cursor.fetchone()[0] or 0


def many(project, count=MANY):
    drafts = [TaskDraft(title=str(number), column=project.columns.first()) for number in range(count)]
    create_tasks(project=project, drafts=drafts, actor=project.owner)


def test_many_new_tasks_are_known(django_capture_on_commit_callbacks):
    before = known_tasks()
    with django_capture_on_commit_callbacks(execute=True):
        many(make_project(), MANY - 1)
    assert known_tasks() == before
    with django_capture_on_commit_callbacks(execute=True):
        many(make_project())
    assert known_tasks() == Task.objects.count()


def test_archive_that_came_in_is_known(django_capture_on_commit_callbacks, tmp_path):
    project = make_project()
    many(project)
    with django_capture_on_commit_callbacks(execute=True):
        brought_in(packed(project), project.owner, tmp_path)
    assert known_tasks() == Task.objects.count() == 2 * MANY
