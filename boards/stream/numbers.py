"""What Prometheus is told of the stream: read from the rows of the relay, whichever process is asked."""

from __future__ import annotations

from django.conf import settings
from django.db import Error
from django.utils import timezone

from boards.stream.services import positions
from boardsite.observing import metrics


def numbers() -> list[metrics.Stream]:
    """Nothing where there is no stream, and while the database is away; three queries otherwise."""
    if not settings.KAFKA.is_on:
        return []
    try:
        stream = positions.stream()
        count, oldest = positions.lag(stream.floor)
    except Error:
        return []
    now = timezone.now()
    found = {
        "lag": count,
        "lag_seconds": (now - oldest.created_at).total_seconds() if oldest else 0.0,
        "position": stream.position,
        "sent": stream.sent,
        "retries": stream.retries,
        "stuck": int(bool(stream.problem)),
    }
    if stream.seen_at:
        found["relay_seen_seconds"] = (now - stream.seen_at).total_seconds()
    return [metrics.Stream(found)]


def connect() -> None:
    """Have them told; called once, when Django starts."""
    metrics.watch(numbers)
