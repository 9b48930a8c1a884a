"""What a program asks of a task in one go: fields, place and state together, one task or hundreds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from boards.exceptions import BadMove, InvalidInput, NotFound, RuleBroken
from boards.models import Activity, Project, Task, User
from boards.rules.progress import COMPLETE
from boards.services import creation, positions, tasks, validation
from boards.services.bulk_changes import Batch, TaskChange, chosen, several
from boards.services.lanes import Lanes, columns_of, for_a_new_card
from boards.services.moving import Moved
from boards.services.transactions import lock_and_read, service

__all__ = ["ChangeRefused", "TaskChange", "apply", "apply_all", "create", "move"]


class ChangeRefused(Exception):
    """One of many changes can't be made, so none is; `index` says which, `cause` why."""

    def __init__(self, index: int, cause: Exception) -> None:
        self.index, self.cause = index, cause
        super().__init__(index, cause)


@service
def create(*, project: Project, change: TaskChange, actor: User) -> Task:
    """Make a task, in the column or the first column of the status that the change names."""
    project, (found, *ends) = lock_and_read(project.pk, *for_a_new_card(project.pk, change.column))
    given, lanes = dict(change.values), Lanes(project, found, ends)
    column = lanes.meant(change.column, change.status)
    change.refuse_contradiction(column)
    if column is None and change.completed:
        given["progress"] = COMPLETE
    given["tag_names"] = given.pop("tags", ())
    people = _people(project, change.people)
    given["assignee"] = chosen(people, given.get("assignee"))
    given["others"] = several(people, given.pop("other_assignees", ()))
    return creation.make(project, lanes, column=column, **given, actor=actor)


def _people(project: Project, ids: Collection[int]) -> dict[int, User]:
    """Those of these people who can be given tasks of the project; no query for nobody."""
    return {user.pk: user for user in validation.assignable(project).filter(pk__in=ids)} if ids else {}


@service
def apply(*, task: Task, change: TaskChange, actor: User) -> Task:
    """Write fields, complete or move, archive or restore, as far as the change says so; see `Batch.apply`."""
    project, (found,) = lock_and_read(task.project_id, columns_of(task.project_id))
    batch = Batch(project, Lanes(project, found), [(task.pk, change)], actor)
    batch.apply(task.pk, change)
    batch.save()
    return batch.tasks[task.pk]


@service
def apply_all(*, changes: Sequence[tuple[Task, TaskChange]], actor: User) -> None:
    """Make all changes or none. The projects are locked first, in the order of their ids; each gets one revision.

    A number of statements for each project that does not grow with the tasks. Raises ChangeRefused for the first change
    that can't be made.
    """
    wanted: dict[int, list[tuple[int, TaskChange]]] = defaultdict(list)
    for task, change in changes:
        wanted[task.project_id].append((task.pk, change))
    locked = [lock_and_read(pk, columns_of(pk), archived=True) for pk in sorted(wanted)]
    batches = {
        project.pk: Batch(project, Lanes(project, columns), wanted[project.pk], actor) for project, (columns,) in locked
    }
    for index, (task, change) in enumerate(changes):
        try:
            batches[task.project_id].apply(task.pk, change)
        except (RuleBroken, InvalidInput, NotFound) as error:
            raise ChangeRefused(index, error) from error
    for batch in batches.values():
        batch.save()


@service
def move(
    *,
    task: Task,
    column_id: int | None = None,
    status: str | None = None,
    after_id: int | None = None,
    before_id: int | None = None,
    left_id: int | None = None,
    seen_version: int | None = None,
    even_if_blocked: bool = False,
    actor: User,
) -> Moved:
    """Put a card into a column, or the first one of a status, below or above a neighbour.

    Raises BadMove if it has been put into another column since `seen_version`.
    """
    project, task, (found,) = validation.lock_with_open_task(task, columns_of(task.project_id))
    target = Lanes(project, found).meant(column_id, status) or task.column
    if seen_version is not None and _column_at(task, seen_version) != task.column_id:
        raise BadMove(_("Somebody else moved this card to “%(column)s” in the meantime.") % {"column": task.column})
    if before_id is not None:
        after_id = positions.above(target, before_id, task=task)
    return tasks.move(
        task=task,
        column_id=target.pk,
        after_id=after_id,
        left_id=left_id,
        even_if_blocked=even_if_blocked,
        actor=actor,
    )


def _column_at(task: Task, version: int) -> int:
    """The id of the column the task stood in at a version; one query."""
    later = Activity.objects.filter(task=task, task_version__gt=version, changes__has_key="column").order_by("pk")
    changes = later.values_list("changes", flat=True).first()
    return int(changes["column"][0]["id"]) if changes and changes["column"][0] else task.column_id
