"""The demonstration."""

import re
import tomllib
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction

from boards.management import demo
from boards.models import Activity, Project, Role, Task, User
from boards.policy import role_of

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def _made(django_db_setup, django_db_blocker):
    """Made once for all tests here, each of which sees it from within a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.create("a password for all")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def boards(_made, db):
    return {project.title: project for project in Project.objects.all()}


def test_five_people_share_one_password(boards):
    people = User.objects.order_by("pk")
    assert [person.email.partition("@")[0] for person in people] == ["owner", "admin", "member", "viewer", "outsider"]
    assert len({person.password for person in people}) == 1
    assert people[0].check_password("a password for all")
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 5


def test_roles_in_the_main_project(boards):
    project = boards["Website relaunch"]
    roles = {person.email.partition("@")[0]: role_of(person, project) for person in User.objects.all()}
    expected = {name: Role(name) for name in ("owner", "admin", "member", "viewer")}
    assert roles == {**expected, "outsider": None}


def test_main_board_is_lively(boards):
    tasks = boards["Website relaunch"].tasks
    today = User.objects.get(email="owner@example.com").today()
    states = {task.due_state(today) for task in tasks.all()}
    assert 50 <= tasks.on_board().count() <= 65
    assert boards["Website relaunch"].columns.count() == 6
    assert states == {"overdue", "today", "future", ""}
    assert tasks.exclude(archived_at=None).count() == 4
    assert tasks.exclude(completed_at=None).count() > 10
    assert tasks.filter(progress__range=(1, 99)).count() > 8
    assert set(tasks.values_list("priority", flat=True)) == {0, 1, 2, 3, 4}
    assert Activity.objects.filter(task__in=tasks.all()).values("actor").distinct().count() == 3


@pytest.mark.parametrize("file", ["Makefile", "compose.yaml"])
def test_group_of_the_demonstration_has_a_role_in_the_main_project(file, boards):
    source = (Path(__file__).resolve().parents[2] / file).read_text(encoding="utf-8")
    number = int(re.search(r'\{"developers": \{"(\d+)": "member"\}\}', source)[1])
    assert list(Project.objects.order_by("pk"))[number - 1] == boards["Website relaunch"]


def test_review_is_one_over_its_limit(boards):
    over = [
        (column.name, column.tasks.on_board().count() - column.wip_limit)
        for column in boards["Website relaunch"].columns.exclude(wip_limit=None)
    ]
    assert {name: count for name, count in over if count > 0} == {"Review": 1}


def test_others_are_personal_and_empty(boards):
    assert (boards["Moving house"].visibility, boards["Moving house"].memberships.count()) == ("personal", 0)
    assert boards["Moving house"].tasks.count() == 9
    assert (boards["Autumn campaign"].visibility, boards["Autumn campaign"].tasks.count()) == ("public", 0)


def test_no_card_was_done_before_it_was_made(boards):
    assert all(task.created_at <= task.completed_at for task in Task.objects.exclude(completed_at=None))


def test_every_card_has_come_to_its_column(boards):
    content = tomllib.loads(Path(demo.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    wanted = {card["title"]: card["column"] for part in ("relaunch", "personal") for card in content[part]["cards"]}
    changes = [(step["card"], step["change"]) for step in content["relaunch"]["history"]]
    wanted |= {card: change["column"] for card, change in changes if "column" in change}
    renamed = {card: change["title"] for card, change in changes if "title" in change}
    found = dict(Task.objects.values_list("title", "column__name"))
    assert found == {renamed.get(title, title): column for title, column in wanted.items()}


def test_past_reaches_back_ten_weeks_in_the_order_of_the_history(boards):
    moments = list(boards["Website relaunch"].activities.order_by("pk").values_list("created_at", flat=True))
    assert moments == sorted(moments)
    assert 60 < (moments[-1] - moments[0]).days < 80
    done = Task.objects.exclude(completed_at=None)
    assert all(task.activities.filter(created_at=task.completed_at).exists() for task in done)
