"""Whether what runs in this container works: `python -m boardsite.server.health` ends with 0 or 1.

Of a server it asks for a page; of a worker (`… worker`) an answer over the broker; of beat and of a relay (`… beat`,
`… relay`) that they have looked at the clock, or at the history, lately. Needs neither curl nor Django, and starts in a
few hundredths of a second (for a worker in half a second).
"""

import http.client
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

from boardsite import environment

# Both look every few seconds.
LATELY = 60


def answers(port: int) -> bool:
    """Ask for /healthz, which says that the process works, whatever the state of the database."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def worker_answers(broker: str, node: str) -> bool:
    """Whether the worker of this name says over the broker that it is there."""
    from celery import Celery

    app = Celery(broker=broker, fixups=[], set_as_current=False)
    quick = {"socket_connect_timeout": 2, "socket_timeout": 4, "max_retries": 0}
    try:
        with app.connection_for_write(transport_options=quick) as connection:
            return bool(app.control.ping(destination=[node], timeout=4, limit=1, connection=connection))
    except Exception:  # whatever the client says, it has no answer
        return False


def heartbeat(what: str) -> Path:
    """The file that beat, or a relay, touches."""
    return Path(tempfile.gettempdir()) / f"boardsite-{what}-{os.getuid()}"


def note_life(what: str) -> None:
    """Touch it; never one that somebody else has put in its place."""
    descriptor = os.open(heartbeat(what), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        os.utime(descriptor)
    finally:
        os.close(descriptor)


def beats(what: str) -> bool:
    """Whether it was touched lately."""
    try:
        return time.time() - heartbeat(what).stat().st_mtime < LATELY
    except OSError:
        return False


def main(arguments: list[str]) -> bool:
    """Whether it works."""
    match arguments:
        case ["worker", *name]:
            return worker_answers(
                environment.redis("BROKER_URL"), name[0] if name else f"celery@{socket.gethostname()}"
            )
        case ["beat" | "relay" as what]:
            return beats(what)
        case _:
            return answers(int(os.environ.get("PORT") or 8000))


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
