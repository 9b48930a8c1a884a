"""Comments: said, changed, taken back, and nodded to."""

import datetime

import pytest
from django.utils import timezone

from boards.exceptions import EditConflict, InvalidInput, NotFound, ProjectArchived, RuleBroken, TaskArchived
from boards.models import Activity, Comment, Kind, Reaction
from boards.rules.text import TEXT_LIMIT
from boards.services import comments, projects, tasks, undo
from tests.factories import fresh, make_comment, make_task


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write")


def latest() -> Activity:
    return Activity.objects.latest("pk")


def test_comment_is_stored_counted_and_told(task, project, member):
    before = fresh(project).revision
    comment = comments.add(task=task, text="Hello **you**\r\nthere", actor=member)
    row = fresh(comment)
    assert (row.author, row.text, row.version, row.task) == (member, "Hello **you**\nthere", 1, task)
    assert fresh(task).comment_count == 1
    assert (fresh(project).revision, fresh(task.column).revision) == (before + 1, before + 1)
    activity = latest()
    assert (activity.kind, activity.task, activity.actor) == (Kind.COMMENT_CREATED, task, member)
    assert activity.changes == {
        "comment": [None, {"id": comment.pk}],
        "text": [None, "Hello **you**\nthere"],
        "comment_version": [None, 1],
    }


def test_a_comment_changes_nothing_of_its_task(task, member):
    make_comment(task=task, actor=member)
    assert (fresh(task).version, fresh(task).updated_at) == (task.version, task.updated_at)


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "a\x00", "\ud800", "x" * (TEXT_LIMIT + 1)])
def test_wrong_text_is_refused_by_name(task, member, text):
    comment = make_comment(task=task, actor=member)
    for change in (
        lambda: comments.add(task=task, text=text, actor=member),
        lambda: comments.update(comment=comment, text=text, seen_version=None, actor=member),
    ):
        with pytest.raises(InvalidInput) as refused:
            change()
        assert refused.value.field == "text"
    assert fresh(task).comment_count == 1


def test_completed_task_is_open_to_comments(task, owner):
    tasks.complete(task=task, actor=owner)
    assert comments.add(task=task, text="Well done", actor=owner).pk


def test_archived_ones_take_none(task, project, owner):
    comment = make_comment(task=task, actor=owner)
    tasks.archive(task=task, actor=owner)
    for change in every_change(task, comment, owner):
        with pytest.raises(TaskArchived):
            change()
    tasks.restore(task=task, actor=owner)
    projects.archive(project=project, actor=owner)
    for change in every_change(task, comment, owner):
        with pytest.raises(ProjectArchived):
            change()


def every_change(task, comment, actor):
    return (
        lambda: comments.add(task=task, text="x", actor=actor),
        lambda: comments.update(comment=comment, text="x", seen_version=1, actor=actor),
        lambda: comments.delete(comment=comment, actor=actor),
        lambda: comments.react(comment=comment, emoji="heart", on=True, actor=actor),
    )


def test_edit_raises_the_version_and_says_what_was(task, project, member):
    comment = make_comment(task=task, actor=member, text="One")
    revision = fresh(task.column).revision
    comments.update(comment=comment, text="Two", seen_version=1, actor=member)
    row = fresh(comment)
    assert (row.text, row.version) == ("Two", 2) and row.edited_at
    assert latest().kind == Kind.COMMENT_UPDATED
    assert (latest().changes["text"], latest().changes["comment_version"]) == (["One", "Two"], [1, 2])
    # The card shows the same.
    assert fresh(task.column).revision == revision and fresh(project).revision > revision


def test_edit_to_the_same_changes_nothing(task, member):
    comment = make_comment(task=task, actor=member, text="One")
    before = latest()
    comments.update(comment=comment, text="One", seen_version=1, actor=member)
    assert latest() == before and fresh(comment).version == 1


def test_two_edits_of_one_text_are_a_conflict(task, member):
    comment, other = (make_comment(task=task, actor=member, text="One") for _ in range(2))
    comments.update(comment=other, text="Other", seen_version=1, actor=member)
    comments.update(comment=comment, text="Theirs", seen_version=1, actor=member)
    with pytest.raises(EditConflict) as refused:
        comments.update(comment=comment, text="Mine", seen_version=1, actor=member)
    assert refused.value.conflicts == {"text": ("One", "Theirs", "Mine")}
    assert comments.update(comment=comment, text="Theirs", seen_version=1, actor=member).version == 2
    assert comments.update(comment=comment, text="Mine", seen_version=2, actor=member).version == 3
    assert comments.update(comment=comment, text="Mine still", seen_version=None, actor=member).version == 4


def test_edit_back_to_what_it_was_is_no_conflict_once_that_is_undone(task, member):
    comment = make_comment(task=task, actor=member, text="One")
    comments.update(comment=comment, text="Two", seen_version=1, actor=member)
    undo.undo(activity=latest(), actor=member)
    assert fresh(comment).version == 3
    assert comments.update(comment=comment, text="Mine", seen_version=1, actor=member).text == "Mine"


def test_deleted_comment_is_gone_and_not_counted(task, member):
    comment = make_comment(task=task, actor=member)
    comments.delete(comment=comment, actor=member)
    assert fresh(task).comment_count == 0 and fresh(comment).deleted_at
    assert latest().kind == Kind.COMMENT_DELETED
    for change in every_change(task, comment, member)[1:]:
        with pytest.raises(NotFound):
            change()


def test_each_change_can_be_undone(task, member):
    comment = make_comment(task=task, actor=member, text="One")
    undo.undo(activity=latest(), actor=member)
    assert fresh(comment).deleted_at and fresh(task).comment_count == 0
    comment = make_comment(task=task, actor=member, text="One")
    comments.update(comment=comment, text="Two", seen_version=1, actor=member)
    undo.undo(activity=latest(), actor=member)
    assert (fresh(comment).text, fresh(comment).version) == ("One", 3)
    comments.delete(comment=comment, actor=member)
    undo.undo(activity=latest(), actor=member)
    assert fresh(comment).deleted_at is None and fresh(task).comment_count == 1
    assert latest().kind == Kind.UNDONE and latest().changes["comment"] == [None, {"id": comment.pk}]


def test_something_newer_is_in_the_way_of_an_undo(task, member):
    comment = make_comment(task=task, actor=member, text="One")
    made = latest()
    comments.update(comment=comment, text="Two", seen_version=1, actor=member)
    changed = latest()
    with pytest.raises(RuleBroken):
        undo.undo(activity=made, actor=member)
    comments.delete(comment=comment, actor=member)
    with pytest.raises(RuleBroken):
        undo.undo(activity=changed, actor=member)
    deleted = latest()
    undo.undo(activity=deleted, actor=member)
    undo.undo(activity=changed, actor=member)
    assert fresh(comment).text == "One"
    with pytest.raises(RuleBroken):
        undo.undo(activity=changed, actor=member)


def test_changes_of_other_comments_and_of_the_task_are_not_in_the_way(task, member):
    make_comment(task=task, actor=member, text="One")
    first = latest()
    make_comment(task=task, actor=member, text="Two")
    tasks.update(task=task, changed={"title": "New"}, seen_version=None, actor=member)
    renamed = latest()
    make_comment(task=task, actor=member, text="Three")
    undo.undo(activity=first, actor=member)
    undo.undo(activity=renamed, actor=member)
    assert (fresh(task).comment_count, fresh(task).title) == (2, "Write")


def test_undo_needs_a_task_that_is_there_and_in_use(task, member):
    make_comment(task=task, actor=member)
    made = latest()
    tasks.archive(task=task, actor=member)
    with pytest.raises(TaskArchived):
        undo.undo(activity=made, actor=member)
    tasks.delete(task=task, actor=member)
    with pytest.raises(NotFound):
        undo.undo(activity=made, actor=member)


def test_nods_are_once_each_and_told_to_nobody(task, member, owner, project):
    comment = make_comment(task=task, actor=member)
    before = (latest(), fresh(project).revision)
    for _ in range(2):
        comments.react(comment=comment, emoji="heart", on=True, actor=owner)
    comments.react(comment=comment, emoji="heart", on=True, actor=member)
    comments.react(comment=comment, emoji="eyes", on=True, actor=owner)
    assert Reaction.objects.count() == 3
    for _ in range(2):
        comments.react(comment=comment, emoji="heart", on=False, actor=owner)
    assert list(Reaction.objects.values_list("user", "emoji")) == [(member.pk, "heart"), (owner.pk, "eyes")]
    assert (latest(), fresh(project).revision) == before
    with pytest.raises(InvalidInput):
        comments.react(comment=comment, emoji="💣", on=True, actor=owner)


def test_what_was_deleted_long_ago_is_purged(task, member):
    old, lately, kept = (make_comment(task=task, actor=member) for _ in range(3))
    for comment in (old, lately):
        comments.delete(comment=comment, actor=member)
    Comment.objects.filter(pk=old.pk).update(deleted_at=timezone.now() - datetime.timedelta(days=31))
    assert projects.purge() == 1
    assert set(Comment.objects.all()) == {lately, kept}
    texts = {row.changes["comment"][0]["id"]: row.changes["text"] for row in _deletions()}
    assert texts == {old.pk: [None, None], lately.pk: ["Said", None]}


def _deletions():
    return Activity.objects.filter(kind="comment.deleted")
