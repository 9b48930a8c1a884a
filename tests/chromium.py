"""Finds Chromium or Chrome for the browser tests; `python -m tests.chromium` installs it where that is possible."""

import os
import shutil
import sys

from tests import apt

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium", "fonts-liberation")
MISSING = "No Chromium or Chrome was found, and the browser tests were NOT RUN. On Debian: apt-get install chromium"


def find() -> str | None:
    """The path of a browser: the one in CHROMIUM, or the first known name on the PATH."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def required() -> bool:
    """On a build server a missing browser is a failure, elsewhere it is only said."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def main() -> int:
    if find() is None:
        apt.install("Chromium for the browser tests", PACKAGES)
    if find() is None:
        print(MISSING, file=sys.stderr)
        return int(required())
    return 0


if __name__ == "__main__":
    sys.exit(main())
