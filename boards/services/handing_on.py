"""Handing on what somebody has to do, as when they leave the team."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput
from boards.models import Project, Task, User
from boards.models.tasks import OPEN_TO_CHANGE, TaskQuerySet
from boards.services import checklist_items, sharing, validation
from boards.services.transactions import lock, raise_revision, service

logger = logging.getLogger("boardsite.people")


def open_tasks(user: User) -> TaskQuerySet:
    """What can be handed on: open tasks on the boards. Completed and archived ones take no change and stay."""
    return Task.objects.alive().filter(OPEN_TO_CHANGE).assigned_to([user.pk])


@service
def hand_on(*, user: User, to: Mapping[int, User | None], actor: User) -> int:
    """Put somebody else in a person's place on all their open tasks, per project by its id; None for nobody.

    Returns how many. What they have beside somebody else is handed on too. One lock and one revision a project, in the
    order of ids, and a number of statements that grows by one for each 500 tasks. Each task gets a history row, which
    can be undone. Raises InvalidInput for whoever can't have tasks there.
    """
    projects = {project_id: lock(project_id) for project_id in sorted(to)}
    count = sum(_hand_on(project, user, to[pk], actor) for pk, project in projects.items())
    logger.info("%s tasks of person %s were handed on by person %s", count, user.pk, actor.pk)
    return count


def _hand_on(project: Project, user: User, to: User | None, actor: User) -> int:
    if to is not None and to.pk == user.pk:
        raise InvalidInput("to", _("Choose somebody else."))
    validation.checked_assignee(project, to)
    checklist_items.hand_on(project, user, to)
    chosen = open_tasks(user).filter(project=project)
    tasks = list(chosen.select_related("assignee").defer("description", "search_text"))
    if not tasks:
        return 0
    changed = sharing.hand_over(tasks, user, to)
    columns = raise_revision(project, columns={task.column_id for task in tasks})
    events.publish_tasks(Kind.TASK_UPDATED, changed, project=project, actor=actor, columns=columns)
    return len(tasks)
