"""What operators see of background work: what waits, what has been done, what has failed."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from boards.models import Job, JobState

PAGE = 25
# Something due that nobody has begun for so long is not just waiting its turn.
STUCK = datetime.timedelta(minutes=15)


@dataclass(frozen=True)
class QueueLine:
    """How it stands with a queue. `later`: jobs whose moment is still to come; `oldest`: since when one has waited."""

    name: str
    waiting: int = 0
    later: int = 0
    running: int = 0
    oldest: datetime.datetime | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether nobody seems to do these jobs."""
        return self.oldest is not None and self.oldest < timezone.now() - STUCK


def queues(names: Collection[str]) -> list[QueueLine]:
    """Each queue in the order of the names; one query."""
    now = timezone.now()
    due = Q(state=JobState.WAITING, due_at__lte=now)
    rows = (
        Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
        .order_by()
        .values("queue")
        .annotate(
            waiting=Count("pk", filter=due),
            later=Count("pk", filter=Q(state=JobState.WAITING, due_at__gt=now)),
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            oldest=Min("due_at", filter=due),
        )
    )
    found = {row.pop("queue"): row for row in rows}
    return [QueueLine(name, **found.get(name, {})) for name in dict.fromkeys([*names, *sorted(found)])]


def last_runs(names: Collection[str]) -> dict[str, Job]:
    """The last of each of these jobs that was begun; two queries."""
    begun = Job.objects.filter(name__in=names).exclude(state=JobState.WAITING, attempts=0)
    newest = begun.order_by().values("name").annotate(newest=Max("pk")).values_list("newest", flat=True)
    return {job.name: job for job in Job.objects.filter(pk__in=list(newest))}


def failures(number: str | None) -> Page:
    """A page of those that have failed, the last ones first; two queries."""
    failed = Job.objects.filter(state=JobState.FAILED).order_by("-pk")
    return Paginator(failed, PAGE).get_page(number)


def failed_ids(most: int = 1_000) -> list[int]:
    """Those that have failed, the oldest first."""
    return list(Job.objects.filter(state=JobState.FAILED).order_by("pk").values_list("pk", flat=True)[:most])


def failed_since(moment: datetime.datetime) -> int:
    """How many have failed since then, and have not been done again."""
    return Job.objects.filter(state=JobState.FAILED, finished_at__gte=moment).count()


def last_end() -> datetime.datetime | None:
    """When the last job ended, of those that are kept."""
    return Job.objects.exclude(finished_at=None).aggregate(last=Max("finished_at"))["last"]


def waiting(*, due: bool, most: int = 100) -> list[Job]:
    """Jobs that wait, those that are due first: these alone if `due`."""
    found = Job.objects.filter(state=JobState.WAITING).order_by("due_at", "pk")
    return list(found.filter(due_at__lte=timezone.now())[:most] if due else found[:most])


def one(pk: int) -> Job | None:
    """A job by its number."""
    return Job.objects.filter(pk=pk).first()
