"""What services of tasks look at before they write: rows as they are under the lock, and values that fit."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from boards import policy
from boards.exceptions import InvalidInput, NotFound, RuleBroken, TaskArchived
from boards.models import Column, Project, Status, Task, User


def fresh_task(task: Task, *, with_tags: bool = False) -> Task:
    """The row as it is under the lock, with its column and assignee; NotFound once it is deleted. One query."""
    found = Task.objects.select_related("column", "assignee").filter(pk=task.pk, deleted_at=None)
    if with_tags:
        found = found.prefetch_related("tags")
    row = found.defer("search_text").first()
    if row is None:
        raise NotFound
    return row


def fresh_open_to_change(task: Task, *, with_tags: bool = False) -> Task:
    """The same, but TaskArchived for one that is off the board."""
    row = fresh_task(task, with_tags=with_tags)
    if row.is_archived:
        raise TaskArchived
    return row


def column_of(project: Project, column_id: int) -> Column:
    """A column of the project by id; InvalidInput for any other. One query."""
    return known_column(project.columns.filter(pk=column_id).first())


def known_column(column: Column | None) -> Column:
    """Return what was found; raise InvalidInput if it was nothing."""
    if column is None:
        raise InvalidInput("column", _("Choose a column of this project."))
    return column


def first_column(project: Project, status: Status) -> Column:
    """The first column of a status; a project keeps at least one pending and one completed."""
    return needed_column(project.columns.filter(status=status).first())


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


def known_assignee(user: User | None) -> User:
    """Return who was found; raise InvalidInput if it was nobody."""
    if user is None:
        raise InvalidInput("assignee", _("Choose somebody who takes part in this project as member, admin or owner."))
    return user


def checked_number(field: str, value: int, highest: int) -> int:
    """Return `value`; raise InvalidInput unless it is a whole number from 0 to `highest`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
        raise InvalidInput(field, _("Enter a whole number from 0 to %(highest)s.") % {"highest": highest})
    return value
