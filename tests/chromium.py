"""Finds Chromium or Chrome for the browser tests; `python -m tests.chromium` installs it where that is possible."""

import os
import shutil
import sys

from tests import apt

# The one without windows, where there is one, takes half the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
# What is tried one after the other: not every system has the first.
PACKAGES = (("chromium-headless-shell", "fonts-liberation"), ("chromium", "fonts-liberation"))
MISSING = "No Chromium or Chrome was found, and the browser tests were NOT RUN. On Debian: apt-get install chromium"
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def find() -> str | None:
    """The path of a browser: the one in CHROMIUM, or the first known name on the PATH."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def required() -> bool:
    """On a build server a missing browser is a failure, elsewhere it is only said."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def main() -> int:
    for packages in PACKAGES:
        if find() is None:
            apt.install("Chromium for the browser tests", packages)
    if find() is None:
        print(MISSING, file=sys.stderr)
        return int(required())
    return 0


if __name__ == "__main__":
    sys.exit(main())
