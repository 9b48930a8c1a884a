"""Web links of tasks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.api.schemas.web_links import WebLinkIn, WebLinkOut, WebLinkPatch, WebLinksOut
from boards.exceptions import InvalidInput
from boards.models import WebLink
from boards.policy import Action
from boards.queries import web_link_records as records
from boards.services import web_links

router = Router(tags=["Web links"])


@routes.get(router, "tasks/{number:task_id}/web-links/", WebLinksOut)
def list_web_links(request: HttpRequest, task_id: PathId) -> HttpResponse:
    """The web links of a task, in the order they were added."""
    task, _rights = access.get_task(person(request), task_id, Action.VIEW)
    return routes.items(request, records.of_task(task))


@routes.post(router, "tasks/{number:task_id}/web-links/", WebLinkOut, status=201)
def create_web_link(request: HttpRequest, task_id: PathId, body: WebLinkIn) -> HttpResponse:
    """Keep a web address beside a task, once."""
    task, _rights = access.get_task(person(request), task_id, Action.EDIT_TASK)
    made = web_links.add(task=task, url=body.url, title=body.title, actor=person(request))
    return routes.record(request, records.one(made.pk), status=201, location=f"/api/v1/web-links/{made.pk}")


@routes.get(router, "web-links/{number:web_link_id}", WebLinkOut)
def read_web_link(request: HttpRequest, web_link_id: PathId) -> HttpResponse:
    """One web link."""
    access.get_web_link(person(request), web_link_id, Action.VIEW)
    return routes.record(request, records.one(web_link_id))


@routes.patch(router, "web-links/{number:web_link_id}", WebLinkOut)
def update_web_link(request: HttpRequest, web_link_id: PathId, body: WebLinkPatch) -> HttpResponse:
    """Change the address or the title of a web link."""
    link, _rights = access.get_web_link(person(request), web_link_id, Action.EDIT_TASK)
    _require_match(request, link)
    given = body.given()
    version = given.pop("version", None)
    if not given:
        raise InvalidInput("url", _("Send a url, or a title."))
    web_links.update(link=link, changed=given, seen_version=version, actor=person(request))
    return routes.record(request, records.one(web_link_id))


@routes.delete(router, "web-links/{number:web_link_id}")
def delete_web_link(request: HttpRequest, web_link_id: PathId) -> HttpResponse:
    """Delete a web link. It can be brought back on the pages for 30 days."""
    link, _rights = access.get_web_link(person(request), web_link_id, Action.EDIT_TASK)
    _require_match(request, link)
    web_links.delete(link=link, actor=person(request))
    return routes.gone()


def _require_match(request: HttpRequest, link: WebLink) -> None:
    routes.require_match(request, link.task.project_id, lambda: records.one(link.pk))
