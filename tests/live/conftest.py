"""A process that serves sockets, without a server: its loop runs in a thread, and tabs speak ASGI with it."""

import asyncio
import json
import queue
import re
import threading
import time

import pytest
from django.conf import settings

from boards.live import hub, sockets

HOST = "testserver"
PATIENCE = 10


def frame_of(page):
    """The mark that an open board was laid with."""
    return re.search(r'data-frame="([^"]+)"', page.text)[1]


class Process:
    """The loop of a process, in a thread."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.hub = self.run(self._attend())

    async def _attend(self):
        return hub.attend()

    def run(self, work):
        """What a coroutine gives that runs in that loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def call(self, function, *arguments):
        """The same for a function."""

        async def called():
            return function(*arguments)

        return self.run(called())

    def settle(self):
        """Waits until all that was changed so far has been told."""
        end = time.monotonic() + PATIENCE
        while self.call(lambda: self.hub.news._gathered or self.hub.news._checking) and time.monotonic() < end:
            time.sleep(0.005)

    def stop(self):
        self.run(self._end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)
        self.loop.close()

    async def _end(self):
        waiting = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        self.hub._threads.shutdown()


class Tab:
    """A tab with an open socket; `code` is what it was closed with."""

    def __init__(self, process, path, session="", *, origin=f"http://{HOST}", host=HOST, answers=True):
        self._process, self._heard, self.code = process, queue.Queue(), None
        self._answers = answers
        path, _mark, query = path.partition("?")
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}; other=1"
        headers = {"host": host, "origin": origin, "cookie": cookie}
        self._scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
        }
        self._said = process.call(asyncio.Queue)
        self._tell({"type": "websocket.connect"})
        self._running = asyncio.run_coroutine_threadsafe(
            sockets.application(self._scope, self._said.get, self._send), process.loop
        )

    async def _send(self, message):
        if message["type"] == "websocket.send":
            assert self.code is None, "told after the end"
            self._heard.put(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.code = message.get("code", 0)
            self._heard.put({"type": "closed", "code": self.code})
            self._said.put_nowait({"type": "websocket.disconnect", "code": self.code})

    def _tell(self, message):
        self._process.loop.call_soon_threadsafe(self._said.put_nowait, message)

    def say(self, text):
        """A message of the browser's."""
        self._tell({"type": "websocket.receive", "text": text if isinstance(text, str) else json.dumps(text)})

    def close(self):
        """As when the page is left."""
        self._tell({"type": "websocket.disconnect", "code": 1001})
        self._running.result(PATIENCE)

    def next(self, *kinds, seconds=PATIENCE):
        """The next message of one of these kinds; others are dropped."""
        end = time.monotonic() + seconds
        while True:
            message = self._heard.get(timeout=max(0.001, end - time.monotonic()))
            if message["type"] == "beat" and self._answers:
                self.say({"type": "beat"})
            if message["type"] in kinds:
                return message

    def until(self, kind, holds, seconds=PATIENCE):
        """The first message of the kind of which that holds."""
        end = time.monotonic() + seconds
        while not holds(message := self.next(kind, seconds=end - time.monotonic())):
            pass
        return message

    def hears_nothing(self, *kinds, seconds=0.3):
        """Whether none of these kinds comes."""
        try:
            message = self.next(*kinds, seconds=seconds)
        except queue.Empty:
            return True
        raise AssertionError(message)

    def end(self):
        """The code with which it is closed."""
        return self.next("closed")["code"]


@pytest.fixture
def process(transactional_db):
    """Where sockets are served; what changes is told there."""
    process = Process()
    yield process
    process.stop()


@pytest.fixture
def tab(process, client_of):
    """`tab(member, "/ws/home/")`: a tab of that person, who has just signed in."""
    opened = []

    def open_tab(user, path, *, client=None, greeted=True, **options):
        process.settle()
        key = (client or client_of(user)).session.session_key or "" if user else ""
        one = Tab(process, path, key, **options)
        opened.append(one)
        if greeted:
            one.hello = one.next("hello")
        return one

    yield open_tab
    for one in opened:
        if not one._running.done():
            one.close()


@pytest.fixture
def board(tab, project):
    """`board(member)`: a tab of that person with the project's board open."""
    return lambda user, name="there", **options: tab(user, f"/ws/projects/{project.pk}/?tab={name}", **options)
