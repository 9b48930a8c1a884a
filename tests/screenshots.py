"""Takes the pictures in docs/screenshots: `make screenshots`.

A throw-away site with the demonstration on it, its own folder and port; nothing of it is left behind.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests import chromium
from tests.browser import FLAGS
from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
# All pictures together; they are part of every clone.
MOST_BYTES = 1_500_000
START_SECONDS = 60
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PROJECT, CARD = "Website relaunch", "Checkout in two steps"


@dataclass(frozen=True)
class Picture:
    """One file: how the browser is set up, who looks (nobody: a stranger), and the way to what is shown."""

    name: str
    open: Callable[[Page], None]
    dark: bool = False
    phone: bool = False
    stranger: bool = False

    @property
    def options(self) -> dict[str, Any]:
        return {**(PHONE if self.phone else DESKTOP), "color_scheme": "dark" if self.dark else "light"}


def home(page: Page) -> None:
    page.goto("/")


def board(page: Page) -> None:
    page.goto("/projects/")
    page.get_by_role("link", name=PROJECT).first.click()
    page.locator(".card").first.wait_for()


def task_dialog(page: Page) -> None:
    board(page)
    page.locator("a.card-title", has_text=CARD).click()
    page.locator("#dialog[open]").wait_for()


def task_list(page: Page) -> None:
    board(page)
    page.goto(page.url + "list/")


def settings(page: Page) -> None:
    board(page)
    page.goto(page.url + "settings/")


def sign_in_page(page: Page) -> None:
    page.goto("/accounts/login/")


PICTURES = (
    Picture("board", board),
    Picture("board-dark", board, dark=True),
    Picture("board-phone", board, phone=True),
    Picture("task", task_dialog),
    Picture("list", task_list),
    Picture("home", home),
    Picture("settings", settings),
    Picture("sign-in", sign_in_page, stranger=True),
)


@contextmanager
def site(password: str) -> Iterator[str]:
    """The address of a fresh site with the demonstration, which ends with the block."""
    with tempfile.TemporaryDirectory(prefix="boardsite-") as folder:
        port = free_port()
        environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("DATABASE_", "REDIS_", "SITE_"))
            },
            "VAR_DIR": folder,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DEBUG": "0",
            "DEMO": "1",
            "DEMO_PASSWORD": password,
            "LOG_LEVEL": "WARNING",
        }
        manage = [sys.executable, "manage.py"]
        for command in (["collectstatic", "--no-input"], ["prepare"]):
            subprocess.run([*manage, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "gunicorn", "-c", "python:boardsite.server", "boardsite.asgi:application"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            url = f"http://127.0.0.1:{port}"
            _await(server, url)
            yield url
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _await(server: subprocess.Popen, url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("The site did not start.")


def sign_in(page: Page, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail", exact=False).first.fill("owner@example.com")
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    # The toast of the sign-in is shown once, on this page.
    page.goto("/")


def take(pictures: tuple[Picture, ...] = PICTURES) -> int:
    """Takes all pictures and returns how many bytes they are."""
    password = secrets.token_urlsafe(16)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with site(password) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=[*FLAGS, "--lang=en-GB"], env={**os.environ, "LANGUAGE": "en_GB"}
        )
        state = None
        for picture in pictures:
            context = browser.new_context(
                base_url=url,
                locale="en-GB",
                timezone_id="UTC",
                reduced_motion="reduce",
                storage_state=None if picture.stranger else state,
                **picture.options,
            )
            context.set_default_timeout(15_000)
            page = context.new_page()
            if state is None and not picture.stranger:
                sign_in(page, password)
                state = context.storage_state()
            picture.open(page)
            page.wait_for_load_state("networkidle")
            page.evaluate("document.fonts.ready")
            page.screenshot(path=FOLDER / f"{picture.name}.png")
            context.close()
        browser.close()
    return sum(path.stat().st_size for path in FOLDER.glob("*.png"))


def main() -> int:
    # Ended from outside, the server and the folder go too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if chromium.find() is None:
        print("No Chromium or Chrome was found, so no pictures were taken.", file=sys.stderr)
        return 1
    size = take()
    for path in sorted(FOLDER.glob("*.png")):
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1024:.0f} KB")
    if size > MOST_BYTES:
        print(f"The pictures are {size} bytes, which is more than {MOST_BYTES}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
