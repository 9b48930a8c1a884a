"""Real browsers of people who are signed in, on a board of their own."""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from boards.models import Column, Project, User
from tests import chromium
from tests.bench import seed
from tests.chromium import FLAGS
from tests.factories import make_project, make_task

# A busy machine is slow, not wrong; what counts is measured in the pages.
PATIENCE = 60_000
SENT = """async ([method, path, values, token]) => {
  window.begun = Date.now()
  const body = path.startsWith('/api/') ? JSON.stringify(values) : new URLSearchParams(values)
  const type = path.startsWith('/api/') ? 'application/json' : 'application/x-www-form-urlencoded'
  const headers = {'X-CSRFToken': token, 'Content-Type': type, 'HX-Request': 'true'}
  const answer = await fetch(path, {method, headers, ...(method !== 'DELETE' && {body})})
  return [answer.status, await answer.text()]
}"""
SENT_FILE = """async ([path, name, token]) => {
  window.begun = Date.now()
  const body = new FormData()
  body.append('file', new File(['Plan'], name))
  return (await fetch(path, {method: 'POST', headers: {'X-CSRFToken': token}, body})).status
}"""
# When a hand did something, as the page sees it.
HAND = """['pointerup', 'keydown'].forEach(kind => addEventListener(kind, () => (window.begun = Date.now()), true))"""


@dataclass
class Person:
    """Somebody with a browser of their own."""

    user: User
    csrf: str
    page: Any

    def open(self, project: Project, path: str = "") -> None:
        """A board, once it follows."""
        self.page.goto(f"/projects/{project.pk}/{path}")
        self.followed()

    def followed(self) -> None:
        expect(self.page.locator("#live")).to_have_attribute("data-state", "open", timeout=PATIENCE)

    def send(self, method: str, path: str, values: dict | None = None) -> None:
        """Change something through the server whose page this is: by the API, or as its forms do."""
        status, text = self.page.evaluate(SENT, [method, path, values or {}, self.csrf])
        assert status < 400, f"{method} {path} was answered with {status}: {text[:300]}"

    def send_file(self, path: str, name: str) -> None:
        """Attach a small file by the API."""
        status = self.page.evaluate(SENT_FILE, [path, name, self.csrf])
        assert status == 201, f"{path} was answered with {status}"


@contextmanager
def launched():
    """A browser; what Playwright keeps in this thread looks like asynchronous code to Django."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = chromium.find()
    assert path, chromium.MISSING
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=FLAGS) as browser:
        yield browser


def signed_in(browser: Browser, name: str, url: str) -> Person:
    """A page of somebody new, who goes to this server."""
    reader = seed.reader(name)
    return arrived(browser, reader, url)


def arrived(browser: Browser, reader: seed.Reader, url: str) -> Person:
    """A page of somebody known."""
    options = {"base_url": url, "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
    context = browser.new_context(**options, locale="en-GB", timezone_id="UTC")
    context.set_default_timeout(PATIENCE)
    named = [each.split("=", 1) for each in reader.cookie.split("; ")]
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in named])
    context.add_init_script(HAND)
    return Person(reader.user, reader.csrf, context.new_page())


def board_of(owner: User, *others: User, title: str) -> tuple[Project, list[Column]]:
    """A board with four cards, and its columns: pending, in progress, completed."""
    project = make_project(owner=owner, title=title, roles=dict.fromkeys(others, "member"))
    columns = list(project.columns.order_by("position", "pk"))
    for number, at in enumerate((0, 0, 0, 1)):
        make_task(project=project, title=f"There before {number}", column=columns[at])
    return project, columns
