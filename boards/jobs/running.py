"""One job, from its beginning to how it ended. Called by Celery's workers and by the threads of the server alike."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Callable, Collection
from contextvars import copy_context

from django.conf import settings
from django.utils import timezone

from boards import events
from boards.jobs import limits, registry
from boards.jobs.registry import Definition, GiveUp, Later
from boards.models import Job
from boards.services import jobs
from boardsite.observing import logs, metrics, telemetry

logger = logging.getLogger("boardsite.jobs")

# A job of a release that isn't here any more, or not yet: another worker may know it.
_UNKNOWN_SECONDS, _UNKNOWN_TRIES = 60, 20


def run(job_id: int) -> str:
    """Do a job if it is due and nobody else has it; returns how that ended: done, postponed, failed, or "" if it was
    not begun here. Never raises what it raises.

    What it sets for itself, such as a language, ends with it.
    """
    return copy_context().run(_run, job_id)


def _run(job_id: int) -> str:
    name = Job.objects.filter(pk=job_id).values_list("name", flat=True).first()
    known = registry.find(name) if name else None
    claimed = jobs.claim(job_id=job_id, seconds=known.seconds if known else _UNKNOWN_SECONDS)
    if claimed is None:
        return ""
    logs.begin(f"job-{job_id}")
    logs.route.set(claimed.name)
    if known is None:
        return _try_again(claimed, f"No job is named {claimed.name}.", tries=_UNKNOWN_TRIES, first=60, longest=3600)
    begun = time.perf_counter()
    with telemetry.job(known.name):
        outcome = _outcome(claimed, known)
    seconds = time.perf_counter() - begun
    metrics.job_ended(known.name, outcome, seconds)
    if settings.ACCESS_LOG:
        facts = {"milliseconds": round(seconds * 1000, 1)}
        logger.info("%s %s", known.name, outcome, extra=facts)
    return outcome


def _outcome(claimed: Job, known: Definition) -> str:
    if claimed.attempts > known.tries:
        # Begun that often and never ended: whatever did it took its worker down.
        jobs.fail(job=claimed, error=claimed.error or "It was begun and never ended.")
        return "failed"
    try:
        with events.by_means("job"), limits.within(known.seconds):
            known.run(*claimed.arguments)
    except Later as later:
        if later.error and claimed.attempts >= known.tries:
            jobs.fail(job=claimed, error=later.error)
            return "failed"
        jobs.postpone(job=claimed, until=later.at, error=later.error)
        return "postponed"
    except limits.TookTooLong as late:
        return _try_again(claimed, str(late), tries=known.tries, first=known.first_pause, longest=known.longest_pause)
    except GiveUp as given_up:
        jobs.fail(job=claimed, error=str(given_up))
        return "failed"
    except Exception as error:
        logger.exception("The job %s failed (attempt %s).", claimed.name, claimed.attempts)
        telemetry.report(error)
        return _try_again(
            claimed,
            f"{type(error).__name__}: {error}",
            tries=known.tries,
            first=known.first_pause,
            longest=known.longest_pause,
        )
    jobs.finish(job=claimed)
    return "done"


def _try_again(claimed: Job, error: str, *, tries: int, first: float, longest: float) -> str:
    if claimed.attempts >= tries:
        jobs.fail(job=claimed, error=error)
        return "failed"
    jobs.postpone(
        job=claimed,
        until=timezone.now() + jobs.pause_after(claimed.attempts, first=first, longest=longest),
        error=error,
    )
    return "postponed"


def run_due(*, most: int = 500, queues: Collection[str] | None = None, stop: Callable[[], bool] = lambda: False) -> int:
    """Do what is due, one after the other, until nothing is; returns how many jobs were begun.

    Of all queues unless some are named. `stop` is asked before each.
    """
    begun = 0
    while begun < most and (due := jobs.take_due(most=most, unheard=datetime.timedelta(), queues=queues)):
        for _queue, job_id in due:
            if stop():
                return begun
            begun += bool(run(job_id))
    return begun


def begin_slots() -> None:
    """Write the jobs that the clock calls for in this period; whoever else does so too, each is there once."""
    now = timezone.now()
    jobs.add(*(known.ask(once=known.slot(now)) for known in registry.scheduled()))


def slots() -> set[str]:
    """The names of the periods that it is now."""
    now = timezone.now()
    return {known.slot(now) for known in registry.scheduled()}
