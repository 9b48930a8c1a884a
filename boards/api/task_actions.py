"""What moves tasks or changes their state, many of them at once, and their history."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router

from boards import access
from boards.api import routes
from boards.api.activity import history_part
from boards.api.auth import person
from boards.api.schemas.common import PathId, VersionIn
from boards.api.schemas.rest import ActivityPage, ActivityQuery
from boards.api.schemas.tasks import AssignIn, BulkIn, CompleteIn, MovedOut, MoveIn, TaskOut, TasksOut
from boards.api.tasks import loaded, shown
from boards.policy import Action
from boards.queries import history_records, records
from boards.services import task_changes, tasks

router = Router(tags=["Tasks"])
# For actions that take a body or none.
NO_BODY = Body(VersionIn.model_validate({}))
AS_A_MATTER_OF_COURSE = Body(CompleteIn.model_validate({}))


@routes.post(router, "tasks/bulk", TasksOut, has_mark=False)
def change_tasks(request: HttpRequest, body: BulkIn) -> HttpResponse:
    """Change up to 500 tasks. All changes are made or none; the first that is refused is named."""
    user = person(request)
    found = access.get_tasks(user, [one.id for one in body.changes], Action.EDIT_TASK)
    wanted = [(found[one.id].thing, one.change()) for one in body.changes]
    task_changes.apply_all(changes=wanted, actor=user)
    shown_now = records.tasks_of(found, user)
    return routes.items(request, [shown_now[one.id] for one in body.changes])


@routes.post(router, "tasks/{number:task_id}/move", MovedOut)
def move_task(request: HttpRequest, task_id: PathId, body: MoveIn) -> HttpResponse:
    """Put a task into a column, or to another place in its own. The answer tells if its new neighbour was gone."""
    task = loaded(request, task_id, Action.MOVE_TASK)
    given = body.given()
    moved = task_changes.move(
        task=task,
        column_id=given.get("column"),
        status=given.get("status"),
        after_id=body.after,
        before_id=body.before,
        left_id=body.left,
        seen_version=body.version,
        even_if_blocked=body.even_if_blocked,
        actor=person(request),
    )
    return shown(request, task, more={"neighbour_gone": moved.neighbour_gone})


@routes.post(router, "tasks/{number:task_id}/complete", TaskOut)
def complete_task(request: HttpRequest, task_id: PathId, body: CompleteIn = AS_A_MATTER_OF_COURSE) -> HttpResponse:
    """Complete a task: it goes to the first completed column, with progress 100, and is locked. While it waits for
    other tasks that is refused, unless you say `even_if_blocked`."""
    return _act(request, task_id, Action.MOVE_TASK, partial(tasks.complete, even_if_blocked=body.even_if_blocked))


@routes.post(router, "tasks/{number:task_id}/reopen", TaskOut)
def reopen_task(request: HttpRequest, task_id: PathId, body: VersionIn = NO_BODY) -> HttpResponse:
    """Bring a completed task back to the column and progress it had."""
    return _act(request, task_id, Action.MOVE_TASK, tasks.reopen)


@routes.post(router, "tasks/{number:task_id}/archive", TaskOut)
def archive_task(request: HttpRequest, task_id: PathId, body: VersionIn = NO_BODY) -> HttpResponse:
    """Take a task off the board; it keeps everything."""
    return _act(request, task_id, Action.ARCHIVE_TASK, tasks.archive)


@routes.post(router, "tasks/{number:task_id}/restore", TaskOut)
def restore_task(request: HttpRequest, task_id: PathId, body: VersionIn = NO_BODY) -> HttpResponse:
    """Bring an archived task back to its column."""
    return _act(request, task_id, Action.ARCHIVE_TASK, tasks.restore)


@routes.post(router, "tasks/{number:task_id}/assign", TaskOut)
def assign_task(request: HttpRequest, task_id: PathId, body: AssignIn) -> HttpResponse:
    """Give a task to somebody, or to nobody."""
    task = loaded(request, task_id, Action.EDIT_TASK)
    values = body.given()
    version = values.pop("version", None)
    change = task_changes.TaskChange(values=values, version=version)
    task_changes.apply(task=task, change=change, actor=person(request))
    return shown(request, task)


@routes.get(router, "tasks/{number:task_id}/history", ActivityPage)
def read_task_history(request: HttpRequest, task_id: PathId, query: Query[ActivityQuery]) -> HttpResponse:
    """What has been changed about a task, the newest first."""
    task, rights = access.get_task(person(request), task_id, Action.VIEW)
    return routes.page(request, history_part(request, history_records.of_task(task), query, rights))


def _act(request: HttpRequest, task_id: int, action: Action, service: Callable[..., object]) -> HttpResponse:
    task = loaded(request, task_id, action)
    service(task=task, actor=person(request))
    return shown(request, task)
