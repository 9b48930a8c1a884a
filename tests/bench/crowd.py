"""Hundreds of browsers with one board open, in a process of its own: they listen, and note when they heard what."""

import asyncio
import json
import multiprocessing
import time
from contextlib import contextmanager

import websockets

# Set up at once; the server sees as many hands at its door.
AT_ONCE = 50


@contextmanager
def gathered(address, path, cookies, count):
    """The crowd, once everybody has been let in; `ask(seconds)` gives what each has heard within that time."""
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(there, address, path, cookies, count))
    process.start()
    try:
        opened = _receive(here, 120)
        if isinstance(opened, str):
            raise RuntimeError(opened)
        yield Crowd(here)
    finally:
        here.send(None)
        process.join(30)
        process.kill()


class Crowd:
    """Everybody who listens."""

    def __init__(self, pipe):
        self._pipe = pipe

    def heard(self):
        """For each socket what it has heard since this was last asked: pairs of revision and moment."""
        self._pipe.send("heard")
        return _receive(self._pipe, 60)


def _receive(pipe, seconds):
    if not pipe.poll(seconds):
        raise TimeoutError("The crowd does not answer.")
    return pipe.recv()


def _run(pipe, address, path, cookies, count):
    try:
        asyncio.run(_crowd(pipe, address, path, cookies, count))
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")


async def _crowd(pipe, address, path, cookies, count):
    host = f"{address[0]}:{address[1]}"
    door, heard = asyncio.Semaphore(AT_ONCE), [[] for _each in range(count)]

    async def come(number):
        headers = {
            "Cookie": cookies[number % len(cookies)],
            "Origin": f"http://{host}",
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0",
            "Accept-Language": "en-GB,en;q=0.9",
        }
        options = {"additional_headers": headers, "compression": None, "ping_interval": None, "open_timeout": 60}
        async with door:
            socket = await websockets.connect(f"ws://{host}{path}?tab=t{number}", **options)
            # The greeting: this one has been let in.
            await socket.recv()
        return socket

    async def listen(socket, notes):
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "changed":
                notes.append((message["revision"], time.monotonic()))
            elif message["type"] == "beat":
                await socket.send(text)

    sockets = await asyncio.gather(*map(come, range(count)))
    listening = [asyncio.ensure_future(listen(*pair)) for pair in zip(sockets, heard, strict=True)]
    pipe.send(len(sockets))
    while await asyncio.to_thread(pipe.recv):
        pipe.send([list(notes) for notes in heard])
        for notes in heard:
            notes.clear()
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, *(socket.close() for socket in sockets), return_exceptions=True)
