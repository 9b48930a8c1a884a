"""Days and times of files that don't say of which zone they are: they are those of whoever brings the file."""

import datetime

import pytest

from boards.transfer import importing, opening
from boards.transfer.exports import ms_project, todo_txt
from boards.transfer.exports.base import Choices
from tests import factories
from tests.transfer.table_samples import GITLAB
from tests.transfer.test_table_tools import brought

pytestmark = pytest.mark.django_db
REDMINE = "#,Tracker,Status,Subject,Created,Closed,Due date\n1,Bug,Closed,Map,{0} 09:30,{0} 23:30,{0}\n"


@pytest.fixture
def tasks_for(owner, tmp_path):
    """`tasks_for(zone, text)`: what the file becomes for an owner of that zone."""

    def tasks_for(zone, text):
        owner.time_zone = zone
        (board,) = opening.opened(brought(tmp_path, text.encode())).boards
        return importing.prepare(board, owner=owner).tasks

    return tasks_for


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Berlin", "Pacific/Kiritimati"])
def test_a_day_is_that_day_wherever_one_lives(tasks_for, owner, zone):
    (task,) = tasks_for(zone, "x 2026-03-05 2026-03-01 Bake bread due:2026-03-09\n")
    assert task.completed_at.astimezone(owner.zone).date() == datetime.date(2026, 3, 5)
    assert task.created_at.astimezone(owner.zone).date() == datetime.date(2026, 3, 1)
    assert task.due_date == datetime.date(2026, 3, 9)


def test_an_hour_is_that_of_the_clock_of_who_exported_it(tasks_for):
    (task,) = tasks_for("Europe/Berlin", REDMINE.format("2026-01-05"))
    assert task.created_at == datetime.datetime(2026, 1, 5, 8, 30, tzinfo=datetime.UTC)
    assert task.completed_at == datetime.datetime(2026, 1, 5, 22, 30, tzinfo=datetime.UTC)


def test_what_is_done_this_minute_is_not_done_in_the_future(tasks_for, owner):
    owner.time_zone = "Pacific/Kiritimati"
    minute = f"{datetime.datetime.now(owner.zone):%Y-%m-%d %H:%M}"
    (task,) = tasks_for(owner.time_zone, f"#,Tracker,Status,Subject,Created\n1,Bug,Closed,Map,{minute}\n")
    assert f"{task.created_at.astimezone(owner.zone):%Y-%m-%d %H:%M}" == minute


def test_the_times_of_gitlab_are_those_of_utc_as_it_says(tasks_for):
    tasks = tasks_for("Europe/Berlin", GITLAB)
    assert tasks[-1].completed_at == datetime.datetime(2026, 1, 7, 11, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize("export", [todo_txt.EXPORT, ms_project.EXPORT])
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati"])
def test_a_plan_comes_back_with_its_days(tasks_for, owner, tmp_path, export, zone):
    owner.time_zone = zone
    project = factories.make_project(owner=owner)
    done = factories.make_task(project=project, column=factories.column_of(project=project, status="completed"))
    path = tmp_path / "out"
    with path.open("wb") as file:
        export.write(project, owner, file, Choices())
    (task,) = tasks_for(zone, path.read_text())
    for before, after in ((done.created_at, task.created_at), (done.completed_at, task.completed_at)):
        assert after.astimezone(owner.zone).date() == before.astimezone(owner.zone).date()
