"""Links between tasks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.api.schemas.task_links import TaskLinkIn, TaskLinkOut, TaskLinksOut
from boards.policy import Action
from boards.queries import task_link_records as records
from boards.services import task_links

router = Router(tags=["Links between tasks"])


@routes.get(router, "tasks/{number:task_id}/links/", TaskLinksOut)
def list_task_links(request: HttpRequest, task_id: PathId) -> HttpResponse:
    """The links of a task. One to a task that you may not see is not shown."""
    task, _rights = access.get_task(person(request), task_id, Action.VIEW)
    return routes.items(request, records.of_task(task, person(request)))


@routes.post(router, "tasks/{number:task_id}/links/", TaskLinkOut, status=201)
def create_task_link(request: HttpRequest, task_id: PathId, body: TaskLinkIn) -> HttpResponse:
    """Link a task to another one that you may see. What the board of the other one shows too (that it is blocked, a
    child, a parent or a duplicate) takes a role there that may edit tasks."""
    task, _rights = access.get_task(person(request), task_id, Action.EDIT_TASK)
    other = access.get_other_end(person(request), body.task, task_links.checked(body.relation))
    made = task_links.add(task=task, relation=body.relation, other=other, actor=person(request))
    location = f"/api/v1/tasks/{task_id}/links/{made.pk}"
    return routes.record(request, records.one(task, person(request), made.pk), status=201, location=location)


@routes.get(router, "tasks/{number:task_id}/links/{number:task_link_id}", TaskLinkOut)
def read_task_link(request: HttpRequest, task_id: PathId, task_link_id: PathId) -> HttpResponse:
    """One link of a task."""
    task, _link = access.get_task_link(person(request), task_id, task_link_id, Action.VIEW)
    return routes.record(request, records.one(task, person(request), task_link_id))


@routes.delete(router, "tasks/{number:task_id}/links/{number:task_link_id}")
def delete_task_link(request: HttpRequest, task_id: PathId, task_link_id: PathId) -> HttpResponse:
    """Remove a link, from either of its tasks."""
    user = person(request)
    task, link = access.get_task_link(user, task_id, task_link_id, Action.EDIT_TASK)
    routes.require_match(request, task.project_id, lambda: records.one(task, user, task_link_id))
    task_links.remove(link=link, task=task, actor=user)
    return routes.gone()
