"""The consumer as a process of its own, which can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.analytics.conftest import FOLDER, Settings


class ConsumerProcess:
    """`python -m analytics consume`."""

    def __init__(self, known: Settings, log: Path) -> None:
        self._known, self._log = known, log
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command("consume"), cwd=FOLDER, env=environment(self._known), stdout=log, stderr=log
            )

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        """As an operator stops it."""
        self._process.terminate()
        return self._process.wait(30)

    def end(self) -> None:
        if self.is_running:
            self.kill()


def command(word: str) -> list[str]:
    return [sys.executable, "-m", "analytics", word]


def environment(known: Settings) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": known.database_url,
        "ANALYTICS_SCHEMA": known.schema,
        "SITE_URL": known.site_url,
        "KAFKA_BROKERS": known.brokers,
        "KAFKA_GROUP": known.group,
    }


def run(known: Settings, word: str, **more: str) -> subprocess.CompletedProcess[str]:
    told = environment(known) | more
    return subprocess.run(command(word), cwd=FOLDER, env=told, capture_output=True, text=True, check=False)
