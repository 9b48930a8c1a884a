"""A project that its owner has offered to somebody; `POST …/transfer` makes the offer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.schemas.common import PathId
from boards.api.schemas.members import OfferOut
from boards.api.schemas.projects import ProjectOut
from boards.exceptions import NotFound
from boards.models import OwnershipOffer, Project, User
from boards.policy import Action
from boards.queries import ownership as queries
from boards.queries import records
from boards.services import ownership

router = Router(tags=["Projects"])


@routes.get(router, "projects/{number:project_id}/offer", OfferOut)
def read_offer(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """To whom the project is offered, for the two sides alone."""
    project, _rights = access.get_project(person(request), project_id, Action.VIEW)
    return routes.record(request, records.offer(_offer(project, person(request))))


@routes.delete(router, "projects/{number:project_id}/offer")
def end_offer(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """Decline it, or withdraw it if you have made it."""
    ownership.end(project=_matching(request, project_id), actor=person(request))
    return routes.gone()


@routes.post(router, "projects/{number:project_id}/offer/accept", ProjectOut)
def accept_offer(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """Become the owner of the project; who was stays as an admin."""
    ownership.accept(project=_matching(request, project_id), actor=person(request))
    return routes.record(request, records.project_of(person(request), project_id))


def _matching(request: HttpRequest, project_id: int) -> Project:
    user = person(request)
    project, _rights = access.get_project(user, project_id, Action.VIEW)
    routes.require_match(request, project_id, lambda: records.offer(_offer(project, user)))
    return project


def _offer(project: Project, user: User) -> OwnershipOffer:
    found = queries.between(project, user)
    if found is None:
        raise NotFound
    return found
