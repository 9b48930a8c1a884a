"""Saves made in a shell: they raise the revision as a service does, once, with the project locked first."""

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Column, Membership, Project, Tag, Task, TaskAssignee, User
from boards.services import projects, tasks
from tests.factories import column_of, fresh, make_project, make_tag, make_task, make_user
from tests.watching import one_revision

WRITES = ("INSERT", "UPDATE", "DELETE")


def writes(captured):
    """The tables written, in order."""
    return [query["sql"].split('"')[1] for query in captured if query["sql"].startswith(WRITES)]


@pytest.fixture
def rows(project, member):
    """A row of each kind that a board shows."""
    return {
        "task": make_task(project=project),
        "tag": make_tag(project=project),
        "column": column_of(project=project, status="in_progress"),
        "membership": Membership.objects.get(project=project, user=member),
        "project": fresh(project),
    }


@pytest.mark.parametrize("kind", ["task", "tag", "column", "membership", "project"])
def test_save_raises_the_revision_once(rows, project, kind):
    with one_revision(project, *project.columns.all()):
        rows[kind].save()


@pytest.mark.parametrize("kind", ["task", "tag", "column", "membership"])
def test_delete_raises_the_revision_once(rows, project, kind):
    left = [column for column in project.columns.all() if column != rows[kind]]
    with one_revision(project, *left):
        rows[kind].delete()


@pytest.mark.parametrize("kind", ["task", "tag", "column", "membership"])
def test_delete_by_a_queryset_raises_it_too(rows, project, kind):
    before = fresh(project).revision
    type(rows[kind]).objects.filter(pk=rows[kind].pk).delete()
    assert fresh(project).revision == before + 1


def test_new_rows_raise_it(project, owner):
    column = column_of(project=project)
    with one_revision(project, *project.columns.all()):
        Task(project=project, column=column, number=99, position="i", title="By hand").save()
    with one_revision(project, *project.columns.all()):
        Column(project=project, name="By hand", position="z", status="pending").save()


@pytest.mark.parametrize("call", ["add", "remove", "set", "clear", "backwards"])
def test_tagging_raises_it(project, call):
    task, tag = make_task(project=project), make_tag(project=project)
    task.tags.set([tag] if call in ("remove", "clear") else [])
    before = fresh(project).revision
    {
        "add": lambda: task.tags.add(tag),
        "remove": lambda: task.tags.remove(tag),
        "set": lambda: task.tags.set([tag]),
        "clear": lambda: task.tags.clear(),
        "backwards": lambda: tag.tasks.add(task),
    }[call]()
    assert fresh(project).revision == before + 1


def test_saved_column_and_project_keep_the_new_revision(project):
    column = column_of(project=project)
    for _time in range(2):
        column.save()
        project.save()
    assert fresh(project).revision == project.revision
    assert {each.revision for each in project.columns.all()} == {project.revision}


@pytest.mark.parametrize("kind", ["task", "tag", "column", "membership", "project"])
def test_project_is_locked_before_the_row_is_written(rows, kind):
    with CaptureQueriesContext(connection) as captured:
        rows[kind].save()
    assert writes(captured)[:2] == ["boards_project", "boards_column"]
    assert writes(captured)[-1] == rows[kind]._meta.db_table


@pytest.mark.parametrize("kind", ["task", "tag", "membership"])
def test_project_is_locked_before_the_row_is_deleted(rows, kind):
    with CaptureQueriesContext(connection) as captured:
        rows[kind].delete()
    assert writes(captured)[0] == "boards_project"
    assert type(rows[kind])._meta.db_table in writes(captured)[1:]


def test_services_are_not_counted_twice(project, member):
    task = make_task(project=project)
    before = fresh(project).revision
    tasks.update(task=task, changed={"tags": ["a", "b"], "title": "x"}, seen_version=None, actor=member)
    tasks.complete(task=task, actor=member)
    assert fresh(project).revision == before + 2


def test_cascades_are_silent(project, member, owner):
    task = make_task(project=project, tag_names=["a"])
    other = make_project(owner=owner)
    with CaptureQueriesContext(connection) as captured:
        task.delete()
        project.delete()
    raised = [query["sql"] for query in captured if query["sql"].startswith('UPDATE "boards_project"')]
    assert len(raised) == 1
    assert list(Project.objects.all()) == [other]


def test_somebody_added_in_a_shell_raises_the_revision(project, member, owner):
    task = make_task(project=project, assignee=owner)
    with one_revision(project, *project.columns.all()):
        row = TaskAssignee.objects.create(task=task, user=member)
    with one_revision(project, *project.columns.all()):
        row.delete()


def test_deleted_person_leaves_silently(project, member, django_assert_max_num_queries):
    make_task(project=project, assignee=member)
    before = fresh(project).revision
    member.delete()
    assert fresh(project).revision == before
    assert not Membership.objects.filter(project=project, role="member").exists()


def test_fixtures_are_loaded_silently(rows, project):
    before = fresh(project).revision
    text = serializers.serialize("json", rows.values())
    for row in serializers.deserialize("json", text):
        row.save()
    assert fresh(project).revision == before


def test_new_name_raises_the_revision_of_all_projects_that_show_it(project, member):
    member.display_name = "Ada"
    with one_revision(project, *project.columns.all()):
        member.save()
    with one_revision(project, *project.columns.all()):
        member.display_name = "Ada L"
        member.save(update_fields=["display_name"])


def test_other_saves_of_a_person_raise_nothing(project, member, django_assert_num_queries):
    before = fresh(project).revision
    member.save()
    member.display_name = "Ada"
    with django_assert_num_queries(1):
        member.save(update_fields=["last_login"])
    assert fresh(project).revision == before


def test_new_person_raises_nothing(project):
    before = fresh(project).revision
    make_user(name="new")
    assert fresh(project).revision == before


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_raised_before_and_after():
    """Whoever reads between the two commits keeps the old row under a number that is soon replaced."""
    project = make_project()
    task, before = make_task(project=project), fresh(project).revision
    task.title = "By hand"
    with CaptureQueriesContext(connection) as captured:
        task.save()
    places = [table for table in writes(captured) if table != "boards_column"]
    assert places == ["boards_project", "boards_task", "boards_project"]
    assert fresh(project).revision == before + 2
    assert {column.revision for column in project.columns.all()} == {before + 2}


def test_switching_off_by_hand_raises_the_revision_too(project, member):
    before = fresh(project).revision
    member.is_active = False
    member.save(update_fields=["last_login"])
    assert fresh(project).revision == before
    member.save(update_fields=["is_active"])
    assert fresh(project).revision == before + 1


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_name_is_announced_before_and_after():
    project = make_project()
    before = project.revision
    owner = User.objects.get(pk=project.owner_id)
    owner.display_name = "Ada"
    owner.save()
    assert fresh(project).revision == before + 2


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_new_projects_start_at_one():
    project = Project(title="By hand", owner=make_user())
    project.save()
    assert fresh(project).revision == 1


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_services_count_once():
    project = make_project()
    projects.archive(project=project, actor=project.owner)
    assert fresh(project).revision == project.revision + 1


def test_tag_of_no_task_is_deleted_with_one_rise(project):
    make_tag(project=project)
    before = fresh(project).revision
    Tag.objects.all().delete()
    assert fresh(project).revision == before + 1
