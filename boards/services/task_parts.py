"""What comments, files and web links of a task share.

Each is locked with its task, hidden when it is deleted so that it can be brought back, and counted on the card, which
changes with that number.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from boards import events
from boards.events import Kind
from boards.exceptions import ChangedSince, NotFound, TaskArchived
from boards.models import Activity, Attachment, Comment, Project, User, WebLink
from boards.rules.changes import Changes
from boards.services.transactions import raising
from boards.services.validation import lock_with_open_task
from boardsite.database import statements

Part = TypeVar("Part", Comment, Attachment, WebLink)

# How many there are, on the task.
COUNTS: dict[type[Comment | Attachment | WebLink], str] = {
    Comment: "comment_count",
    Attachment: "file_count",
    WebLink: "web_link_count",
}


def locked(part: Part, rows: QuerySet[Part]) -> tuple[Project, Part]:
    """The part out of these rows under the lock of its project, with its task as it is then. NotFound once it is
    deleted."""
    project, task, _reads = lock_with_open_task(part.task)
    fresh = rows.filter(pk=part.pk, task=task, deleted_at=None).first()
    if fresh is None:
        raise NotFound
    fresh.task = task
    return project, fresh


def of_change(activity: Activity, pk: int | None, rows: QuerySet[Part]) -> Part:
    """The part out of these rows that a change was of, deleted or not, if its task still takes changes."""
    of_task = rows.select_related("task__column", "task__assignee").defer("task__search_text")
    part = of_task.filter(pk=pk or 0, task=activity.task_id, task__deleted_at=None).first()
    if part is None:
        raise NotFound
    if part.task.is_archived:
        raise TaskArchived
    return part


def refuse_if_newer(part: Comment | Attachment | WebLink, activity: Activity, deletion: Kind) -> None:
    """ChangedSince if it was deleted or brought back since that change."""
    if (part.deleted_at is not None) != (activity.kind == deletion):
        raise ChangedSince


def hide(part: Comment | Attachment | WebLink) -> None:
    """It is gone, until it is brought back or purged."""
    _mark(part, timezone.now())


def bring_back(part: Comment | Attachment | WebLink) -> None:
    """It is there again."""
    _mark(part, None)


def _mark(part: Comment | Attachment | WebLink, moment: datetime.datetime | None) -> None:
    part.deleted_at = moment
    part.save(update_fields=["deleted_at"])


def publish(
    kind: Kind,
    project: Project,
    part: Comment | Attachment | WebLink,
    changes: Changes,
    actor: User,
    *,
    count: int = 0,
    shown: Sequence[str] = (),
    undoes: Activity | None = None,
) -> Activity:
    """The end of each change. `count`: how many more there are; `shown`: further fields of the task that have changed.
    The card shows those alone, and is drawn anew for them."""
    task = part.task
    task.project = project
    fields = [*shown]
    if count:
        fields.append(COUNTS[type(part)])
        setattr(task, fields[-1], getattr(task, fields[-1]) + count)
    columns, along = raising(project, columns=[task.column] if fields else ())
    if fields:
        along = [statements.saving(task, fields), *along]
    return events.publish(
        kind, project=project, actor=actor, task=task, changes=changes, columns=columns, undoes=undoes, along=along
    )
