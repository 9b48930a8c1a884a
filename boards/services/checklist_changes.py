"""What the services of checklists and of their items share: the lock, places, references, and how a change ends.

Checklists belong to their task: while that is completed they stay as they are (TaskLocked). The task keeps how many
items there are and how many of them are done, and if its progress follows them, that too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from boards import events
from boards.events import Kind
from boards.exceptions import NotFound, TaskLocked
from boards.models import Activity, Checklist, ChecklistItem, Project, Status, Task, User
from boards.rules import ordering
from boards.rules.changes import Ref
from boards.rules.progress import share
from boards.services import moving, positions, validation
from boards.services.transactions import raising, saving_task
from boardsite.database import statements
from boardsite.database.statements import Statement, together

# Written in the history: field → [before, after].
Written = dict[str, list[Any]]


def lock_task(task: Task) -> tuple[Project, Task]:
    """The project, locked, and the task as it is then; refuses one that is archived or completed."""
    project, row, _reads = validation.lock_with_open_task(task)
    row.project = project
    if row.is_completed:
        raise TaskLocked
    return project, row


def lists_of(task: Task) -> QuerySet[Checklist]:
    """The checklists of a task, in their order."""
    return Checklist.objects.filter(task=task, deleted_at=None)


def items_of(checklist: Checklist) -> QuerySet[ChecklistItem]:
    """The items of a checklist, in their order."""
    return ChecklistItem.objects.filter(checklist=checklist, deleted_at=None)


def locked_list(checklist: Checklist) -> tuple[Project, Checklist]:
    """A checklist under the lock of its project, with its task; NotFound once it is deleted."""
    project, task = lock_task(checklist.task)
    fresh = lists_of(task).filter(pk=checklist.pk).first()
    if fresh is None:
        raise NotFound
    fresh.task = task
    return project, fresh


def locked_item(item: ChecklistItem) -> tuple[Project, ChecklistItem]:
    """An item likewise, with its list and task."""
    project, task = lock_task(item.checklist.task)
    rows = ChecklistItem.objects.select_related("checklist", "assignee")
    fresh = rows.filter(pk=item.pk, deleted_at=None, checklist__deleted_at=None).first()
    if fresh is None:
        raise NotFound
    fresh.checklist.task = task
    return project, fresh


def at_end(rows: Iterable[Checklist | ChecklistItem], count: int = 1) -> list[str]:
    """`count` places below all of these, which are given in their order; may space those anew."""
    there = list(rows)
    places = [there[-1].position] if there else []
    try:
        for _each in range(count):
            places.append(ordering.between(places[-1] if places else None, None))
    except ordering.NoRoom:
        return respace(there, more=count)
    return places[-count:]


def index_after(others: Sequence[Checklist | ChecklistItem], after_id: int | None) -> tuple[int, bool]:
    """The place below one of these, by its id, or on top; says too whether that one was gone: then it is the end."""
    if after_id is None:
        return 0, False
    found = next((index for index, each in enumerate(others) if each.pk == after_id), None)
    return (len(others), True) if found is None else (found + 1, False)


def between(others: Sequence[Checklist | ChecklistItem], index: int) -> str:
    """What to write for that place among these; may space them anew."""

    def place() -> str:
        before = others[index - 1].position if index else None
        return ordering.between(before, others[index].position if index < len(others) else None)

    try:
        return place()
    except ordering.NoRoom:
        respace(others)
        return place()


def respace(rows: Sequence[Checklist | ChecklistItem], *, more: int = 0) -> list[str]:
    """Give these rows places at equal steps, and return `more` below them."""
    places = list(ordering.spaced(len(rows) + more))
    for row, place in zip(rows, places, strict=False):
        row.position = place
    together(*statements.saving_each(list(rows), ["position"]))
    return places[len(rows) :]


def ref(row: Checklist | ChecklistItem) -> Ref:
    """A checklist, or an item, as the history names it."""
    return {"id": row.pk, "name": str(row)}


def refresh_progress(task: Task) -> None:
    """Set the progress of an open task that follows its items to their share; nothing is saved. Open tasks stay open:
    to complete one is a change of its own."""
    if task.follows_items and not task.is_completed:
        task.progress = share(task.items_done, task.item_count)


def publish(
    kind: Kind,
    project: Project,
    task: Task,
    changes: Written,
    actor: User,
    *,
    items: int = 0,
    done: int = 0,
    undoes: Activity | None = None,
) -> Activity:
    """The end of each change: so many items more, and so many more of them done.

    The card changes only with these counts. Where the progress follows, it is written along; the tick of the last item
    then completes the task.
    """
    writes, is_counted = _count(task, changes, items, done), bool(items or done)
    columns, raises = raising(project, columns=[task.column] if is_counted else (), recount="progress" in changes)
    activity = events.publish(
        kind,
        project=project,
        actor=actor,
        task=task,
        changes=changes,
        columns=columns,
        undoes=undoes,
        along=[*writes, *raises],
    )
    if kind == Kind.ITEM_COMPLETED and task.follows_items and task.items_done == task.item_count:
        _complete(project, task, actor)
    return activity


def _count(task: Task, changes: Written, items: int, done: int) -> list[Statement]:
    if not (items or done):
        return []
    task.item_count, task.items_done = task.item_count + items, task.items_done + done
    before = task.progress
    refresh_progress(task)
    if task.progress == before:
        return [statements.saving(task, ["item_count", "items_done"])]
    changes["progress"] = [before, task.progress]
    return [saving_task(task, ["item_count", "items_done", "progress"])]


def _complete(project: Project, task: Task, actor: User) -> None:
    target = validation.first_column(project, Status.COMPLETED)
    source, place = task.column, positions.at_top(target)
    moving.save(project, task, source, moving.transfer(task, target, place), gone=False, actor=actor)
