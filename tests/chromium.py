"""Finds Chromium or Chrome for the browser tests; `python -m tests.chromium` installs it where that is possible."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium", "fonts-liberation")
MISSING = "No Chromium or Chrome was found, and the browser tests were NOT RUN. On Debian: apt-get install chromium"


def find() -> str | None:
    """The path of a browser: the one in CHROMIUM, or the first known name on the PATH."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def required() -> bool:
    """On a build server a missing browser is a failure, elsewhere it is only said."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def install() -> None:
    """By apt-get, as root or where sudo asks for no password; a failure is left to whoever needs the browser."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (root and shutil.which("sudo") is None):
        return
    quietly = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL, "check": False}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print("Installing Chromium for the browser tests …", flush=True)
    subprocess.run([*root, "apt-get", "update", "-qq"], env=environment, **quietly)
    packages = ["-qq", "-y", "--no-install-recommends", *PACKAGES]
    subprocess.run([*root, "apt-get", "install", *packages], env=environment, **quietly)


def main() -> int:
    if find() is None:
        install()
    if find() is None:
        print(MISSING, file=sys.stderr)
        return int(required())
    return 0


if __name__ == "__main__":
    sys.exit(main())
