"""Ticking the boxes of texts: descriptions, and comments whoever wrote them. The text changes, as by an edit."""

from __future__ import annotations

from boards.exceptions import NotFound, TaskLocked
from boards.models import Comment, Task, User
from boards.rules.boxes import ticked
from boards.services import comments, editing, tasks
from boards.services.transactions import service
from boards.services.validation import lock_with_open_task


@service
def tick_in_task(*, task: Task, number: int, done: bool, seen_version: int | None, actor: User) -> Task:
    """Tick a box of the description, or take the tick off: that of this number in the version that was seen.

    RuleBroken if the box can't be told any more, TaskLocked on a completed task.
    """
    _project, row, _reads = lock_with_open_task(task)
    if row.is_completed:
        raise TaskLocked
    seen = editing.VERSIONED.seen(row, "description", seen_version)
    text = ticked(seen, row.description, number, done=done)
    return tasks.update(task=row, changed={"description": text}, seen_version=row.version, actor=actor)


@service
def tick_in_comment(*, comment: Comment, number: int, done: bool, seen_version: int | None, actor: User) -> Comment:
    """The same in a comment, on a completed task too."""
    lock_with_open_task(comment.task)
    row = Comment.objects.select_related("task").filter(pk=comment.pk, deleted_at=None).first()
    if row is None:
        raise NotFound
    text = ticked(comments.VERSIONED.seen(row, "text", seen_version), row.text, number, done=done)
    return comments.update(comment=row, text=text, seen_version=row.version, actor=actor)
