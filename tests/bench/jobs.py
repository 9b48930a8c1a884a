"""Background work: what it costs the request that asks for it, how fast workers do it, and what they hold in memory."""

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from boards.models import Job, Task
from tests.bench import client, site
from tests.drills import jobs as drill
from tests.servers import free_port

COUNT, MOVES = 1_000, 40


@dataclass
class Jobs:
    """`changes`: milliseconds of a move in each round, without a broker and with one. Memory in megabytes."""

    changes: list[tuple[float, float]]
    seconds: float
    worker: float
    beat: float


def measure(redis, mover, project, rounds):
    """The requests in turns, and then a thousand jobs."""
    broker = redis.url.replace("/0", "/1")
    folder = Path(os.environ["VAR_DIR"])
    with drill.working(folder, broker) as (_sink, processes, environment):
        until_ready(environment)
        worker, beat = (memory(process.process.pid) for process in (processes[0], processes[2]))
        seconds = through(environment)
        changes = compared(mover, project, broker, rounds)
    return Jobs(changes, seconds, worker, beat)


def until_ready(environment):
    """Both workers have done something."""
    drill.add(environment, 0, 50, "drill.nothing")
    _until_done(50)
    Job.objects.filter(name="drill.nothing").delete()


def through(environment):
    """Seconds from the first message to the last job that is done."""
    drill.add(environment, 0, COUNT, "drill.nothing")
    _until_done(COUNT)
    done = Job.objects.filter(name="drill.nothing")
    first = done.earliest("created_at").created_at
    return (done.latest("finished_at").finished_at - first).total_seconds()


def _until_done(count):
    end = time.monotonic() + 180
    while Job.objects.filter(name="drill.nothing", state="done").count() < count:
        if time.monotonic() > end:
            raise RuntimeError("The workers did not do their jobs.")
        time.sleep(0.1)


def compared(mover, project, broker, rounds):
    """A move's request, at a server without a broker and at one with, by turns."""
    ports = free_port(), free_port()
    shared = os.environ | {"WORKERS": "1", "ACCESS_LOG": "0"}
    settings = [shared | {"PORT": str(ports[0])}, shared | {"PORT": str(ports[1]), "BROKER_URL": broker}]
    asked = site.command(site.ROOT, site.BIN)
    with (
        site.serve(asked, site.ROOT, settings[0], ports[0]) as without,
        site.serve(asked, site.ROOT, settings[1], ports[1]) as with_one,
    ):
        _moves(without, mover, project)
        _moves(with_one, mover, project)
        return [(_moves(without, mover, project), _moves(with_one, mover, project)) for _round in range(rounds)]


def _moves(running, mover, project):
    """The median of some moves, in milliseconds; each has time to be followed by what follows from it."""
    card = Task.objects.filter(project=project).on_board().first()
    lanes = list(project.columns.values_list("pk", flat=True))[:2]
    connection, taken = client.Connection(running.address), []
    head = [("HX-Request", "true"), ("X-CSRFToken", mover.csrf), ("Origin", f"http://127.0.0.1:{running.address[1]}")]
    for step in range(MOVES):
        body = {"column": lanes[step % 2]}
        start = time.perf_counter()
        connection.ask(client.request(f"/tasks/{card.pk}/move/", running.address, mover.cookie, head, body))
        taken.append((time.perf_counter() - start) * 1000)
        if connection.status != 200:
            raise RuntimeError(f"A move was answered with {connection.status}")
        time.sleep(0.05)
    connection.socket.close()
    return statistics.median(taken)


def memory(pid):
    """What a process and those it has started take, shared memory counted once."""
    return site.own_share([pid, *site.descendants(pid)])
