"""What is counted for Prometheus, and how it is told.

One process tells its own numbers. With several workers `boardsite/server/config.py` names a folder in
PROMETHEUS_MULTIPROC_DIR before they start, and whichever worker is asked tells the sum.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from boardsite import __version__

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

requests = Counter("boardsite_requests", "Requests answered.", ["route", "method", "status"])
latency = Histogram(
    "boardsite_request_seconds", "Time from the first middleware to the answer.", ["route"], buckets=SECONDS
)
queries = Counter("boardsite_database_queries", "Statements sent to the database.", ["route"])
query_seconds = Counter("boardsite_database_seconds", "Time spent waiting for the database.", ["route"])
database_errors = Counter("boardsite_database_unavailable", "Requests refused because the database was away.")
fragments = Counter("boardsite_fragments", "Rendered fragments asked for.", ["fragment", "outcome"])
live_connections = Gauge("boardsite_live_connections", "Open sockets of live boards.", multiprocess_mode="livesum")
live_deliveries = Counter("boardsite_live_deliveries", "Changes told to a socket.")
live_refused = Counter(
    "boardsite_live_refused", "Sockets that were not let in, by the code they were closed with.", ["code"]
)
jobs = Counter("boardsite_jobs", "Background jobs begun, by how that ended.", ["job", "outcome"])
job_seconds = Counter("boardsite_job_seconds", "Time spent in background jobs.", ["job"])
webhook_deliveries = Counter(
    "boardsite_webhook_deliveries", "Attempts to send to a webhook, by how it stands with the delivery then.", ["state"]
)
# "uncertain": sent again, because the mail server had not answered the time before.
mails = Counter("boardsite_mails", "E-mails to people that were handed over, by how that ended.", ["outcome"])
about = Gauge("boardsite_info", "The release that runs; always 1.", ["version", "commit"], multiprocess_mode="max")


def introduce(commit: str) -> None:
    """Say which release this is."""
    about.labels(__version__, commit).set(1)


def looked_up(fragment: str, *, hits: int, misses: int) -> None:
    """Count what of a kind of fragment was in the cache, and what had to be rendered."""
    if hits:
        fragments.labels(fragment, "hit").inc(hits)
    if misses:
        fragments.labels(fragment, "miss").inc(misses)


def job_ended(job: str, outcome: str, seconds: float) -> None:
    """Count a job that was begun here: done, postponed or failed."""
    jobs.labels(job, outcome).inc()
    job_seconds.labels(job).inc(seconds)


# What is told from rows: each with its help and its labels. Workers have no address to be asked at.
FROM_ROWS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "boardsite_jobs_waiting": ("Jobs that are due.", ("queue",)),
    "boardsite_jobs_oldest_seconds": ("How long the oldest has waited.", ("queue",)),
    "boardsite_jobs_later": ("Jobs whose moment is still to come.", ("queue",)),
    "boardsite_jobs_running": ("Jobs that somebody works on.", ("queue",)),
    "boardsite_jobs_trying_again": ("Jobs that have failed, and are tried again.", ("job",)),
    "boardsite_jobs_last_hour": ("Jobs that have ended in the last hour, by how.", ("job", "outcome")),
    "boardsite_jobs_last_hour_seconds": ("The time that these took.", ("job", "outcome")),
    "boardsite_jobs_last_end_seconds": ("When what the clock calls for last ended, as Unix time.", ("job", "outcome")),
    "boardsite_jobs_failed": ("Jobs that were given up, and not tried again.", ()),
    "boardsite_jobs_given_up": ("The same by job.", ("job",)),
    "boardsite_webhook_deliveries_pending": ("Messages to webhooks that are not through.", ()),
    "boardsite_webhook_deliveries_last_hour": ("Messages to webhooks that ended in the last hour, by how.", ("state",)),
    "boardsite_mails_last_day": ("E-mails to people that were begun in the last day, by state.", ("state",)),
}
Values = Mapping[tuple[str, ...], float]


class Rows(Collector):
    """What stands in the database when it is asked for, whoever has worked on it: names as above, values by labels."""

    def __init__(self, found: Mapping[str, Values]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """As Prometheus' client asks for it."""
        for name, values in self._found.items():
            said, labels = FROM_ROWS[name]
            gauge = GaugeMetricFamily(name, said, labels=labels)
            for of, value in values.items():
                gauge.add_metric(of, value)
            yield gauge


class Stream(Collector):
    """How it stands with the event stream, as the rows of its relay have it, by the names of the numbers."""

    def __init__(self, numbers: Mapping[str, float]) -> None:
        self._numbers = numbers

    def collect(self) -> Iterator[Metric]:
        """As Prometheus' client asks for it."""
        for name, what in FROM_RELAY.items():
            if name in self._numbers:
                family = CounterMetricFamily if name in _COUNTED else GaugeMetricFamily
                yield family(f"boardsite_stream_{name}", what, value=self._numbers[name])


FROM_RELAY = {
    "lag": "Changes that have not been sent to Kafka, at most 100,000.",
    "lag_seconds": "How long the oldest of them has waited.",
    "position": "The highest number of a change that has been sent.",
    "sent": "Events that the brokers have taken.",
    "retries": "How often sending had to be tried again, or the brokers kept us waiting.",
    "stuck": "Whether something is in the way of the relay; its log and manage.py doctor say what.",
    "relay_seen_seconds": "How long ago a relay was last at work.",
}
_COUNTED = ("sent", "retries")


# Rooms that have numbers of their own: asked each time, and they answer with nothing while the database is away.
_watched: list[Callable[[], Iterable[Collector]]] = []


def watch(room: Callable[[], Iterable[Collector]]) -> None:
    """Have a room asked for its numbers."""
    if room not in _watched:
        _watched.append(room)


def of_rooms() -> list[Collector]:
    """The numbers of all rooms, as they are now."""
    return [each for room in _watched for each in room()]


def told(*more: Collector) -> bytes:
    """All numbers in Prometheus' own format, and these."""
    registry = CollectorRegistry()
    for collector in more:
        registry.register(collector)
    return _told() + (generate_latest(registry) if more else b"")


def _told() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
