#!/bin/sh
# opentelemetry-instrumentation-django 0.66b2: under ASGI every request passes its middleware and none leaves a span; nothing is logged.
#
# Expected: `DjangoInstrumentor().instrument()` traces what Django serves, by whichever door, or says that it can't.
# Seen: with plain `pip install opentelemetry-instrumentation-django` a request through WSGI gives its span ("GET page"); the same
#   page through Django's ASGIHandler is answered with 200 and gives none, without a line even at level DEBUG. The span is made by
#   opentelemetry-instrumentation-asgi, which is an extra; once it is installed the same code gives the span.
# What follows for us: the site is served by ASGI alone, so spans are made by a middleware of our own (boardsite/observing/spans.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
install() { venv/bin/pip install --quiet --disable-pip-version-check "$@" 2> /dev/null; }
cat > seen.py <<'PYTHON'
import asyncio
import logging
import sys
from wsgiref.util import setup_testing_defaults

import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x", MIDDLEWARE=[], LOGGING_CONFIG=None)
urlpatterns = [path("page", lambda request: HttpResponse("ok"))]

from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from opentelemetry import trace
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

kept = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(kept))
trace.set_tracer_provider(provider)
DjangoInstrumentor().instrument()
django.setup()
lines = []
listener = logging.Handler(logging.DEBUG)
listener.emit = lambda record: lines.append((record.name, record.getMessage()))
logging.getLogger().addHandler(listener)
logging.getLogger().setLevel(logging.DEBUG)


def by_wsgi():
    environ = {}
    setup_testing_defaults(environ)
    environ["PATH_INFO"] = "/page"
    statuses = []
    b"".join(WSGIHandler()(environ, lambda status, headers: statuses.append(int(status[:3]))))
    return statuses[0]


async def by_asgi():
    sent, waiting = [], [{"type": "http.request", "body": b""}]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": "/page", "raw_path": b"/page"}
    scope |= {"query_string": b"", "headers": [(b"host", b"site")], "scheme": "http", "server": ("site", 80), "client": ("192.0.2.1", 9)}

    async def receive():
        return waiting.pop() if waiting else await asyncio.sleep(60)

    async def send(message):
        sent.append(message)

    await ASGIHandler()(scope, receive, send)
    return sent[0]["status"]


def spans():
    names = [span.name for span in kept.get_finished_spans()]
    kept.clear()
    return names


seen = {"WSGI": (by_wsgi(), spans())}
lines.clear()
seen["ASGI"] = (asyncio.run(by_asgi()), spans())
told = [line for line in lines if line[0].startswith("opentelemetry")]
print(sys.argv[1], seen, "lines of opentelemetry:", told)
assert seen["WSGI"] == (200, ["GET page"])
assert seen["ASGI"] == (200, ["GET page"] if sys.argv[1] == "with" else []) and told == []
PYTHON
install django==5.2.9 opentelemetry-instrumentation-django==0.66b2 opentelemetry-sdk==1.45.2
venv/bin/python seen.py without
install opentelemetry-instrumentation-asgi==0.66b2
venv/bin/python seen.py with
echo "As described."
