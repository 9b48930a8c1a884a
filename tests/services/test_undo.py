import datetime

import pytest

from boards.exceptions import NotAllowed, NotFound, ProjectArchived, RuleBroken, TaskArchived, TaskLocked
from boards.models import Activity
from boards.services import columns, members, projects, tags, tasks, undo
from tests.factories import fresh, make_member, make_tag, make_task
from tests.watching import latest, nothing_written, one_revision

DAY = datetime.date(2030, 5, 17)


@pytest.fixture
def task(project, pending):
    return make_task(project=project, column=pending, title="Old", tag_names=["bug"], progress=30)


def activity_of(changed):
    return Activity.objects.get(pk=getattr(changed, "activity_id", None) or changed.last_activity_id)


def update(task, actor, **changed):
    return activity_of(tasks.update(task=task, changed=changed, seen_version=None, actor=actor))


def state(task):
    row = fresh(task)
    fields = ("column_id", "title", "description", "priority", "assignee_id", "due_date", "progress")
    tagged = tuple(sorted(row.tags.values_list("name", flat=True)))
    return {field: getattr(row, field) for field in fields} | {
        "tags": tagged,
        "completed": row.completed_at is not None,
        "archived": row.is_archived,
        "deleted": row.deleted_at is not None,
    }


def changes_of(task, member, done, doing):
    """A change of each kind that can be undone, by name."""
    return {
        "update": lambda: update(
            task, member, title="New", tags=["ui"], priority=3, assignee=member, due_date=DAY, progress=60
        ),
        "completing update": lambda: update(task, member, progress=100),
        "move": lambda: activity_of(tasks.move(task=task, column_id=doing.pk, actor=member)),
        "completing move": lambda: activity_of(tasks.move(task=task, column_id=done.pk, actor=member)),
        "complete": lambda: activity_of(tasks.complete(task=task, actor=member)),
        "archive": lambda: activity_of(tasks.archive(task=task, actor=member)),
        "delete": lambda: activity_of(tasks.delete(task=task, actor=member)),
    }


@pytest.mark.parametrize(
    "name", ["update", "completing update", "move", "completing move", "complete", "archive", "delete"]
)
def test_each_change_can_be_taken_back(task, project, member, done, doing, name):
    before, progress, version = state(task), fresh(project).progress, fresh(task).version
    activity = changes_of(task, member, done, doing)[name]()
    assert state(task) != before
    told = undo.undo(activity=activity, actor=member)
    assert state(task) == before
    assert fresh(project).progress == progress
    assert fresh(task).version == version + 2
    assert (told.kind, told.undoes, told.actor) == ("undone", activity, member)
    assert set(told.changes) == set(activity.changes)
    assert {field: after for field, (_before, after) in told.changes.items()} == {
        field: old for field, (old, _new) in activity.changes.items()
    }


@pytest.mark.parametrize("verb", ["reopen", "restore"])
def test_reopen_and_restore_can_be_taken_back(task, member, verb):
    getattr(tasks, {"reopen": "complete", "restore": "archive"}[verb])(task=task, actor=member)
    before = state(task)
    undo.undo(activity=activity_of(getattr(tasks, verb)(task=task, actor=member)), actor=member)
    assert state(task) == before


def test_new_order_can_be_taken_back_without_a_new_version(project, member, pending, task):
    other = make_task(project=project, column=pending)
    activity = activity_of(tasks.move(task=task, column_id=pending.pk, after_id=other.pk, actor=member))
    with one_revision(project, pending):
        undo.undo(activity=activity, actor=member)
    assert list(pending.tasks.in_order()) == [task, other]
    assert fresh(task).version == 1


def test_both_columns_are_rendered_anew(task, project, member, pending, doing):
    activity = activity_of(tasks.move(task=task, column_id=doing.pk, actor=member))
    with one_revision(project, pending, doing):
        undo.undo(activity=activity, actor=member)


def test_position_taken_meanwhile_hides_no_card(task, project, member, owner, pending, doing):
    activity = activity_of(tasks.move(task=task, column_id=doing.pk, actor=member))
    other = make_task(project=project, column=pending)
    type(other).objects.filter(pk=other.pk).update(position=fresh(task).position)
    undo.undo(activity=activity, actor=member)
    assert set(pending.tasks.in_order()) == {task, other}


def refused(activity, actor, project, error=RuleBroken):
    with nothing_written(project), pytest.raises(error) as caught:
        undo.undo(activity=activity, actor=actor)
    return caught.value.sentence if isinstance(caught.value, RuleBroken) else ""


def test_something_newer_is_in_the_way(task, project, owner, member):
    activity = update(task, member, title="New")
    update(task, owner, title="Newer")
    assert "newer" in refused(activity, member, project)


def test_newer_change_of_another_field_is_not(task, owner, member):
    activity = update(task, member, title="New")
    update(task, owner, priority=4)
    undo.undo(activity=activity, actor=member)
    assert (fresh(task).title, fresh(task).priority) == ("Old", 4)


def test_newer_change_of_another_task_is_not(task, project, owner, member):
    activity = update(task, member, title="New")
    update(make_task(project=project), owner, title="Other")
    undo.undo(activity=activity, actor=member)


def test_twice_is_refused(task, project, member):
    activity = update(task, member, title="New")
    undo.undo(activity=activity, actor=member)
    assert "already" in refused(activity, member, project)


def test_an_undo_can_not_be_undone(task, project, member):
    told = undo.undo(activity=update(task, member, title="New"), actor=member)
    assert "can't be undone" in refused(told, member, project)


def test_of_somebody_else_is_not_allowed(task, project, owner, member):
    refused(update(task, member, title="New"), owner, project, NotAllowed)


def test_creating_can_not_be_undone(task, project, owner):
    assert "can't be undone" in refused(latest(project, "task.created"), owner, project)


def test_move_out_of_a_column_that_is_gone(task, project, owner, pending, doing):
    activity = activity_of(tasks.move(task=task, column_id=doing.pk, actor=owner))
    columns.create(project=project, name="Inbox", status="pending", actor=owner)
    columns.delete(column=pending, actor=owner)
    assert "not there any more" in refused(activity, owner, project)


def test_move_out_of_a_column_that_has_become_a_completed_one(task, project, owner, doing):
    lane = columns.create(project=project, name="Lane", status="in_progress", actor=owner)
    tasks.move(task=task, column_id=lane.pk, actor=owner)
    activity = activity_of(tasks.move(task=task, column_id=doing.pk, actor=owner))
    columns.update(column=lane, name="Lane", status="completed", wip_limit=None, actor=owner)
    assert "another status" in refused(activity, owner, project)


def test_tag_that_is_gone(task, project, owner):
    activity = update(task, owner, tags=[])
    tags.delete(tag=project.tags.get(), actor=owner)
    assert "not there any more" in refused(activity, owner, project)


def test_assignee_who_left(task, project, owner, member):
    update(task, owner, assignee=member)
    activity = update(task, owner, assignee=None)
    members.remove(project=project, user=member, actor=owner)
    assert "not there any more" in refused(activity, owner, project)


def test_completed_task_stays_locked(task, project, owner, member):
    activity = update(task, member, title="New")
    tasks.complete(task=task, actor=owner)
    refused(activity, member, project, TaskLocked)


def test_archived_task_stays_as_it_is(task, project, owner, member):
    activity = update(task, member, title="New")
    tasks.archive(task=task, actor=owner)
    refused(activity, member, project, TaskArchived)


def test_deleted_task_is_not_found(task, project, owner, member):
    activity = update(task, member, title="New")
    tasks.delete(task=task, actor=owner)
    refused(activity, member, project, NotFound)


def test_delete_of_an_archived_task_can_be_taken_back(task, member):
    tasks.archive(task=task, actor=member)
    undo.undo(activity=activity_of(tasks.delete(task=task, actor=member)), actor=member)
    assert fresh(task).deleted_at is None
    assert fresh(task).is_archived


def test_completion_followed_by_a_reopening_is_newer(task, project, owner, member):
    activity = activity_of(tasks.complete(task=task, actor=member))
    tasks.reopen(task=task, actor=owner)
    assert "newer" in refused(activity, member, project)


def test_progress_from_before_the_completion(task, project, owner, member):
    activity = update(task, member, progress=50)
    tasks.complete(task=task, actor=owner)
    assert "newer" in refused(activity, member, project)


def test_move_before_the_completion(task, project, owner, member, doing):
    activity = activity_of(tasks.move(task=task, column_id=doing.pk, actor=member))
    tasks.complete(task=task, actor=owner)
    assert "newer" in refused(activity, member, project)


def test_deleted_task_comes_back_out_of_a_deleted_column(task, project, owner, pending, doing):
    tasks.move(task=task, column_id=doing.pk, actor=owner)
    activity = activity_of(tasks.delete(task=task, actor=owner))
    columns.delete(column=doing, actor=owner)
    undo.undo(activity=activity, actor=owner)
    assert (fresh(task).column, fresh(task).deleted_at) == (pending, None)


def test_deleted_task_comes_back_though_its_column_is_now_a_completed_one(task, project, owner, pending, doing):
    tasks.move(task=task, column_id=doing.pk, actor=owner)
    activity = activity_of(tasks.delete(task=task, actor=owner))
    columns.update(column=doing, name="Shipped", status="completed", wip_limit=None, actor=owner)
    undo.undo(activity=activity, actor=owner)
    row = fresh(task)
    assert (row.column, row.progress, row.completed_at, row.deleted_at) == (pending, 30, None, None)


def test_in_an_archived_project(task, project, owner, member):
    activity = update(task, member, title="New")
    projects.archive(project=project, actor=owner)
    refused(activity, member, project, ProjectArchived)


def test_in_a_deleted_project(task, project, owner, member):
    activity = update(task, member, title="New")
    projects.delete(project=project, actor=owner)
    refused(activity, member, project, NotFound)


@pytest.mark.parametrize("verb", ["archive", "delete"])
def test_project_can_be_brought_back(project, owner, verb):
    activity = activity_of(getattr(projects, verb)(project=project, actor=owner))
    with one_revision(project):
        undo.undo(activity=activity, actor=owner)
    assert fresh(project).archived_at is None
    assert fresh(project).deleted_at is None


def test_restoring_a_project_can_be_taken_back(project, owner):
    since = projects.archive(project=project, actor=owner).archived_at
    undo.undo(activity=activity_of(projects.restore(project=project, actor=owner)), actor=owner)
    assert fresh(project).archived_at == since


def test_delete_of_an_archived_project_can_be_taken_back(project, owner):
    projects.archive(project=project, actor=owner)
    undo.undo(activity=activity_of(projects.delete(project=project, actor=owner)), actor=owner)
    assert fresh(project).is_archived
    assert fresh(project).deleted_at is None


def test_archive_of_a_project_deleted_since_is_not_found(project, owner):
    activity = activity_of(projects.archive(project=project, actor=owner))
    projects.delete(project=project, actor=owner)
    refused(activity, owner, project, NotFound)


def test_project_restored_since_is_newer(project, owner, admin):
    activity = activity_of(projects.archive(project=project, actor=owner))
    projects.restore(project=project, actor=admin)
    assert "newer" in refused(activity, owner, project)


@pytest.mark.parametrize("verb", ["restore", "complete", "archive", "reopen", "delete"])
def test_state_before_is_that_of_the_row(task, project, member, verb):
    """What an undo tells as before is what was there."""
    if verb in ("restore",):
        tasks.archive(task=task, actor=member)
    if verb == "reopen":
        tasks.complete(task=task, actor=member)
    activity = activity_of(getattr(tasks, verb)(task=task, actor=member))
    told = undo.undo(activity=activity, actor=member)
    assert told.changes == {field: [new, old] for field, (old, new) in activity.changes.items()}


def test_nothing_left_to_undo(task, project, owner):
    """A tag renamed as one word: the row of its task names the same tag before and after."""
    tags.update(tag=project.tags.get(), name="defect", colour=1, actor=owner)
    assert "nothing left" in refused(latest(project, "task.updated"), owner, project)


def test_membership_tag_and_column_changes_can_not_be_undone(project, owner, member):
    make_tag(project=project, name="more")
    make_member(project=project)
    for kind in ("tag.created", "member.added", "project.created"):
        assert "can't be undone" in refused(latest(project, kind), owner, project)


def test_published_as_undone(task, member, doing, heard):
    activity = activity_of(tasks.move(task=task, column_id=doing.pk, actor=member))
    (event,) = heard(undo.undo, activity=activity, actor=member)
    assert (event.kind, event.task_id, len(event.columns)) == ("undone", task.pk, 2)


def test_later_change_that_was_itself_undone_is_not_in_the_way(task, member):
    first = tasks.complete(task=task, actor=member).activity_id
    second = tasks.reopen(task=task, actor=member).activity_id
    for pk in (second, first):
        undo.undo(activity=Activity.objects.get(pk=pk), actor=member)
    assert fresh(task).column == task.column and not fresh(task).is_completed


def test_undo_of_an_earlier_change_is_in_the_way(task, member, doing, done):
    first = tasks.update(task=task, changed={"title": "First"}, seen_version=None, actor=member).last_activity_id
    undo.undo(activity=Activity.objects.get(pk=first), actor=member)
    second = tasks.update(task=task, changed={"title": "Second"}, seen_version=None, actor=member).last_activity_id
    tasks.update(task=task, changed={"title": "Third"}, seen_version=None, actor=member)
    with pytest.raises(RuleBroken, match="newer"):
        undo.undo(activity=Activity.objects.get(pk=second), actor=member)
