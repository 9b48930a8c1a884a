"""The only writer of jobs: what is to be done is written with what it follows from, and told after the commit.

A job may be told of twice, by two workers, or never: `claim` lets one of them have it, and `due` finds what was
forgotten. Nothing else may be relied on: brokers are emptied, and workers killed.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from boards import events
from boards.models import Job, JobState
from boards.services.transactions import service

# What was handed to the broker and not begun for so long is handed on again.
FORGOTTEN = datetime.timedelta(seconds=60)
# Beyond what a job may take: a worker that lives has ended it by then.
GRACE = datetime.timedelta(seconds=30)
# How long what has been done is kept to be looked at, and what has failed.
DONE_KEPT, FAILED_KEPT = datetime.timedelta(days=3), datetime.timedelta(days=30)
_ERROR_LIMIT = 2000


@dataclass(frozen=True)
class NewJob:
    """A job to be added. `arguments`: ids. `due_at`: at once if None. `key` and `once` as in `Job`."""

    name: str
    queue: str
    arguments: Sequence[int | str] = ()
    due_at: datetime.datetime | None = None
    key: str = ""
    once: str = ""


@service
def add(*jobs: NewJob) -> list[Job]:
    """Write jobs in the transaction of the caller, and tell of those that are due once it is committed.

    A job whose `key` waits already, or whose `once` is there, is left out. Returns the rows, with ids where the
    database gives ids of what may be left out (not on SQLite); one statement.
    """
    now = timezone.now()
    rows = [
        Job(
            name=job.name,
            queue=job.queue,
            arguments=list(job.arguments),
            due_at=job.due_at or now,
            queued_at=now if job.due_at is None or job.due_at <= now else None,
            key=job.key,
            once=job.once,
            created_at=now,
        )
        for job in jobs
    ]
    may_be_left_out = any(job.key or job.once for job in jobs)
    Job.objects.bulk_create(rows, batch_size=500, ignore_conflicts=may_be_left_out)
    told = [(row.queue, row.pk) for row in rows if row.queued_at and row.pk]
    forgotten = {row.queue for row in rows if row.queued_at and not row.pk}
    events.announce_jobs([*told, *((queue, None) for queue in sorted(forgotten))])
    return rows


@service
def claim(*, job_id: int, seconds: float) -> Job | None:
    """Begin a job: the row, if it is due and nobody else has it, or had it and was never heard of again; else None."""
    now = timezone.now()
    ready = Q(state=JobState.WAITING, due_at__lte=now) | Q(state=JobState.RUNNING, leased_until__lt=now)
    taken = Job.objects.filter(ready, pk=job_id).update(
        state=JobState.RUNNING,
        attempts=F("attempts") + 1,
        started_at=now,
        leased_until=now + datetime.timedelta(seconds=seconds) + GRACE,
    )
    return Job.objects.get(pk=job_id) if taken else None


@service
def finish(*, job: Job) -> bool:
    """It is done. Returns whether that was still the caller's to say."""
    return _end(job, state=JobState.DONE, error="", leased_until=None, finished_at=timezone.now())


@service
def fail(*, job: Job, error: str) -> bool:
    """It can't be done, or not by trying again. Returns whether that was still the caller's to say."""
    return _end(job, state=JobState.FAILED, error=error[:_ERROR_LIMIT], leased_until=None, finished_at=timezone.now())


@service
def postpone(*, job: Job, until: datetime.datetime, error: str = "") -> bool:
    """Try again later. Where the same work has been asked for anew meanwhile, that will do."""
    again = {"state": JobState.WAITING, "due_at": until, "queued_at": None, "leased_until": None}
    try:
        with transaction.atomic():
            return _end(job, **again, error=error[:_ERROR_LIMIT])
    except IntegrityError:
        return finish(job=job)


def pause_after(attempts: int, *, first: float, longest: float) -> datetime.timedelta:
    """How long to wait after so many attempts: doubled each time, with up to a quarter more by chance, so that what
    failed together doesn't come back together."""
    seconds = min(first * 2 ** (attempts - 1), longest)
    return datetime.timedelta(seconds=seconds * random.uniform(1, 1.25))  # noqa: S311  no secret


@service
def retry(*, job_id: int) -> bool:
    """Begin anew with a job that has failed, by hand. Returns whether there was such a one."""
    now = timezone.now()
    again = {"state": JobState.WAITING, "due_at": now, "queued_at": now, "attempts": 0, "finished_at": None}
    try:
        with transaction.atomic():
            changed = Job.objects.filter(pk=job_id, state=JobState.FAILED).update(**again)
    except IntegrityError:  # the same work waits already
        changed = 0
    if changed:
        events.announce_jobs([(Job.objects.values_list("queue", flat=True).get(pk=job_id), job_id)])
    return bool(changed)


@service
def take_due(*, most: int = 500, unheard: datetime.timedelta = FORGOTTEN) -> list[tuple[str, int]]:
    """Note that these jobs are handed on now, and return them as (queue, id).

    They are due, and never were told of, or `unheard` of since they were.
    """
    now = timezone.now()
    ready = Q(state=JobState.WAITING, due_at__lte=now) | Q(state=JobState.RUNNING, leased_until__lt=now)
    untold = Q(queued_at=None) | Q(queued_at__lte=now - unheard)
    found = list(Job.objects.filter(ready & untold).order_by("due_at", "pk").values_list("queue", "pk")[:most])
    Job.objects.filter(pk__in=[pk for _queue, pk in found]).update(queued_at=now)
    return found


@service
def purge() -> int:
    """Forget what was done, and what failed, long ago; returns how many jobs that were."""
    now = timezone.now()
    done = Q(state=JobState.DONE, finished_at__lt=now - DONE_KEPT)
    failed = Q(state=JobState.FAILED, finished_at__lt=now - FAILED_KEPT)
    return Job.objects.filter(done | failed).delete()[0]


def _end(job: Job, **values: object) -> bool:
    """Write how an attempt has ended, unless it was given up meanwhile and begun anew by somebody else."""
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    return bool(mine.update(**values))
