"""Sentry and OpenTelemetry: not loaded unless set, and told nothing of people when they are."""

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli
import pytest

pytestmark = [pytest.mark.long, pytest.mark.once]

ROOT = Path(__file__).parents[2]
LOADED = """
import sys
import boardsite.asgi
print([name for name in ("sentry_sdk", "opentelemetry") if name in sys.modules])
"""
MISSING = """
import sys
sys.modules["{0}"] = None
import boardsite.asgi
"""
BREAKS = """
import asyncio
from boardsite.asgi import application
from boards.views import home

def broken(*args, **kwargs):
    password = "typed-in-secret"
    raise ValueError("typed-in-secret")

home.render = broken
headers = {
    "x-request-id": "the-request", "cookie": "theme=typed-in-secret", "user-agent": "typed-in-secret",
    "host": "127.0.0.1", "traceparent": "00-aabbccddeeff00112233445566778899-0011223344556677-01",
}

async def ask(path):
    messages = [{"type": "http.request"}]

    async def receive():
        return messages.pop() if messages else await asyncio.Event().wait()

    async def send(message):
        print(message.get("status", ""))

    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "headers": sent}
    await application(scope | {"query_string": b"q=typed-in-secret", "client": ("203.0.113.77", 1)}, receive, send)

for path in ("/healthz", "/"):
    asyncio.run(ask(path))
import sentry_sdk
from opentelemetry import trace
sentry_sdk.flush(5)
trace.get_tracer_provider().force_flush(5000)
"""


@pytest.fixture
def run(tmp_path):
    def run(program, **variables):
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        environment = kept | {
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "tests.operations.settings",
            **variables,
        }
        environment.pop("BOARDSITE_SERVER", None)
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def collector():
    """Takes what is sent over HTTP: its address, and the bodies by path."""
    got = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.headers["Content-Encoding"], bytes)
            got.setdefault(self.path, []).append(unpack(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()


def test_nothing_of_either_is_loaded_unless_set(run):
    assert run(LOADED).stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("package", "name"), [("sentry_sdk", "SENTRY_DSN"), ("opentelemetry", "OTEL_EXPORTER_OTLP_ENDPOINT")]
)
def test_set_but_not_installed_stops_with_a_sentence(run, package, name):
    ended = run(MISSING.format(package), **{name: "https://key@sentry.example.com/1"})
    assert ended.returncode == 4
    assert name in ended.stderr and "requirements-observability.txt" in ended.stderr and "Traceback" not in ended.stderr


@pytest.mark.parametrize("proxies", [0, 1])
def test_an_error_and_a_trace_tell_where_and_nothing_of_people(run, collector, proxies):
    address, got = collector
    variables = {"SENTRY_DSN": f"http://key@{address}/1", "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{address}"}
    ended = run(BREAKS, TRUSTED_PROXIES=str(proxies), **variables)
    assert "500" in ended.stdout, ended.stderr
    [trace] = got["/v1/traces"]
    events = b"".join(got["/api/1/envelope/"])
    for sent in (trace, events):
        assert b"the-request" in sent and b"home" in sent
        assert b"203.0.113.77" not in sent
    assert b"typed-in-secret" not in trace and b"healthz" not in trace
    named = bytes.fromhex("aabbccddeeff00112233445566778899")
    assert (named in trace) == bool(proxies), (
        "part of the trace that the headers name, if a proxy of ours has seen them"
    )
    # The line of the source that raised is told, as it stands in the source.
    [event] = [json.loads(line) for line in events.splitlines() if b'"exception"' in line]
    assert event["exception"]["values"][-1]["type"] == "ValueError"
    assert "typed-in-secret" not in json.dumps(event)
