"""The frame of every change: one transaction, one lock, one revision.

A service is a function marked `@service`. It calls `lock` before anything else, changes rows, and ends with
`raise_revision` and `events.publish`. Work on several projects locks them in the order of their ids: a service that
finds out late that it needs another project asks by `lock_too`, and begins anew where that would be out of order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from boards.exceptions import NotFound, ProjectArchived
from boards.models import Column, Project, Task
from boardsite.database import statements
from boardsite.database.prepared import Prepared
from boardsite.database.statements import Statement, together

P = ParamSpec("P")
R = TypeVar("R")

# True while a service runs: the signals for saves made in a shell then stay silent.
in_service: ContextVar[bool] = ContextVar("in_service", default=False)
# The ids of the projects that the service has locked.
_held: ContextVar[set[int]] = ContextVar("held")
# Stands among the ids of projects for the lock of all links that must not make a circle: before all of them.
LINKS = 0

# Any number that nothing else in this database takes for a lock of its own.
_LINKS_LOCK = 6_220_001
# Locks a project's row and reads it as it is once the lock is there.
_LOCKED = Prepared(lambda pk: Project.objects.select_for_update(no_key=True).filter(pk=pk), pk=int)
_PROGRESS = Prepared(lambda pk: Project.objects.filter(pk=pk).values_list("progress"), pk=int)
# The mean progress of the tasks on a project's board (`TaskQuerySet.on_board`), rounded down.
_MEAN = """
    COALESCE((SELECT SUM(progress) / COUNT(*) FROM boards_task WHERE project_id = boards_project.id
    AND archived_at IS NULL AND deleted_at IS NULL), 0)
"""


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one transaction, as the one writer.

    A service that another one calls is part of that, and has no savepoint of its own: who goes on after what it has
    refused calls it in `transaction.atomic()`.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if in_service.get():
            with transaction.atomic(savepoint=False):
                return function(*args, **kwargs)
        first: frozenset[int] = frozenset()
        while True:
            try:
                return _as_outermost(partial(function, *args, **kwargs), first)
            except LockFirst as more:
                first |= more.projects

    return run


class LockFirst(Exception):
    """These projects have to be locked before anything else. Caught by the outermost service, which begins anew."""

    def __init__(self, projects: frozenset[int]) -> None:
        self.projects = projects
        super().__init__(projects)


def _as_outermost(function: Callable[[], R], first: frozenset[int]) -> R:
    with transaction.atomic():
        running, holding = in_service.set(True), _held.set(set())
        try:
            _take(first)
            return function()
        finally:
            # Before the commit: what reacts to it is no part of the service.
            _held.reset(holding)
            in_service.reset(running)


def lock_too(project_ids: Iterable[int]) -> dict[int, Project]:
    """Lock more projects, whatever state they are in, and return them by id as they are now; deleted ones are left out.

    Where one of them comes before one that is held already, the service begins anew with all of them: other changes
    that need both would wait for each other for ever. `LINKS` locks what no project does.
    """
    held = _held.get()
    wanted = frozenset(project_ids)
    missing = wanted - held
    if missing and held and min(missing) < max(held):
        raise LockFirst(frozenset(held | missing))
    return _take(wanted)


def _take(project_ids: frozenset[int]) -> dict[int, Project]:
    if LINKS in project_ids and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LINKS_LOCK])
    _held.get().update(project_ids)
    wanted = sorted(project_ids - {LINKS})
    return {project.pk: project for project in lock_all(wanted)} if wanted else {}


def lock(project_id: int, *, archived: bool = False, deleted: bool = False) -> Project:
    """Lock the project's row until the end of the transaction and return it as it is now.

    Raises NotFound once it is deleted (unless `deleted`), ProjectArchived while it is archived (unless `archived`).
    """
    return lock_and_read(project_id, archived=archived, deleted=deleted)[0]


def lock_and_read(
    project_id: int, *reads: Statement, archived: bool = False, deleted: bool = False
) -> tuple[Project, list[Any]]:
    """The same, and with it what these statements give under the lock: asked for in one message, as others wait."""
    (found, *answers) = together(_LOCKED.of(pk=project_id), *reads)
    _held.get(set()).add(project_id)
    project = found[0] if found else None
    if project is None or (project.deleted_at and not deleted):
        raise NotFound
    if project.archived_at and not archived:
        raise ProjectArchived
    return project, answers


def lock_all(project_ids: Sequence[int]) -> list[Project]:
    """Lock these projects in the order of their ids and return them, archived ones too; one statement.

    One that is deleted meanwhile is left out. The ids are read before: a row that a lock waits for is not looked for
    anew.
    """
    locked = Project.objects.select_for_update(no_key=True).alive()
    return list(locked.filter(pk__in=project_ids).order_by("pk"))


@service
def hold(*, project_id: int, links: bool = False) -> None:
    """Lock a project, archived or not, for the rest of a transaction that the caller has opened: nobody can change
    what is read now before what is written then. With `links` for who makes links in it too."""
    if links:
        lock_too([LINKS])
    lock(project_id, archived=True)


@service
def hold_site(*, purpose: str) -> None:
    """The same for what is of no project and has no row: one at a time does what `purpose` names, until the end of the
    transaction that the caller has opened. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"boardsite:{purpose}"])


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
    touched, writes = raising(project, columns=columns, fields=fields, recount=recount)
    together(*writes)
    return touched


def raising(
    project: Project,
    *,
    columns: Iterable[int | Column] | None = (),
    fields: Iterable[str] = (),
    recount: bool = False,
) -> tuple[list[Column], list[Statement]]:
    """The same, with what is to be written: for a caller who sends it along with more, and in this order."""
    project.revision += 1
    touched = _touched(project, columns)
    for column in touched:
        column.replaced_revision, column.revision = column.revision, project.revision
    mean = {"progress": _MEAN} if recount else {}
    writes = [statements.saving(project, {"revision", "updated_at", *fields}, mean)]
    if recount:
        writes.append(_progress_of(project))
    if touched:
        writes.append(statements.saving_all(Column, [column.pk for column in touched], revision=project.revision))
    return touched, writes


def _progress_of(project: Project) -> Statement:
    """Notes on the project what the database has worked out."""
    asked = _PROGRESS.of(pk=project.pk)

    def take(cursor: CursorWrapper) -> None:
        ((project.progress,),) = asked.take(cursor)

    return asked._replace(take=take)


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


def save_task(task: Task, fields: Iterable[str], *, new_version: bool = True) -> None:
    """Write the named fields of a task; its version rises unless only its place in the column changed."""
    together(saving_task(task, fields, new_version=new_version))


def saving_task(task: Task, fields: Iterable[str], *, new_version: bool = True) -> Statement:
    """The same as a statement, for a caller who sends it along with more."""
    names = {*fields, "updated_at"}
    if new_version:
        task.version += 1
        names.add("version")
    if names & {"title", "description"}:
        task.fill_search_text()
        names.add("search_text")
    return statements.saving(task, names)


def save_tasks(tasks: Sequence[Task], fields: Iterable[str]) -> None:
    """Write the named fields of many tasks; the version of each rises. A query for each 500 of them."""
    now = timezone.now()
    for task in tasks:
        task.version, task.updated_at = task.version + 1, now
    together(*statements.saving_each(tasks, [*fields, "version", "updated_at"]))
