"""The only writer of comments and of the nods to them.

The history keeps of each change which comment it was (`comment`), its text before and after, and its version. A comment
is open to everybody who may write in the project, on completed tasks too; an archived task takes none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.events import Kind
from boards.exceptions import ChangedSince, InvalidInput, Noun
from boards.models import Activity, Comment, Emoji, Project, Reaction, Task, User
from boards.models.activity import edits_of_comment
from boards.rules.changes import Changes, number, ref_id
from boards.rules.changes import text as as_text
from boards.rules.text import clean_text, fold, is_blank
from boards.services.task_parts import bring_back, hide, locked, of_change, publish, refuse_if_newer
from boards.services.transactions import service
from boards.services.validation import lock_with_open_task
from boards.services.versioned_edits import Versioned

# Comments that are made searchable in one transaction.
BATCH = 500
KINDS = frozenset({Kind.COMMENT_CREATED, Kind.COMMENT_UPDATED, Kind.COMMENT_DELETED})


def checked(text: str) -> str:
    """The text as it is stored; InvalidInput for one in which there is nothing to read."""
    text = clean_text("text", text)
    if is_blank(text):
        raise InvalidInput("text", _("Write something first."))
    return text


def _later(comment: Comment, version: int) -> Iterable[Mapping[str, Any]]:
    return edits_of_comment(comment.pk, comment.task_id, version).values_list("changes", flat=True)


VERSIONED: Versioned[Comment] = Versioned(Noun.COMMENT, {"text": checked}, lambda comment, _field: comment.text, _later)


@service
def add(*, task: Task, text: str, actor: User) -> Comment:
    """Say something about a task."""
    text = checked(text)
    project, task, _reads = lock_with_open_task(task)
    comment = Comment(task=task, author=actor, text=text)
    comment.fill_search_text()
    comment.save()
    publish(Kind.COMMENT_CREATED, project, comment, _changes(comment, after=comment), actor, count=1)
    return comment


@service
def update(*, comment: Comment, text: str, seen_version: int | None, actor: User) -> Comment:
    """Write another text. EditConflict if it has been changed to something else since `seen_version`."""
    project, comment = locked(comment, _with_author())
    changed = {"text": text}
    merged = VERSIONED.merge(comment, changed, seen_version)
    VERSIONED.refuse_conflicts(comment, merged, changed)
    if not merged.changes:
        return comment
    before = Comment(pk=comment.pk, text=comment.text, version=comment.version)
    _write(comment, as_text(merged.changes["text"]))
    publish(Kind.COMMENT_UPDATED, project, comment, _changes(comment, before=before, after=comment), actor)
    return comment


@service
def delete(*, comment: Comment, actor: User) -> Comment:
    """Hide a comment at once; it can be undone until it is purged after 30 days."""
    project, comment = locked(comment, _with_author())
    hide(comment)
    publish(Kind.COMMENT_DELETED, project, comment, _changes(comment, before=comment), actor, count=-1)
    return comment


@service
def react(*, comment: Comment, emoji: str, on: bool, actor: User) -> None:
    """Nod to a comment, or take that back; doing so again changes nothing. It is told to nobody."""
    if emoji not in Emoji.values:
        raise InvalidInput("emoji", _("Choose one of the signs that are offered."))
    _project, comment = locked(comment, _with_author())
    if on:
        Reaction.objects.get_or_create(comment=comment, user=actor, emoji=emoji)
    else:
        Reaction.objects.filter(comment=comment, user=actor, emoji=emoji).delete()


def take_back(project: Project, activity: Activity, *, actor: User) -> Activity:
    """Undo a change of a comment, for `services.undo`, which holds the lock and knows that it is the actor's own."""
    was, now = activity.changes["comment"]
    comment = of_change(activity, ref_id(was) or ref_id(now), _with_author())
    refuse_if_newer(comment, activity, Kind.COMMENT_DELETED)
    undone_version = number(activity.changes["comment_version"][1] or activity.changes["comment_version"][0])
    if comment.version != undone_version:
        raise ChangedSince
    before = Comment(pk=comment.pk, text=comment.text, version=comment.version)
    if activity.kind == Kind.COMMENT_UPDATED:
        _write(comment, as_text(activity.changes["text"][0]))
        return publish(
            Kind.UNDONE, project, comment, _changes(comment, before=before, after=comment), actor, undoes=activity
        )
    if activity.kind == Kind.COMMENT_CREATED:
        hide(comment)
        gone = _changes(comment, before=before)
        return publish(Kind.UNDONE, project, comment, gone, actor, count=-1, undoes=activity)
    bring_back(comment)
    return publish(Kind.UNDONE, project, comment, _changes(comment, after=comment), actor, count=1, undoes=activity)


def _with_author() -> QuerySet[Comment]:
    return Comment.objects.select_related("author")


def _write(comment: Comment, text: str) -> None:
    comment.text, comment.version, comment.edited_at = text, comment.version + 1, timezone.now()
    comment.fill_search_text()
    comment.save(update_fields=["text", "search_text", "version", "edited_at"])


def _changes(comment: Comment, *, before: Comment | None = None, after: Comment | None = None) -> Changes:
    """What the history keeps: both sides of each, None where there was, or is, no comment."""
    sides = (before, after)
    return {
        "comment": [{"id": side.pk} if side else None for side in sides],
        "text": [side.text if side else None for side in sides],
        "comment_version": [side.version if side else None for side in sides],
    }


def purge(border: datetime.datetime) -> int:
    """Remove for good what was deleted before that moment; returns how many comments that were."""
    rows = Comment.objects.filter(deleted_at__lt=border)
    tasks = dict(rows.values_list("pk", "task"))
    _forget_texts(tasks)
    rows.filter(pk__in=tasks).delete()
    return len(tasks)


def make_searchable() -> int:
    """Fold the texts of comments that others than `add` and `update` wrote; returns how many there were."""
    count = 0
    while rows := list(Comment.objects.filter(search_text="").order_by("pk").values_list("pk", "text")[:BATCH]):
        _fold_texts(rows)
        count += len(rows)
    return count


@service
def _fold_texts(rows: Sequence[tuple[int, str]]) -> None:
    for pk, text in rows:
        # Whoever edits it meanwhile has filled it.
        Comment.objects.filter(pk=pk, search_text="").update(search_text=fold(text))


def _forget_texts(tasks: Mapping[int, int]) -> None:
    """Take what these comments (id: task) said out of the history, which needs it for undo alone."""
    changed = []
    for row in Activity.objects.filter(task__in=set(tasks.values()), changes__has_key="comment"):
        if {ref_id(side) for side in row.changes["comment"]} & tasks.keys():
            row.changes["text"] = [None, None]
            changed.append(row)
    Activity.objects.bulk_update(changed, ["changes"], batch_size=500)
