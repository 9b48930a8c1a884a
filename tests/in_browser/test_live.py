"""What one does appears in the open pages of others, and disturbs nothing there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from boards.models import Column, Project, Task, User
from boards.services import columns as column_services
from boards.services import projects, tags, tasks
from tests.factories import make_task
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import card, lane, open_board, shows

pytestmark = pytest.mark.browser




@pytest.fixture
def watching(page_of: Callable[..., Page], project: Project, cards: list[Task], member: User) -> Page:
    """The board as a member has it open."""
    page = page_of(member)
    open_board(page, project)
    followed(page)
    return page


def test_a_card_moved_by_another(watching: Page, project: Project, cards: list[Task], columns: list[Column], owner: User):
    tasks.move(task=cards[0], column_id=columns[1].pk, after_id=None, left_id=columns[0].pk, actor=owner)
    shows(watching, project, [["Beta", "Gamma"], ["Alpha", "Delta"], []])
