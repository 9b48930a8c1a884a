"""Public links to a board: whoever has one may look, without an account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.errors import invalid
from boards.api.schemas.common import PathId
from boards.api.schemas.links import LinkIn, LinkOut, LinksOut
from boards.exceptions import NotFound, RuleBroken
from boards.models import BoardLink, Project
from boards.policy import Action
from boards.queries import links as queries
from boards.queries import records
from boards.services import links

router = Router(tags=["Projects"])
ONE = "projects/{number:project_id}/links/{number:link_id}"
# Only admins see them.
PROBLEMS = (*routes.READ_PROBLEMS, 403)


@routes.get(router, "projects/{number:project_id}/links/", LinksOut, problems=PROBLEMS)
def list_links(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """The links that are not revoked, with their visits."""
    return routes.items(request, [records.link(row) for row in queries.of_project(_project(request, project_id))])


@routes.post(router, "projects/{number:project_id}/links/", LinkOut, status=201)
def create_link(request: HttpRequest, project_id: PathId, body: LinkIn) -> HttpResponse:
    """Make a link. Its address stands in this answer alone, and not in what is kept for an `Idempotency-Key`."""
    if not settings.PUBLIC_LINKS:
        raise RuleBroken(_("The people who run this site have switched public links off."))
    if body.expires_at is not None and timezone.is_naive(body.expires_at):
        raise invalid(("expires_at", _("Say the time zone too, such as 2026-11-30T18:00:00Z.")))
    made = links.create(
        project=_project(request, project_id),
        name=body.name,
        password=body.password,
        expires_at=body.expires_at,
        actor=person(request),
    )
    shown = records.link(queries.row(made.link))
    location = f"/api/v1/projects/{project_id}/links/{made.link.pk}"
    address = {"link": queries.address(made.secret)}
    response = routes.record(request, shown, status=201, location=location, more=address)
    response.kept_content = routes.dump(shown)  # type: ignore[attr-defined]
    response["Cache-Control"] = "private, no-store"
    return response


@routes.get(router, ONE, LinkOut, problems=PROBLEMS)
def read_link(request: HttpRequest, project_id: PathId, link_id: PathId) -> HttpResponse:
    """One link with its visits."""
    found = _one(_project(request, project_id), link_id)
    return routes.record(request, records.link(queries.row(found)))


@routes.delete(router, ONE)
def revoke_link(request: HttpRequest, project_id: PathId, link_id: PathId) -> HttpResponse:
    """End a link at once."""
    project = _project(request, project_id)
    found = _one(project, link_id)
    routes.require_match(request, project_id, lambda: records.link(queries.row(_one(project, link_id))))
    links.revoke(link=found, actor=person(request))
    return routes.gone()


def _project(request: HttpRequest, project_id: int) -> Project:
    return access.get_project(person(request), project_id, Action.EDIT_PROJECT).thing


def _one(project: Project, link_id: int) -> BoardLink:
    found = queries.one(project, link_id)
    if found is None:
        raise NotFound
    return found
