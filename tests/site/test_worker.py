"""The worker: whole requests only, limits, and a stop that loses nobody. A real gunicorn, a tiny site."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from boardsite.server import health
from boardsite.server.edge import MOST_BYTES
from boardsite.server.worker import Protocol
from tests.servers import free_port, until_up

pytestmark = [pytest.mark.long, pytest.mark.once]

ROOT = Path(__file__).parents[2]
CONFIG = """
import time
from pathlib import Path
from boardsite.server.worker import Worker

class Impatient(Worker):
    arrival_seconds = 1.0
    sending_seconds = 1.0

    async def _shutdown(self):
        while not Path("enough").exists():  # busy with something else: more and more wait at the door
            time.sleep(0.01)
        await super()._shutdown()

bind = "127.0.0.1:{port}"
worker_class = Impatient
asgi_lifespan = "off"
asgi_loop = "{loop}"
keepalive = 5
control_socket_disable = True
"""
SITE = """
import time
from pathlib import Path
import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import re_path
from boardsite.observing import logs
from boardsite.server.handler import OneThreadHandler

class Impatient(OneThreadHandler):
    arrival_seconds = 1.0

def page(request):
    while request.path == "/slow" and not Path("enough").exists():
        time.sleep(0.01)
    if request.path == "/large":
        return HttpResponse(b"a" * 20_000_000)
    return HttpResponse(f"{len(request.body)} {request.path}")

urlpatterns = [re_path("", page)]
settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "x"], SECRET_KEY="x", DATA_UPLOAD_MAX_MEMORY_SIZE=None,
    ACCESS_LOG=True, LOGGING=logs.config("INFO", "text"),
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
django.setup()
application = Impatient()
"""


@contextmanager
def running(folder, loop="uvloop"):
    """The port of a running gunicorn, and its process."""
    port = free_port()
    (folder / "config.py").write_text(CONFIG.format(port=port, loop=loop))
    (folder / "site_here.py").write_text(SITE)
    command = [sys.executable, "-m", "gunicorn", "-c", "config.py", "site_here:application"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{folder}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=subprocess.DEVNULL, start_new_session=True
        )
    try:
        until_up(f"http://127.0.0.1:{port}/")
        yield port, process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its workers too, whatever they wait for
        process.wait()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("gunicorn")


@pytest.fixture(scope="module")
def port(folder):
    with running(folder) as (port, _process):
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


def request(line, *headers):
    return "\r\n".join([f"{line} HTTP/1.1", *headers, "Connection: close", "", ""]).encode()


def post(length, *headers):
    return "\r\n".join(["POST / HTTP/1.1", "Host: x", f"Content-Length: {length}", *headers, "", ""]).encode()


def test_requests_are_answered_with_their_whole_body(port):
    assert httpx.post(f"http://127.0.0.1:{port}/", content=b"a" * 200_000).text == "200000 /"
    assert httpx.post(f"http://127.0.0.1:{port}/", content=iter([b"a" * 10, b"b" * 10])).text == "20 /"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(post(3, "Expect: 100-continue"))
        assert client.recv(4096).startswith(b"HTTP/1.1 100 Continue")
        client.sendall(b"abc")
        assert client.recv(4096).endswith(b"\r\n\r\n3 /")


def test_what_is_too_large_is_refused(port):
    assert talk(port, post(MOST_BYTES + 1)).startswith("HTTP/1.1 413")
    assert talk(port, f"GET /{'a' * 9000} HTTP/1.1\r\n\r\n".encode()).startswith("HTTP/1.1 414")
    assert talk(port, post(0, f"X-Much: {'a' * 9000}")).startswith("HTTP/1.1 431")
    assert talk(port, post(0, *(f"X-{number}: a" for number in range(120)))).startswith("HTTP/1.1 431")


REFUSED_BY_GUNICORN = {
    "slow head": (408, b"GET / HTTP/1.1\r\nHost:"),
    "long address": (414, f"GET /{'a' * 9000} HTTP/1.1\r\n\r\n".encode()),
    "large head": (431, f"GET / HTTP/1.1\r\nHost: x\r\nX-Much: {'a' * 9000}\r\n\r\n".encode()),
    "no request": (400, b"<script>alert(1)</script>\r\n\r\n"),
    "unknown coding": (501, b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: odd, chunked\r\n\r\n"),
}


@pytest.mark.parametrize(("status", "sent"), REFUSED_BY_GUNICORN.values(), ids=REFUSED_BY_GUNICORN)
def test_what_gunicorn_refuses_is_marked_and_leaves_a_line(port, folder, status, sent):
    before = len(lines_of(folder))
    answer = talk(port, sent)
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert "\r\nX-Content-Type-Options: nosniff\r\n" in answer
    assert "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n" in answer
    mark = re.search("\r\nX-Request-ID: ([0-9a-f]{16})\r\n", answer)[1]
    assert [line.split(" ", 2)[2] for line in lines_of(folder)[before:]] == [
        f"INFO boardsite.access [{mark}]: other edge {status} from 127.0.0.1"
    ]


def lines_of(folder):
    """What the server has written of refusals."""
    return [line for line in (folder / "log").read_text().splitlines() if " edge " in line]


def test_a_body_without_an_end_is_refused_when_it_is_too_large(port):
    def pieces():
        for _ in range(MOST_BYTES // 65_536 + 1):
            yield b"a" * 65_536

    # Or hung up on while it still sends, which is as good.
    with contextlib.suppress(httpx.WriteError):
        assert httpx.post(f"http://127.0.0.1:{port}/", content=pieces()).status_code == 413


@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\nHost:", post(100) + b"half of it"], ids=["head", "body"])
def test_who_is_too_slow_is_let_go_and_the_application_hears_nothing(port, start):
    assert talk(port, start).startswith("HTTP/1.1 408")


def test_who_says_nothing_is_let_go_without_a_word(port):
    assert talk(port) == ""


def test_slow_heads_and_idle_connections_keep_nobody_else_from_being_served(port):
    before = slowest_page(port)
    with ExitStack() as stack:
        for number in range(120):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            if number % 3 == 0:
                client.sendall(b"GET / HTTP/1.1\r\n")
        meanwhile = slowest_page(port)
    assert meanwhile < 3 * before + 0.5, f"a page took {meanwhile:.2f} s beside them, and {before:.2f} s before"


def slowest_page(port):
    """How long the slowest of some pages took, each on a connection of its own."""
    taken = []
    for _time in range(5):
        started = time.monotonic()
        assert httpx.get(f"http://127.0.0.1:{port}/", timeout=10, verify=False).status_code == 200
        taken.append(time.monotonic() - started)
    return max(taken)


def test_a_kept_connection_may_ask_again_after_the_time_of_the_first_head(port):
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert client.get("/").status_code == 200
        kept = client.get("/").extensions["network_stream"].get_extra_info("client_addr")
        assert talk(port) == "", "a later connection has had its time for a first head"
        assert client.get("/").extensions["network_stream"].get_extra_info("client_addr") == kept


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_who_does_not_read_is_cut_off_and_who_reads_gets_all(tmp_path, loop):
    with running(tmp_path, loop) as (port, _process), socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        for _time in range(3):
            assert talk(port) == "", "as much of the server's time has passed"
        got = 0
        with contextlib.suppress(ConnectionResetError):
            while piece := client.recv(65_536):
                got += len(piece)
        assert got < 20_000_000, "it was waited for"
        assert len(httpx.get(f"http://127.0.0.1:{port}/large").content) == 20_000_000


def test_a_client_that_breaks_off_has_asked_for_nothing(port):
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(post(100) + b"half of it")
        client.shutdown(socket.SHUT_WR)
        assert client.recv(100) == b""


ABSOLUTE = {
    ("GET http://x/a?b=c", "Host: x"): "200",
    ("GET HTTP://X", "Host: x"): "200",
    ("GET http://127.0.0.1/a%20b", "Host: 127.0.0.1"): "200",
    ("GET http://evil.example.com/", "Host: x"): "400",
    ("GET http://evil.example.com/", "Host: evil.example.com"): "400",
    ("GET http://x@evil.example.com/", "Host: x"): "400",
    ("GET ftp://x/", "Host: x"): "400",
    ("GET /a",): "400",
    ("GET /a", "Host:"): "400",
    ("GET /a", "Host: evil.example.com"): "400",
    ("OPTIONS *", "Host: x"): "405",
    ("OPTIONS /a", "Host: x"): "200",
    ("CONNECT host:80", "Host: host:80"): "405",
    ("CONNECT x:80", "Host: x"): "405",
    ("GET /a", "Host: x", "Upgrade: WebSocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"): "400",
    ("GET /a", "Host: x", "Upgrade: h2c"): "200",
}


@pytest.mark.parametrize(("asked", "status"), ABSOLUTE.items(), ids=[" ".join(key) for key in ABSOLUTE])
def test_forms_of_an_address_that_no_page_has(port, asked, status):
    answer = talk(port, request(*asked))
    assert answer.startswith(f"HTTP/1.1 {status}"), answer
    assert ("Allow: GET" in answer) == (status == "405")


def test_absolute_address_asks_for_its_path(port):
    assert talk(port, request("GET http://x/a%20b?c=/d", "Host: x")).endswith("0 /a b")
    assert talk(port, request("GET http://x", "Host: x")).endswith("0 /")


def test_older_http_needs_no_host(port):
    assert talk(port, b"GET /a HTTP/1.0\r\n\r\n").startswith("HTTP/1.0 200")


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_stopping_answers_everybody_who_was_let_in_and_shuts_the_door(tmp_path, loop):
    with running(tmp_path, loop) as (port, process):
        assert health.answers(port)
        idle = socket.create_connection(("127.0.0.1", port))
        clients = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(5)]
        for client in clients:
            client.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        process.terminate()
        (tmp_path / "enough").touch()
        assert [answer_of(client) for client in clients] == [b"HTTP/1.1 200"] * 5
        assert process.wait(15) == 0
        idle.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        assert not health.answers(port)


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_who_comes_while_it_stops_is_answered_or_refused_and_never_cut_off(tmp_path, loop):
    with running(tmp_path, loop) as (port, process):
        process.terminate()
        clients = come_until_the_door_is_shut(port, tmp_path / "enough")
        assert len(clients) > 10
        assert {answer_of(client) for client in clients} == {b"HTTP/1.1 200"}
        assert process.wait(15) == 0


def come_until_the_door_is_shut(port, enough):
    """Connections, each with a request on its way."""
    clients = []
    while True:
        try:
            client = socket.create_connection(("127.0.0.1", port), timeout=10)
        except ConnectionRefusedError:
            return clients
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
        clients.append(client)
        if len(clients) > 10:
            enough.touch()
        time.sleep(0.01)


def answer_of(client):
    with client:
        return client.recv(12)


@pytest.mark.parametrize(("error", "refused"), [(ValueError("odd"), [400]), (RuntimeError("ours"), [])])
def test_what_the_reader_of_heads_stumbles_over_is_refused(monkeypatch, error, refused):
    connection, said = Protocol.__new__(Protocol), []
    monkeypatch.setattr(connection, "_send_error_response", lambda status, message: said.append(status), raising=False)
    monkeypatch.setattr(connection, "_close_transport", lambda: said.append("closed"), raising=False)
    assert connection._handle_h1c_exception(error) is bool(refused)
    assert said == [*refused, "closed"][: 2 * len(refused)]
