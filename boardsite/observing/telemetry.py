"""Reports to Sentry and traces by OpenTelemetry, where they are set; nothing of them is loaded otherwise.

Neither is told who somebody is, nor what people typed: no bodies, addresses, cookies, values of variables, or words of
an error, which may repeat what somebody typed. Pages are named by their routes; the log has the words, under the same
request id.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from boardsite import __version__
from boardsite import environment as env
from boardsite.observing import logs

INSTALL = "run pip install -r requirements-observability.txt, or unset it."


_started: set[str] = set()


def start() -> None:
    """Called once by each entry point, before the first request and before the middleware is loaded."""
    if settings.SENTRY_DSN:
        _report()
        _started.add("reports")
    if settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        _trace()
        _started.add("traces")


def report(error: Exception) -> None:
    """Tell of an error that ends in a place where nobody sees it."""
    if "reports" in _started:
        import sentry_sdk

        sentry_sdk.capture_exception(error)


@contextmanager
def job(name: str) -> Iterator[None]:
    """A trace of its own for a job."""
    if "traces" not in _started:
        yield
        return
    from boardsite.observing.spans import job_span

    with job_span(name):
        yield


def _report() -> None:
    try:
        import sentry_sdk
        from sentry_sdk.integrations.django import DjangoIntegration
        from sentry_sdk.integrations.logging import LoggingIntegration
    except ImportError:
        env.stop(f"SENTRY_DSN is set, but sentry-sdk is not installed; {INSTALL}")
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=f"boardsite@{__version__}",
        environment=settings.SITE.hostname,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        # Statements, templates and caches would be told with what is in them.
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(middleware_spans=False), LoggingIntegration(level=None, event_level=None)],
        before_send=discreet,
        shutdown_timeout=1,
    )


def discreet(event: Any, hint: dict[str, Any]) -> Any:
    """What is sent of an error: where it was, on which route; None for a database that is away."""
    from boards.views.unavailable import is_away

    error = (hint.get("exc_info") or (None, None))[1]
    if is_away(error):
        return None
    method = event.pop("request", {}).get("method")
    event["request"] = {"method": method} if method else {}
    for name in ("user", "breadcrumbs", "extra", "server_name"):
        event.pop(name, None)
    event["transaction"] = logs.route.get() or "none"
    event["tags"] = {"request_id": logs.request_id.get()}
    for told in event.get("exception", {}).get("values", []):
        told["value"] = ""
    return event


def _trace() -> None:
    try:
        from opentelemetry import trace
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        from boardsite.observing.spans import DiscreetExporter
    except ImportError:
        env.stop(f"OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed; {INSTALL}")
    logging.getLogger("opentelemetry").addFilter(logs.Seldom())
    provider = TracerProvider(resource=Resource({"service.name": "boardsite", "service.version": __version__}))
    address = f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(DiscreetExporter(endpoint=address, timeout=5)))
    trace.set_tracer_provider(provider)
    # Inside the request's id, around all else.
    settings.MIDDLEWARE.insert(1, "boardsite.observing.spans.TracingMiddleware")
