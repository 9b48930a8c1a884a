"""Live boards: hundreds of browsers that look on while somebody moves cards, beside a bare consumer of Channels."""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from boards.live import messages
from boards.models import Project, Task
from tests.bench import bare, client, crowd, site

SOCKETS = 500
A_SECOND = 5
# Until all of them have been shown to each other.
CALM = 4
# So many people look on, with some tabs each.
PEOPLE = 50


@dataclass
class Live:
    """What the sockets cost, and how fast they heard."""

    sockets: int
    moves: int
    lost: int
    most: float
    half: float
    ours: float
    bare: float
    bare_lost: int
    kilobytes: float
    rate: float
    processor: float
    a_second: float


def measure(pool, running, port, readers, project, *, seconds, rounds, window):
    """In turns: the board's rate alone, with idle sockets, moves with and without them, and the bare consumer."""
    cookies, mover = [reader.cookie for reader in readers], readers[0]
    path = f"/ws/projects/{project.pk}/"
    asked = client.request(f"/projects/{project.pk}/", running.address, mover.cookie)

    def rate():
        before = site.used(running.workers)
        loaded = pool.apply(client.load, (running.address, asked, 200, 4, window))
        return loaded.rate, (site.used(running.workers) - before) / loaded.requests

    with crowd.gathered(running.address, path, cookies, 20):
        rate()
    without, used = _moving(running, mover, project, seconds / 3)
    each = used / len(without)
    before = _memory(running)
    with crowd.gathered(running.address, path, cookies, SOCKETS) as everybody:
        kilobytes = (_memory(running) - before) / SOCKETS
        everybody.heard()
        moved, cost = _moving(running, mover, project, seconds)
        time.sleep(1)
        heard = everybody.heard()
    alone, beside = [], []
    for _each in range(rounds):
        alone.append(rate())
        with crowd.gathered(running.address, path, cookies, SOCKETS):
            time.sleep(CALM)
            beside.append(rate())
    waits, lost = _waits(moved, heard)
    deliveries = sum(map(len, heard))
    their_cost, bare_lost = _bare(port, cookies, len(moved))
    return Live(
        sockets=SOCKETS,
        moves=len(moved),
        lost=lost,
        most=statistics.quantiles(waits, n=100)[98] * 1000,
        half=statistics.median(waits) * 1000,
        ours=(cost - each * len(moved)) / max(deliveries, 1) * 1e6,
        bare=their_cost * 1e6,
        bare_lost=bare_lost,
        kilobytes=kilobytes,
        rate=statistics.median(here[0] / there[0] for here, there in zip(beside, alone, strict=True)),
        processor=statistics.median(here[1] / there[1] for here, there in zip(beside, alone, strict=True)),
        a_second=statistics.median(rate for rate, _processor in beside),
    )


def _memory(running):
    """Kilobytes that the workers have in memory."""
    time.sleep(1)
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in running.workers]
    return sum(pages) * 4


def _moving(running, mover, project, seconds):
    """Moves a card so often a second; gives revision → when it was asked for, and seconds of processor."""
    card = Task.objects.filter(project=project).on_board().first()
    lanes = list(project.columns.values_list("pk", flat=True))[:2]
    connection, asked = client.Connection(running.address), {}
    head = [("HX-Request", "true"), ("X-CSRFToken", mover.csrf), ("Origin", f"http://127.0.0.1:{running.address[1]}")]
    before, start = site.used(running.workers), time.monotonic()
    for step in range(round(seconds * A_SECOND)):
        time.sleep(max(0.0, start + step / A_SECOND - time.monotonic()))
        at = time.monotonic()
        body = {"column": lanes[step % 2]}
        connection.ask(client.request(f"/tasks/{card.pk}/move/", running.address, mover.cookie, head, body))
        if connection.status != 200:
            raise RuntimeError(f"A move was answered with {connection.status}")
        asked[Project.objects.values_list("revision", flat=True).get(pk=project.pk)] = at
    connection.socket.close()
    return asked, site.used(running.workers) - before


def _waits(asked, heard):
    """How long each socket waited to hear of each change, and how many never did: later news tells of earlier ones."""
    waits, lost = [], 0
    for notes in heard:
        left = sorted(asked.items(), reverse=True)
        for revision, at in notes:
            while left and left[-1][0] <= revision:
                waits.append(at - left.pop()[1])
        lost += len(left)
    return waits, lost


def _bare(port, cookies, count):
    """Seconds of processor a delivery, and how many were lost."""
    layer = get_channel_layer()

    @async_to_sync
    async def send(revision):
        await layer.group_send(bare.GROUP, {"type": "changed", "text": text(revision)})

    def text(revision):
        known = {"columns": [3, 5], "tasks": [7], "by": "t1", "within": 0}
        return messages.text("changed", project=3, revision=revision, **known)

    with site.start_bare(port) as running, crowd.gathered(running.address, "/", cookies, SOCKETS) as everybody:
        time.sleep(2)
        everybody.heard()
        before, start = site.used(running.workers), time.monotonic()
        for step in range(count):
            time.sleep(max(0.0, start + step / A_SECOND - time.monotonic()))
            send(step + 1)
        time.sleep(1)
        heard = sum(map(len, everybody.heard()))
        return (site.used(running.workers) - before) / max(heard, 1), count * SOCKETS - heard
