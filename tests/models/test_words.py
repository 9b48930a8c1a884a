"""The words for sets of rows, beside their twins in Python."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from boards.models import Project, Task, User
from boards.models import users as users_module
from boards.services import projects, tasks
from tests.factories import fresh, make_project, make_task, make_user

TODAY = datetime.date(2030, 5, 17)
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "state"), [(None, ""), (TODAY - DAY, "overdue"), (TODAY, "today"), (TODAY + DAY, "future")]
)
def test_due_state_and_its_twin(project, owner, due, state):
    task = make_task(project=project, due_date=due)
    assert task.due_state(TODAY) == state
    assert Task.objects.overdue(TODAY).exists() is (state == "overdue")
    done = tasks.complete(task=task, actor=owner).task
    assert done.due_state(TODAY) == ""
    assert not Task.objects.overdue(TODAY).exists()


def test_board_shows_neither_archived_nor_deleted(project, owner):
    kept, archived, deleted = (make_task(project=project) for _ in range(3))
    tasks.archive(task=archived, actor=owner)
    tasks.delete(task=deleted, actor=owner)
    assert list(Task.objects.on_board()) == [kept]
    assert set(Task.objects.alive()) == {kept, archived}
    assert fresh(archived).is_archived


def test_tasks_of_a_deleted_project_are_not_alive(project, owner):
    make_task(project=project)
    projects.delete(project=project, actor=owner)
    assert not Task.objects.alive().exists()
    assert not Project.objects.alive().exists()


def test_archived_project_is_alive_but_not_in_use(project, owner):
    projects.archive(project=project, actor=owner)
    assert Project.objects.alive().exists()
    assert not Project.objects.unarchived().exists()
    assert fresh(project).is_archived


@pytest.mark.parametrize(
    ("name", "initials"), [("Ada Lovelace", "AL"), ("ada", "A"), ("a b c", "AC"), (" ", "?"), ("ß", "SS")]
)
def test_initials(name, initials):
    assert User(display_name=name).initials == initials


def test_hue_is_stable_and_one_of_twelve():
    hues = [User(pk=number).hue for number in range(1, 200)]
    assert hues == [User(pk=number).hue for number in range(1, 200)]
    assert set(hues) == set(range(users_module.HUES))


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Kiritimati", 18), ("Europe/Berlin", 17), ("Etc/GMT+12", 16), ("", 17)]
)
def test_today_is_that_of_the_person(monkeypatch, zone, day):
    now = datetime.datetime(2030, 5, 17, 11, 30, tzinfo=datetime.UTC)
    monkeypatch.setattr(users_module.timezone, "now", lambda: now)
    assert User(time_zone=zone).today() == datetime.date(2030, 5, day)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "\x00"])
def test_zone_that_does_not_exist_falls_back_to_that_of_the_site(zone):
    assert User(time_zone=zone).zone == ZoneInfo("UTC")


def test_address_is_kept_in_one_spelling(db):
    user = User.objects.create_user(email="Ada@Example.COM")
    assert user.email == "ada@example.com"
    assert str(user) == user.get_full_name() == "ada"
    assert User.objects.get_by_natural_key("ADA@example.com") == user


def test_address_is_needed(db):
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user(email=" ")


def test_superuser_is_site_administrator(db):
    user = User.objects.create_superuser(email="root@example.com", password="x")
    assert user.is_staff
    assert user.is_superuser


def test_names_of_things(project, member):
    task = make_task(project=project, title="Write", tag_names=["Ünder"])
    assert str(task) == "#1 Write"
    assert str(project) == "Launch"
    assert [str(tag) for tag in task.tags.all()] == ["Ünder"]
    assert [str(column) for column in project.columns.all()] == ["Pending", "In progress", "Completed"]
    assert str(member.memberships.get()) == f"{member.pk} in {project.pk}: member"
    assert "task.created" in str(task.activities.get())
    assert task.get_absolute_url() == f"/tasks/{task.pk}/"
    assert project.get_absolute_url() == f"/projects/{project.pk}/"


def test_title_is_folded_beside_itself(db):
    project = make_project(owner=make_user(), title="Straße")
    assert project.title_key == "strasse"
    assert make_task(project=project, title="ÄRGER", description="GROẞ").search_text == "ärger\ngross"
