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
from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
# All pictures together; they are part of every clone.
MOST_BYTES = 2_000_000
START_SECONDS = 60
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
OWNER, MEMBER, STRANGER = "owner@example.com", "member@example.com", ""
PROJECT, CARD = "Website relaunch", "Product page: taste, origin, roast"
# A card whose description two people change at the same time, each to one of these.
CONTESTED = "Shipping costs before the checkout"
OURS = "One in five leaves at the address form. Show the costs in the basket, by country and weight."
THEIRS = "One in four leaves at the address form. Show the costs in the basket, by country, with the delivery time."


@dataclass(frozen=True)
class Picture:
    """One file: how the browser is set up, who looks, and the way to what is shown.

    `open` gets a page for each of the people; the first one's is taken.
    """

    name: str
    open: Callable[..., None]
    people: tuple[str, ...] = (OWNER,)
    height: int = 800
    dark: bool = False
    phone: bool = False

    @property
    def options(self) -> dict[str, Any]:
        device = PHONE if self.phone else {"viewport": {"width": 1280, "height": self.height}}
        return {**device, "color_scheme": "dark" if self.dark else "light"}


def home(page: Page) -> None:
    page.goto("/")


def board(page: Page) -> None:
    page.goto("/projects/")
    page.get_by_role("link", name=PROJECT).first.click()
    # Once its scripts listen.
    page.evaluate("customElements.whenDefined('board-view').then(() => null)")


def below_board(address: str) -> Callable[[Page], None]:
    """The way to a page of the project."""

    def go(page: Page) -> None:
        board(page)
        page.goto(page.url + address)

    return go


def filtered(page: Page) -> None:
    below_board("?tag=frontend")(page)
    page.locator(".filter-bar .menu > button", has_text="Priority").click()


def task_dialog(page: Page, title: str = CARD) -> None:
    board(page)
    page.locator("a.card-title", has_text=title).click()
    page.locator("#dialog[open]").wait_for()


def conflict(page: Page, other: Page) -> None:
    """Both begin to write, the other one saves first."""
    for each, text in ((page, OURS), (other, THEIRS)):
        task_dialog(each, CONTESTED)
        each.locator("#description-edit summary").click()
        each.locator("textarea[name=description]").fill(text)
    other.keyboard.press("Control+Enter")
    other.locator("#description-text", has_text=THEIRS).wait_for()
    page.keyboard.press("Control+Enter")
    page.locator("#conflict").wait_for()


def report_charts(page: Page) -> None:
    below_board("report/?since=start&sections=progress&sections=pace")(page)
    heading = page.get_by_role("heading", name="Cumulative flow")
    heading.evaluate("heading => scrollTo(0, heading.getBoundingClientRect().top + scrollY - 72)")


PICTURES = (
    Picture("board", board),
    Picture("board-dark", board, dark=True),
    Picture("board-phone", board, phone=True),
    Picture("board-filtered", filtered, height=560),
    Picture("task", task_dialog),
    Picture("list", below_board("list/")),
    Picture("home", home),
    Picture("report", below_board("report/")),
    Picture("report-charts", report_charts, height=740),
    Picture("portfolio", lambda page: page.goto("/portfolio/"), height=400),
    Picture("print", below_board("print/")),
    Picture("settings", below_board("settings/#members")),
    Picture("two-steps", lambda page: page.goto("/accounts/2fa/"), height=352),
    Picture("sign-in", lambda page: page.goto("/accounts/login/"), people=(STRANGER,), height=640),
    # Last: it changes what the others show.
    Picture("conflict", conflict, people=(OWNER, MEMBER), height=680),
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
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "python:boardsite.server.config",
            "boardsite.asgi:application",
        ]
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


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail", exact=False).first.fill(email)
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
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        signed_in: dict[str, Any] = {}

        def page_of(email: str, options: dict[str, Any]) -> Page:
            context = browser.new_context(
                base_url=url,
                locale="en-GB",
                timezone_id="UTC",
                reduced_motion="reduce",
                storage_state=signed_in.get(email),
                **options,
            )
            context.set_default_timeout(15_000)
            page = context.new_page()
            if email and email not in signed_in:
                sign_in(page, email, password)
                signed_in[email] = context.storage_state()
            return page

        for picture in pictures:
            pages = [page_of(email, picture.options) for email in picture.people]
            picture.open(*pages)
            pages[0].wait_for_load_state("networkidle")
            pages[0].evaluate("document.fonts.ready")
            pages[0].screenshot(path=FOLDER / f"{picture.name}.png")
            for page in pages:
                page.context.close()
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
