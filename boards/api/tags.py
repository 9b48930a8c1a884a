"""Tags of a project."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.api.schemas.rest import TagIn, TagOut, TagPatch, TagsOut
from boards.models import Tag
from boards.policy import Action
from boards.queries import records
from boards.services import tags

router = Router(tags=["Tags"])


@routes.get(router, "projects/{number:project_id}/tags/", TagsOut)
def list_tags(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """The tags of a project, by name."""
    project, _rights = access.get_project(person(request), project_id, Action.VIEW)
    return routes.items(request, records.tags_of(project))


@routes.post(router, "projects/{number:project_id}/tags/", TagOut, status=201)
def create_tag(request: HttpRequest, project_id: PathId, body: TagIn) -> HttpResponse:
    """Make a tag."""
    project, _rights = access.get_project(person(request), project_id, Action.EDIT_TAGS)
    tag = tags.create(project=project, name=body.name, colour=body.colour, actor=person(request))
    return routes.record(request, records.tag_of(tag.pk), status=201, location=f"/api/v1/tags/{tag.pk}")


@routes.get(router, "tags/{number:tag_id}", TagOut)
def read_tag(request: HttpRequest, tag_id: PathId) -> HttpResponse:
    """One tag."""
    access.get_tag(person(request), tag_id, Action.VIEW)
    return routes.record(request, records.tag_of(tag_id))


@routes.patch(router, "tags/{number:tag_id}", TagOut)
def update_tag(request: HttpRequest, tag_id: PathId, body: TagPatch) -> HttpResponse:
    """Rename a tag, or give it another colour."""
    tag = _loaded(request, tag_id)
    given = body.given()
    tags.update(
        tag=tag,
        name=given.get("name", tag.name),
        colour=given.get("colour", tag.colour),
        actor=person(request),
    )
    return routes.record(request, records.tag_of(tag_id))


@routes.delete(router, "tags/{number:tag_id}")
def delete_tag(request: HttpRequest, tag_id: PathId) -> HttpResponse:
    """Take a tag off every task and delete it."""
    tags.delete(tag=_loaded(request, tag_id), actor=person(request))
    return routes.gone()


def _loaded(request: HttpRequest, tag_id: int) -> Tag:
    tag, _rights = access.get_tag(person(request), tag_id, Action.EDIT_TAGS)
    routes.require_match(request, tag.project_id, lambda: records.tag_of(tag_id))
    return tag
