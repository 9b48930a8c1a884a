"""What is counted for Prometheus, and how it is told.

One process tells its own numbers. With several workers `boardsite/server/config.py` names a folder in
PROMETHEUS_MULTIPROC_DIR before they start, and whichever worker is asked tells the sum.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
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


class Jobs(Collector):
    """What stands in the rows of jobs: looked up when it is asked for, whoever works on them."""

    def __init__(
        self,
        waiting: Mapping[str, int],
        oldest: Mapping[str, float],
        ended: Mapping[tuple[str, str], int],
        failed: int,
    ) -> None:
        self._waiting, self._oldest, self._ended, self._failed = waiting, oldest, ended, failed

    def collect(self) -> Iterator[Metric]:
        """As Prometheus' client asks for it."""
        queue = GaugeMetricFamily("boardsite_jobs_waiting", "Jobs that are due.", labels=["queue"])
        for name, count in self._waiting.items():
            queue.add_metric([name], count)
        oldest = GaugeMetricFamily("boardsite_jobs_oldest_seconds", "How long the oldest has waited.", labels=["queue"])
        for name, seconds in self._oldest.items():
            oldest.add_metric([name], seconds)
        ended = GaugeMetricFamily(
            "boardsite_jobs_last_hour", "Jobs that have ended in the last hour, by how.", labels=["job", "outcome"]
        )
        for labels, count in self._ended.items():
            ended.add_metric(labels, count)
        yield from (queue, oldest, ended)
        yield GaugeMetricFamily("boardsite_jobs_failed", "Jobs that were given up, and not tried again.", self._failed)


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
