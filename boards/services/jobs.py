"""The only writer of jobs: what is to be done is written with what it follows from, and told after the commit.

A job may be told of twice, by two workers, or never: `claim` lets one of them have it, and `due` finds what was
forgotten. Nothing else may be relied on: brokers are emptied, and workers killed.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from boards import events
from boards.models import Job, JobState
from boards.services.transactions import service
from boardsite.database.prepared import Prepared
from boardsite.database.statements import together

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

    A job whose `key` waits already, or whose `once` is there, is left out: databases don't say which, so that such
    rows come back without ids, and whoever hears of them looks for what is due. One statement.
    """
    now = timezone.now()
    may_be_left_out = any(job.key or job.once for job in jobs)
    rows = [
        Job(
            name=job.name,
            queue=job.queue,
            arguments=list(job.arguments),
            due_at=job.due_at or now,
            queued_at=now if not may_be_left_out and (job.due_at is None or job.due_at <= now) else None,
            key=job.key,
            once=job.once,
            created_at=now,
        )
        for job in jobs
    ]
    Job.objects.bulk_create(rows, batch_size=500, ignore_conflicts=may_be_left_out)
    due = [row for row in rows if row.due_at <= now]
    unknown: set[tuple[str, None]] = {(row.queue, None) for row in due} if may_be_left_out else set()
    events.announce_jobs(sorted(unknown) or [(row.queue, row.pk) for row in due])
    return rows


@service
def claim(*, job_id: int, seconds: float) -> Job | None:
    """Begin a job: the row, if it is due and nobody else has it, or had it and was never heard of again; else None."""
    now = timezone.now()
    taken = (
        _ready(now, None)
        .filter(pk=job_id)
        .update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            started_at=now,
            leased_until=now + datetime.timedelta(seconds=seconds) + GRACE,
        )
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
    """Try again later; without an error this was no attempt. Where the same work has been asked for anew meanwhile,
    that will do."""
    again: dict[str, object] = {"state": JobState.WAITING, "due_at": until, "queued_at": None, "leased_until": None}
    if not error:
        again["attempts"] = job.attempts - 1
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
def hasten(*, job_id: int) -> bool:
    """Have a job that waits for its moment done now. Returns whether there was such a one."""
    now = timezone.now()
    changed = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(due_at=now, queued_at=now)
    if changed:
        events.announce_jobs([(Job.objects.values_list("queue", flat=True).get(pk=job_id), job_id)])
    return bool(changed)


def take_due(
    *, most: int = 500, unheard: datetime.timedelta = FORGOTTEN, queues: Collection[str] | None = None
) -> list[tuple[str, int]]:
    """Note that these jobs are handed on now, and return them as (queue, id); all queues unless some are named.

    They are due, and never were told of, or `unheard` of since they were. Where nothing is due, nothing is written.
    """
    now = timezone.now()
    untold = Q(queued_at=None) | Q(queued_at__lte=now - unheard)
    found = _ready(now, queues).filter(untold).order_by("due_at", "pk")
    due = list(found.values_list("queue", "pk")[:most])
    if due:
        Job.objects.filter(pk__in=[pk for _queue, pk in due]).update(queued_at=now)
    return due


def outlook(*, after: datetime.datetime) -> tuple[set[str], datetime.datetime | None]:
    """The queues of which something may be begun, and when the first job is due of those that are later than `after`.

    One message: a thread asks for this all the time.
    """
    waiting, later = together(_WAITING.of(now=timezone.now()), _LATER.of(after=after))
    return {queue for (queue,) in waiting}, next((due for (due,) in later), None)


@service
def purge(*, but: Collection[str] = ()) -> int:
    """Forget what was done, and what failed, long ago; returns how many jobs that were.

    `but`: of what is to be there once, these are still needed.
    """
    now = timezone.now()
    done = Q(state=JobState.DONE, finished_at__lt=now - DONE_KEPT)
    failed = Q(state=JobState.FAILED, finished_at__lt=now - FAILED_KEPT)
    return Job.objects.filter(done | failed).exclude(once__in=but).delete()[0]


def _ready(now: datetime.datetime, queues: Collection[str] | None) -> QuerySet[Job]:
    """What may be begun by anybody."""
    ready = Q(state=JobState.WAITING, due_at__lte=now) | Q(state=JobState.RUNNING, leased_until__lt=now)
    return Job.objects.filter(ready) if queues is None else Job.objects.filter(ready, queue__in=queues)


_WAITING = Prepared(lambda now: _ready(now, None).order_by().values_list("queue").distinct(), now=datetime.datetime)
_LATER = Prepared(
    lambda after: (
        Job.objects.filter(state=JobState.WAITING, due_at__gt=after).order_by("due_at").values_list("due_at")[:1]
    ),
    after=datetime.datetime,
)


def _end(job: Job, **values: object) -> bool:
    """Write how an attempt has ended, unless it was given up meanwhile and begun anew by somebody else."""
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts, started_at=job.started_at)
    return bool(mine.update(**values))
