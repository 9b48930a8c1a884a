"""Relays as processes of their own, which can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def environment(brokers: str, **more: str) -> dict[str, str]:
    """What such a process is told: the database of this one, and these brokers."""
    name = str(connection.settings_dict["NAME"])
    url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}" if _is_postgresql() else f"sqlite:///{name}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "boardsite.settings",
        "DATABASE_URL": url,
        "VAR_DIR": str(settings.VAR_DIR),
        "SECRET_KEY": "for the tests alone",
        "SITE_URL": settings.SITE_URL,
        "KAFKA_BROKERS": brokers,
        **more,
    }


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


class RelayProcess:
    """`manage.py relay`."""

    def __init__(self, told: Mapping[str, str], log: Path) -> None:
        self._told, self._log = dict(told), log
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "relay"], cwd=ROOT, env=self._told, stdout=log, stderr=log
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """As an operator stops it."""
        self._process.terminate()
        return self._process.wait(30)

    def end(self) -> None:
        if self._process.poll() is None:
            self.kill()


def manage(told: Mapping[str, str], *words: str) -> str:
    """What a command says; fails if that does."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=dict(told), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
