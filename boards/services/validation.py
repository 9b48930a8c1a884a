"""What services of tasks look at before they write: rows as they are under the lock, and values that fit."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from boards import policy
from boards.exceptions import InvalidInput, NotFound, RuleBroken, TaskArchived
from boards.models import Column, Project, Status, Task, User
from boards.services.transactions import lock_and_read
from boardsite.database.prepared import Prepared
from boardsite.database.statements import Statement

_TASK = Prepared(
    lambda pk: Task.objects.select_related("column", "assignee").filter(pk=pk, deleted_at=None).defer("search_text"),
    pk=int,
)
_COLUMN = Prepared(lambda project, pk: Column.objects.filter(project=project, pk=pk).order_by(), project=int, pk=int)
_FIRST = Prepared(
    lambda project, status: Column.objects.filter(project=project, status=status)[:1], project=int, status=str
)


def lock_with_task(task: Task, *reads: Statement) -> tuple[Project, Task, list[Any]]:
    """The task's project, locked; the row as it is then, with its column and assignee; and what `reads` give.

    Raises NotFound once the task is deleted. One message.
    """
    project, (found, *answers) = lock_and_read(task.project_id, _TASK.of(pk=task.pk), *reads)
    if not found:
        raise NotFound
    return project, found[0], answers


def lock_with_open_task(task: Task, *reads: Statement) -> tuple[Project, Task, list[Any]]:
    """The same, but TaskArchived for one that is off the board."""
    project, row, answers = lock_with_task(task, *reads)
    if row.is_archived:
        raise TaskArchived
    return project, row, answers


def column_by_id(project_id: int, column_id: int) -> Statement:
    """Asks for a column of the project, to be given to `known_column`."""
    return _COLUMN.of(project=project_id, pk=column_id)


def column_of(project: Project, column_id: int) -> Column:
    """A column of the project by id; InvalidInput for any other. One query."""
    return known_column(_COLUMN.first(project=project.pk, pk=column_id))


def known_column(column: Column | None) -> Column:
    """Return what was found; raise InvalidInput if it was nothing."""
    if column is None:
        raise InvalidInput("column", _("Choose a column of this project."))
    return column


def first_column(project: Project, status: Status) -> Column:
    """The first column of a status; a project keeps at least one pending and one completed."""
    return needed_column(_FIRST.first(project=project.pk, status=status.value))


def needed_column(column: Column | None) -> Column:
    """Return what was found; raise RuleBroken if it was nothing."""
    if column is None:
        raise RuleBroken(_("This project has no column of that status. Add one in its settings."))
    return column


def taking_part(project: Project) -> QuerySet[User]:
    """The people who may have tasks of the project, were their account in use: its owner and members of role member or
    above."""
    return User.objects.filter(policy.works_on(project))


def assignable(project: Project) -> QuerySet[User]:
    """The people a task of the project can be given to; who is switched off keeps what they have, but gets no more."""
    return User.objects.filter(policy.is_assignable(project))


def checked_assignee(project: Project, user: User | None) -> User | None:
    """Return `user`; raise InvalidInput unless tasks of the project can be given to them."""
    return None if user is None else known_assignee(assignable(project).filter(pk=user.pk).first())


def checked_others(project: Project, users: Collection[User]) -> Collection[User]:
    """Return these; raise InvalidInput unless tasks of the project can be given to all of them. No query for nobody."""
    wanted = {user.pk for user in users}
    if wanted and assignable(project).filter(pk__in=wanted).count() < len(wanted):
        known_assignee(None, "other_assignees")
    return users


def known_assignee(user: User | None, field: str = "assignee") -> User:
    """Return who was found; raise InvalidInput if it was nobody."""
    if user is None:
        raise InvalidInput(field, _("Choose somebody who takes part in this project as member, admin or owner."))
    return user


def checked_number(field: str, value: int, highest: int) -> int:
    """Return `value`; raise InvalidInput unless it is a whole number from 0 to `highest`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
        raise InvalidInput(field, _("Enter a whole number from 0 to %(highest)s.") % {"highest": highest})
    return value
