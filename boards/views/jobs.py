"""Background work, for the administrators of the site: what waits, what was done, and what failed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.exceptions import NotFound, RuleBroken
from boards.jobs import registry
from boards.jobs.registry import Definition, Queue
from boards.models import Job
from boards.queries import jobs as job_queries
from boards.services import jobs
from boards.views.answers import administrators, done, is_htmx, then_focus

_HOUR, _DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@dataclass(frozen=True)
class Scheduled:
    """A job that the clock calls for. `last`: the last time it was begun."""

    name: str
    when: str
    last: Job | None


@administrators("GET")
def job_list(request: HttpRequest) -> HttpResponse:
    """All on one page; `page` is of the failures."""
    return render(request, "boards/jobs/list.html", _context(request))


@administrators("POST")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin anew with one that has failed."""
    if job_queries.one(pk) is None:
        raise NotFound
    if not jobs.retry(job_id=pk):
        raise RuleBroken(_("This job has not failed, or the same work waits already."))
    return _answer(request, _("It is tried again."))


@administrators("POST")
def retry_all(request: HttpRequest) -> HttpResponse:
    """Begin anew with all that have failed."""
    count = sum(jobs.retry(job_id=pk) for pk in job_queries.failed_ids())
    text = ngettext("%(count)s job is tried again.", "%(count)s jobs are tried again.", count) % {"count": count}
    return _answer(request, text)


def _answer(request: HttpRequest, text: str) -> HttpResponse:
    if is_htmx(request):
        answer = render(request, "boards/jobs/_answer.html", _context(request) | {"text": text})
        # The button is gone with its row.
        return then_focus(answer, "#failures-heading")
    return done(request, reverse("job-list"), text)


def _context(request: HttpRequest) -> dict[str, object]:
    """Five queries."""
    known = registry.scheduled()
    last = job_queries.last_runs([each.name for each in known])
    queues = job_queries.queues(list(Queue))
    return {
        "queues": [(line, _name_of(line.name)) for line in queues],
        "is_stuck": any(line.is_stuck for line in queues),
        "scheduled": [Scheduled(each.name, _when(each), last.get(each.name)) for each in known],
        "page": job_queries.failures(request.GET.get("page")),
    }


def _name_of(queue: str) -> str:
    names = {
        Queue.MAIL: _("E-mail"),
        Queue.WEBHOOKS: _("Webhooks"),
        Queue.FILES: _("Files"),
        Queue.GENERAL: _("Everything else"),
    }
    return names[Queue(queue)] if queue in list(Queue) else queue


def _when(known: Definition) -> str:
    """Its period in words; times of day are UTC, as the clock is."""
    every, minutes = known.every or _HOUR, int(known.at.total_seconds() // 60)
    time = f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    if every == _DAY:
        return _("daily at %(time)s UTC") % {"time": time}
    if every > _DAY:
        return _("weekly at %(time)s UTC") % {"time": time}
    if every >= _HOUR:
        hours = every // _HOUR
        return ngettext("every hour", "every %(count)s hours", hours) % {"count": hours}
    number = int(every.total_seconds() // 60)
    return ngettext("every minute", "every %(count)s minutes", number) % {"count": number}
