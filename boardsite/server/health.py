"""Whether what runs in this container works: `python -m boardsite.server.health` ends with 0 or 1.

Of a server it asks for a page; of a worker (`… worker`) an answer over the broker; of beat (`… beat`) that it has
looked at the clock lately. Needs neither curl nor Django, and starts in a few hundredths of a second (for a worker in
half a second).
"""

import http.client
import os
import socket
import sys
import tempfile
import time
from pathlib import Path

from boardsite import environment

# Beat looks every five seconds.
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


def heartbeat() -> Path:
    """The file that beat touches."""
    return Path(tempfile.gettempdir()) / f"boardsite-beat-{os.getuid()}"


def beats() -> bool:
    """Whether beat has looked at the clock lately."""
    try:
        return time.time() - heartbeat().stat().st_mtime < LATELY
    except OSError:
        return False


def main(arguments: list[str]) -> bool:
    """Whether it works."""
    match arguments:
        case ["worker", *name]:
            return worker_answers(
                environment.redis("BROKER_URL"), name[0] if name else f"celery@{socket.gethostname()}"
            )
        case ["beat"]:
            return beats()
        case _:
            return answers(int(os.environ.get("PORT") or 8000))


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
