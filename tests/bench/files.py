"""Attached files: what a large one costs in memory on its way in and out, and what many at once cost a board.

The fifty come as over lines of 8 Mbit/s each, from a process of its own: without a limit it would be measured how a
machine shares its processors.
"""

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from boards.accounts.services import keys
from tests.bench import client, site
from tests.bench.senders import HEAD, PIECE, TAIL
from tests.factories import column_of, make_task
from tests.servers import free_port

LARGE, ASKED = 200_000_000, 150


@dataclass
class Files:
    """Megabytes more than before in the process that took most, seconds, and medians of a board in milliseconds, alone
    and while fifty files come in, by pairs."""

    up: float
    down: float
    up_seconds: float
    down_seconds: float
    boards: list[tuple[float, float]]
    failed: int


def measure(reader, project, rounds):
    """On a server of its own, with PostgreSQL and what goes with it."""
    secret = keys.create(name="Files", can_write=True, expires_at=None, actor=reader.user).secret
    task = make_task(project=project, column=column_of(project=project), title="With files")
    with site.start(free_port()) as running:
        for _each in range(20):
            _board(running, reader, project)
        up, up_seconds, made = _memory(running, lambda: _send(running, task, secret))
        down, down_seconds, _size = _memory(running, lambda: _fetch(running, made, secret))
        boards, failed = [], 0
        for _round in range(max(2, rounds // 2)):
            alone = _median(running, reader, project)
            with _crowd(running, task, secret) as crowd:
                boards.append((alone, _median(running, reader, project)))
                failed += crowd()
    return Files(up, down, up_seconds, down_seconds, boards, failed)


def _memory(running, work):
    """Megabytes at most beyond those before, seconds, and what the work gives."""
    pids = running.workers
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    before = {pid: _peak(pid) for pid in pids}
    start = time.monotonic()
    given = work()
    seconds = time.monotonic() - start
    return max(_peak(pid) - before[pid] for pid in pids), seconds, given


def _peak(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _send(running, task, secret):
    """The id of the file."""
    connection = http.client.HTTPConnection(*running.address, timeout=300)
    piece = os.urandom(PIECE)

    def body():
        yield HEAD
        left = LARGE
        while left:
            yield piece[:left]
            left -= min(left, len(piece))
        yield TAIL

    headers = {"X-API-Key": secret, "Content-Type": "multipart/form-data; boundary=x"}
    headers["Content-Length"] = str(len(HEAD) + LARGE + len(TAIL))
    connection.request("POST", f"/api/v1/tasks/{task.pk}/attachments/", body(), headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"The file was answered with {answer.status}: {text[:300]!r}")
    return int(answer.getheader("Location").rpartition("/")[2])


def _fetch(running, pk, secret):
    connection = http.client.HTTPConnection(*running.address, timeout=300)
    connection.request("GET", f"/api/v1/attachments/{pk}/content", headers={"X-API-Key": secret})
    answer, size = connection.getresponse(), 0
    while piece := answer.read(PIECE):
        size += len(piece)
    if size != LARGE:
        raise RuntimeError(f"{size} bytes came back.")
    return size


def _board(running, reader, project):
    asked = client.request(f"/projects/{project.pk}/", running.address, reader.cookie)
    start = time.perf_counter()
    client.answer(running.address, asked)
    return (time.perf_counter() - start) * 1000


def _median(running, reader, project):
    return statistics.median(_board(running, reader, project) for _each in range(ASKED))


class _crowd:
    """Fifty who send, until they are through; called inside it gives how many were not taken."""

    def __init__(self, running, task, secret):
        arguments = [running.address[1], task.pk, secret]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.senders", *map(str, arguments)], stdout=subprocess.PIPE, text=True
        )
        self.failed = []
        self.reading = threading.Thread(target=lambda: self.failed.append(self.process.communicate()[0]))

    def __enter__(self):
        self.reading.start()
        time.sleep(2)  # all are under way
        return self._wait

    def _wait(self):
        self.reading.join()
        return int(self.failed[0].split()[-1])

    def __exit__(self, *_error):
        self.process.kill()
        self.reading.join()
