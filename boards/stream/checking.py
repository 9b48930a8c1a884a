"""Looks at the stream for an operator: whether brokers and topics are there, and whether a relay is at work."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone

from boards.models import Stream
from boards.stream import creating, problems
from boards.stream.problems import StreamProblem
from boards.stream.services import positions

# A relay says at least four times in this time that it is there.
QUIET = datetime.timedelta(minutes=1)
# So many changes, or one for so long, should not wait while all is well.
LATE = datetime.timedelta(minutes=5)


def problems_of_brokers() -> Iterator[str]:
    """What is wrong between us and the brokers, in sentences with advice; waits for five seconds at most."""
    try:
        if missing := creating.missing():
            yield problems.missing(missing)
    except StreamProblem as problem:
        yield problem.sentence


def problems_of_relay() -> Iterator[str]:
    """What is wrong on our side."""
    stream, now = positions.stream(), timezone.now()
    if stream.seen_at is None:
        yield "No relay has ever been at work. Start manage.py relay."
    elif stream.seen_at < now - QUIET:
        yield f"No relay has been at work since {stream.seen_at:%Y-%m-%d %H:%M:%S} UTC. Start manage.py relay."
    elif stream.problem:
        yield f"The relay can't send: {stream.problem}"
    else:
        yield from _late(stream, now)


def _late(stream: Stream, now: datetime.datetime) -> Iterator[str]:
    count, oldest = positions.lag(stream.floor)
    if oldest is not None and oldest.created_at < now - LATE and (stream.sent == 0 or count):
        yield f"Changes that wait to be sent: {count}, the oldest since {oldest.created_at:%Y-%m-%d %H:%M:%S} UTC."
