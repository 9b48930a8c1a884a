"""Checklists of tasks, and their items."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.schemas.checklists import (
    ChecklistIn,
    ChecklistMoveIn,
    ChecklistOut,
    ChecklistPatch,
    ChecklistsOut,
    ItemIn,
    ItemMoveIn,
    ItemOfTaskIn,
    ItemOut,
    ItemPatch,
)
from boards.api.schemas.common import PathId
from boards.api.schemas.tasks import TaskOut
from boards.exceptions import InvalidInput, NotFound
from boards.models import ChecklistItem, Project, User
from boards.policy import Action
from boards.queries import checklist_records as queries
from boards.queries import people, records
from boards.rules.checklists import Line
from boards.services import checklist_items, checklist_tasks, checklists
from boards.services.checklist_items import Draft
from boards.services.validation import known_assignee

router = Router(tags=["Checklists"])


@routes.get(router, "tasks/{number:task_id}/checklists/", ChecklistsOut)
def list_checklists(request: HttpRequest, task_id: PathId) -> HttpResponse:
    """The checklists of a task, each with its items."""
    task, _rights = access.get_task(person(request), task_id, Action.VIEW)
    return routes.items(request, queries.of_task(task))


@routes.post(router, "tasks/{number:task_id}/checklists/", ChecklistOut, status=201)
def create_checklist(request: HttpRequest, task_id: PathId, body: ChecklistIn) -> HttpResponse:
    """Begin a checklist, with items if you name some."""
    task, _rights = access.get_task(person(request), task_id, Action.EDIT_TASK)
    lines = [Line(text) for text in body.items]
    made = checklists.create(task=task, title=body.title, lines=lines, actor=person(request))
    return routes.record(request, queries.one(made.pk), status=201, location=f"/api/v1/checklists/{made.pk}")


@routes.get(router, "checklists/{number:checklist_id}", ChecklistOut)
def read_checklist(request: HttpRequest, checklist_id: PathId) -> HttpResponse:
    """One checklist."""
    access.get_checklist(person(request), checklist_id, Action.VIEW)
    return routes.record(request, queries.one(checklist_id))


@routes.patch(router, "checklists/{number:checklist_id}", ChecklistOut)
def update_checklist(request: HttpRequest, checklist_id: PathId, body: ChecklistPatch) -> HttpResponse:
    """Rename a checklist."""
    checklist, _rights = access.get_checklist(person(request), checklist_id, Action.EDIT_TASK)
    routes.require_match(request, checklist.task.project_id, lambda: queries.one(checklist_id))
    checklists.rename(checklist=checklist, title=body.title, seen_version=body.version, actor=person(request))
    return routes.record(request, queries.one(checklist_id))


@routes.delete(router, "checklists/{number:checklist_id}")
def delete_checklist(request: HttpRequest, checklist_id: PathId) -> HttpResponse:
    """Delete a checklist with its items. It can be brought back on the pages for 30 days."""
    checklist, _rights = access.get_checklist(person(request), checklist_id, Action.EDIT_TASK)
    routes.require_match(request, checklist.task.project_id, lambda: queries.one(checklist_id))
    checklists.delete(checklist=checklist, actor=person(request))
    return routes.gone()


@routes.post(router, "checklists/{number:checklist_id}/move", ChecklistOut)
def move_checklist(request: HttpRequest, checklist_id: PathId, body: ChecklistMoveIn) -> HttpResponse:
    """Put a checklist elsewhere among those of its task. If the one above is gone, it goes to the end."""
    checklist, _rights = access.get_checklist(person(request), checklist_id, Action.EDIT_TASK)
    routes.require_match(request, checklist.task.project_id, lambda: queries.one(checklist_id))
    checklists.move(checklist=checklist, after_id=body.after, actor=person(request))
    return routes.record(request, queries.one(checklist_id))


@routes.post(router, "checklists/{number:checklist_id}/items/", ItemOut, status=201)
def create_checklist_item(request: HttpRequest, checklist_id: PathId, body: ItemIn) -> HttpResponse:
    """Add an item at the end of a checklist."""
    checklist, _rights = access.get_checklist(person(request), checklist_id, Action.EDIT_TASK)
    assignee = _person(checklist.task.project, body.assignee)
    draft = Draft(body.text, body.done, assignee, body.due_date)
    (made,) = checklist_items.add(checklist=checklist, drafts=[draft], actor=person(request))
    location = f"/api/v1/checklist-items/{made.pk}"
    return routes.record(request, queries.item(made.pk), status=201, location=location)


@routes.get(router, "checklist-items/{number:item_id}", ItemOut)
def read_checklist_item(request: HttpRequest, item_id: PathId) -> HttpResponse:
    """One item."""
    access.get_item(person(request), item_id, Action.VIEW)
    return routes.record(request, queries.item(item_id))


@routes.patch(router, "checklist-items/{number:item_id}", ItemOut)
def update_checklist_item(request: HttpRequest, item_id: PathId, body: ItemPatch) -> HttpResponse:
    """Change fields of an item; `done` ticks it, or takes the tick off."""
    item, _rights = access.get_item(person(request), item_id, Action.EDIT_TASK)
    _require_match(request, item)
    given = body.given()
    done, version = given.pop("done", None), given.pop("version", None)
    if given.get("assignee") is not None:
        is_theirs = given["assignee"] == item.assignee_id
        given["assignee"] = item.assignee if is_theirs else _person(item.checklist.task.project, given["assignee"])
    if given:
        checklist_items.update(item=item, changed=given, seen_version=version, actor=person(request))
    if done is not None:
        checklist_items.tick(item=item, done=done, actor=person(request))
    return routes.record(request, queries.item(item_id))


@routes.delete(router, "checklist-items/{number:item_id}")
def delete_checklist_item(request: HttpRequest, item_id: PathId) -> HttpResponse:
    """Delete an item. It can be brought back on the pages for 30 days."""
    item, _rights = access.get_item(person(request), item_id, Action.EDIT_TASK)
    _require_match(request, item)
    checklist_items.delete(item=item, actor=person(request))
    return routes.gone()


@routes.post(router, "checklist-items/{number:item_id}/move", ItemOut)
def move_checklist_item(request: HttpRequest, item_id: PathId, body: ItemMoveIn) -> HttpResponse:
    """Put an item elsewhere in its checklist, or into another one of the task. If the item above is gone, it goes to
    the end."""
    item, _rights = access.get_item(person(request), item_id, Action.EDIT_TASK)
    _require_match(request, item)
    checklist_items.move(item=item, checklist_id=body.checklist, after_id=body.after, actor=person(request))
    return routes.record(request, queries.item(item_id))


@routes.post(router, "checklist-items/{number:item_id}/task", TaskOut, status=201)
def make_task_of_item(request: HttpRequest, item_id: PathId) -> HttpResponse:
    """Make a task of an item, which then names it."""
    item, _rights = access.get_item(person(request), item_id, Action.CREATE_TASK)
    made = checklist_tasks.make_task(item=item, actor=person(request))
    return routes.record(
        request, records.task_of(made.pk, person(request)), status=201, location=f"/api/v1/tasks/{made.pk}"
    )


@routes.post(router, "tasks/{number:task_id}/item", ItemOut, status=201)
def make_item_of_task(request: HttpRequest, task_id: PathId, body: ItemOfTaskIn) -> HttpResponse:
    """Make an item of a task, on a checklist of another one; the task itself is archived."""
    user = person(request)
    task, _rights = access.get_task(user, task_id, Action.ARCHIVE_TASK)
    try:
        into, _rights = access.get_task(user, body.into, Action.EDIT_TASK)
        chosen = access.get_checklist(user, body.checklist, Action.EDIT_TASK).thing if body.checklist else None
    except NotFound as error:
        raise InvalidInput("into", _("There is no such task in this project.")) from error
    made = checklist_tasks.make_item(task=task, into=into, checklist=chosen, actor=user)
    location = f"/api/v1/checklist-items/{made.pk}"
    return routes.record(request, queries.item(made.pk), status=201, location=location)


def _person(project: Project, pk: int | None) -> User | None:
    if pk is None:
        return None
    return known_assignee(people.assignable(project).filter(pk=pk).first())


def _require_match(request: HttpRequest, item: ChecklistItem) -> None:
    routes.require_match(request, item.checklist.task.project_id, lambda: queries.item(item.pk))
