"""The site as it is measured: gunicorn with two workers, and what its processes have used."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
WORKERS = 2
TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Site:
    """A running site."""

    address: tuple
    process: subprocess.Popen

    @property
    def workers(self):
        return children(self.process.pid)


@contextmanager
def start(port):
    """gunicorn as `make run` starts it."""
    command = [BIN / "gunicorn", "-c", "python:boardsite.server.config"]
    set_here = {"PORT": str(port), "WORKERS": str(WORKERS), "ACCESS_LOG": "0"}
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | set_here)
    try:
        _await(port, process)
        yield Site(("127.0.0.1", port), process)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def start_fast(port):
    """The floor of the API, by uvicorn."""
    command = [BIN / "uvicorn", "tests.bench.fast:app", "--port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=os.environ)
    try:
        _await(port, process, "/bench/process/")
        yield Site(("127.0.0.1", port), process)
    finally:
        process.terminate()
        process.wait(20)


def _await(port, process, path="/healthz"):
    for _attempt in range(200):
        try:
            if httpx.get(f"http://127.0.0.1:{port}{path}").status_code == 200:
                time.sleep(1)  # the second worker
                return
        except httpx.TransportError:
            time.sleep(0.1)
        if process.poll() is not None:
            break
    raise RuntimeError("The site did not start.")


def children(pid):
    """The processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def used(pids):
    """Seconds of processor time that processes have used, with those of their children that have ended."""
    return sum(map(_used, pids))


def busy():
    """Seconds of processor time that the whole machine has spent on anything."""
    user, nice, system, _idle, _iowait, *interrupts = map(
        int, Path("/proc/stat").read_text().split("\n")[0].split()[1:9]
    )
    return (user + nice + system + sum(interrupts)) * TICK


def _used(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) * TICK
