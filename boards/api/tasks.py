"""Tasks: lists, reading, writing. What moves them or changes their state is in `task_actions`."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boards import access, etags
from boards.api import paging, routes
from boards.api.auth import person
from boards.api.errors import invalid
from boards.api.schemas.common import PathId
from boards.api.schemas.tasks import TaskIn, TaskOut, TaskPage, TaskPatch, TaskPut, TaskQuery
from boards.filters import TaskFilter
from boards.models import Project, Task
from boards.policy import Action
from boards.queries import records
from boards.queries import tasks as task_queries
from boards.queries.record_shapes import Record
from boards.services import task_changes, tasks

router = Router(tags=["Tasks"])
DEFAULT_SORT = "-priority"
KEPT_SECONDS = 3600


@routes.get(router, "tasks/", TaskPage)
def list_tasks(request: HttpRequest, query: Query[TaskQuery]) -> HttpResponse:
    """Tasks of all projects you may see."""
    chosen = _filter(request, None)
    return routes.page(request, _part(request, chosen, query))


@routes.get(router, "projects/{number:project_id}/tasks/", TaskPage)
def list_project_tasks(request: HttpRequest, project_id: PathId, query: Query[TaskQuery]) -> HttpResponse:
    """Tasks of a project, the most urgent first."""
    project, _rights = access.get_project(person(request), project_id, Action.VIEW)
    mark = _mark(request, project)
    if found := etags.not_modified(request, mark):
        return found
    kept = caches["fragments"].get(f"tasks:{mark}")
    if kept is None:
        body = _part(request, _filter(request, project), query)
        kept = routes.dump(body), paging.link_header(body)
        caches["fragments"].set(f"tasks:{mark}", kept, KEPT_SECONDS)
    content, links = kept
    return routes.listing(request, content, links, etag=mark)


@routes.post(router, "projects/{number:project_id}/tasks/", TaskOut, status=201)
def create_task(request: HttpRequest, project_id: PathId, body: TaskIn) -> HttpResponse:
    """Make a task."""
    project, _rights = access.get_project(person(request), project_id, Action.CREATE_TASK)
    task = task_changes.create(project=project, change=body.change(), actor=person(request))
    return shown(request, task, status=201, location=f"/api/v1/tasks/{task.pk}")


@routes.get(router, "tasks/{number:task_id}", TaskOut)
def read_task(request: HttpRequest, task_id: PathId) -> HttpResponse:
    """One task."""
    return shown(request, access.get_task(person(request), task_id, Action.VIEW).thing)


@routes.put(router, "tasks/{number:task_id}", TaskOut)
def replace_task(request: HttpRequest, task_id: PathId, body: TaskPut) -> HttpResponse:
    """Write all fields of a task."""
    task = loaded(request, task_id, Action.EDIT_TASK)
    task_changes.apply(task=task, change=body.change(), actor=person(request))
    return shown(request, task)


@routes.patch(router, "tasks/{number:task_id}", TaskOut)
def update_task(request: HttpRequest, task_id: PathId, body: TaskPatch) -> HttpResponse:
    """Write some fields of a task."""
    task = loaded(request, task_id, Action.EDIT_TASK)
    task_changes.apply(task=task, change=body.change(), actor=person(request))
    return shown(request, task)


@routes.delete(router, "tasks/{number:task_id}")
def delete_task(request: HttpRequest, task_id: PathId) -> HttpResponse:
    """Delete a task. It is gone at once, and can be brought back on the pages for 30 days."""
    task = loaded(request, task_id, Action.DELETE_TASK)
    tasks.delete(task=task, actor=person(request))
    return routes.gone()


def loaded(request: HttpRequest, task_id: int, action: Action) -> Task:
    """The task, once the role and `If-Match` allow the change."""
    task, _rights = access.get_task(person(request), task_id, action)
    routes.require_match(request, task.project_id, lambda: records.task_of(task_id, person(request)))
    return task


def shown(
    request: HttpRequest, task: Task, *, status: int = 200, location: str = "", more: Record | None = None
) -> HttpResponse:
    """The task as it is now, and `more` about what was done."""
    return routes.record(
        request, records.task_of(task.pk, person(request)), status=status, location=location, more=more
    )


def _filter(request: HttpRequest, project: Project | None) -> TaskFilter:
    """The filter of the pages; Problem 400 for a value that it does not take."""
    user = person(request)
    found = task_queries.of_project(project) if project else task_queries.visible_to(user)
    chosen = TaskFilter(request.GET, found, person=user, today=user.today(), project=project, default_sort=DEFAULT_SORT)
    if not chosen.is_valid():
        raise invalid(*((name, sentence) for name, sentences in chosen.errors.items() for sentence in sentences))
    return chosen


def _part(request: HttpRequest, chosen: TaskFilter, query: TaskQuery) -> paging.Page:
    order = paging.Order(chosen.sorted_by, chosen.sort_keys(chosen.sorted_by))
    rows = records.with_task_details(chosen.qs)
    return paging.part(request, rows, query, order, lambda found: records.tasks(found, person(request)))


def _mark(request: HttpRequest, project: Project) -> str:
    """What a list of a project's tasks depends on, for the ETag and the cache: nothing else changes it."""
    user = person(request)
    me = user.pk if {"assignee", "mine"} & request.GET.keys() else 0
    day = (user.today(), str(user.zone)) if {"due", "updated_since"} & request.GET.keys() else None
    return etags.of_parts(
        settings.RELEASE,
        project.pk,
        project.epoch_as_seen,
        project.revision,
        me,
        day,
        request.build_absolute_uri(request.get_full_path()),
    )
