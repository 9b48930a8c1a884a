"""The site as it is measured: gunicorn with two workers, and what its processes have used."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers import end_with_parent

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

    @property
    def processes(self):
        """All of them: the one that was started, its workers, and whatever these have started."""
        return [self.process.pid, *descendants(self.process.pid)]


def command(root, folder):
    """What `make run` of a build starts, out of the programs in a folder: it says so itself."""
    recipe = re.search(r"^run:.*?exec \$\(BIN\)/([^\n]+)$", (root / "Makefile").read_text(), re.MULTILINE | re.DOTALL)
    program, *arguments = recipe[1].split()
    return [folder / program, *arguments]


@contextmanager
def start(port):
    """The site as `make run` starts it."""
    set_here = {"PORT": str(port), "WORKERS": str(WORKERS), "ACCESS_LOG": "0"}
    with serve(command(ROOT, BIN), ROOT, os.environ | set_here, port) as running:
        yield running


@contextmanager
def start_fast(port, environment=None):
    """The floor of the API, by uvicorn."""
    asked = [BIN / "uvicorn", "tests.bench.fast:app", "--port", str(port), "--workers", str(WORKERS)]
    asked += ["--log-level", "warning"]
    with serve(asked, ROOT, environment or os.environ, port, "/bench/process/") as running:
        yield running


@contextmanager
def serve(asked, folder, environment, port, path="/healthz"):
    """A server that answers, and is gone afterwards."""
    with launch(asked, folder, environment, port) as running:
        _await(port, running.process, path)
        yield running


@contextmanager
def launch(asked, folder, environment, port):
    """A server that has just been started, and is gone afterwards."""
    # Not even a measurement that is killed leaves it behind.
    ends = end_with_parent(signal.SIGTERM)
    process = subprocess.Popen(asked, cwd=folder, env=environment, preexec_fn=ends)
    try:
        yield Site(("127.0.0.1", port), process)
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def start_bare(port):
    """The bare consumer of Channels, by gunicorn's own worker."""
    asked = [BIN / "gunicorn", "-k", "asgi", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    asked += ["--workers", str(WORKERS), "--graceful-timeout", "1", "--asgi-lifespan", "off"]
    with launch([*asked, "--log-level", "warning", "tests.bench.bare:application"], ROOT, os.environ, port) as running:
        _await_port(port, running.process)
        yield running


def _await_port(port, process):
    """It answers no request."""
    for _attempt in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(2)  # the workers load what they serve
            return
        if process.poll() is not None:
            break
    raise RuntimeError("The bare consumer did not start.")


def _await(port, process, path):
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


def descendants(pid):
    """Those, those they have started, and so on."""
    return [each for child in children(pid) for each in (child, *descendants(child))]


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
        return time.clock_gettime(_clock(pid)) + sum(map(int, fields[13:15])) * TICK
    except OSError:
        return 0.0


def _clock(pid):
    """A process's own clock of processor time, as of `clock_getcpuclockid`(3): finer than the hundredths in /proc."""
    return (~pid << 3) | 2


def own_share(pids):
    """Megabytes of memory that processes take: what several share counts for each of them in part (PSS)."""
    return sum(kilobytes(Path(f"/proc/{pid}/smaps_rollup").read_text(), "Pss") for pid in pids) / 1024


def peak(pid):
    """Megabytes of memory that a process has held at most since it began."""
    return kilobytes(Path(f"/proc/{pid}/status").read_text(), "VmHWM") / 1024


def kilobytes(text, name):
    """A figure out of what the kernel says of a process."""
    return int(re.search(rf"^{name}:\s+(\d+) kB$", text, re.MULTILINE)[1])
