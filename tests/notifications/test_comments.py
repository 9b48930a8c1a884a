"""What people are told of comments."""

import pytest

from boards.models import Notification, Watch
from boards.notifications import words
from boards.services import comments, tasks
from tests.factories import make_member, make_project, make_task


@pytest.fixture
def task(db):
    return make_task(project=make_project(), title="Write")


def last(user) -> words.Told:
    entry = Notification.objects.select_related("project", "task", "actor", "user").filter(user=user).latest("pk")
    return words.told(entry)


def test_comment_is_told_in_its_words_with_the_way_to_it(task, tell):
    helper = make_member(project=task.project)
    comment = comments.add(task=task, text="> A quote\n\nLooks\n\ngood, @[Mina](person:999)", actor=helper)
    tell()
    told = last(task.project.owner)
    assert told.headline == "Helper commented on #1 Write"
    assert told.lines == ["Looks good, @Mina"]
    assert told.url == f"/tasks/{task.pk}/?comment={comment.pk}#comment-{comment.pk}"


def test_deleted_comment_is_not_read_in_the_inbox(task, tell):
    helper = make_member(project=task.project)
    comment = comments.add(task=task, text="A secret", actor=helper)
    tell()
    comments.delete(comment=comment, actor=helper)
    assert last(task.project.owner).lines == ["The comment has been deleted."]
    assert last(task.project.owner).url == f"/tasks/{task.pk}/"


def test_of_two_comments_the_one_that_stays_is_told(task, tell):
    helper = make_member(project=task.project)
    first = comments.add(task=task, text="Wrong", actor=helper)
    comments.add(task=task, text="Right", actor=helper)
    comments.delete(comment=first, actor=helper)
    tell()
    assert "Right" in last(task.project.owner).lines
    assert "Wrong" not in last(task.project.owner).lines


def test_what_was_taken_out_of_a_comment_is_told_nobody(task, tell):
    helper = make_member(project=task.project)
    comment = comments.add(task=task, text="The password is HUNTER2", actor=helper)
    comments.update(comment=comment, text="(removed)", seen_version=None, actor=helper)
    tell()
    assert last(task.project.owner).lines == ["(removed)"]


def test_mention_that_was_taken_out_is_told_without_its_words(task, tell):
    helper = make_member(project=task.project)
    owner = task.project.owner
    comment = comments.add(task=task, text=f"@[x](person:{owner.pk}) the pin is 9988", actor=helper)
    tell()
    comments.update(comment=comment, text="Never mind", seen_version=None, actor=helper)
    assert "9988" not in str(last(owner))


def test_one_entry_of_many_tasks_names_none_that_is_deleted(task, tell):
    helper = make_member(project=task.project)
    Watch.objects.create(user=helper, project=task.project, by_choice=True)
    made = [make_task(project=task.project, title=f"Secret {number}") for number in range(12)]
    tell()
    assert "Secret 3" in str(last(helper))
    for one in made:
        tasks.delete(task=one, actor=task.project.owner)
    assert "Secret" not in str(last(helper))
