"""Telling the broker: never in a request's time, never with an error, and again once it is back."""

import socket
import statistics
import threading
import time
from contextlib import contextmanager

import httpx
import pytest

from boards.accounts.services import keys
from boards.jobs import cleaning, sending
from boards.jobs.sending import Letter, Sender
from boards.models import Activity
from boards.services import jobs
from tests.jobs.processes import Server, eventually
from tests.servers import free_port


@pytest.fixture
def sent():
    return []


@pytest.fixture
def sender(sent):
    return Sender(sent.append)


def told(letters) -> tuple:
    return letters.jobs, letters.tell, letters.sweep


def test_gathers_what_comes_together(sender, sent, monkeypatch):
    monkeypatch.setattr(sender, "_wake", lambda: None)
    for number in range(3):
        sender.changed()
        sender.asked([("mail", number)])
    sender.asked([("mail", None)])
    sender.flush()
    sender.flush()
    assert [told(each) for each in sent] == [([Letter("mail", number, 0) for number in range(3)], True, True)]


def test_sends_from_a_thread_of_its_own(sender, sent):
    names = []
    sender._send = lambda letters: names.append(threading.current_thread().name)
    sender.changed()
    until = time.monotonic() + 5
    while not names and time.monotonic() < until:
        time.sleep(0.01)
    assert names == ["broker"]


def test_keeps_no_more_than_so_many(sender, sent, monkeypatch):
    monkeypatch.setattr(sender, "_wake", lambda: None)
    sender.asked([("mail", number) for number in range(sending.MOST + 10)])
    sender.flush()
    assert len(sent[0].jobs) == sending.MOST


def test_broker_that_is_away_is_told_once_and_left_alone_for_a_while(sender, monkeypatch, caplog):
    tries = []

    def away(letters):
        tries.append(letters)
        raise ConnectionRefusedError("no")

    sender._send = away
    monkeypatch.setattr(sender, "_wake", lambda: None)
    for _number in range(3):
        sender.changed()
        sender.flush()
    assert len(tries) == 1
    assert caplog.text.count("The broker is away") == 1
    sender._silent_until = 0
    sender.changed()
    sender.flush()
    assert len(tries) == 2


@contextmanager
def black_hole():
    """Somebody who lets everybody in and answers nobody."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listener:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/1"


@contextmanager
def nobody():
    yield f"redis://127.0.0.1:{free_port()}/1"


@contextmanager
def unreachable():
    """An address that no network leads to: what is sent there is lost."""
    yield "redis://192.0.2.1:6379/1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
@pytest.mark.unmeasured
@pytest.mark.parametrize("broker", [black_hole, nobody, unreachable])
def test_request_never_waits_for_a_broker_that_is_not_there(broker, tmp_path, owner):
    headers = {"X-API-Key": keys.create(name="k", can_write=True, expires_at=None, actor=owner).secret}
    with broker() as address:
        server = Server(tmp_path, BROKER_URL=address)
        try:
            server.until_up()
            seconds = []
            for number in range(12):
                started = time.monotonic()
                answer = httpx.post(f"{server.url}/api/v1/projects/", json={"title": str(number)}, headers=headers)
                seconds.append(time.monotonic() - started)
                assert answer.status_code == 201
                time.sleep(0.1)
            assert Activity.objects.filter(is_told=False).count() == 12
            assert eventually(lambda: "The broker is away" in server.log.read_text(), 15)
            # Whoever waited for it would wait for two seconds at least; a busy machine is slow, but not always.
            assert statistics.median(seconds) < 1.9, seconds
            assert server.stop() == 0
        finally:
            server.kill()
        assert "Traceback" not in server.log.read_text()
        assert server.log.read_text().count("The broker is away") == 1


@pytest.mark.django_db
def test_who_hears_of_a_job_without_its_number_looks_for_it(django_capture_on_commit_callbacks, monkeypatch):
    heard = []
    monkeypatch.setattr("boards.events._job_subscribers", [heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        jobs.add(cleaning.purge_cache.ask(key="one"))
    assert heard == [[("general", None)]]
    # It was told to nobody, so the next look finds it at once.
    assert len(jobs.take_due()) == 1
