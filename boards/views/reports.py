"""Reports of projects, the portfolio, and what their figures mean."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from boards import access
from boards.forms.reports import ReportForm
from boards.models import Project
from boards.policy import Action
from boards.reports import charts, figures
from boards.services import reports
from boards.views import etags
from boards.views.answers import came_from, done, person, signed_in
from boards.views.frames import in_project

# So many tasks of a list are shown on the screen until all are asked for.
SHOWN = 50


@signed_in("GET")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A project's report over a period; a choice that makes no sense is 422, with the sentence beside it."""
    project = access.get_project(person(request), pk, Action.VIEW)
    form = form_of(request, project)
    etag = etags.of_page(request, project, form.last_made, person(request).week_start)
    return etags.not_modified(request, etag) or etags.mark(_page(request, project, form), etag)


@signed_in("POST")
def remember(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a report has been handed out: the next one may begin here."""
    project = access.get_project(person(request), pk, Action.VIEW)
    reports.remember(project=project, actor=person(request))
    to = came_from(request, reverse("project-report", args=[pk]))
    return done(request, to, _("Noted. “Since the last report” begins now."))


def form_of(request: HttpRequest, project: Project) -> ReportForm:
    """The reader's choice out of the address."""
    return ReportForm(request.GET, project=project, reader=person(request))


def body_context(request: HttpRequest, project: Project, form: ReportForm, *, limit: int | None) -> dict[str, Any]:
    """What `_report_body.html` takes, for a form that is valid: on the screen and on paper. `limit` cuts lists."""
    user = person(request)
    found = figures.project_report(project, form.period, week_start=user.week_start, today=user.today())
    return {
        "report": found,
        "sections": form.choice.sections,
        "charts": charts.of_report(found, form.choice.sections),
        "made_at": timezone.now(),
        "reader": user,
        "limit": limit,
    }


def _page(request: HttpRequest, project: Project, form: ReportForm) -> HttpResponse:
    context = in_project(project, tab="report", form=form)
    if not form.is_valid():
        return render(request, "boards/reports/report.html", context, status=422)
    limit = None if request.GET.get("all") else SHOWN
    context |= body_context(request, project, form, limit=limit)
    return render(request, "boards/reports/report.html", context)


@signed_in("GET")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures as a spreadsheet."""
    project = access.get_project(person(request), pk, Action.VIEW)
    raise NotImplementedError(project)


@signed_in("GET")
def portfolio(request: HttpRequest) -> HttpResponse:
    """All projects one may see."""
    raise NotImplementedError


@signed_in("GET")
def definitions(request: HttpRequest) -> HttpResponse:
    """What the figures mean, and where that comes from."""
    return render(request, "boards/reports/definitions.html")
