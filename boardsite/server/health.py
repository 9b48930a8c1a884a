"""Whether the server in this container answers: `python -m boardsite.server.health` ends with 0 or 1.

Needs neither curl nor Django, and starts in a few hundredths of a second.
"""

import http.client
import os
import sys


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


if __name__ == "__main__":
    sys.exit(not answers(int(os.environ.get("PORT") or 8000)))
