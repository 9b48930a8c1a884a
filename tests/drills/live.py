"""Open boards while things fail: who looks on comes back by themselves, and knows in the end what the database says."""

import asyncio
import datetime
import json
import random
import ssl
import threading
import time
from contextlib import ExitStack, suppress

import httpx
import websockets
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.drills import stage as stages
from tests.drills.checks import await_moves, compared, kill, told
from tests.drills.load import Crowd
from tests.servers import free_port

WATCHERS = 20
# How long somebody who looks on may be behind when all is well again.
CATCHES_UP = 15


class Watcher:
    """A browser with a board open, as far as it matters here: it comes back, and asks for what it has missed."""

    def __init__(self, stage, person, name):
        self.stage, self.person, self.name = stage, person, name
        self.revision, self.heard, self.greetings, self.longest = 0, 0, 0, 0.0
        self._asking = None
        self.states, self.codes, self.away = set(), set(), time.monotonic()

    async def run(self):
        """For ever; waits grow, and are never the same for two."""
        wait = 0.2
        while True:
            try:
                await self._look_on()
                wait = 0.2
            except (OSError, websockets.WebSocketException, TimeoutError) as error:
                closed = getattr(error, "rcvd", None)
                self.codes.add(closed.code if closed else type(error).__name__)
            self.away = time.monotonic()
            await asyncio.sleep(random.uniform(wait / 2, wait))
            wait = min(wait * 2, 5)

    async def _look_on(self):
        host = self.stage.url.removeprefix("http://")
        headers = {"Cookie": self.person.cookie, "Origin": self.stage.url}
        address = f"ws://{host}/ws/projects/{self.person.project}/?tab={self.name}"
        options = {"additional_headers": headers, "ping_interval": None, "open_timeout": 10}
        async with websockets.connect(address, **options) as socket:
            while True:
                async with asyncio.timeout(30):
                    message = json.loads(await socket.recv())
                await self._take(socket, message)

    async def _take(self, socket, message):
        if message["type"] == "hello":
            self.greetings += 1
            self.longest = max(self.longest, time.monotonic() - self.away)
        if message["type"] == "beat":
            await socket.send('{"type":"beat"}')
        if message["type"] in ("degraded", "live", "later"):
            self.states.add(message["type"])
        if message["type"] in ("hello", "changed"):
            self.heard = max(self.heard, message["revision"])
            # Beside the socket: who waits for a slow answer still says that they are there.
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._ask())

    async def _ask(self):
        """What has changed, as far as was heard of; tried again where there is no answer."""
        async with httpx.AsyncClient(headers={"Cookie": self.person.cookie}, timeout=20) as client:
            while self.revision < self.heard:
                path = f"{self.stage.url}/projects/{self.person.project}/changes/?since={self.revision}"
                with suppress(httpx.TransportError):
                    answer = await client.get(path)
                    if answer.status_code in (200, 204):
                        self.revision = int(answer.headers["X-Revision"])
                        continue
                await asyncio.sleep(random.uniform(0.2, 0.6))


class Watching:
    """All of them, in a thread of their own."""

    def __init__(self, stage, people):
        self.watchers = [Watcher(stage, people[number % len(people)], f"w{number}") for number in range(WATCHERS)]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        self._running = [asyncio.run_coroutine_threadsafe(each.run(), self._loop) for each in self.watchers]
        self.await_that(lambda: all(each.greetings for each in self.watchers), 30, "not everybody was let in")
        return self

    def __exit__(self, *error):
        for each in self._running:
            each.cancel()
        time.sleep(0.2)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def await_that(self, holds, seconds, otherwise):
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, otherwise
            time.sleep(0.05)

    def catch_up(self):
        """Waits until everybody knows the revision that the database has; gives how long that took."""
        from boards.models import Project

        started = time.monotonic()
        project = self.watchers[0].person.project
        now = Project.objects.values_list("revision", flat=True).get(pk=project)
        behind = "somebody who looks on has never heard of the last change"
        self.await_that(lambda: all(each.revision >= now for each in self.watchers), CATCHES_UP, behind)
        return time.monotonic() - started


def killed(stage, people):
    """Servers are killed with SIGKILL while cards are moved and 20 look on."""
    with Watching(stage, people) as watching:
        with Crowd(stage.address, people, moves=300) as crowd:
            for number, goal in enumerate(range(50, 300, 75)):
                await_moves(crowd, goal)
                kill(stage.webs[number % 2], whole=True)
            await_moves(crowd, 300)
        taken = watching.catch_up()
        watchers = watching.watchers
    return [
        f"{crowd.moved} moves; {WATCHERS} looked on, came back {sum(each.greetings - 1 for each in watchers)} "
        f"times, the longest after {max(each.longest for each in watchers):.1f} s",
        f"all of them knew the last change {taken:.1f} s after it",
        *compared(people),
    ]


def redis_away(stage, people, redis, seconds):
    """Redis is stopped and started again in the middle of work: boards are later, and nothing is lost."""
    with Watching(stage, people) as watching:
        redis.stop()
        with Crowd(stage.address, people) as during:
            time.sleep(seconds)
        late = watching.catch_up()
        said = sum("degraded" in each.states for each in watching.watchers)
        redis.start()
        everybody = "live was not said to everybody"
        watching.await_that(lambda: all("live" in each.states for each in watching.watchers), 30, everybody)
        with Crowd(stage.address, people) as after:
            time.sleep(3)
        soon = watching.catch_up()
        lost = {code for each in watching.watchers for code in each.codes}
    assert not lost, f"sockets were closed: {lost}"
    assert said == WATCHERS, f"{said} were told that messages are late"
    return [
        f"away for {seconds} s: {told(during.answers)}; all knew the last change {late:.1f} s after it",
        f"back: {told(after.answers)}; all knew the last change {soon:.1f} s after it",
        *compared(people),
    ]


def carried(stage, people):
    """A socket through nginx, by http and by https, and what is told over each."""
    folder, port = stage.nginx_log.parent.with_name("nginx-tls"), free_port()
    certificate = folder.with_name("certificate")
    _write_certificate(certificate)
    lines = []
    with ExitStack() as stack:
        upstreams = [web.port for web in stage.webs]
        stack.enter_context(stages.nginx(folder, port, upstreams, certificate=certificate))
        context = ssl.create_default_context(cafile=f"{certificate}.pem")
        for scheme, host, options in (
            ("http", f"127.0.0.1:{stage.address[1]}", {}),
            ("https", f"localhost:{port}", {"ssl": context}),
        ):
            lines.append(f"{scheme}: {asyncio.run(_greeted(scheme, host, people[0], stage, options))}")
    return lines


async def _greeted(scheme, host, person, stage, options):
    headers = {"Cookie": person.cookie, "Origin": f"{scheme}://{host}"}
    address = f"{scheme.replace('http', 'ws')}://{host}/ws/projects/{person.project}/?tab=carried"
    async with websockets.connect(address, additional_headers=headers, **options) as socket:
        assert json.loads(await socket.recv())["type"] == "hello"
        card, target = person.next_move(0)
        body = {"column": target, "left": person.cards[card]}
        status = await asyncio.to_thread(person.ask, stage.address, "POST", f"/tasks/{card}/move/", body)
        assert status == 200, status
        person.cards[card] = target
        async with asyncio.timeout(5):
            while (message := json.loads(await socket.recv()))["type"] != "changed":
                pass
    return f"greeted, and told of a move of card {message['tasks'][0]}"


def _write_certificate(place):
    """For localhost, signed by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    place.with_suffix(".pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place.with_suffix(".key").write_bytes(secret)
