"""What can go wrong with brokers is a sentence with advice: in the log, in the row of the relay, and from the doctor."""

import datetime
import io
import os
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from boards.models import Activity, Stream
from boards.stream import checking, problems, producing
from boards.stream.problems import StreamProblem
from boards.stream.producing import Batch, Sender
from boards.stream.relay import Relay
from boards.stream.services import positions
from boards.stream.cloud_events import Message
from tests.factories import make_task
from tests.stream.relaying import Always, is_all_sent, turns


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(producing, "METADATA_SECONDS", 1.0)
    monkeypatch.setattr(producing, "SILENCE_SECONDS", 0.5)


@contextmanager
def listening(handle):
    """A server that does that to each connection; its address."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    over = threading.Event()

    def serve():
        while not over.is_set():
            try:
                handle(server.accept()[0])
            except (TimeoutError, OSError):
                continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        over.set()
        thread.join()
        server.close()
