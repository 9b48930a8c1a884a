"""From the board of a file to a project: `prepare` makes a plan that can be shown, `carry_out` makes the project.

Nothing is dropped in silence: what has no field here goes into a description, what can't be kept is noted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from boards.models import Column, Project, User, Visibility
from boards.rules.addresses import in_small_letters
from boards.services import bulk_creation
from boards.services.bulk_creation import TaskDraft
from boards.transfer.boards import Board
from boards.transfer.planning import Planner
from boards.transfer.plans import Plan, PlannedTask


def people_of(board: Board) -> dict[str, User]:
    """The accounts of those members whose address the export tells, by address; at most one query."""
    addresses = {in_small_letters(member.email) for member in board.members.values() if member.email}
    if not addresses:
        return {}
    return {user.email: user for user in User.objects.filter(email__in=addresses, is_active=True)}


def prepare(
    board: Board,
    *,
    owner: User,
    completed: Collection[str] = (),
    visibility: str = Visibility.PERSONAL,
    title: str | None = None,
    people: Mapping[str, User] | None = None,
) -> Plan:
    """Plan the project that the owner would get; nothing is written.

    `completed` names lists that are done, beside those told by their name. `people` (see `people_of`) become
    members. Raises InvalidInput for a list that is not there or a title that doesn't fit.
    """
    return Planner(board, owner, people or {}).plan(completed, visibility, title)


def carry_out(plan: Plan, *, actor: User) -> Project:
    """Make the project, all or nothing."""
    return bulk_creation.import_board(
        title=plan.title,
        description=plan.description,
        visibility=plan.visibility,
        columns=plan.columns,
        tags=plan.tags,
        people=plan.people,
        drafts=lambda columns: [_draft(task, columns) for task in plan.tasks],
        actor=actor,
    )


def _draft(task: PlannedTask, columns: Sequence[Column]) -> TaskDraft:
    return TaskDraft(
        title=task.title,
        column=columns[task.column],
        number=task.number,
        description=task.description,
        tags=task.tags,
        priority=task.priority,
        progress=task.progress,
        assignee=task.assignee,
        others=task.others,
        due_date=task.due_date,
        created_at=task.created_at,
        completed_at=task.completed_at,
        archived=task.archived,
        talk=task.talk,
    )
