"""Reports of projects, the portfolio, and what their figures mean."""

from __future__ import annotations

import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from boards import access, etags
from boards.models import Project
from boards.policy import Action, Rights
from boards.queries import task_links
from boards.reports import details, figures, page_context, services, tables
from boards.reports import portfolio as portfolio_figures
from boards.reports.days import Period
from boards.reports.forms import HandedOutForm, ReportForm
from boards.views.answers import browser_language, came_from, done, person, refusal, signed_in
from boards.views.project_context import in_project

# So many tasks of a list are shown on the screen until all are asked for.
SHOWN = 50


@signed_in("GET")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A project's report over a period; a choice that makes no sense is 422, with the sentence beside it."""
    # Before the revision is read: what happens from here on may not be told, so the next report has to begin here.
    now = timezone.now()
    project, rights = access.get_project(person(request), pk, Action.VIEW)
    form = form_of(request, project)
    # What its tasks wait for may be of other projects.
    more = (form.last_made, person(request).week_start, form.language, *task_links.revisions_elsewhere(project))
    etag = etags.of_page(request, person(request), project, rights.role, *more)
    return etags.page_not_modified(request, etag) or etags.mark_page(
        request, _page(request, project, rights, form, now), etag
    )


@signed_in("POST")
def remember(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a report has been handed out: the next one may begin where it ended, `until`."""
    project, _rights = access.get_project(person(request), pk, Action.VIEW)
    form = HandedOutForm(request.POST)
    if not form.is_valid():
        return refusal(request, str(form.errors["until"][0]), 422)
    mark = services.remember(project=project, until=form.cleaned_data["until"], actor=person(request))
    begin = date_format(timezone.localtime(mark.made_at), "DATETIME_FORMAT")
    to = came_from(request, reverse("project-report", args=[pk]))
    return done(request, to, _("Noted. “Since the last report” begins on %(begin)s.") % {"begin": begin})


def form_of(request: HttpRequest, project: Project) -> ReportForm:
    """The reader's choice out of the address."""
    return ReportForm(request.GET, project=project, reader=person(request), language=browser_language(request))


def figures_of(request: HttpRequest, project: Project, form: ReportForm) -> figures.ProjectReport:
    """The figures for a form that is valid."""
    user = person(request)
    period = cast(Period, form.period)
    return figures.project_report(
        project, period, week_start=user.week_start, today=user.today(), items=form.choice.items
    )


def _page(
    request: HttpRequest, project: Project, rights: Rights, form: ReportForm, now: datetime.datetime
) -> HttpResponse:
    is_valid = form.is_valid()
    context = in_project(project, rights, tab="report", form=form, presets=form.presets)
    if not is_valid:
        return render(request, "boards/reports/report.html", context, status=422)
    limit = None if request.GET.get("all") else SHOWN
    found = figures_of(request, project, form)
    context |= {"until": min(found.period.end, now).isoformat()}
    told = details.of_report(project, found, form.choice.sections, limit, reader=person(request))
    context |= page_context.context(
        found, form.choice, told, reader=person(request), project=project, made_at=now, limit=limit
    )
    return render(request, "boards/reports/report.html", context)


@signed_in("GET")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures as a spreadsheet, by the same choice as the page; 422 for one that makes no sense."""
    project, _rights = access.get_project(person(request), pk, Action.VIEW)
    form = form_of(request, project)
    if not form.is_valid():
        return refusal(request, form.first_sentence, 422)
    found, sections = figures_of(request, project, form), form.choice.sections
    told = details.of_report(project, found, sections, reader=person(request))
    content = tables.as_csv(found, sections, told, form.dialect)
    name = f"report-{project.pk}-{form.period.last:%Y-%m-%d}.csv" if form.period else ""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    headers["Vary"] = "Accept-Language"
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
