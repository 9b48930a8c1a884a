"""The history is told for certain: every row once, in order, whoever fails."""

import pytest

from boards import events
from boards.events import Kind
from boards.jobs import running, telling
from boards.models import Activity
from boards.services import tasks
from tests.factories import make_project, make_task


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
