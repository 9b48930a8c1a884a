"""Fixtures for tests in a real browser; mark them with `@pytest.mark.browser`.

The site runs in a thread of the test process, on the test database. `page` is a desktop page, `browser_context` makes
contexts of other sizes, colour schemes or without JavaScript. An error in a page's console fails the test.
"""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from boards.live import sockets
from boardsite.server.doors import Doors
from boardsite.server.handler import OneThreadHandler
from tests import chromium, factories, firefox

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WIDE, NARROW, NARROWEST = ({"width": width, "height": 844} for width in (1440, 390, 320))
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Site:
    """The site in a thread of this process."""

    def __init__(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        doors = Doors(pages=OneThreadHandler(), sockets=sockets)
        config = uvicorn.Config(
            doors, lifespan="off", ws="websockets-sansio", log_level="error", timeout_graceful_shutdown=5
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()

    def settle(self) -> None:
        """Waits until no request is in hand, so that the tables can be emptied."""
        end = time.monotonic() + 10
        while self._server.server_state.tasks and time.monotonic() < end:
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def _site(django_db_setup: None) -> Iterator[Site]:
    site = Site()
    yield site
    site.stop()


@pytest.fixture
def site(_site: Site, transactional_db: None) -> Iterator[str]:
    """The address of the site, which shows what the test has committed."""
    yield _site.url
    _site.settle()


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    os.environ["NODE_OPTIONS"] = firefox.NODE_OPTIONS
    with sync_playwright() as playwright:
        yield playwright
        _into_its_loop(playwright)


def _into_its_loop(playwright: Playwright) -> None:
    """The last test of all may have been one that meets no loop; what is closed after it needs the loop."""
    asyncio._set_running_loop(playwright._loop)


@pytest.fixture(scope="session")
def _chromium(_playwright: Playwright) -> Iterator[Browser]:
    path = _path_of(chromium)
    with _playwright.chromium.launch(executable_path=path, args=chromium.FLAGS) as browser:
        yield browser
        _into_its_loop(_playwright)


@pytest.fixture(scope="session")
def _firefox(_playwright: Playwright) -> Iterator[Browser]:
    path = _path_of(firefox)
    with firefox.launch(_playwright, path) as browser:
        yield browser
        _into_its_loop(_playwright)


def _path_of(finder: ModuleType) -> str:
    path = finder.find()
    if path is None:
        (pytest.fail if chromium.required() else pytest.skip)(finder.MISSING)
    return path


@pytest.fixture(scope="session")
def browser(_chromium: Browser) -> Browser:
    """The browser of `browser_context`; a module that means Firefox has a fixture of this name with `_firefox`."""
    return _chromium


@pytest.fixture
def browser_errors() -> list[str]:
    """What went wrong in the pages so far; a test that expects an error looks at it and clears it."""
    return []


@pytest.fixture
def browser_context(browser: Browser, site: str, browser_errors: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts: `browser_context(viewport={"width": 390, "height": 844}, color_scheme="dark")`."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        defaults = {
            "base_url": site,
            "viewport": {"width": 1440, "height": 900},
            "locale": "en-GB",
            "timezone_id": "UTC",
            "reduced_motion": "reduce",
        }
        context = browser.new_context(**defaults | options)
        context.set_default_timeout(10_000)
        # The first page of a browser that has just been started takes its time.
        context.set_default_navigation_timeout(30_000)
        context.on("page", lambda page: _watch(page, browser_errors))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    if browser_errors:
        pytest.fail("Errors in the page:\n" + "\n".join(browser_errors), pytrace=False)


def _watch(page: Page, errors: list[str]) -> None:
    page.on("console", lambda message: errors.append(message.text) if _is_error(message) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))


def _is_error(message: ConsoleMessage) -> bool:
    """A refused form (4xx) is an answer; a missing file, a violated policy or a 5xx is an error.

    Firefox tells of what an open page was asking for when it was left.
    """
    answered = "responded with a status of 4" in message.text
    left = message.text.startswith("htmx: htmx:error: NetworkError when attempting to fetch resource.")
    return message.type == "error" and not left and not (answered and "/static/" not in message.location.get("url", ""))


@pytest.fixture
def page(browser_context: Callable[..., BrowserContext]) -> Page:
    """A page in light colours, 1440 by 900."""
    return browser_context(color_scheme="light").new_page()


@pytest.fixture
def sign_in(site: str) -> Callable[..., None]:
    """`sign_in(page, owner)`: the page's context carries that person's session from now on."""

    def sign_in(page: Page, user: Any) -> None:
        client = Client()
        factories.sign_in(client, user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])

    return sign_in


def axe(page: Page, exclude: tuple[str, ...] = (), rules: tuple[str, ...] = ()) -> list[str]:
    """What axe-core holds against the page under WCAG 2.2 AA (or these rules), one line a finding; empty is right."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
    found = page.evaluate(
        """([exclude, runOnly]) => axe.run({exclude}, {runOnly, resultTypes: ['violations'],
            rules: runOnly.type === 'tag' ? {'target-size': {enabled: true}} : {}})""",
        [[[each] for each in exclude], only],
    )
    return [
        f"{rule['id']} ({rule['help']}): {node['target']} {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def look(page: Page) -> list[str]:
    """What is wrong with the page as it stands: everything in a wide window, its colours in the dark, what may change
    in a narrow one, and whether it fits a very narrow one.

    The window is a wide one afterwards, in light colours.
    """
    page.evaluate(WITHOUT_TRANSITIONS)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    found = [f"dark: {each}" for each in axe(page, rules=COLOURS)]
    page.emulate_media(color_scheme="light")
    found += [f"1440: {each}" for each in axe(page)]
    page.set_viewport_size(NARROW)
    found += [f"390: {each}" for each in axe(page, rules=COLOURS + BY_WIDTH)]
    page.set_viewport_size(NARROWEST)
    found += [f"320: {each}" for each in page.evaluate(WIDER_THAN_THE_WINDOW)]
    page.set_viewport_size(WIDE)
    return found


COLOURS = ("color-contrast", "link-in-text-block")
# What hides or shrinks in a narrow window must keep its name and its size.
BY_WIDTH = ("target-size", "button-name", "link-name", "label", "aria-hidden-focus", "scrollable-region-focusable")
# A change of theme counts at once.
WITHOUT_TRANSITIONS = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('*, ::before, ::after { transition-property: none !important }')
  document.adoptedStyleSheets = [sheet]
}"""
# Nothing but a box with a scroll bar of its own may be wider than a narrow window.
WIDER_THAN_THE_WINDOW = """() => {
  if (document.scrollingElement.scrollWidth <= innerWidth) return []
  return [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 120)).slice(0, 5).concat(['the page scrolls sideways'])
}"""


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    for sentence in (chromium.MISSING, firefox.MISSING):
        if any(sentence in str(report.longrepr) for report in skipped):
            terminalreporter.write_sep("!", sentence, red=True, bold=True)
