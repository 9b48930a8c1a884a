"""How far the history has been sent: what is still to send, and what has arrived.

Rows are taken by the position of their project. A row may be committed late, under a lower id than others that have
been sent already, but never within a project (see `StreamPosition`). The floor only spares looking at all of the
history each time, and rises only over what nobody can put a row under any more.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import NamedTuple

from django.db import connection
from django.db.models import F, Max, Prefetch, Q, QuerySet
from django.utils import timezone

from boards.models import Activity, Stream, StreamPerson, StreamPosition
from boards.services.transactions import service

_ONE = 1
# More than this is told as this.
MOST_COUNTED = 100_000


class Horizon(NamedTuple):
    """The highest id there was at a moment, and the transactions that were writing then (PostgreSQL)."""

    highest: int
    writing: frozenset[int]


def stream() -> Stream:
    """How it stands; of a stream that has never run, as of a new one."""
    return Stream.objects.filter(pk=_ONE).first() or Stream(pk=_ONE)


@service
def begin() -> Stream:
    """The row, made if it is not there yet, with whoever leads now."""
    row, _made = Stream.objects.get_or_create(pk=_ONE)
    row.leader, row.seen_at = f"{socket.gethostname()[:80]}:{os.getpid()}", timezone.now()
    row.save(update_fields=["leader", "seen_at"])
    return row


def unsent(floor: int, most: int) -> list[Activity]:
    """The next rows to send, in the order of their ids, with what they undo; two queries."""
    undone = Prefetch("undoes", Activity.objects.only("kind"))
    return list(_unsent(floor).order_by("pk").prefetch_related(undone)[:most])


def lag(floor: int) -> tuple[int, Activity | None]:
    """How many rows have not been sent (at most MOST_COUNTED), and the oldest of them; two queries."""
    waiting = _unsent(floor).order_by("pk")
    return waiting[:MOST_COUNTED].count(), waiting.first()


def _unsent(floor: int) -> QuerySet[Activity]:
    has_none, is_later = Q(project__stream_position=None), Q(pk__gt=F("project__stream_position__activity_id"))
    return Activity.objects.filter(has_none | is_later, pk__gt=floor)


@service
def note_sent(*, epoch: str, reached: Mapping[int, int], count: int) -> None:
    """The broker has what these projects (id → id of the row) hold up to there; `count` events in all.

    Of a stream that has been started anew meanwhile, nothing is noted.
    """
    stream = Stream.objects.select_for_update(no_key=True).filter(pk=_ONE, epoch=epoch).first()
    if stream is None or not reached:
        return
    rows = [StreamPosition(project_id=project, activity_id=activity) for project, activity in reached.items()]
    StreamPosition.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["project"], update_fields=["activity_id"]
    )
    stream.sent, stream.seen_at = stream.sent + count, timezone.now()
    stream.position = max(stream.position, *reached.values())
    stream.save(update_fields=["sent", "seen_at", "position"])


@service
def note_well() -> None:
    """Nothing is in the way any more."""
    Stream.objects.filter(pk=_ONE).update(problem="", problem_at=None)


@service
def note_problem(*, sentence: str) -> None:
    """Sending has to be tried again, and why."""
    now = timezone.now()
    rows = Stream.objects.filter(pk=_ONE)
    rows.filter(problem="").update(problem_at=now)
    rows.update(problem=sentence, seen_at=now, retries=F("retries") + 1)


def horizon() -> Horizon:
    """What there is now: to be held against later by `has_passed`; two queries."""
    # The id first: whoever was given one up to it is writing by then, for the lock of the project comes before.
    highest = Activity.objects.aggregate(highest=Max("pk"))["highest"] or 0
    return Horizon(highest, _writing())


def has_passed(then: Horizon) -> bool:
    """Whether all who were writing then have ended, so that no row can appear any more under an id of then."""
    return not then.writing or then.writing.isdisjoint(_writing())


def _writing() -> frozenset[int]:
    """The transactions of this database that have written or locked a row, and those that are only prepared.

    Each holds a lock on its own id until it ends (PostgreSQL's documentation, pg_locks). A snapshot would not do: that
    of PostgreSQL counts the other databases of the server too, and a long job there would hold us up. SQLite has one
    writer at a time, so its ids are committed in their order.
    """
    if connection.vendor != "postgresql":
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT held.transactionid::text::bigint FROM pg_locks held"
            " LEFT JOIN pg_stat_activity who ON who.pid = held.pid"
            " WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.granted"
            " AND (held.pid IS NULL OR who.datname = current_database())"
        )
        return frozenset(number for (number,) in cursor.fetchall())


@service
def raise_floor(*, floor: int) -> None:
    """Everything up to there has been sent."""
    Stream.objects.filter(pk=_ONE, floor__lt=floor).update(floor=floor)


@service
def start_again() -> None:
    """Send everything anew, from the first row on, as a stream of its own."""
    Stream.objects.filter(pk=_ONE).delete()
    StreamPosition.objects.all().delete()
    StreamPerson.objects.update(is_sent=False)
    Stream.objects.create(pk=_ONE)
