"""Complete, reopen, archive, restore, delete."""

import pytest

from boards.exceptions import NotFound, ProjectArchived, RuleBroken, TaskArchived
from boards.services import columns, projects, tasks
from tests.factories import fresh, make_column, make_task
from tests.watching import latest, nothing_written, one_revision


@pytest.fixture
def task(project, doing):
    return make_task(project=project, column=doing, progress=40)


def test_complete_goes_on_top_of_the_first_completed_column(task, project, member, doing, done):
    other = make_task(project=project, column=done)
    with one_revision(project, doing, done):
        moved = tasks.complete(task=task, actor=member)
    row = fresh(task)
    assert (row.column, row.progress, row.version) == (done, 100, 2)
    assert row.completed_at
    assert list(done.tasks.in_order()) == [row, other]
    assert moved.activity_id == latest(project).pk
    assert latest(project).kind == "task.completed"


def test_complete_twice_writes_once(task, project, member):
    tasks.complete(task=task, actor=member)
    with nothing_written(project):
        assert tasks.complete(task=task, actor=member).activity_id is None


def test_reopen_goes_back_to_column_and_progress(task, project, member, doing, done):
    tasks.complete(task=task, actor=member)
    with one_revision(project, doing, done):
        tasks.reopen(task=task, actor=member)
    row = fresh(task)
    assert (row.column, row.progress, row.completed_at) == (doing, 40, None)
    assert latest(project).kind == "task.reopened"
    assert latest(project).changes["progress"] == [100, 40]


def test_reopen_goes_back_after_moves_within_completed_columns(task, project, member, doing, done):
    shipped = make_column(project=project, name="Shipped", status="completed")
    tasks.complete(task=task, actor=member)
    tasks.move(task=task, column_id=shipped.pk, actor=member)
    tasks.reopen(task=task, actor=member)
    assert (fresh(task).column, fresh(task).progress) == (doing, 40)


def test_reopen_uses_the_last_completion(task, member, pending):
    tasks.complete(task=task, actor=member)
    tasks.reopen(task=task, actor=member)
    tasks.move(task=task, column_id=pending.pk, actor=member)
    tasks.update(task=task, changed={"progress": 100}, seen_version=None, actor=member)
    tasks.reopen(task=task, actor=member)
    assert (fresh(task).column, fresh(task).progress) == (pending, 40)


def test_reopen_after_its_column_was_deleted_keeps_the_progress(task, project, owner, pending, doing):
    tasks.complete(task=task, actor=owner)
    columns.delete(column=doing, actor=owner)
    tasks.reopen(task=task, actor=owner)
    assert (fresh(task).column, fresh(task).progress) == (pending, 40)


def test_reopen_after_its_column_became_completed_keeps_the_progress(task, project, owner, pending, doing):
    tasks.complete(task=task, actor=owner)
    columns.update(column=doing, name="Shipped", status="completed", wip_limit=None, actor=owner)
    tasks.reopen(task=task, actor=owner)
    assert (fresh(task).column, fresh(task).progress) == (pending, 40)


def test_reopen_of_what_removing_its_column_completed_keeps_the_progress(task, project, owner, pending, doing, done):
    columns.delete(column=doing, into=done, actor=owner)
    tasks.reopen(task=task, actor=owner)
    assert (fresh(task).column, fresh(task).progress) == (pending, 40)


def test_task_born_completed_reopens_at_the_start(project, member, pending, done):
    task = make_task(project=project, column=done)
    tasks.reopen(task=task, actor=member)
    assert (fresh(task).column, fresh(task).progress, fresh(task).completed_at) == (pending, 0, None)


def test_board_without_a_completed_column_says_what_is_missing(task, project, member, done):
    type(done).objects.filter(pk=done.pk).update(status="in_progress")
    with nothing_written(project), pytest.raises(RuleBroken) as caught:
        tasks.complete(task=task, actor=member)
    assert "column of that status" in caught.value.sentence


def test_reopen_of_an_open_task_writes_nothing(task, project, member):
    with nothing_written(project):
        assert tasks.reopen(task=task, actor=member).activity_id is None


def test_archive_takes_the_card_off_the_board_and_out_of_the_progress(task, project, member, doing):
    make_task(project=project, progress=80)
    with one_revision(project, doing):
        archived = tasks.archive(task=task, actor=member)
    assert fresh(task).is_archived
    assert fresh(task).version == 2
    assert fresh(project).progress == 80
    assert archived.last_activity_id == latest(project).pk
    before, after = latest(project).changes["archived_at"]
    assert before is None
    assert after == fresh(task).archived_at.isoformat()


def test_restore_brings_it_back(task, project, member, doing):
    tasks.archive(task=task, actor=member)
    with one_revision(project, doing):
        tasks.restore(task=task, actor=member)
    assert not fresh(task).is_archived
    assert (fresh(task).column, fresh(project).progress) == (doing, 40)
    assert latest(project).kind == "task.restored"


def test_archive_and_restore_twice_write_once(task, project, member):
    with nothing_written(project):
        tasks.restore(task=task, actor=member)
    tasks.archive(task=task, actor=member)
    with nothing_written(project):
        tasks.archive(task=task, actor=member)


def test_delete_hides_the_card_at_once(task, project, member, doing):
    with one_revision(project, doing):
        deleted = tasks.delete(task=task, actor=member)
    assert fresh(task).deleted_at
    assert fresh(project).progress == 0
    assert deleted.last_activity_id == latest(project).pk
    with pytest.raises(NotFound):
        tasks.delete(task=task, actor=member)


@pytest.mark.parametrize("verb", ["archive", "delete"])
def test_completed_task_can_be_put_away(task, member, verb):
    tasks.complete(task=task, actor=member)
    getattr(tasks, verb)(task=task, actor=member)
    row = fresh(task)
    assert row.progress == 100
    assert row.archived_at or row.deleted_at


@pytest.mark.parametrize("verb", ["complete", "reopen"])
def test_archived_task_keeps_its_state(task, project, member, verb):
    if verb == "reopen":
        tasks.complete(task=task, actor=member)
    tasks.archive(task=task, actor=member)
    with nothing_written(project), pytest.raises(TaskArchived):
        getattr(tasks, verb)(task=task, actor=member)


@pytest.mark.parametrize("verb", ["complete", "reopen", "archive", "restore", "delete"])
def test_archived_project_takes_no_change(task, project, owner, verb):
    projects.archive(project=project, actor=owner)
    with nothing_written(project), pytest.raises(ProjectArchived) as caught:
        getattr(tasks, verb)(task=task, actor=owner)
    assert "Restore" in caught.value.sentence


@pytest.mark.parametrize("verb", ["complete", "reopen", "archive", "restore", "delete"])
def test_deleted_task_is_not_found(task, project, owner, verb):
    tasks.delete(task=task, actor=owner)
    with nothing_written(project), pytest.raises(NotFound):
        getattr(tasks, verb)(task=task, actor=owner)
