"""The worker with threads: whole requests only, limits, and a stop that loses nobody. A real gunicorn, a tiny site."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from boardsite import health
from boardsite.worker import MOST_BYTES
from tests.servers import free_port, until_up

pytestmark = [pytest.mark.long, pytest.mark.once]

ROOT = Path(__file__).parents[2]
CONFIG = """
from boardsite.worker import Worker

class Impatient(Worker):
    arrival_seconds = 1.0

bind = "127.0.0.1:{port}"
worker_class = Impatient
threads = 2
control_socket_disable = True
"""
SITE = """
import time

def application(environ, start_response):
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        time.sleep(0.2)
    start_response("200 OK", [("Content-Length", str(len(str(len(body)))))])
    return [str(len(body)).encode()]
"""


@contextmanager
def running(folder):
    """The port of a running gunicorn, and its process."""
    port = free_port()
    (folder / "config.py").write_text(CONFIG.format(port=port))
    (folder / "site_here.py").write_text(SITE)
    command = [sys.executable, "-m", "gunicorn", "-c", "config.py", "site_here:application"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL)
    try:
        until_up(f"http://127.0.0.1:{port}/")
        yield port, process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with running(tmp_path_factory.mktemp("gunicorn")) as (port, _process):
        yield port


def talk(port, *parts):
    """What comes back in the end, until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        for part in parts:
            client.sendall(part)
        answer = b""
        while piece := client.recv(4096):
            answer += piece
        return answer.decode("latin-1")


def post(length, *headers):
    return "\r\n".join(["POST / HTTP/1.1", "Host: x", f"Content-Length: {length}", *headers, "", ""]).encode()


def test_requests_are_answered_with_their_whole_body(port):
    assert httpx.post(f"http://127.0.0.1:{port}/", content=b"a" * 200_000).text == "200000"
    assert httpx.post(f"http://127.0.0.1:{port}/", content=iter([b"a" * 10, b"b" * 10])).text == "20"
    answer = talk(port, post(3, "Expect: 100-continue", "Connection: close"), b"abc")
    assert answer.startswith("HTTP/1.1 100 Continue") and answer.endswith("\r\n\r\n3")


def test_what_is_too_large_is_refused(port):
    assert talk(port, post(MOST_BYTES + 1)).startswith("HTTP/1.1 413")
    assert talk(port, f"GET /{'a' * 9000} HTTP/1.1\r\n\r\n".encode()).startswith("HTTP/1.1 414")
    assert talk(port, post(0, f"X-Much: {'a' * 9000}")).startswith("HTTP/1.1 431")
    assert talk(port, post(0, *(f"X-{number}: a" for number in range(120)))).startswith("HTTP/1.1 431")


@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\nHost:", post(100) + b"half of it"], ids=["head", "body"])
def test_who_is_too_slow_is_let_go_and_the_application_hears_nothing(port, start):
    assert talk(port, start).startswith("HTTP/1.1 408")


def test_slow_ones_keep_nobody_else_from_being_served(port):
    waiting = [threading.Thread(target=talk, args=(port, b"GET / HTTP/1.1\r\n")) for _ in range(4)]
    for each in waiting:
        each.start()
    assert httpx.get(f"http://127.0.0.1:{port}/", timeout=10).status_code == 200
    for each in waiting:
        each.join()


def test_a_client_that_breaks_off_has_asked_for_nothing(port):
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(post(100) + b"half of it")
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""


def test_stopping_answers_everybody_who_was_let_in_and_shuts_the_door(tmp_path):
    with running(tmp_path) as (port, process):
        assert health.answers(port)
        # More than there are threads: the last ones wait at the door when it is told to stop.
        clients = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(5)]
        for client in clients:
            client.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        process.terminate()
        assert [answer_of(client) for client in clients] == [b"HTTP/1.1 200"] * 5
        assert process.wait(15) == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        assert not health.answers(port)


def answer_of(client):
    with client:
        return client.recv(12)
