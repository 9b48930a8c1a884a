"""Which changes of a page the reader may take back: what `services.undo` lets through, as far as a page can know it.

The service has the last word; here nothing is offered that it would refuse by what the history says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q

from boards.models import Activity, Kind, Project, Role, Task, User
from boards.policy import UNDO, can
from boards.queries.history_rows import Fields, Remark, comment_of
from boards.rules import locking
from boards.rules.changes import COUNTERS, number

# What is done to a project as a whole: taken back whatever state it is in.
STATES = frozenset({Kind.PROJECT_ARCHIVED, Kind.PROJECT_RESTORED})
# So far it is looked for what has been changed again since; older changes are not offered.
MOST_LATER = 500


class _Later(NamedTuple):
    """A change that may stand in the way of an older one."""

    pk: int
    task_id: int | None
    undoes_id: int | None
    fields: frozenset[str]


def undoable(
    rows: Sequence[Activity],
    project: Project,
    comments: Mapping[int, Remark],
    *,
    reader: User,
    role: Role,
    all_later: Sequence[Activity] | None = None,
) -> set[int]:
    """The ids of those rows that the reader may take back; one query at most.

    `all_later`: the rows among which all newer ones are, where the caller has read them.
    """
    mine = [row for row in rows if _is_open(row, project, comments, reader, role)]
    if not mine:
        return set()
    later, reach = (_known(all_later), 0) if all_later is not None else _looked_for(mine, project)
    return {row.pk for row in mine if row.pk >= reach and not _is_in_the_way(row, later)}


def _is_open(row: Activity, project: Project, comments: Mapping[int, Remark], reader: User, role: Role) -> bool:
    """Whether it is the reader's own and neither it nor what it is about stands in the way."""
    action = UNDO.get(Kind(row.kind))
    if row.actor_id != reader.pk or action is None or not can(role, action) or hasattr(row, "undone_by"):
        return False
    if row.task is None:
        return row.kind in STATES or not project.is_archived
    return not project.is_archived and _is_open_on(row, row.task, comments)


def _is_open_on(row: Activity, task: Task, comments: Mapping[int, Remark]) -> bool:
    if "comment" in row.changes:
        return not (task.deleted_at or task.is_archived) and _is_last_of(row, comments.get(comment_of(row) or 0))
    if task.deleted_at or task.is_archived:
        return "deleted_at" in row.changes or (not task.deleted_at and "archived_at" in row.changes)
    completes = "completed_at" in row.changes
    return completes or not locking.is_locked(completed=task.is_completed, fields=set(row.changes))


def _is_last_of(row: Activity, comment: Remark | None) -> bool:
    """Whether the comment is as this change left it."""
    if comment is None:
        return False
    before, after = row.changes["comment_version"]
    is_gone = comment.deleted_at is not None
    return comment.version == number(after or before) and is_gone == (row.kind == Kind.COMMENT_DELETED)


def _is_in_the_way(row: Activity, later: Iterable[_Later]) -> bool:
    """Whether one of these has changed the same field since, and was not taken back. Comments have their version, and
    what was done to one file is in the way of no other."""
    if not {"comment", "attachment"}.isdisjoint(row.changes):
        return False
    return any(
        one.pk > row.pk
        and one.task_id == row.task_id
        and (one.undoes_id or 0) <= row.pk
        and not one.fields.isdisjoint(row.changes.keys() - COUNTERS)
        for one in later
    )


def _known(rows: Iterable[Activity]) -> list[_Later]:
    return [
        _Later(row.pk, row.task_id, row.undoes_id, frozenset(row.changes))
        for row in rows
        if not hasattr(row, "undone_by")
    ]


def _looked_for(mine: Sequence[Activity], project: Project) -> tuple[list[_Later], int]:
    """What has been changed since of what these are about, and from which row on that is all."""
    tasks = {row.task_id for row in mine if row.task_id is not None}
    about = Q(task__in=tasks) | Q(task=None) if any(row.task_id is None for row in mine) else Q(task__in=tasks)
    oldest = min(row.pk for row in mine)
    rows = Activity.objects.filter(about, project=project, pk__gt=oldest, undone_by=None).order_by("-pk")
    found = list(rows.values_list("pk", "task_id", "undoes_id", Fields("changes"))[:MOST_LATER])
    later = [_Later(pk, task, undoes, frozenset((fields or "").split(","))) for pk, task, undoes, fields in found]
    return later, later[-1].pk if len(later) == MOST_LATER else 0
