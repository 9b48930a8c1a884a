"""Finds Firefox for the tests that want a second browser; `python -m tests.firefox` installs it where that is possible.

Playwright drives a Firefox as the system has it by WebDriver BiDi, under the name of a channel.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests import apt, chromium

NAMES = ("firefox-esr", "firefox")
PACKAGES = ("firefox-esr", "fonts-liberation")
MISSING = "No Firefox was found, and the tests in it were NOT RUN. On Debian: apt-get install firefox-esr"
CHANNEL = "moz-firefox"
# Read by Playwright's driver as it starts, see there.
NODE_OPTIONS = f"--require {Path(__file__).with_name('firefox_esr.cjs')}"
# Nothing is fetched that the pages did not ask for.
QUIET = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
}


def find() -> str | None:
    """The path of a Firefox: the one in FIREFOX, or the first known name on the PATH."""
    return os.environ.get("FIREFOX") or next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """A Firefox without windows, with a profile of its own."""
    return playwright.firefox.launch(executable_path=path, channel=CHANNEL, firefox_user_prefs=QUIET)


def main() -> int:
    if find() is None:
        apt.install("Firefox for the browser tests", PACKAGES)
    if find() is None:
        print(MISSING, file=sys.stderr)
        return int(chromium.required())
    return 0


if __name__ == "__main__":
    sys.exit(main())
