"""The one home of what a task's row tells of its links, so that cards and lists need not count.

`follow` hears of every change in its transaction and brings up to date what the change means to tasks at the other end,
on boards of other projects too. What is put away (archived, deleted, or of such a project) neither blocks nor counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from boards import events
from boards.models import Activity, Column, LinkKind, Project, Task, TaskLink
from boards.models.tasks import TaskQuerySet
from boards.services import notices
from boards.services.transactions import lock_too, raise_revision
from boardsite.database import statements
from boardsite.database.statements import together

COUNTS = ("link_count", "open_blocker_count", "child_count", "done_child_count")
# Changes of a task that other ends of its links show.
_STATES = frozenset({"completed_at", "archived_at", "deleted_at"})
_PUT_AWAY = frozenset({"archived_at", "deleted_at"})
_READ = tuple(
    f"{side}{name}"
    for side in ("first", "second")
    for name in (
        *("_id", "__completed_at", "__archived_at", "__deleted_at", "__project_id"),
        *("__project__archived_at", "__project__deleted_at"),
    )
)


def follow(rows: Sequence[Activity]) -> None:
    """Keep the counts of tasks at the other ends. No query for tasks without links, which nearly all are."""
    changed: set[int] = set()
    renamed: set[int] = set()
    for row in rows:
        if row.task_id is not None and row.task is not None and row.task.link_count:
            changed |= {row.task_id} if not _STATES.isdisjoint(row.changes) else set()
            renamed |= {row.task_id} if "title" in row.changes else set()
    affected = _ends_of(changed, renamed)
    project = rows[0].project if rows else None
    if project is not None and rows[0].task_id is None and not _PUT_AWAY.isdisjoint(rows[0].changes):
        affected |= _ends_elsewhere(project)
    if affected:
        recount(rows[0], affected)


def _ends_of(changed: Collection[int], renamed: Collection[int]) -> set[int]:
    """What the changed ones block, their parents, and the children that name the renamed ones; one query."""
    if not (changed or renamed):
        return set()
    found = set()
    for first, second, kind in TaskLink.objects.of(*changed, *renamed).values_list("first", "second", "kind"):
        if kind == LinkKind.BLOCKS and first in changed:
            found.add(second)
        elif kind == LinkKind.PARENT:
            found |= {first} if second in changed else set()
            found |= {second} if first in changed or first in renamed else set()
    return found


def _ends_elsewhere(project: Project) -> set[int]:
    """The tasks of other projects that are linked to those of one; none are looked for where there are none."""
    if not project.linked_projects:
        return set()
    links = TaskLink.objects.exclude(kind=LinkKind.RELATES)
    return {
        *links.filter(first__project=project).exclude(second__project=project).values_list("second", flat=True),
        *links.filter(second__project=project).exclude(first__project=project).values_list("first", flat=True),
    }


def recount(cause: Activity, tasks: Collection[int]) -> None:
    """Work out the counts of these tasks anew, and let the boards they stand on show it.

    The caller holds the lock of the change's own project; those of the others are taken here.
    """
    project = cause.project
    rows = list(_rows(tasks))
    others = {row.project_id for row in rows} - {project.pk}
    locked = lock_too(others) if others else {}
    if others:
        # What was read before the locks were there may be old.
        rows = list(_rows(tasks))
    waited = {row.pk for row in rows if row.open_blocker_count}
    write(rows)
    free = [row for row in rows if row.pk in waited and not row.open_blocker_count and row.deleted_at is None]
    if free:
        notices.unblocked(tasks=free, project_id=project.pk, actor_id=cause.actor_id)
    by_project: dict[int, list[Task]] = defaultdict(list)
    for row in rows:
        if row.deleted_at is None:
            by_project[row.project_id].append(row)
    for project_id, shown in sorted(by_project.items()):
        if project_id == project.pk:
            _announce(cause, project, shown, _raised(project, shown))
        elif project_id in locked:
            columns = raise_revision(locked[project_id], columns={task.column_id for task in shown})
            _announce(cause, locked[project_id], shown, columns)


def _announce(cause: Activity, project: Project, tasks: Iterable[Task], columns: Iterable[Column]) -> None:
    events.announce_beside(cause, project, [task.pk for task in tasks], columns)


def _raised(project: Project, tasks: Iterable[Task]) -> list[Column]:
    """The columns of the tasks, at the revision that the change has raised the project to already."""
    columns = list(Column.objects.filter(pk__in={task.column_id for task in tasks}).exclude(revision=project.revision))
    for column in columns:
        column.replaced_revision, column.revision = column.revision, project.revision
    if columns:
        together(statements.saving_all(Column, [column.pk for column in columns], revision=project.revision))
    return columns


def _rows(tasks: Collection[int]) -> Iterable[Task]:
    return Task.objects.filter(pk__in=tasks).only("pk", "project_id", "column_id", "deleted_at", *COUNTS)


def write(rows: Sequence[Task]) -> None:
    """Write the counts of these tasks, where they are others by now; two queries. Caller holds the locks."""
    found = truth([row.pk for row in rows])
    changed = [row for row in rows if any(getattr(row, name) != found[row.pk][name] for name in COUNTS)]
    for row in changed:
        for name in COUNTS:
            setattr(row, name, found[row.pk][name])
    together(*statements.saving_each(changed, COUNTS))


def truth(tasks: Collection[int]) -> dict[int, dict[str, int]]:
    """What the counts of these tasks are by their links; one query."""
    found = {pk: dict.fromkeys(COUNTS, 0) for pk in tasks}
    for link in TaskLink.objects.of(*tasks).values("kind", *_READ):
        for pk in found.keys() & {link["first_id"], link["second_id"]}:
            found[pk]["link_count"] += 1
        if link["kind"] == LinkKind.BLOCKS and link["second_id"] in found:
            found[link["second_id"]]["open_blocker_count"] += _counts(link, "first") and not _done(link, "first")
        elif link["kind"] == LinkKind.PARENT and link["first_id"] in found and _counts(link, "second"):
            found[link["first_id"]]["child_count"] += 1
            found[link["first_id"]]["done_child_count"] += _done(link, "second")
    return found


def _counts(link: Mapping[str, Any], side: str) -> bool:
    """Whether the task on this side is on its board; a project that is put away counts on its own board alone."""
    if link[f"{side}__archived_at"] or link[f"{side}__deleted_at"]:
        return False
    is_within = link["first__project_id"] == link["second__project_id"]
    return is_within or not (link[f"{side}__project__archived_at"] or link[f"{side}__project__deleted_at"])


def _done(link: Mapping[str, Any], side: str) -> bool:
    return link[f"{side}__completed_at"] is not None


def reach(projects: Iterable[Project]) -> None:
    """Note on these projects which others their tasks have links to; saved with their revision by the caller."""
    for project in projects:
        pairs = TaskLink.objects.values_list("first__project", "second__project").order_by().distinct()
        ends = [*pairs.filter(first__project=project), *pairs.filter(second__project=project)]
        found = {pk for pair in ends for pk in pair} - {project.pk}
        project.linked_projects = " ".join(map(str, sorted(found)))


def neighbours_of(tasks: TaskQuerySet) -> set[int]:
    """The tasks at the other ends of links of tasks that are about to go for good; two queries."""
    return {
        *TaskLink.objects.filter(first__in=tasks).exclude(second__in=tasks).values_list("second", flat=True),
        *TaskLink.objects.filter(second__in=tasks).exclude(first__in=tasks).values_list("first", flat=True),
    }


def forget(neighbours: Collection[int], project: Project) -> None:
    """Bring these tasks, and the project that the others were of, up to date after the others have gone with their
    links. Nothing that anybody sees changes, so no revision is raised."""
    if not neighbours:
        return
    ids = {project.pk, *Task.objects.filter(pk__in=neighbours).values_list("project", flat=True)}
    lock_too(ids)
    write(list(_rows(neighbours)))
    # Deleted ones too, which may be brought back.
    projects = list(Project.objects.filter(pk__in=ids).only("pk", "linked_projects"))
    reach(projects)
    together(*statements.saving_each(projects, ["linked_projects"]))
