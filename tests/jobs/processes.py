"""Real processes on the database of the tests: servers, and later workers and beats."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.servers import free_port, until_up

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 40


def environment(folder, **more):
    """What a process needs to work on the database of the tests."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "boardsite.settings",
        "DEMO": "0",
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "INFO",
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": "http://127.0.0.1:8000",
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        **more,
    }


class Process:
    """One of them, with all it says in a file."""

    def __init__(self, command, folder, name, **more):
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(folder, **more),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self):
        """As an operator does; gives the code it ends with."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def kill(self):
        """With its children, at the same moment."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Server(Process):
    """gunicorn."""

    def __init__(self, folder, **more):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [BIN / "gunicorn", "-c", "python:boardsite.server.config"]
        super().__init__(command, folder, f"server-{port}", PORT=str(port), SITE_URL=self.url, **more)

    def until_up(self):
        """Ask for something, which until then nobody has."""
        return until_up(f"{self.url}/healthz", PATIENCE)


def eventually(holds, seconds=PATIENCE):
    """Whether it holds in the end."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
