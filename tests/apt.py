"""Installs packages of the system for tests, where that is possible."""

import os
import shutil
import subprocess


def install(what: str, packages: tuple[str, ...]) -> None:
    """By apt-get, as root or where sudo asks for no password; a failure is left to whoever needs them."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (root and shutil.which("sudo") is None):
        return
    quietly = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL, "check": False}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {what} …", flush=True)
    subprocess.run([*root, "apt-get", "update", "-qq"], env=environment, **quietly)
    options = ["-qq", "-y", "--no-install-recommends"]
    subprocess.run([*root, "apt-get", "install", *options, *packages], env=environment, **quietly)
