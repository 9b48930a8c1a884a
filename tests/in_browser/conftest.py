"""A small board, and pages on which somebody has opened it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from boards.models import Column, Project, Task, User
from tests.browser import Site
from tests.factories import make_task
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import columns_of, open_board
from tests.provider.tampering import Tampered, start_provider

# A busy machine is slow, not wrong.
expect.set_options(timeout=15_000)


@pytest.fixture
def columns(project: Project) -> list[Column]:
    """Pending, In progress, Completed."""
    return columns_of(project)


@pytest.fixture
def cards(project: Project, columns: list[Column]) -> list[Task]:
    """Alpha, Beta and Gamma in Pending, Delta in In progress."""
    places = {"Alpha": 0, "Beta": 0, "Gamma": 0, "Delta": 1}
    return [make_task(project=project, title=title, column=columns[at]) for title, at in places.items()]


@pytest.fixture
def deaf(page: Page) -> None:
    """The page is not told what others do; to be named before `board`."""
    page.route_web_socket("**/ws/**", lambda _socket: None)


@pytest.fixture
def board(page: Page, project: Project, cards: list[Task], owner: User, sign_in: Callable[..., None]) -> Page:
    """The board of the project, as its owner sees it."""
    sign_in(page, owner)
    open_board(page, project)
    return page


@pytest.fixture(scope="session")
def _near(_site: Site) -> Iterator[Tampered]:
    with start_provider(_site.url) as provider:
        yield provider


@pytest.fixture
def provider(_near: Tampered, site: str, settings: Any) -> Tampered:
    """A provider of single sign-on, which the site calls Company."""
    _near.reset()
    settings.OIDC_PROVIDERS = [_near.configured()]
    return _near


@pytest.fixture
def page_of(browser_context: Callable[..., BrowserContext], sign_in: Callable[..., None]) -> Callable[..., Page]:
    """`page_of(member, java_script_enabled=False)`: a page of its own, with that person or nobody signed in."""

    def page_of(user: User | None, **options: object) -> Page:
        page = browser_context(**options).new_page()
        if user is not None:
            sign_in(page, user)
        return page

    return page_of


@pytest.fixture
def watching(page_of: Callable[..., Page], project: Project, cards: list[Task], member: User) -> Page:
    """The board as a member has it open."""
    page = page_of(member)
    open_board(page, project)
    followed(page)
    return page
