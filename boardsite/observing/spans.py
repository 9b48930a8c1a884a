"""A span for each request, and what of it leaves the process. Imported only where OpenTelemetry is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from boardsite.observing import logs
from boardsite.observing.middleware import is_quiet, label_of, method_of

# All that is told of a request. Paths may hold a secret, query strings a search.
TOLD = {"http.request.method", "http.response.status_code", "http.route", "boardsite.request_id", "boardsite.job"}
tracer = trace.get_tracer("boardsite")


class TracingMiddleware:
    """Puts a request into the trace that a proxy of ours names, or into one of its own.

    Without such a proxy the header is a stranger's, who would decide what is traced and under which name.

    OpenTelemetry's own for Django would see no request under ASGI without another package, and would tell more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Machines that watch over the site, and files, are no requests worth a span."""
        if is_quiet(request):
            return self.get_response(request)
        with tracer.start_as_current_span(
            "request", named_trace(request), SpanKind.SERVER, record_exception=False
        ) as span:
            response = self.get_response(request)
            tell(span, request, response)
            return response


@contextmanager
def job_span(name: str) -> Iterator[None]:
    """A trace of its own for a job, under its name. How it ended is told by the numbers."""
    marks = {"boardsite.job": name, "boardsite.request_id": logs.request_id.get()}
    with tracer.start_as_current_span(f"job {name}", Context(), attributes=marks, record_exception=False):
        yield


def named_trace(request: HttpRequest) -> Context:
    """The trace that the headers name, where a proxy of ours has seen them."""
    if not settings.TRUSTED_PROXIES:
        return Context()
    return propagate.extract({name.lower(): value for name, value in request.headers.items()})


def tell(span: Span, request: HttpRequest, response: HttpResponse) -> None:
    """The route in place of the address."""
    place, method = label_of(request), method_of(request)
    span.update_name(f"{method} {place}")
    span.set_attributes(
        {
            "http.request.method": method,
            "http.response.status_code": response.status_code,
            "http.route": place,
            "boardsite.request_id": logs.request_id.get(),
        }
    )
    if response.status_code >= 500:
        span.set_status(StatusCode.ERROR)


class DiscreetExporter(OTLPSpanExporter):
    """Sends what is listed above, and no events: those are errors with their words."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send the spans without what is of a person (`discreet`)."""
        return super().export([discreet(span) for span in spans])


def discreet(span: ReadableSpan) -> ReadableSpan:
    """The span without what is of a person."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={name: value for name, value in (span.attributes or {}).items() if name in TOLD},
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )
