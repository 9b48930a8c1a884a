"""Jobs as mails are: each sends a line, and is done once that was answered. A sink counts what it got and answered."""

import datetime
import os
import socket
import socketserver
import threading
import time
from collections import Counter

from django.apps import AppConfig

# How long the other side takes for one, as a mail server would.
SECONDS = 0.1


class LinesConfig(AppConfig):
    """Makes the jobs known."""

    name = "tests.drills"
    label = "drills"

    def ready(self):
        from boards.jobs.registry import Queue, job

        @job("drill.line", queue=Queue.MAIL, seconds=5, tries=20, first_pause=1, longest_pause=3)
        def line(number):
            say(f"{number}")

        @job("drill.minute", queue=Queue.GENERAL, seconds=5, every=datetime.timedelta(minutes=1))
        def minute():
            say(f"minute {int(time.time() // 60)}")

        @job("drill.nothing", queue=Queue.MAIL)
        def nothing(number):
            """For measuring what a job costs beside its work."""


def say(words):
    """Raises where nobody answers."""
    with socket.create_connection(("127.0.0.1", int(os.environ["DRILL_SINK"])), 5) as connection:
        connection.sendall(f"{words}\n".encode())
        if connection.recv(10) != b"ok":
            raise ConnectionError("It was not answered.")
        connection.sendall(b"heard")


class Sink(socketserver.ThreadingTCPServer):
    """Listens, and counts each line: what arrived, and what of it was answered."""

    daemon_threads = True
    request_queue_size = 200

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.arrived, self.answered = Counter(), Counter()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def until(self, count, seconds=120):
        """Wait until so many different lines have arrived."""
        end = time.monotonic() + seconds
        while len(self.numbers()) < count:
            assert time.monotonic() < end, f"{len(self.numbers())} of {count} lines arrived in {seconds} s"
            time.sleep(0.02)

    def numbers(self):
        return {line for line in list(self.arrived) if line.isdecimal()}


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline().decode().strip()
        self.server.arrived[line] += 1
        time.sleep(SECONDS)
        try:
            self.wfile.write(b"ok")
            # Whoever was killed hears no answer.
            self.server.answered[line] += self.rfile.read() == b"heard"
        except OSError:
            pass
