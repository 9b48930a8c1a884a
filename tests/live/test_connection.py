"""What browsers may say, and what they are told: without a database."""

import asyncio

import pytest

from boards.live import sockets
from boards.live.admission import Admitted
from boards.live.connection import MOST_MESSAGES, WITHIN, Broken, Connection
from boards.live.messages import Code

pytestmark = pytest.mark.once


def connection(send=None, may_edit=True, **fields):
    return Connection(send, "session", "tab", Admitted(4, True, {3: 812}, may_edit=may_edit), is_home=False, now=0.0)


def hear(one, text, now=0.0):
    return one.hear({"type": "websocket.receive", "text": text}, now)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no JSON",
        "[1]",
        '"text"',
        '{"type":1}',
        '{"type":"changed"}',
        '{"type":"editing"}',
        '{"type":"editing","task":"7"}',
        '{"type":"editing","task":true}',
        '{"type":"editing","task":0}',
        '{"type":"editing","task":-1}',
        '{"type":"editing","task":1e3}',
        '{"type":"editing","task":1000000000000000001}',
        '{"type":"editing","task":7,"user":1}',
        '{"type":"idle","task":7}',
        '{"type":"beat","x":"' + "x" * 200 + '"}',
        "[" * 199,
    ],
)
def test_what_makes_no_sense_is_refused(said):
    with pytest.raises(Broken) as broken:
        hear(connection(), said)
    assert broken.value.code is Code.NONSENSE


def test_bytes_make_no_sense():
    with pytest.raises(Broken):
        connection().hear({"type": "websocket.receive", "bytes": b"beat"}, 0.0)


def test_what_is_edited_is_noted_and_told_once():
    one = connection()
    assert hear(one, '{"type":"editing","task":7}') and one.editing == 7
    assert not hear(one, '{"type":"editing","task":7}')
    assert not hear(one, '{"type":"beat"}') and one.editing == 7
    assert hear(one, '{"type":"idle"}') and one.editing is None


def test_who_may_edit_nothing_edits_nothing():
    one = connection(may_edit=False)
    assert not hear(one, '{"type":"editing","task":7}') and one.editing is None


def test_messages_are_counted_within_some_seconds():
    one = connection()
    for step in range(3):
        for _each in range(MOST_MESSAGES):
            hear(one, '{"type":"beat"}', step * (WITHIN + 1))
    with pytest.raises(Broken) as broken:
        hear(one, '{"type":"beat"}', 2 * (WITHIN + 1))
    assert broken.value.code is Code.TOO_MANY


def test_who_reads_slowly_is_told_the_newest_of_each_kind_and_never_waited_for():
    async def run():
        sent, free = [], asyncio.Event()

        async def send(message):
            await free.wait()
            sent.append(message["text"])

        one = connection(send)
        one.say("changed 3", "first", "all of it 1")
        for number in (2, 3, 4):
            one.say("changed 3", f"change {number}", f"all of it {number}")
            one.say("people", f"people {number}")
        await asyncio.sleep(0)
        assert sent == []
        free.set()
        await asyncio.sleep(0.01)
        assert sent == ["first", "all of it 4", "people 4"]

    asyncio.run(run())


def test_nothing_is_said_after_the_last_words():
    async def run():
        sent = []

        async def send(message):
            sent.append(message.get("text") or message["code"])

        one = connection(send)
        await one.end(Code.NOWHERE, "gone")
        one.say("people", "more")
        await one.end(Code.RESTART)
        assert sent == ["gone", 4404]

    asyncio.run(run())


def test_a_browser_that_has_gone_is_no_error():
    async def run():
        async def send(message):
            raise OSError

        one = connection(send)
        one.say("people", "somebody")
        await asyncio.sleep(0)
        await one.end(Code.NOWHERE, "gone")

    asyncio.run(run())


@pytest.mark.parametrize(
    "origin",
    ["", "null", "http://evil.example.com", "https://testserver.evil.com", "file://testserver", "http://["],
)
def test_pages_of_other_sites_are_not_ours(origin):
    assert not sockets.is_ours(origin, "testserver")


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://testserver", "proxy:8000"),
        ("http://127.0.0.1:8123", "127.0.0.1:8123"),
        ("https://localhost", "localhost"),
    ],
)
def test_pages_of_this_site_are_ours(origin, host):
    assert sockets.is_ours(origin, host)


@pytest.mark.parametrize("path", ["/ws/", "/ws/nowhere/", "/ws/projects/0/", "/ws/projects/1", "/ws/projects/x/", "/"])
def test_other_addresses_are_closed_before_they_are_accepted(path):
    sent = []

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    asyncio.run(sockets.application({"type": "websocket", "path": path, "headers": []}, receive, send))
    assert sent == [{"type": "websocket.close"}]
