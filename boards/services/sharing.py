"""Who has a task: the one responsible, and who has it beside them. Callers hold the project's lock.

To the history these are two fields, `assignee` and `other_assignees`. What holds of them is seen to in `settle` alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Task, TaskAssignee, User
from boards.models.tasks import MOST_OTHERS
from boards.rules.changes import Changes
from boards.services import history_values
from boards.services.transactions import save_tasks
from boardsite.database import loading, statements
from boardsite.database.statements import together

OTHERS = "other_assignees"
FIELDS = frozenset({"assignee", OTHERS})


def both(fields: Collection[str]) -> set[str]:
    """With either of the two fields the other one, which may follow from it."""
    return {*fields, *FIELDS} if FIELDS & set(fields) else set(fields)


def read(tasks: Sequence[Task]) -> None:
    """Note on each task who has it beside the one responsible; one query."""
    found: dict[int, list[User]] = defaultdict(list)
    rows = TaskAssignee.objects.filter(task__in=[task.pk for task in tasks]).select_related("user")
    for row in rows if tasks else ():
        found[row.task_id].append(row.user)
    for task in tasks:
        task.beside = found[task.pk]


def holders(task: Task) -> dict[int, User]:
    """Everybody who has the task now, by id; it has been read."""
    return {user.pk: user for user in (task.assignee, *(task.beside or ())) if user is not None}


def arranged(task: Task, changes: Mapping[str, Any], changed: Mapping[str, Any]) -> tuple[User | None, list[User]]:
    """Who is to be responsible, and who beside them, after merged `changes` to what the person has `changed`.

    Whoever has it already keeps their place in the order; who is new comes after them, in the order given.
    """
    assignee = changed["assignee"] if "assignee" in changes else task.assignee
    others = list(task.beside or ())
    if OTHERS in changes:
        ids, known = changes[OTHERS], {user.pk for user in others}
        others = [user for user in others if user.pk in ids]
        others += [user for user in changed[OTHERS] if user.pk in ids and user.pk not in known]
    return assignee, others


def settle(task: Task, assignee: User | None, others: Iterable[User]) -> None:
    """Say who has the task: each once, and somebody responsible if anybody has it. Nothing is written.

    Where nobody is responsible the first of the others is, who can sign in if one of them can.
    """
    beside = {user.pk: user for user in others}
    if assignee is None and beside:
        assignee = next((user for user in beside.values() if user.is_active), next(iter(beside.values())))
    beside.pop(assignee.pk if assignee else 0, None)
    if len(beside) > MOST_OTHERS:
        raise InvalidInput(OTHERS, _("Give a task to at most %(count)s more people.") % {"count": MOST_OTHERS})
    task.assignee, task.beside = assignee, list(beside.values())


def save(tasks: Sequence[Task]) -> None:
    """Write who has these tasks beside the one responsible; three statements, and one for each 500 new rows."""
    wanted = {(task.pk, user.pk): None for task in tasks for user in task.beside or ()}
    stored = _stored([task.pk for task in tasks])
    gone = [pk for link, pk in stored.items() if link not in wanted]
    if gone:
        TaskAssignee.objects.filter(pk__in=gone).delete()
    _make(link for link in wanted if link not in stored)


def add(tasks: Iterable[Task]) -> None:
    """The same for tasks that have just been made; a statement for each 500 rows."""
    _make((task.pk, user.pk) for task in tasks for user in task.beside or ())


def _make(links: Iterable[tuple[int, int]]) -> None:
    loading.make_rows(TaskAssignee, [{"task_id": task, "user_id": user} for task, user in links])


def _stored(tasks: Collection[int]) -> dict[tuple[int, int], int]:
    rows = TaskAssignee.objects.filter(task__in=tasks).order_by().values_list("task", "user", "pk")
    return {(task, user): pk for task, user, pk in rows}


def hand_over(tasks: Sequence[Task], user: User, to: User | None) -> list[tuple[Task, Changes]]:
    """Put somebody else, or nobody, in a person's place; returns the tasks with what changed of them.

    A number of statements that grows by one for each 500 tasks. The tasks are loaded with their assignee.
    """
    changes = _put_in_place(tasks, user, to)
    save_tasks(tasks, ["assignee"])
    save(tasks)
    return changes


def forget(user: User) -> None:
    """Take a person off whatever they still have, without history: of projects that wait to be purged."""
    tasks = list(Task.objects.assigned_to([user.pk]).select_related("assignee").defer("description", "search_text"))
    _put_in_place(tasks, user, None)
    together(*statements.saving_each(tasks, ["assignee"]))
    save(tasks)


def _put_in_place(tasks: Sequence[Task], user: User, to: User | None) -> list[tuple[Task, Changes]]:
    read(tasks)
    found: list[tuple[Task, Changes]] = []
    for task in tasks:
        before = dumped(task)
        responsible = to if task.assignee_id == user.pk else task.assignee
        others = [to if each.pk == user.pk else each for each in task.beside or ()]
        settle(task, responsible, [each for each in others if each is not None])
        found.append((task, changes_since(task, before)))
    return found


def dumped(task: Task) -> dict[str, Any]:
    """Both fields as the history keeps them."""
    return {field: history_values.dump(task, field) for field in ("assignee", OTHERS)}


def changes_since(task: Task, before: Mapping[str, Any]) -> Changes:
    """Which of the two are not as they were, ready for the history."""
    now = dumped(task)
    return {field: [before[field], now[field]] for field in now if now[field] != before[field]}
