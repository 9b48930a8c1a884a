"""What is counted for Prometheus, and how it is told.

One process tells its own numbers. With several workers `boardsite/server/config.py` names a folder in
PROMETHEUS_MULTIPROC_DIR before they start, and whichever worker is asked tells the sum.
"""

from __future__ import annotations

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

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


def told() -> bytes:
    """All numbers in Prometheus' own format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
