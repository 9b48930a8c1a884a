"""Handing on the open tasks of a person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.accounts.services import user_admin
from boards.exceptions import InvalidInput, NotFound, ProjectArchived
from boards.models import Task
from boards.services import columns, handing_on, members, projects, tasks, undo
from boards.services.bulk_creation import TaskDraft, create_tasks
from tests.factories import column_of, fresh, make_member, make_project, make_task
from tests.watching import latest, nothing_written, one_revision


@pytest.fixture
def leaver(project):
    return make_member(project=project, name="leaver")


@pytest.fixture
def theirs(project, leaver, pending, doing):
    return [make_task(project=project, assignee=leaver, column=column) for column in (pending, doing)]


def hand_on(leaver, to, actor):
    return handing_on.hand_on(user=leaver, to=to, actor=actor)


def test_all_open_tasks_go_to_the_other(project, staff, leaver, member, theirs, pending, doing):
    other = make_task(project=project, assignee=member)
    with one_revision(project, pending, doing):
        assert hand_on(leaver, {project.pk: member}, staff) == 2
    assert [fresh(task).assignee for task in theirs] == [member, member]
    assert [fresh(task).version for task in (*theirs, other)] == [2, 2, 1]
    rows = [task.activities.latest("pk") for task in theirs]
    assert {row.kind for row in rows} == {"task.updated"}
    assert [row.changes for row in rows] == [{"assignee": [{"id": leaver.pk}, {"id": member.pk}]}] * 2
    assert {(row.actor, row.task_version, row.project_revision) for row in rows} == {
        (staff, 2, fresh(project).revision)
    }


def test_to_nobody(project, staff, leaver, theirs):
    hand_on(leaver, {project.pk: None}, staff)
    assert {fresh(task).assignee for task in theirs} == {None}


def test_what_takes_no_change_stays(project, staff, leaver, member, done):
    completed = make_task(project=project, assignee=leaver, column=done)
    archived, deleted = (make_task(project=project, assignee=leaver) for _ in range(2))
    tasks.archive(task=archived, actor=staff)
    tasks.delete(task=deleted, actor=staff)
    with nothing_written(project):
        assert hand_on(leaver, {project.pk: member}, staff) == 0
    assert {fresh(task).assignee for task in (completed, archived, deleted)} == {leaver}


def test_several_projects_are_locked_in_the_order_of_their_ids(project, staff, leaver, member, theirs, monkeypatch):
    second = make_project(roles={leaver: "member", member: "admin"})
    make_task(project=second, assignee=leaver)
    locked = []
    real = handing_on.lock
    monkeypatch.setattr(handing_on, "lock", lambda pk: locked.append(pk) or real(pk))
    assert hand_on(leaver, {second.pk: member, project.pk: None}, staff) == 3
    assert locked == [project.pk, second.pk]


@pytest.mark.parametrize("who", ["leaver", "viewer", "outsider", "off"])
def test_only_those_who_can_have_tasks_get_them(request, project, staff, leaver, member, theirs, who):
    user_admin.deactivate(user=member, actor=staff)
    to = member if who == "off" else request.getfixturevalue(who)
    with nothing_written(project), pytest.raises(InvalidInput):
        hand_on(leaver, {project.pk: to}, staff)


def test_all_or_nothing(project, staff, leaver, member, theirs):
    archived = make_project(roles={leaver: "member"})
    projects.archive(project=archived, actor=archived.owner)
    for project_id, error in ((archived.pk, ProjectArchived), (10**9, NotFound)):
        with nothing_written(project), pytest.raises(error):
            hand_on(leaver, {project.pk: member, project_id: None}, staff)


def test_each_can_be_undone_even_while_the_person_is_switched_off(project, staff, leaver, member, theirs):
    user_admin.deactivate(user=leaver, actor=staff)
    hand_on(leaver, {project.pk: member}, staff)
    undo.undo(activity=theirs[0].activities.latest("pk"), actor=staff)
    assert [fresh(task).assignee for task in theirs] == [leaver, member]


def test_undo_gives_nothing_to_somebody_who_has_left_the_project(project, staff, leaver, member, theirs):
    hand_on(leaver, {project.pk: member}, staff)
    members.remove(project=project, user=leaver, actor=staff)
    with pytest.raises(Exception, match="not there any more"):
        undo.undo(activity=theirs[0].activities.latest("pk"), actor=staff)


def test_columns_are_announced(project, staff, leaver, member, theirs, pending, doing, heard):
    event = heard(handing_on.hand_on, user=leaver, to={project.pk: member}, actor=staff)[0]
    assert {pk for pk, _revision in event.columns} == {pending.pk, doing.pk}


@pytest.mark.parametrize("count", [10, 60])
def test_statements_do_not_grow_with_the_tasks(project, staff, leaver, member, count):
    drafts = [TaskDraft(title="x", column=column_of(project=project), assignee=leaver) for _ in range(count)]
    create_tasks(project=project, drafts=drafts, actor=project.owner)
    with CaptureQueriesContext(connection) as queries:
        hand_on(leaver, {project.pk: member}, staff)
    assert Task.objects.filter(assignee=member).count() == count
    assert len(queries) <= 13
    assert latest(project).kind == "task.updated"


def test_a_column_that_is_removed_meanwhile_is_no_matter(project, staff, leaver, member, theirs, pending, doing):
    columns.delete(column=doing, into=pending, actor=staff)
    assert hand_on(leaver, {project.pk: member}, staff) == 2
