"""The threads in which requests are run under ASGI."""

import asyncio
import logging
import tempfile
import threading

import pytest
from asgiref.sync import sync_to_async
from django.core.signals import request_finished, request_started
from django.http import HttpResponse

from boardsite.observing import logs, metrics
from boardsite.server import edge, handler
from boardsite.server.handler import OneThreadHandler

# A body that nobody closes is told when it is thrown away.
pytestmark = [
    pytest.mark.filterwarnings("error:Unclosed file <tempfile:ResourceWarning"),
    pytest.mark.filterwarnings("error:Exception ignored in. <function SpooledTemporaryFile"),
]
SCOPE = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "server": ("testserver", 80)}


class Noting(OneThreadHandler):
    """Notes which threads a request goes through; an answer waits for `gate`."""

    def __init__(self):
        super().__init__()
        self.threads, self.gate, self.begun = [], threading.Event(), threading.Event()
        self.gate.set()

    def get_response(self, request):
        self.threads.append(threading.current_thread())
        self.begun.set()
        assert self.gate.wait(10)
        return HttpResponse("here")


@pytest.fixture
def noting():
    """A handler, and receivers of signals that note their thread as well."""
    site = Noting()

    def note(**kwargs):
        site.threads.append(threading.current_thread())

    for signal in (request_started, request_finished):
        signal.connect(note, weak=False)
    yield site
    for signal in (request_started, request_finished):
        signal.disconnect(note)
    for thread in site._free:
        thread.shutdown()


async def ask(site, body=b"", **scope):
    """One request; returns the messages of its answer."""
    messages = [{"type": "http.request", "body": body}]
    sent = []

    async def receive():
        if messages:
            return messages.pop()
        return await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    await site(SCOPE | scope, receive, send)
    return sent


@pytest.fixture
def bodies(monkeypatch):
    """The files in which bodies were kept."""
    made, kind = [], tempfile.SpooledTemporaryFile

    def make(*args, **kwargs):
        made.append(kind(*args, **kwargs))
        return made[-1]

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", make)
    return made


async def never():
    return await asyncio.Event().wait()


async def gone():
    return {"type": "http.disconnect"}


async def too_much():
    return {"type": "http.request", "body": b"a" * 11, "more_body": True}


@pytest.mark.parametrize(
    ("arrives", "status"), [(never, 408), (gone, None), (too_much, 413)], ids=["slow", "gone", "large"]
)
def test_body_is_closed_where_it_does_not_arrive(noting, bodies, monkeypatch, arrives, status):
    monkeypatch.setattr(edge, "MOST_BYTES", 10)
    noting.arrival_seconds = 0.05
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(noting(SCOPE, arrives, send))
    assert [message["status"] for message in sent[:1]] == ([status] if status else [])
    assert [body.closed for body in bodies] == [True]


def test_body_is_closed_where_the_server_cuts_off_what_still_arrives(noting, bodies):
    async def cut_off():
        asked = asyncio.create_task(noting(SCOPE, never, never))
        await asyncio.sleep(0.05)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

    asyncio.run(cut_off())
    assert [body.closed for body in bodies] == [True]


def test_body_is_closed_with_the_answer(noting, bodies):
    asyncio.run(ask(noting, body=b"abc"))
    assert [body.closed for body in bodies] == [True]


def test_all_of_a_request_and_the_next_one_run_in_one_thread(noting):
    async def two():
        return await ask(noting), await ask(noting)

    for sent in asyncio.run(two()):
        assert sent[0]["status"] == 200 and sent[1]["body"] == b"here"
    assert len(noting.threads) == 6 and len(set(noting.threads)) == 1
    assert noting.threads[0] is not threading.main_thread()


def test_head_is_answered_as_get_without_the_body(noting):
    start, end = asyncio.run(ask(noting, method="HEAD"))
    assert start["status"] == 200 and (b"Content-Length", b"4") in start["headers"] and end["body"] == b""


def test_connection_to_the_database_and_thread_go_back_before_the_answer_is_sent(noting):
    async def without_reading():
        messages = [{"type": "http.request", "body": b""}]

        async def receive():
            return messages.pop() if messages else await asyncio.Event().wait()

        async def send(message):
            sending.set()
            await asyncio.Event().wait()

        sending = asyncio.Event()
        asked = asyncio.create_task(noting(SCOPE, receive, send))
        await asyncio.wait_for(sending.wait(), 10)
        threads, free = list(noting.threads), len(noting._free)
        asked.cancel()
        await asyncio.wait([asked])
        return threads, free

    # The signal that the request has begun, the view, and the signal that it has ended.
    threads, free = asyncio.run(without_reading())
    assert len(threads) == 3 and free == 1


def test_no_thread_is_taken_while_the_body_arrives(noting):
    arrived = asyncio.Event()

    async def slow_then_whole():
        messages = [{"type": "http.request", "body": b"b"}, {"type": "http.request", "body": b"a", "more_body": True}]
        sent = []

        async def receive():
            if len(messages) == 1:
                waiting.set()
                await arrived.wait()
            return messages.pop() if messages else await asyncio.Event().wait()

        async def send(message):
            sent.append(message)

        waiting = asyncio.Event()
        await ask(noting)
        asked = asyncio.create_task(noting(SCOPE, receive, send))
        await asyncio.wait_for(waiting.wait(), 10)
        free = len(noting._free)
        arrived.set()
        await asked
        return free, sent

    free, sent = asyncio.run(slow_then_whole())
    assert free == 1 and sent[0]["status"] == 200


def test_a_refusal_leaves_a_trace(noting, caplog, settings):
    settings.ACCESS_LOG = True
    counted = metrics.requests.labels("edge", "GET", 405)
    before = counted._value.get()
    asked = {"path": "*", "client": ("203.0.113.7", 1), "headers": [(b"x-request-id", b"given.1")]}
    with caplog.at_level(logging.INFO, "boardsite.access"):
        start, _end = asyncio.run(ask(noting, **asked))
    headers = dict(start["headers"])
    assert headers[b"X-Request-ID"] == b"given.1" and headers[b"X-Content-Type-Options"] == b"nosniff"
    assert headers[b"Content-Security-Policy"] == b"default-src 'none'; frame-ancestors 'none'"
    assert counted._value.get() == before + 1
    (record,) = [record for record in caplog.records if record.name == "boardsite.access"]
    assert record.getMessage() == "GET edge 405 from 203.0.113.7"
    assert (record.method, record.status) == ("GET", 405)


def test_where_requests_leave_no_line_refusals_leave_one_now_and_then(noting, caplog, settings, monkeypatch):
    settings.ACCESS_LOG = False
    monkeypatch.setattr(logging.getLogger("boardsite.refusals"), "filters", [logs.Seldom()])
    with caplog.at_level(logging.INFO):
        for _time in range(3):
            asyncio.run(ask(noting, path="*", client=("203.0.113.7", 1)))
    records = [record for record in caplog.records if record.name.startswith("boardsite")]
    assert [(record.name, record.getMessage()) for record in records] == [
        ("boardsite.refusals", "GET edge 405 from 203.0.113.7")
    ]
    assert logs.config("INFO", "text")["loggers"]["boardsite.refusals"]["filters"] == ["seldom"]


def test_a_refusal_has_an_id_even_if_none_was_given(noting):
    for given in ([], [(b"x-request-id", b"not an id")]):
        start, _end = asyncio.run(ask(noting, path="*", headers=given))
        assert len(dict(start["headers"])[b"X-Request-ID"]) == 16


@pytest.mark.parametrize(
    "asked", [{"path": "*"}, {"http_version": "1.1"}, {"headers": [(b"content-length", b"9" * 9)]}]
)
def test_head_that_is_refused_is_answered_without_a_body(noting, asked):
    start, end = asyncio.run(ask(noting, **asked, method="HEAD"))
    length = int(dict(start["headers"])[b"Content-Length"])
    assert start["status"] >= 400 and end["body"] == b"" and length > 10


def test_head_that_cannot_be_read_is_refused_as_others_are(noting, monkeypatch):
    def unreadable(*args):
        raise ValueError

    monkeypatch.setattr(noting, "request_class", unreadable)
    start, end = asyncio.run(ask(noting, method="HEAD"))
    assert start["status"] == 400 and b"X-Request-ID" in dict(start["headers"]) and end["body"] == b""


def test_what_is_refused_at_the_edge_takes_no_thread(noting, monkeypatch):
    monkeypatch.setattr(edge, "MOST_BYTES", 10)
    announced = {"headers": [(b"content-length", b"11")]}
    for status, asked in [
        (413, announced),
        (413, {"body": b"a" * 11}),
        (405, {"method": "CONNECT", "path": "host:80"}),
        (400, {"http_version": "1.1"}),
        (400, {"headers": [(b"upgrade", b"websocket")]}),
        (400, {"path": "http://evil.example.com/", "raw_path": b"http://evil.example.com/"}),
    ]:
        assert asyncio.run(ask(noting, **asked))[0]["status"] == status, asked
    assert noting.threads == []


def test_a_websocket_is_closed_before_it_is_accepted(noting):
    assert asyncio.run(ask(noting, type="websocket")) == [{"type": "websocket.close"}]


def test_requests_at_once_have_a_thread_each(noting, monkeypatch):
    monkeypatch.setattr(handler, "MOST_KEPT", 2)
    noting.gate.clear()

    async def three():
        asked = [asyncio.create_task(ask(noting)) for _number in range(3)]
        while len({*noting.threads}) < 3:
            await asyncio.sleep(0.01)
        noting.gate.set()
        return await asyncio.gather(*asked)

    assert [sent[0]["status"] for sent in asyncio.run(three())] == [200, 200, 200]
    assert len(noting._free) == 2


def test_thread_of_a_request_cut_off_gives_back_what_it_borrowed_and_takes_no_other(noting, bodies, monkeypatch):
    closed = []
    monkeypatch.setattr(handler.connections, "close_all", lambda: closed.append(threading.current_thread()))
    noting.gate.clear()

    async def cut_off():
        asked = asyncio.create_task(ask(noting))
        await sync_to_async(noting.begun.wait, thread_sensitive=False)(10)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert not noting._free and not closed and not bodies[0].closed
        noting.gate.set()
        return await ask(noting)

    assert asyncio.run(cut_off())[0]["status"] == 200
    cut = noting.threads[0]
    cut.join(10)
    assert closed == [cut] and len({*noting.threads} - {cut}) == 1
    assert [body.closed for body in bodies] == [True, True]
