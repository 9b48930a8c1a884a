"""A project as a file: what there is to choose, the file itself, or how far it is."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from boards import access
from boards.models import Project
from boards.policy import Action, Rights
from boards.rules.spreadsheets import separator_for
from boards.services.made_files import State
from boards.transfer import answers, packing
from boards.transfer.exports import offers
from boards.transfer.forms.exports import ExportForm
from boards.transfer.packing import Order, Packet
from boards.views.answers import browser_language, person, signed_in
from boards.views.project_context import in_project


@signed_in("GET")
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """As what the project can be had."""
    project, rights = access.get_project(person(request), pk, Action.VIEW)
    return _page(
        request,
        project,
        rights,
        ExportForm(offers.offered(rights.role), None, separator_for(browser_language(request))),
    )


@signed_in("GET")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file if it is small or done, else a page that tells how far it is and looks again by itself."""
    user = person(request)
    project, rights = access.get_project(user, pk, Action.VIEW)
    export = offers.offer_of(request.GET.get("format", ""))
    if export is not None:
        access.get_project(user, pk, offers.action_for(export))
    form = ExportForm(offers.offered(rights.role), request.GET)
    if export is None or not form.is_valid():
        return _page(request, project, rights, form, status=422)
    order = Order(project, user, export, form.cleaned_data["separator"] or "comma")
    if order.is_small:
        return answers.at_once(order)
    wants_file = "file" in request.GET
    packet = packing.ask(order, anew=not wants_file)
    if wants_file and packet.state is State.DONE:
        return answers.file(order, packet)
    return _progress(request, project, rights, order, packet)


def _page(request: HttpRequest, project: Project, rights: Rights, form: ExportForm, status: int = 200) -> HttpResponse:
    context = in_project(project, rights) | {"form": form, "offered": offers.offered(rights.role)}
    context |= {"chosen": form["format"].value(), "is_large": project.last_number > packing.FEW_TASKS}
    return render(request, "boards/exports/choose.html", context, status=status)


def _progress(request: HttpRequest, project: Project, rights: Rights, order: Order, packet: Packet) -> HttpResponse:
    again = f"{reverse('project-export-file', args=[project.pk])}?{_query(order)}"
    context = in_project(project, rights) | {"packet": packet, "again": again, "sentence": answers.sentence(packet)}
    context |= {"order": order, "is_done": packet.state is State.DONE, "is_making": packet.state is State.MAKING}
    status = 202 if packet.state is State.MAKING else 200 if packet.state is State.DONE else 503
    response = render(request, "boards/exports/progress.html", context, status=status)
    if packet.state is State.MAKING:
        response["Refresh"] = str(answers.AGAIN)
    response["Cache-Control"] = "private, no-store"
    return response


def _query(order: Order) -> str:
    return urlencode({"format": order.export.key, "separator": order.separator})
