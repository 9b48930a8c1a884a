"""Every kind of change, by what the open board and the open task of somebody else show of it: what a page shows that is
loaded anew.

A new kind without a row fails (tests/live/test_kinds.py).
"""

import pytest

from tests.in_browser.live_steps import becomes, followed
from tests.in_browser.steps import dialog, open_board
from tests.live.kinds import ROWS, World

pytestmark = pytest.mark.browser
BOARD = ".project-header, #board-notice, #filter, #board"
KINDS = [kind for kind, row in ROWS.items() if row.brings in ("cards", "board")]


@pytest.mark.parametrize("kind", KINDS)
def test_board_shows_what_was_changed(page_of, project, owner, member, kind):
    row, world = ROWS[kind], World(project, owner, member)
    row.before(world)
    page = page_of(member)
    open_board(page, project)
    followed(page)
    row.change(world)
    other = page.context.new_page()
    open_board(other, project)
    becomes(page, other, BOARD)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith(("task", "tag", "undone", "project"))])
def test_task_shows_what_was_changed(page_of, project, owner, member, kind):
    row, world = ROWS[kind], World(project, owner, member)
    row.before(world)
    page = page_of(member)
    page.goto(f"/tasks/{world.task.pk}/")
    followed(page)
    row.change(world)
    other = page.context.new_page()
    if other.goto(f"/tasks/{world.task.pk}/").status == 200:
        becomes(page, other, "#task")


def test_own_pages_say_when_they_can_not_be_seen_any_more(page_of, project, owner, member):
    world = World(project, owner, member)
    page = page_of(member)
    open_board(page, project)
    followed(page)
    page.locator(f"#task-{world.task.pk} .card-title").click()
    dialog(page).wait_for()
    ROWS["member.removed"].change(world)
    page.locator("#task-news", has_text="You can't see this any more").wait_for()
