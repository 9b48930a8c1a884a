"""What admins do with invitations that wait; `views.members.add` makes them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access, address_lookup
from boards.exceptions import NotFound
from boards.models import Invitation
from boards.policy import Action
from boards.queries import invitations as queries
from boards.services import invitations
from boards.views import members
from boards.views.answers import done, is_htmx, person, signed_in


@signed_in("POST")
def resend(request: HttpRequest, pk: int, invitation_id: int) -> HttpResponse:
    """Send an invitation again, with a new link that is good for another week."""
    invitation = _invitation(request, pk, invitation_id)
    try:
        address_lookup.count_invitation(request, invitation.email, user=person(request))
    except address_lookup.TooManyTries:
        return members.too_many(request)
    return members.invited(request, invitations.resend(invitation=invitation, actor=person(request)))


@signed_in("POST")
def withdraw(request: HttpRequest, pk: int, invitation_id: int) -> HttpResponse:
    """End an invitation: its link is dead."""
    invitation = _invitation(request, pk, invitation_id)
    invitations.withdraw(invitation=invitation, actor=person(request))
    text = _("The invitation to %(address)s was withdrawn.") % {"address": invitation.email}
    if is_htmx(request):
        return members.section(request, invitation.project, text=text)
    return done(request, f"{reverse('project-settings', args=[pk])}#members", text)


def _invitation(request: HttpRequest, pk: int, invitation_id: int) -> Invitation:
    project, _rights = access.get_project(person(request), pk, Action.EDIT_MEMBERS)
    found = queries.one(project, invitation_id)
    if found is None:
        raise NotFound
    found.project = project
    return found
