"""Watching a task or a project, for programs."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from ninja import Router

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.models import Project, Task, User
from boards.notifications import watchers
from boards.notifications.api.schemas import WatcherIn, WatchersOut, WatchIn, WatchOut
from boards.notifications.queries import watching as queries
from boards.notifications.queries.watching import Choice
from boards.notifications.record_shapes import WatcherRecord, WatchRecord
from boards.notifications.services import preferences, watching
from boards.policy import Action
from boards.queries import records

router = Router(tags=["Inbox"])


@routes.get(router, "tasks/{number:task_id}/watch", WatchOut)
def read_task_watch(request: HttpRequest, task_id: PathId) -> HttpResponse:
    """Whether you hear of a task."""
    user = person(request)
    return routes.record(request, _of_task(user, access.get_task(user, task_id, Action.VIEW).thing))


@routes.put(router, "tasks/{number:task_id}/watch", WatchOut)
def watch_task(request: HttpRequest, task_id: PathId, body: WatchIn) -> HttpResponse:
    """Watch a task, mute it, or forget what you said of it."""
    user = person(request)
    task = access.get_task(user, task_id, Action.VIEW).thing
    read = partial(_of_task, user, task)
    routes.require_match_under(request, partial(preferences.hold, user=user), read)
    watching.choose(project=task.project, task=task, choice=Choice(body.choice), actor=user)
    return routes.record(request, read())


@routes.get(router, "tasks/{number:task_id}/watchers/", WatchersOut)
def list_watchers(request: HttpRequest, task_id: PathId) -> HttpResponse:
    """Who hears of a task, and may see it."""
    return _watchers(request, access.get_task(person(request), task_id, Action.VIEW).thing)


@routes.post(router, "tasks/{number:task_id}/watchers/", WatchersOut, status=201)
def add_watcher(request: HttpRequest, task_id: PathId, body: WatcherIn) -> HttpResponse:
    """Have somebody hear of a task. They are told so, and 409 if they have muted it."""
    user = person(request)
    task = access.get_task(user, task_id, Action.EDIT_TASK).thing
    watchers.include(task=task, user_id=body.user, actor=user)
    return _watchers(request, task, status=201)


@routes.delete(router, "tasks/{number:task_id}/watchers/{number:user_id}", has_mark=False)
def remove_watcher(request: HttpRequest, task_id: PathId, user_id: PathId) -> HttpResponse:
    """Let somebody hear of a task no more. 409 for those who chose to watch it: that is theirs to end."""
    user = person(request)
    task = access.get_task(user, task_id, Action.EDIT_TASK).thing
    watching.leave_out(task=task, user_id=user_id, actor=user)
    return routes.gone()


@routes.get(router, "projects/{number:project_id}/watch", WatchOut)
def read_project_watch(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """Whether you hear of all of a project."""
    user = person(request)
    return routes.record(request, _of_project(user, access.get_project(user, project_id, Action.VIEW).thing))


@routes.put(router, "projects/{number:project_id}/watch", WatchOut)
def watch_project(request: HttpRequest, project_id: PathId, body: WatchIn) -> HttpResponse:
    """Hear of all of a project, of nothing, or of what you take part in."""
    user = person(request)
    project = access.get_project(user, project_id, Action.VIEW).thing
    read = partial(_of_project, user, project)
    routes.require_match_under(request, partial(preferences.hold, user=user), read)
    watching.choose(project=project, choice=Choice(body.choice), actor=user)
    return routes.record(request, read())


def _watchers(request: HttpRequest, task: Task, *, status: int = 200) -> HttpResponse:
    found: list[WatcherRecord] = [
        {"user": records.person(watcher.user), "through": watcher.through} for watcher in watchers.watchers(task)
    ]
    response = routes.items(request, found)
    response.status_code = status
    return response


def _of_task(user: User, task: Task) -> WatchRecord:
    return {"choice": queries.choice_of(user, task.project, task), "hears": queries.hears_of(user, task)}


def _of_project(user: User, project: Project) -> WatchRecord:
    choice = queries.choice_of(user, project)
    return {"choice": choice, "hears": choice is Choice.WATCH}
