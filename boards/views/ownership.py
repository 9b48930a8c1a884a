"""A project that is offered: the answer of the one side, and second thoughts of the other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import NotFound
from boards.policy import Action
from boards.queries import ownership as queries
from boards.services import ownership
from boards.views.answers import done, person, see_other, signed_in
from boards.views.project_context import in_project


@signed_in("GET")
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """What is offered to whom, for the two of them."""
    project, rights = access.get_project(person(request), pk, Action.VIEW)
    found = queries.between(project, person(request))
    if found is None:
        raise NotFound
    return render(request, "boards/project_offer.html", in_project(project, rights, tab="", offer=found))


@signed_in("POST")
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the project over; who has done so already gets to its board."""
    project, _rights = access.get_project(person(request), pk, Action.VIEW)
    to = reverse("board", args=[pk])
    try:
        ownership.accept(project=project, actor=person(request))
    except NotFound:
        if project.owner_id != person(request).pk:
            raise
        return see_other(request, to)
    return done(request, to, _("The project is yours now."))


@signed_in("POST")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline it, or withdraw it."""
    project, _rights = access.get_project(person(request), pk, Action.VIEW)
    ended = ownership.end(project=project, actor=person(request))
    if ended.to == person(request):
        text = _("You have declined. “%(project)s” stays as it is.") % {"project": project.title}
        return done(request, reverse("home"), text)
    text = _("The offer to %(name)s was withdrawn.") % {"name": ended.to.display_name}
    return done(request, f"{reverse('project-settings', args=[pk])}#danger", text)
