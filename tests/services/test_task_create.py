import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.exceptions import InvalidInput, NotFound, ProjectArchived
from boards.models import Activity, Status
from boards.services import columns, projects, tasks
from tests.factories import column_of, fresh, make_column, make_project, make_task, make_tasks, make_user
from tests.watching import latest, nothing_written, one_revision, statements_in

DAY = datetime.date(2030, 5, 17)


def test_card_lands_at_the_end_of_the_first_pending_column(project, member, pending):
    first = tasks.create(project=project, title=" One ", actor=member)
    second = tasks.create(project=project, title="Two", actor=member)
    assert [task.title for task in pending.tasks.in_order()] == ["One", "Two"]
    assert (first.number, second.number) == (1, 2)
    assert (first.progress, first.completed_at, first.version, first.created_by) == (0, None, 1, member)


def test_everything_given_is_kept_and_told(project, member, doing):
    task = tasks.create(
        project=project,
        title="Card",
        column=doing,
        description="a\r\nb",
        tag_names=["Bug", "ui"],
        priority=3,
        assignee=member,
        due_date=DAY,
        progress=40,
        actor=member,
    )
    row = fresh(task)
    assert (row.description, row.priority, row.assignee, row.due_date, row.progress) == ("a\nb", 3, member, DAY, 40)
    activity = latest(project)
    assert (activity.kind, activity.actor, activity.task_version) == ("task.created", member, 1)
    assert activity.changes == {
        "title": [None, "Card"],
        "column": [None, {"id": doing.pk, "name": "In progress"}],
        "description": [None, "a\nb"],
        "tags": [None, [{"id": tag.pk, "name": tag.name} for tag in row.tags.order_by("name_key")]],
        "priority": [None, 3],
        "assignee": [None, {"id": member.pk}],
        "due_date": [None, "2030-05-17"],
        "progress": [None, 40],
    }


def test_revision_rises_by_one_for_the_column_alone(project, member, pending):
    with one_revision(project, pending):
        tasks.create(project=project, title="Card", tag_names=["new"], actor=member)


def test_card_in_a_completed_column_is_completed(project, owner, done):
    task = make_task(project=project, column=done, progress=30)
    assert task.progress == 100
    assert task.completed_at
    assert fresh(project).progress == 100


def test_progress_100_puts_the_card_into_the_first_completed_column(project, pending, done):
    make_column(project=project, name="Later done", status="completed")
    assert make_task(project=project, column=pending, progress=100).column == done


def test_progress_100_stays_in_the_completed_column_asked_for(project):
    other = make_column(project=project, name="Shipped", status="completed")
    assert make_task(project=project, column=other, progress=100).column == other


def test_column_whose_status_changed_meanwhile_counts_as_it_is_now(project, owner):
    column = make_column(project=project, status="completed")
    columns.update(column=fresh(column), name="x", status="in_progress", wip_limit=None, actor=owner)
    task = make_task(project=project, column=column, progress=100)
    assert task.column.status == Status.COMPLETED


def test_project_progress_is_the_mean(project):
    for progress in (0, 50, 100, 33):
        make_task(project=project, progress=progress)
    assert fresh(project).progress == (50 + 100 + 33) // 4


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 501}),
        ("title", {"title": "a\nb"}),
        ("description", {"description": "\x00"}),
        ("description", {"description": "x" * 100_001}),
        ("priority", {"priority": -1}),
        ("priority", {"priority": 1000}),
        ("priority", {"priority": True}),
        ("priority", {"priority": "1"}),
        ("progress", {"progress": 101}),
        ("progress", {"progress": -1}),
        ("progress", {"progress": 1.5}),
        ("tags", {"tag_names": [""]}),
        ("tags", {"tag_names": ["x" * 51]}),
        ("tags", {"tag_names": ["a, b"]}),
        ("tags", {"tag_names": [f"t{number}" for number in range(51)]}),
    ],
)
def test_bad_value_is_refused_by_name_and_nothing_is_written(project, member, field, values):
    with nothing_written(project), pytest.raises(InvalidInput) as caught:
        tasks.create(**{"project": project, "title": "Card", "actor": member} | values)
    assert caught.value.field == field


@pytest.mark.parametrize("name", ["viewer", "outsider"])
def test_only_those_who_work_here_are_assigned(project, owner, name, request):
    with pytest.raises(InvalidInput) as caught:
        make_task(project=project, assignee=request.getfixturevalue(name))
    assert caught.value.field == "assignee"


@pytest.mark.parametrize("name", ["owner", "admin", "member"])
def test_those_who_work_here_are(project, name, request):
    person = request.getfixturevalue(name)
    assert make_task(project=project, assignee=person).assignee == person


def test_deactivated_person_is_not_assigned(project, member):
    member.is_active = False
    member.save()
    with pytest.raises(InvalidInput):
        make_task(project=project, assignee=member)


def test_column_of_another_project_is_refused(project):
    other = make_project(owner=make_user(name="else"))
    with pytest.raises(InvalidInput) as caught:
        make_task(project=project, column=column_of(project=other))
    assert caught.value.field == "column"


def test_archived_project_takes_no_card(project, owner):
    projects.archive(project=project, actor=owner)
    with nothing_written(project), pytest.raises(ProjectArchived):
        make_task(project=project)


def test_deleted_project_takes_no_card(project, owner):
    projects.delete(project=project, actor=owner)
    with pytest.raises(NotFound):
        make_task(project=project)


def test_numbers_are_not_given_twice(project, owner):
    tasks.delete(task=make_task(project=project), actor=owner)
    assert make_task(project=project).number == 2


def test_published_once_with_the_column_and_what_it_replaced(project, member, pending, heard):
    before = fresh(pending).revision
    (event,) = heard(tasks.create, project=project, title="Card", actor=member)
    assert (event.kind, event.project_id) == ("task.created", project.pk)
    assert event.activity_id == Activity.objects.latest("pk").pk
    assert event.columns == ((pending.pk, before),)


def test_queries_do_not_grow_with_the_board(project, member):
    make_tasks(project=project, count=300)
    with CaptureQueriesContext(connection) as captured:
        tasks.create(project=project, title="Card", column=project.columns.first(), actor=member)
    assert len(statements_in(query["sql"] for query in captured)) == 11
    if connection.vendor == "postgresql":
        assert len(captured) == 5  # two of them the savepoint of the test, one the column


def test_mean_progress_is_rounded_down_and_nothing_without_tasks(project, owner):
    made = [tasks.create(project=project, title="Card", progress=progress, actor=owner) for progress in (50, 25, 24)]
    assert fresh(project).progress == 33
    for task in made:
        tasks.delete(task=task, actor=owner)
    assert fresh(project).progress == 0
