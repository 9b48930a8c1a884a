"""gunicorn's configuration: `gunicorn -c python:boardsite.server.config`."""

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gunicorn import glogging

from boardsite import environment as env
from boardsite.observing import logs
from boardsite.server import memory

memory.take_from_one_place()
# How long a thread of Python goes on while others wait. A request waits for the database several times, and each time
# another thread may have begun with something long: what follows from changes is told in the same process. Python's
# own ten times as much made one move of a hundred take a tenth longer (docs/decisions.md).
SWITCH_SECONDS = 0.0005
# While the site is loaded nearly everything that is made stays: to search it for garbage again and again would take a
# tenth of the start. Each process begins with it once it serves (`post_worker_init`).
gc.disable()

_host = env.text("HOST", "127.0.0.1")
_port = env.number("PORT", 8000, 1, 65535)

bind = [f"[{_host.strip('[]')}]:{_port}" if ":" in _host else f"{_host}:{_port}"]
workers = env.number("WORKERS", 1, 1, 64)
worker_class = "boardsite.server.worker.Worker"
wsgi_app = "boardsite.asgi:application"
# Loaded before the door is opened, so that nobody waits behind it, and shared by the processes in memory. For
# development each process loads it anew, to see what has changed.
preload_app = not env.flag("DEBUG", default=False)
# A request in hand gets this long to end before a stop or a restart takes the process away.
graceful_timeout = 25
# Django has no lifespan protocol and would log an error at each start.
asgi_lifespan = "off"
timeout = 60
keepalive = 5
# What browsers say on a WebSocket is short; longer messages end it (1009) before they are read.
websocket_max_message_size = 1024
# Nothing here is steered through a socket in somebody's home folder.
control_socket_disable = True
# X-Forwarded-Proto is judged by Django alone, and only with TRUSTED_PROXIES set.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
# The heartbeat file of the workers: in memory where there is such a place, so that a busy disk can't stall it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None


if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker


class Logger(glogging.Logger):
    """The site writes a line for each request itself, which knows the person and the route (ACCESS_LOG).

    gunicorn would compose one of its own as soon as it is told how lines look, whether it has somewhere to go or not.
    """

    access_log_enabled = False


logger_class = Logger
accesslog: str | None = None
loglevel = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")).lower()
if env.log_format("LOG_FORMAT") == "json":
    logconfig_dict = logs.config(loglevel.upper(), "json")
# Several workers put their numbers into one folder, so that each can tell the sum (see boardsite/observing/metrics.py).
# It is of this start alone: what an earlier one counted is over.
if workers > 1:
    _numbers = tempfile.mkdtemp(prefix="boardsite-metrics-", dir=worker_tmp_dir)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _numbers


def on_starting(server: "Arbiter") -> None:
    """A word about what was set for an earlier release."""
    if os.environ.get("THREADS", "").strip() not in ("", "0"):
        server.log.warning("THREADS has no effect any more: requests have a thread each. It can be taken away.")


def when_ready(server: "Arbiter") -> None:
    """Load what the first page needs before there are workers, which then share it in memory.

    What has been loaded stays as long as the process: searching it for garbage would hold up requests in vain, for a
    quarter of a second each time, and would give each worker a copy of its own.
    """
    if preload_app:
        from django.core.cache import caches
        from django.template import engines
        from django.urls import reverse

        # All addresses, to be called by their names too; and what speaks with Redis, which is not asked anything yet.
        reverse("home")
        _loaded = getattr(caches["fragments"], "client", None)
        # All tags that templates may use; templates themselves come with the pages that need them.
        engines.all()
        # Not searched even once: of 280,000 things 3,000 are garbage, and to find them takes a tenth of the start.
        gc.freeze()


def post_worker_init(worker: object) -> None:
    """The same for what a worker has loaded itself; from now on garbage is looked for, and threads take turns soon."""
    gc.collect()
    gc.freeze()
    gc.enable()
    sys.setswitchinterval(SWITCH_SECONDS)


def child_exit(server: object, worker: "Worker") -> None:
    """A worker that has ended no longer counts as running; what it has counted stays."""
    if workers > 1:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: object) -> None:
    """Remove the folder of numbers that the workers shared."""
    if workers > 1:
        shutil.rmtree(_numbers, ignore_errors=True)
