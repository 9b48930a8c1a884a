"""The real thing: processes of gunicorn on one database, and sockets that sit in different ones.

On PostgreSQL and Redis two servers, which tell each other; on SQLite one. A server is killed, and one is stopped.
"""

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
import websockets
from django.conf import settings
from django.db import connection

from tests.factories import column_of, make_task
from tests.servers import free_port, until_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.unmeasured]

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 15


class Server:
    """One process of gunicorn on the database of the tests."""

    def __init__(self, folder):
        self.port, self.folder = free_port(), folder
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        database = connection.settings_dict
        if connection.vendor == "sqlite":
            url = f"sqlite:///{database['NAME']}"
        else:
            url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        environment = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "boardsite.settings",
            "DEMO": "0",
            "HOST": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            "PORT": str(self.port),
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": self.url,
            "VAR_DIR": str(self.folder),
            "STATIC_ROOT": str(self.folder / "static"),
        }
        command = [BIN / "gunicorn", "-c", "python:boardsite.server.config"]
        self.log = self.folder / f"log-{self.port}"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        until_up(f"{self.url}/healthz")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        start = time.monotonic()
        self.process.terminate()
        assert self.process.wait(30) == 0
        return time.monotonic() - start

    @asynccontextmanager
    async def tab(self, client, project, name="tab"):
        """A socket in this server, greeted."""
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}", "Origin": self.url}
        address = f"ws://127.0.0.1:{self.port}/ws/projects/{project.pk}/?tab={name}"
        async with websockets.connect(address, additional_headers=headers, ping_interval=None) as socket:
            socket.hello = await until(socket, "hello")
            yield socket


async def until(socket, kind, holds=lambda message: True):
    """The first message of a kind of which that holds; beats are answered."""
    async with asyncio.timeout(PATIENCE):
        while True:
            message = json.loads(await socket.recv())
            if message["type"] == "beat":
                await socket.send('{"type":"beat"}')
            elif message["type"] == kind and holds(message):
                return message


@contextmanager
def started(tmp_path):
    count = 2 if settings.REDIS_URL else 1
    servers = [Server(tmp_path) for _each in range(count)]
    try:
        for server in servers:
            server.start()
        yield servers[0], servers[-1]
    finally:
        for server in servers:
            if server.process.poll() is None:
                server.kill()


@pytest.fixture
def servers(transactional_db, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')
    with started(tmp_path) as pair:
        yield pair


def moves(server, client, project, count, pause):
    """Moves a card to and fro through one server; gives revision → when it was asked for."""
    import httpx

    card, asked = make_task(project=project), {}
    lanes = [column_of(project=project, status=status).pk for status in ("in_progress", "pending")]
    key, csrf = client.session.session_key, "c" * 32
    cookies = {settings.SESSION_COOKIE_NAME: key, settings.CSRF_COOKIE_NAME: csrf}
    headers = {"X-CSRFToken": csrf, "Origin": server.url, "X-Tab": "mover", "Content-Type": "application/json"}
    with httpx.Client(base_url=server.url, cookies=cookies, headers=headers, verify=False) as http:
        for step in range(count):
            asked_at = time.monotonic()
            answer = http.post(f"/api/v1/tasks/{card.pk}/move", json={"column": lanes[step % 2]})
            assert answer.status_code == 200, answer.text
            project.refresh_from_db(fields=["revision"])
            asked[project.revision] = asked_at
            time.sleep(pause)
    return asked


def test_change_in_one_server_is_told_by_the_other_within_half_a_second(servers, client_of, project, owner, member):
    here, there = servers
    client, mover, count = client_of(member), client_of(owner), 100

    async def story():
        heard = {}

        async def listen(socket):
            while True:
                heard[(await until(socket, "changed"))["revision"]] = time.monotonic()

        async with there.tab(client, project) as socket:
            listening = asyncio.ensure_future(listen(socket))
            asked = await asyncio.to_thread(moves, here, mover, project, count, 0.02)
            await asyncio.sleep(1)
            listening.cancel()
        return asked, heard

    asked, heard = asyncio.run(story())
    waits = [min(at for revision, at in heard.items() if revision >= wanted) - begun for wanted, begun in asked.items()]
    assert statistics.quantiles(waits, n=100)[98] < 0.5


def test_people_on_both_servers_see_each_other_and_who_dies_is_gone(servers, client_of, project, owner, member):
    here, there = servers
    mine, theirs = client_of(member), client_of(owner)

    async def story():
        async with here.tab(mine, project) as one:
            async with there.tab(theirs, project) as other:
                both = sorted([member.pk, owner.pk])
                await until(one, "people", lambda told: told["here"] == both)
                await other.send('{"type":"editing","task":7}')
                await until(one, "people", lambda told: told["editing"] == {"7": [owner.pk]})
            await until(one, "people", lambda told: (told["here"], told["editing"]) == ([member.pk], {}))

    asyncio.run(story())


def test_session_that_ends_in_one_server_ends_in_the_other(servers, client_of, project, member):
    here, there = servers
    client = client_of(member)
    key, csrf = client.session.session_key, "c" * 32

    async def story():
        import httpx

        async with there.tab(client, project) as socket:
            cookies = {settings.SESSION_COOKIE_NAME: key, settings.CSRF_COOKIE_NAME: csrf}
            form = {"csrfmiddlewaretoken": csrf}
            async with httpx.AsyncClient(cookies=cookies, headers={"Origin": here.url}, verify=False) as http:
                answer = await http.post(f"{here.url}/accounts/logout/", data=form)
            assert answer.status_code == 302
            await until(socket, "gone")
            await socket.wait_closed()
            return socket.close_code

    assert asyncio.run(story()) == 4401


def test_a_stop_says_when_to_come_back_and_waits_for_nobody(servers, client_of, project, member):
    here, _there = servers
    client = client_of(member)

    async def story():
        async with here.tab(client, project) as socket:
            stopping = asyncio.get_running_loop().run_in_executor(None, here.stop)
            later = await until(socket, "later")
            await socket.wait_closed()
            return later["after"], socket.close_code, await stopping

    after, code, seconds = asyncio.run(story())
    assert 0 < after <= 1000 and code == 1012 and seconds < 5


def test_a_server_that_is_killed_is_found_again_with_all_that_was_missed(servers, client_of, project, owner, member):
    here, _there = servers
    client = client_of(member)

    async def story():
        async with here.tab(client, project) as socket:
            before = socket.hello["revision"]
            here.kill()
            await socket.wait_closed()
        await asyncio.to_thread(make_task, project=project)
        await asyncio.to_thread(here.start)
        async with here.tab(client, project) as socket:
            return before, socket.hello["revision"]

    before, after = asyncio.run(story())
    assert after > before


def test_a_message_that_is_too_long_is_not_read(servers, client_of, project, member):
    client = client_of(member)

    async def story():
        async with servers[0].tab(client, project) as socket:
            await socket.send("x" * 2000)
            await socket.wait_closed()
            return socket.close_code

    assert asyncio.run(story()) == 1009


def test_nothing_of_all_that_is_an_error_in_the_log(servers, client_of, project, member):
    here, _there = servers
    client = client_of(member)

    async def story():
        for path in ("/ws/nowhere/", "/ws/projects/999999/"):
            with pytest.raises((websockets.InvalidStatus, websockets.ConnectionClosed)):
                async with websockets.connect(f"ws://127.0.0.1:{here.port}{path}", origin=here.url) as socket:
                    await socket.recv()
        async with here.tab(client, project) as socket:
            socket.transport.abort()
        await asyncio.sleep(0.5)

    asyncio.run(story())
    assert "Traceback" not in here.log.read_text()
