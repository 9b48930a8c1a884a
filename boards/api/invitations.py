"""Who is invited to a project and has not accepted yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from boards import access, address_lookup
from boards.api import routes
from boards.api.auth import person
from boards.api.errors import Problem
from boards.api.schemas.common import PathId
from boards.api.schemas.members import InvitationIn, InvitationOut, InvitationsOut
from boards.exceptions import NotFound
from boards.models import Invitation, Project
from boards.policy import Action
from boards.queries import invitations as queries
from boards.queries import records
from boards.services import invitations

router = Router(tags=["Members"])
ONE = "projects/{number:project_id}/invitations/{number:invitation_id}"
# Only admins see them.
PROBLEMS = (*routes.READ_PROBLEMS, 403)


@routes.get(router, "projects/{number:project_id}/invitations/", InvitationsOut, problems=PROBLEMS)
def list_invitations(request: HttpRequest, project_id: PathId) -> HttpResponse:
    """Those that wait, the newest first; also those whose time is over."""
    project = _project(request, project_id)
    return routes.items(request, [records.invitation(one) for one in queries.pending(project)])


def _count_new(request: HttpRequest, project_id: int, body: InvitationIn) -> None:
    """Limited as on the pages; here, so that what was refused stays counted."""
    _project(request, project_id)
    _count(request, body.email)


@routes.post(router, "projects/{number:project_id}/invitations/", InvitationOut, status=201, first=_count_new)
def create_invitation(request: HttpRequest, project_id: PathId, body: InvitationIn) -> HttpResponse:
    """Invite an address. The answer is the same whether it has an account or not.

    Where the site sends no e-mail, the answer holds the link, this once.
    """
    project = _project(request, project_id)
    made = invitations.invite(project=project, email=body.email, role=body.role, actor=person(request))
    location = f"/api/v1/projects/{project_id}/invitations/{made.pk}"
    return _with_link(request, made, status=201, location=location)


@routes.get(router, ONE, InvitationOut, problems=PROBLEMS)
def read_invitation(request: HttpRequest, project_id: PathId, invitation_id: PathId) -> HttpResponse:
    """One that waits."""
    return routes.record(request, records.invitation(_one(_project(request, project_id), invitation_id)))


def _count_again(request: HttpRequest, project_id: int, invitation_id: int) -> None:
    _count(request, _one(_project(request, project_id), invitation_id).email)


@routes.post(router, f"{ONE}/resend", InvitationOut, first=_count_again)
def resend_invitation(request: HttpRequest, project_id: PathId, invitation_id: PathId) -> HttpResponse:
    """Send it again, with a new link that is good for another week; the one before is dead."""
    found = _matching(request, project_id, invitation_id)
    return _with_link(request, invitations.resend(invitation=found, actor=person(request)))


@routes.delete(router, ONE)
def delete_invitation(request: HttpRequest, project_id: PathId, invitation_id: PathId) -> HttpResponse:
    """Withdraw it: its link is dead at once."""
    invitations.withdraw(invitation=_matching(request, project_id, invitation_id), actor=person(request))
    return routes.gone()


def _project(request: HttpRequest, project_id: int) -> Project:
    return access.get_project(person(request), project_id, Action.EDIT_MEMBERS).thing


def _one(project: Project, invitation_id: int) -> Invitation:
    found = queries.one(project, invitation_id)
    if found is None:
        raise NotFound
    return found


def _matching(request: HttpRequest, project_id: int, invitation_id: int) -> Invitation:
    project = _project(request, project_id)
    found = _one(project, invitation_id)
    routes.require_match(request, project_id, lambda: records.invitation(_one(project, invitation_id)))
    return found


def _count(request: HttpRequest, address: str) -> None:
    try:
        address_lookup.count_invitation(request, address, user=person(request))
    except address_lookup.TooManyTries as error:
        sentence = _("That were many invitations in a short time. Wait an hour, then go on.")
        headers = {"Retry-After": str(address_lookup.INVITE_WAIT)}
        raise Problem(429, sentence, kind="too-many-tries", headers=headers) from error


def _with_link(request: HttpRequest, made: Invitation, *, status: int = 200, location: str = "") -> HttpResponse:
    """What is kept for a call that comes again does not hold the link: nothing that is stored does."""
    plain = routes.record(request, records.invitation(made), status=status, location=location)
    if made.is_mailed:
        return plain
    response = routes.record(
        request, records.invitation(made), status=status, location=location, more={"link": queries.link(made)}
    )
    response.kept_content = plain.content  # type: ignore[attr-defined]
    response["Cache-Control"] = "private, no-store"
    return response
