"""The stage: two servers of the site behind nginx, on loopback, with a PostgreSQL and a Redis of their own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.servers import free_port

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
# In /proc/net/tcp.
ESTABLISHED = "01"


@dataclass
class Web:
    """One server of the site: gunicorn with two processes, as in the image, or as `settings` say."""

    port: int
    log: Path
    settings: dict[str, str] = field(default_factory=lambda: {"WORKERS": "2"})
    process: subprocess.Popen = field(init=False)

    def start(self):
        environment = os.environ | {"PORT": str(self.port)} | self.settings
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [BIN / "gunicorn", "-c", "python:boardsite.server.config"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(f"http://127.0.0.1:{self.port}/healthz", self.process)

    def stop(self):
        """As an operator stops it; gives the seconds that took."""
        started = time.monotonic()
        self.process.terminate()
        self.process.wait(40)
        return time.monotonic() - started

    def kill(self):
        """As a machine that goes dark: all of its processes at the same moment."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_worker(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)

    def clients(self):
        """How many connections it holds open, as the kernel knows them."""
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        here = f":{self.port:04X}"
        return sum(local.endswith(here) and state == ESTABLISHED for _number, local, _peer, state, *_more in rows)

    def end(self):
        if self.process.poll() is None:
            self.kill()


@dataclass(frozen=True)
class Stage:
    """What stands there."""

    address: tuple[str, int]
    webs: list[Web]
    nginx_log: Path

    @property
    def url(self):
        return f"http://{self.address[0]}:{self.address[1]}"

    @contextmanager
    def small(self):
        """One more server, past the proxy: a single process, with three connections to the database."""
        port = free_port()
        settings = {"WORKERS": "1", "DATABASE_POOL_SIZE": "3"}
        web = Web(port, self.nginx_log.with_name(f"small-{port}.log"), settings)
        try:
            web.start()
            yield web
        finally:
            web.end()


def wait_for(url, process):
    """Until it answers at all."""
    for _attempt in range(300):
        try:
            return httpx.get(url, timeout=2)
        except httpx.TransportError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer.")


def wait_for_port(port, process):
    """Until somebody opens the door."""
    for _attempt in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"Nobody listens at {port}.")


@contextmanager
def stand(folder, port):
    """Everything but the databases, which the environment names."""
    webs = [Web(free_port(), folder / f"web-{number}.log") for number in (1, 2)]
    try:
        for web in webs:
            web.start()
        with nginx(folder / "nginx", port, [web.port for web in webs]) as log:
            yield Stage(("127.0.0.1", port), webs, log)
    finally:
        for web in webs:
            if hasattr(web, "process"):
                web.end()


def configure(folder, port, upstreams, certificate=None):
    """The files of deploy/nginx as they are, with places and ports of this run; with a certificate those for https."""
    shutil.copytree(ROOT / "deploy" / "nginx", folder)
    (folder / "var").mkdir()
    changes = {
        "/tmp/": f"{folder}/var/",  # first: the folder itself may lie there
        "/etc/nginx/boardsite/": f"{folder}/",
        "/etc/nginx/boardsite;": f"{folder};",
        "/etc/nginx/listen.conf": f"{folder}/{'https' if certificate else 'http'}.conf",
        "/run/secrets/tls_certificate": f"{certificate}.pem",
        "/run/secrets/tls_key": f"{certificate}.key",
        # Distributions have an nginx that doesn't know the directive yet, and browsers open WebSockets by HTTP/1.1.
        "    http2 on;\n": "",
        "listen 8443": f"listen 127.0.0.1:{port}",
        "/dev/stdout": f"{folder}/access.log",
        "listen 8088": f"listen 127.0.0.1:{free_port() if certificate else port}",
    }
    for path in folder.glob("*.conf"):
        text = path.read_text()
        for old, new in changes.items():
            text = text.replace(old, new)
        path.write_text(text)
    (folder / "var" / "upstream.conf").write_text(
        "".join(f"server 127.0.0.1:{each} max_fails=0;\n" for each in upstreams)
    )
    # The processes of nginx belong to nobody where it is started by root.
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o644)


@contextmanager
def nginx(folder, port, upstreams, *, certificate=None):
    """A real nginx with the configuration of the image's proxy; gives its log."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        raise RuntimeError("nginx is not installed (apt-get install nginx-light).")
    configure(folder, port, upstreams, certificate)
    command = [program, "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"]
    with (folder / "error.log").open("wb") as errors:
        process = subprocess.Popen(command, stdout=errors, stderr=errors)
    try:
        if certificate:
            wait_for_port(port, process)
        else:
            wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield folder / "access.log"
    finally:
        process.terminate()
        process.wait(20)
