"""The history is told for certain: every row once, in order, whoever fails."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from boards import events
from boards.events import Kind
from boards.jobs import running, telling
from boards.models import Activity
from boards.services import tasks
from boards.services import telling as service
from tests.factories import make_project, make_task
from tests.jobs.processes import eventually


@pytest.fixture
def told(db, monkeypatch):
    """What a subscriber has been told, as kinds."""
    heard = []
    monkeypatch.setattr(events, "_durable_subscribers", {"ear": heard.extend})
    return heard


def test_each_row_is_told_once_in_the_order_of_the_history(told):
    task = make_task(project=make_project())
    tasks.update(task=task, changed={"title": "Renamed"}, seen_version=None, actor=task.project.owner)
    telling.tell_all()
    telling.tell_all()
    assert [activity.kind for activity in told] == [Kind.PROJECT_CREATED, Kind.TASK_CREATED, Kind.TASK_UPDATED]
    assert told[-1].task == task


def test_imported_rows_are_no_news(told):
    with events.by_means("import"):
        make_project()
    telling.tell_all()
    assert told == []
    assert Activity.objects.filter(is_told=False).count() == 0


def test_what_one_can_not_take_stops_nobody_and_is_told_again(db, monkeypatch):
    heard, failing = [], [True]

    def picky(activities):
        if failing and any(activity.kind == Kind.TASK_CREATED for activity in activities):
            raise ValueError("not this one")
        heard.extend(activity.kind for activity in activities)

    others = []
    monkeypatch.setattr(events, "_durable_subscribers", {"picky": picky, "other": others.extend})
    make_task(project=make_project())
    telling.tell_all()
    assert heard == [Kind.PROJECT_CREATED]
    assert len(others) == 2
    failing.clear()
    running.run_due()
    assert heard == [Kind.PROJECT_CREATED, Kind.TASK_CREATED]


def test_many_are_told_in_parts(told, monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    project = make_project()
    for _number in range(4):
        make_task(project=project)
    assert telling.tell_all() == 5
    assert [activity.pk for activity in told] == sorted(activity.pk for activity in told)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer at a time")
def test_two_who_tell_at_once_wait_for_each_other_in_the_order_of_the_history():
    """Each holds its rows until it has told of them: in another order the two could wait for each other for ever."""
    make_task(project=make_project())
    first, second, *_more = Activity.objects.filter(is_told=False).order_by("pk")
    # From now on it lies behind the others in the table.
    Activity.objects.filter(pk=first.pk).update(is_told=False)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Activity.objects.select_for_update().get(pk=first.pk)
            other = pool.submit(_take)
            assert eventually(_somebody_waits)
            assert Activity.objects.select_for_update(nowait=True).get(pk=second.pk)
        assert other.result() == [first.pk, second.pk]


def _take():
    try:
        with transaction.atomic():
            return [activity.pk for activity in service.take_untold(most=2)]
    finally:
        connection.close()


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN"
            " (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        )
        return cursor.fetchone()[0] > 0
