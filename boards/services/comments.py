"""The only writer of comments and of the nods to them.

The history keeps of each change which comment it was (`comment`), its text before and after, and its version. A comment
is open to everybody who may write in the project, on completed tasks too; an archived task takes none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, Noun, RuleBroken, TaskArchived
from boards.models import Activity, Comment, Emoji, Project, Reaction, Task, User
from boards.models.activity import edits_of_comment
from boards.rules.changes import Changes, number, ref_id
from boards.rules.changes import text as as_text
from boards.rules.text import clean_text, fold, is_blank
from boards.services.transactions import raising, service
from boards.services.validation import lock_with_open_task
from boards.services.versioned_edits import Versioned
from boardsite.database import statements

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
    _publish(Kind.COMMENT_CREATED, project, comment, _changes(comment, after=comment), actor, count=1)
    return comment


@service
def update(*, comment: Comment, text: str, seen_version: int | None, actor: User) -> Comment:
    """Write another text. EditConflict if it has been changed to something else since `seen_version`."""
    project, comment = _locked(comment)
    changed = {"text": text}
    merged = VERSIONED.merge(comment, changed, seen_version)
    VERSIONED.refuse_conflicts(comment, merged, changed)
    if not merged.changes:
        return comment
    before = Comment(pk=comment.pk, text=comment.text, version=comment.version)
    _write(comment, as_text(merged.changes["text"]))
    _publish(Kind.COMMENT_UPDATED, project, comment, _changes(comment, before=before, after=comment), actor)
    return comment


@service
def delete(*, comment: Comment, actor: User) -> Comment:
    """Hide a comment at once; it can be undone until it is purged after 30 days."""
    project, comment = _locked(comment)
    comment.deleted_at = timezone.now()
    comment.save(update_fields=["deleted_at"])
    _publish(Kind.COMMENT_DELETED, project, comment, _changes(comment, before=comment), actor, count=-1)
    return comment


@service
def react(*, comment: Comment, emoji: str, on: bool, actor: User) -> None:
    """Nod to a comment, or take that back; doing so again changes nothing. It is told to nobody."""
    if emoji not in Emoji.values:
        raise InvalidInput("emoji", _("Choose one of the signs that are offered."))
    _project, comment = _locked(comment)
    if on:
        Reaction.objects.get_or_create(comment=comment, user=actor, emoji=emoji)
    else:
        Reaction.objects.filter(comment=comment, user=actor, emoji=emoji).delete()


def take_back(project: Project, activity: Activity, *, actor: User) -> Activity:
    """Undo a change of a comment, for `services.undo`, which holds the lock and knows that it is the actor's own."""
    comment = _of_change(activity)
    undone_version = number(activity.changes["comment_version"][1] or activity.changes["comment_version"][0])
    if comment.version != undone_version or (comment.deleted_at is not None) != (activity.kind == Kind.COMMENT_DELETED):
        raise RuleBroken(_("Something newer is in the way: it has been changed again since."))
    before = Comment(pk=comment.pk, text=comment.text, version=comment.version)
    if activity.kind == Kind.COMMENT_UPDATED:
        _write(comment, as_text(activity.changes["text"][0]))
        changes, count = _changes(comment, before=before, after=comment), 0
    elif activity.kind == Kind.COMMENT_CREATED:
        comment.deleted_at = timezone.now()
        changes, count = _changes(comment, before=before), -1
    else:
        comment.deleted_at = None
        changes, count = _changes(comment, after=comment), 1
    comment.save(update_fields=["deleted_at"])
    return _publish(Kind.UNDONE, project, comment, changes, actor, count=count, undoes=activity)


def _of_change(activity: Activity) -> Comment:
    found = ref_id(activity.changes["comment"][0]) or ref_id(activity.changes["comment"][1])
    rows = Comment.objects.select_related("task__column", "task__assignee", "author").defer("task__search_text")
    comment = rows.filter(pk=found or 0, task=activity.task_id, task__deleted_at=None).first()
    if comment is None:
        raise NotFound
    if comment.task.is_archived:
        raise TaskArchived
    return comment


def _locked(comment: Comment) -> tuple[Project, Comment]:
    """The comment under the lock of its project, with its task as it is then. NotFound once it is deleted."""
    project, task, _reads = lock_with_open_task(comment.task)
    fresh = Comment.objects.select_related("author").filter(pk=comment.pk, deleted_at=None).first()
    if fresh is None:
        raise NotFound
    fresh.task = task
    return project, fresh


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


def _publish(
    kind: Kind,
    project: Project,
    comment: Comment,
    changes: Changes,
    actor: User,
    *,
    count: int = 0,
    undoes: Activity | None = None,
) -> Activity:
    """The end of each change: the card shows how many comments there are, and changes only with their number."""
    task = comment.task
    task.project = project
    columns, along = raising(project, columns=[task.column] if count else ())
    if count:
        task.comment_count += count
        along = [statements.saving(task, ["comment_count"]), *along]
    return events.publish(
        kind, project=project, actor=actor, task=task, changes=changes, columns=columns, undoes=undoes, along=along
    )


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
