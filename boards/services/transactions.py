"""The frame of every change: one transaction, one lock, one revision.

A service is a function marked `@service`. It calls `lock` before anything else, changes rows, and ends with
`raise_revision` and `events.publish`. Work on several projects locks them in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.utils import timezone

from boards.exceptions import NotFound, ProjectArchived
from boards.models import Column, Project, Task
from boards.rules import progress

P = ParamSpec("P")
R = TypeVar("R")

# True while a service runs: the signals for saves made in a shell then stay silent.
in_service: ContextVar[bool] = ContextVar("in_service", default=False)


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one transaction, as the one writer."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            token = in_service.set(True)
            try:
                return function(*args, **kwargs)
            finally:
                # Before the commit: what reacts to it is no part of the service.
                in_service.reset(token)

    return run


def lock(project_id: int, *, archived: bool = False, deleted: bool = False) -> Project:
    """Lock the project's row until the end of the transaction and return it as it is now.

    Raises NotFound once it is deleted (unless `deleted`), ProjectArchived while it is archived (unless `archived`).
    """
    project = Project.objects.select_for_update(no_key=True).filter(pk=project_id).first()
    if project is None or (project.deleted_at and not deleted):
        raise NotFound
    if project.archived_at and not archived:
        raise ProjectArchived
    return project


def lock_all(project_ids: Sequence[int]) -> list[Project]:
    """Lock these projects in the order of their ids and return them, archived ones too; one statement.

    One that is deleted meanwhile is left out. The ids are read before: a row that a lock waits for is not looked for
    anew.
    """
    locked = Project.objects.select_for_update(no_key=True).alive()
    return list(locked.filter(pk__in=project_ids).order_by("pk"))


@service
def hold(*, project_id: int) -> None:
    """Lock a project, archived or not, for the rest of a transaction that the caller has opened: nobody can change
    what is read now before what is written then."""
    lock(project_id, archived=True)


def raise_revision(
    project: Project,
    *,
    columns: Iterable[int | Column] | None = (),
    fields: Iterable[str] = (),
    recount: bool = False,
) -> list[Column]:
    """Raise the project's revision and that of the given columns (None: of all its columns).

    Columns loaded under the lock are taken as they are, ids cost a query. `fields` of the project are saved along;
    `recount` works its progress out anew. Returns the columns, each with the revision it had before on
    `replaced_revision`. Caller holds the lock.
    """
    project.revision += 1
    if recount:
        project.progress = count_progress(project)
    project.save(update_fields=["revision", "progress", "updated_at", *fields])
    touched = _touched(project, columns)
    for column in touched:
        column.replaced_revision, column.revision = column.revision, project.revision
    Column.objects.filter(pk__in=[column.pk for column in touched]).update(revision=project.revision)
    return touched


def raise_revisions(projects: Iterable[Project]) -> None:
    """Raise the revisions of many projects and of all their columns; two statements. Caller holds the locks."""
    pks = [project.pk for project in projects]
    Project.objects.filter(pk__in=pks).update(revision=F("revision") + 1, updated_at=timezone.now())
    raised = Project.objects.filter(pk=OuterRef("project_id")).values("revision")
    Column.objects.filter(project__in=pks).update(revision=Subquery(raised))


def _touched(project: Project, columns: Iterable[int | Column] | None) -> list[Column]:
    if columns is None:
        return list(project.columns.all())
    given = list(columns)
    loaded = {column.pk: column for column in given if isinstance(column, Column)}
    missing = {pk for pk in given if isinstance(pk, int)} - loaded.keys()
    return [*loaded.values(), *(project.columns.filter(pk__in=missing) if missing else ())]


def count_progress(project: Project) -> int:
    """The mean progress of the tasks on the board; one query."""
    sums = Task.objects.filter(project=project).on_board().aggregate(total=Sum("progress"), count=Count("pk"))
    return progress.of_project(sums["total"] or 0, sums["count"])


def save_task(task: Task, fields: Iterable[str], *, new_version: bool = True) -> None:
    """Write the named fields of a task; its version rises unless only its place in the column changed."""
    names = {*fields, "updated_at"}
    if new_version:
        task.version += 1
        names.add("version")
    if names & {"title", "description"}:
        task.fill_search_text()
        names.add("search_text")
    task.updated_at = timezone.now()
    task.save(update_fields=names)


def save_tasks(tasks: Sequence[Task], fields: Iterable[str]) -> None:
    """Write the named fields of many tasks; the version of each rises. A query for each 500 of them."""
    now = timezone.now()
    for task in tasks:
        task.version, task.updated_at = task.version + 1, now
    Task.objects.bulk_update(tasks, [*fields, "version", "updated_at"], batch_size=500)
