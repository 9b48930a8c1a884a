"""One job, from its beginning to how it ended. Called by Celery's workers and by the thread of the server alike."""

from __future__ import annotations

import datetime
import logging
import time

from django.utils import timezone

from boards import events
from boards.jobs import registry
from boards.jobs.registry import Definition, GiveUp, Later
from boards.models import Job
from boards.services import jobs
from boardsite.observing import metrics

logger = logging.getLogger("boardsite.jobs")

# A job of a release that isn't here any more, or not yet: another worker may know it.
_UNKNOWN_SECONDS, _UNKNOWN_TRIES = 60, 20


def run(job_id: int) -> bool:
    """Do a job if it is due and nobody else has it; returns whether it was begun here. Never raises what it raises."""
    name = Job.objects.filter(pk=job_id).values_list("name", flat=True).first()
    known = registry.find(name) if name else None
    claimed = jobs.claim(job_id=job_id, seconds=known.seconds if known else _UNKNOWN_SECONDS)
    if claimed is None:
        return False
    if known is None:
        _try_again(claimed, f"No job is named {claimed.name}.", tries=_UNKNOWN_TRIES, first=60, longest=3600)
        return True
    begun = time.perf_counter()
    outcome = _outcome(claimed, known)
    metrics.job_ended(known.name, outcome, time.perf_counter() - begun)
    return True


def _outcome(claimed: Job, known: Definition) -> str:
    if claimed.attempts > known.tries:
        # Begun that often and never ended: whatever did it took its worker down.
        jobs.fail(job=claimed, error=claimed.error or "It was begun and never ended.")
        return "failed"
    try:
        with events.by_means("job"):
            known.run(*claimed.arguments)
    except Later as later:
        if later.error and claimed.attempts >= known.tries:
            jobs.fail(job=claimed, error=later.error)
            return "failed"
        jobs.postpone(job=claimed, until=later.at, error=later.error)
        return "postponed"
    except GiveUp as given_up:
        jobs.fail(job=claimed, error=str(given_up))
        return "failed"
    except Exception as error:
        logger.exception("The job %s failed (attempt %s).", claimed.name, claimed.attempts)
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


def run_due(*, most: int = 500) -> int:
    """Do what is due, one after the other, until nothing is; returns how many jobs were begun."""
    begun = 0
    while begun < most and (due := jobs.take_due(most=most, unheard=datetime.timedelta())):
        begun += sum(run(job_id) for _queue, job_id in due)
    return begun


def begin_slots() -> None:
    """Write the jobs that the clock calls for in this period; whoever else does so too, each is there once."""
    now = timezone.now()
    jobs.add(*(known.ask(once=known.slot(now)) for known in registry.scheduled()))
