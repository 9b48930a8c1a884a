"""One change as it is opened: what its texts were before and after, word by word, and which of them can be had again.

The texts of a comment are told to who may delete it, and never once it is deleted: what its author has taken out of it
was taken out.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Activity, Comment, Project, Role, Task, User
from boards.policy import Action, can, may_delete_comment, may_edit_comment
from boards.queries.history import Entry, entry_of
from boards.queries.history_rows import comment_of
from boards.rules import differing

LABELS = {
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
    "text": gettext_lazy("Comment"),
}


@dataclass(frozen=True)
class TextChange:
    """A text before and after; `can_restore`: the reader may write the one before again, which is another today.

    `version` is that of what holds the text, as the reader sees it.
    """

    field: str
    label: str
    parts: list[differing.Part]
    can_restore: bool
    version: int


@dataclass(frozen=True)
class Change:
    """A change, and its texts as far as the reader may see them."""

    activity: Activity
    entry: Entry
    texts: list[TextChange]
    # Why a text is not shown.
    silence: str = ""


def told(activity: Activity, *, reader: User, role: Role) -> Change:
    """The change for this reader; three queries at most."""
    comment = _comment(activity)
    entry = entry_of(activity, hide_deleted=not can(role, Action.EDIT_TASK), today=timezone.localdate())
    if comment is not None and not _may_read(comment, reader, role):
        return Change(activity, entry, [], _silence(comment))
    row = comment or activity.task or activity.project
    is_open = _is_open(activity, comment, reader, role)
    return Change(activity, entry, [_text(row, field, activity, is_open=is_open) for field in texts_of(activity)])


def texts_of(activity: Activity) -> list[str]:
    """The fields with a text that was another before."""
    return [name for name in LABELS if name in activity.changes and activity.changes[name][0] is not None]


def _text(row: Comment | Task | Project, field: str, activity: Activity, *, is_open: bool) -> TextChange:
    before, after = activity.changes[field]
    parts = differing.shortened(differing.parts(before, after or ""))
    can_restore = is_open and getattr(row, field) != before
    return TextChange(field, str(LABELS[field]), parts, can_restore=can_restore, version=row.version)


def _comment(activity: Activity) -> Comment | None:
    if "comment" not in activity.changes:
        return None
    found = Comment.objects.filter(pk=comment_of(activity) or 0).first()
    # One that was purged is as deleted as one can be.
    return found or Comment(task=activity.task, text="", deleted_at=activity.created_at)


def _may_read(comment: Comment, reader: User, role: Role) -> bool:
    return comment.deleted_at is None and may_delete_comment(reader, comment.author_id, role)


def _silence(comment: Comment) -> str:
    if comment.deleted_at is not None:
        return _("This comment was deleted, and its text with it.")
    return _("What was taken out of a comment is shown to its author and to those who look after the project.")


def _is_open(activity: Activity, comment: Comment | None, reader: User, role: Role) -> bool:
    """Whether the reader may write an earlier text again."""
    task = activity.task
    if activity.project.is_archived or (task is not None and (task.is_archived or task.deleted_at)):
        return False
    if comment is not None:
        return may_edit_comment(reader, comment.author_id, role)
    if task is not None:
        return not task.is_completed and can(role, Action.EDIT_TASK)
    return can(role, Action.EDIT_PROJECT)
