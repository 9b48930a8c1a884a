"""An earlier text, written again: as a new version, by the same services as any edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from boards.exceptions import EditConflict, InvalidInput, NotAllowed, NotFound, RuleBroken
from boards.models import Activity, Comment, User
from boards.policy import Action
from boards.rules.changes import ref_id
from boards.services import comments, projects, tasks
from boards.services.transactions import service

FIELDS = ("title", "description", "text")
Changed = Mapping[str, str]
Writer = Callable[[Activity, Changed, int | None, User], int | None]


def needed(activity: Activity, field: str) -> Action:
    """What it takes to write that field."""
    if field == "text":
        return Action.COMMENT
    return Action.EDIT_TASK if activity.task_id is not None else Action.EDIT_PROJECT


@service
def restore(*, activity: Activity, field: str, seen_version: int | None, actor: User) -> int:
    """Write the text that a field had before this change; returns the id of the change that this makes.

    Raises InvalidInput for a field that held no other text before, RuleBroken where it holds that one today or has been
    changed since `seen_version`, and all that an edit of it may raise.
    """
    before = activity.changes.get(field, (None,))[0] if field in FIELDS else None
    if not isinstance(before, str):
        raise InvalidInput("field", _("Choose a text that this change replaced."))
    try:
        made = _writer(activity, field)(activity, {field: before}, seen_version, actor)
    except EditConflict:
        raise RuleBroken(_("Somebody has changed this text since you looked. Look at it as it is now first.")) from None
    if made is None:
        raise RuleBroken(_("It reads like this already."))
    return made


def _writer(activity: Activity, field: str) -> Writer:
    if field == "text":
        return _of_comment
    return _of_task if activity.task_id is not None else _of_project


def _of_task(activity: Activity, changed: Changed, seen: int | None, actor: User) -> int | None:
    task = activity.task
    if task is None or task.deleted_at is not None:
        raise NotFound
    return tasks.update(task=task, changed=changed, seen_version=seen, actor=actor).last_activity_id


def _of_project(activity: Activity, changed: Changed, seen: int | None, actor: User) -> int | None:
    project = activity.project
    return projects.update(project=project, changed=changed, seen_version=seen, actor=actor).last_activity_id


def _of_comment(activity: Activity, changed: Changed, seen: int | None, actor: User) -> int | None:
    pk = ref_id(activity.changes["comment"][1]) or ref_id(activity.changes["comment"][0])
    found = Comment.objects.select_related("task").filter(pk=pk or 0, deleted_at=None, task__deleted_at=None).first()
    if found is None:
        raise NotFound
    if found.author_id != actor.pk:
        raise NotAllowed(_("Only its author can change a comment."))
    made = comments.update(comment=found, text=changed["text"], seen_version=seen, actor=actor)
    return made.task.last_activity_id
