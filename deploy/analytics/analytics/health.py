"""Whether the pages are served: `python -m analytics.health`, for the health check of the image."""

from __future__ import annotations

import http.client
import os
import sys


def main() -> int:
    """0 if they are."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
    try:
        connection.request("GET", "/healthz")
        return int(connection.getresponse().status != 200)
    except (OSError, http.client.HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
