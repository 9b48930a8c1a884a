"""Reports of projects, the portfolio, and what their figures mean."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from boards import access
from boards.forms.reports import ReportForm
from boards.models import Project
from boards.policy import Action
from boards.reports import body, figures, tables
from boards.reports import portfolio as portfolio_figures
from boards.reports.days import Period
from boards.services import reports
from boards.views import etags
from boards.views.answers import came_from, done, person, refusal, signed_in
from boards.views.frames import in_project

# So many tasks of a list are shown on the screen until all are asked for.
SHOWN = 50


@signed_in("GET")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A project's report over a period; a choice that makes no sense is 422, with the sentence beside it."""
    project = access.get_project(person(request), pk, Action.VIEW)
    form = form_of(request, project)
    etag = etags.of_page(request, project, form.last_made, person(request).week_start)
    return etags.not_modified(request, etag) or etags.mark(request, _page(request, project, form), etag)


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
    found = figures_of(request, project, form)
    return body.context(found, form.choice.sections, reader=user, made_at=timezone.now(), limit=limit)


def figures_of(request: HttpRequest, project: Project, form: ReportForm) -> figures.ProjectReport:
    """The figures for a form that is valid."""
    user = person(request)
    period = cast(Period, form.period)
    return figures.project_report(project, period, week_start=user.week_start, today=user.today())


def _page(request: HttpRequest, project: Project, form: ReportForm) -> HttpResponse:
    is_valid = form.is_valid()
    context = in_project(project, tab="report", form=form, presets=form.presets)
    if not is_valid:
        return render(request, "boards/reports/report.html", context, status=422)
    limit = None if request.GET.get("all") else SHOWN
    context |= {"query": form.query(), "all_query": form.query(all="1")}
    context |= body_context(request, project, form, limit=limit)
    return render(request, "boards/reports/report.html", context)


@signed_in("GET")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures as a spreadsheet, by the same choice as the page; 422 for one that makes no sense."""
    project = access.get_project(person(request), pk, Action.VIEW)
    form = form_of(request, project)
    if not form.is_valid():
        return refusal(request, form.first_sentence, 422)
    content = tables.as_csv(figures_of(request, project, form), form.choice.sections)
    name = f"report-{project.pk}-{form.period.last:%Y-%m-%d}.csv" if form.period else ""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@signed_in("GET")
def portfolio(request: HttpRequest) -> HttpResponse:
    """All projects one may see, beside each other."""
    user = person(request)
    lines = portfolio_figures.lines(user)
    context = {"rows": portfolio_figures.shown(lines), "made_at": timezone.now(), "reader": user}
    return render(request, "boards/reports/portfolio.html", context)


@signed_in("GET")
def definitions(request: HttpRequest) -> HttpResponse:
    """What the figures mean, and where that comes from."""
    return render(request, "boards/reports/definitions.html")
