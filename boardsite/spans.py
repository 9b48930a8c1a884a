"""What leaves the process of a span. Imported only where OpenTelemetry is set."""

from __future__ import annotations

from collections.abc import Sequence

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.trace import Status

# All that is told of a request. Paths may hold a secret, query strings a search.
TOLD = {
    "http.method",
    "http.request.method",
    "http.status_code",
    "http.response.status_code",
    "http.route",
    "boardsite.request_id",
}


class DiscreetExporter(OTLPSpanExporter):
    """Sends what is listed above, and no events: those are errors with their words."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """As far as it may be told."""
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
