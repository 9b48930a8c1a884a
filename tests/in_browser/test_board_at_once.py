"""What one does on the board is seen at once, where it happens, however slow the line; and taken back if refused."""

import pytest
from playwright.sync_api import Page, Route, expect

from boards.models import Task
from boards.services import columns as column_services
from boards.services import tasks
from tests.factories import make_column, make_tasks
from tests.in_browser.steps import agree, card, lane, open_board, shows, stored, title, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]
# In ms: sooner than any answer that is held back.
AT_ONCE = 1000


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


class HeldBack:
    """What is asked at an address waits until it is let go."""

    def __init__(self, page: Page, address: str) -> None:
        self._routes: list[Route] | None = []
        page.route(address, self._asked)

    def _asked(self, route: Route) -> None:
        if self._routes is None:
            route.continue_()
        else:
            self._routes.append(route)

    def let_go(self) -> None:
        routes, self._routes = self._routes or [], None
        for route in routes:
            route.continue_()


def field(page: Page, column):
    return page.locator(f"#column-{column.pk} .quick-add [name='title']")


def scrolled(page: Page) -> int:
    return page.locator("#board").evaluate("board => board.scrollLeft")


@pytest.fixture
def wide(board, project, owner):
    """A board with more columns than the window is wide, the completed one out of sight."""
    for number in range(5):
        make_column(project=project, name=f"Step {number}")
    open_board(board, project)
    return board


def test_completing_by_key_keeps_the_board_and_goes_on_to_the_next_card(wide, project, columns, cards):
    alpha, beta, gamma, _delta = cards
    title(wide, alpha).focus()
    press(wide, "c")
    expect(title(wide, beta)).to_be_focused()
    expect(toast(wide, "Moved #1")).to_be_visible()
    assert scrolled(wide) == 0
    press(wide, "n")
    expect(field(wide, columns[0])).to_be_focused()
    press(wide, "Escape")
    expect(title(wide, gamma)).to_be_focused()
    press(wide, "c")
    expect(title(wide, beta)).to_be_focused()
    press(wide, "z")
    expect(lane(wide, columns[0]).locator(".card-title")).to_have_text(["Beta", "Gamma"])
    expect(title(wide, beta)).to_be_focused()
    assert scrolled(wide) == 0


def test_undo_reaches_what_is_still_on_its_way(board, project, columns, cards):
    title(board, cards[0]).focus()
    press(board, "c")
    expect(toast(board, "Moved #1")).to_be_visible()
    line = HeldBack(board, "**/complete/")
    press(board, "c", "z")
    expect(lane(board, columns[2]).locator(".card")).to_have_count(2)
    line.let_go()
    expect(toast(board, "Undone.")).to_be_visible()
    agree(board, project, [["Beta", "Gamma"], ["Delta"], ["Completed: Alpha"]])


def test_the_last_card_of_a_column_leaves_the_focus_on_the_column(board, columns, cards):
    title(board, cards[3]).focus()
    press(board, "c")
    expect(board.locator(f"#column-{columns[1].pk}")).to_be_focused()
    press(board, "n")
    expect(field(board, columns[1])).to_be_focused()


def test_completing_is_seen_at_once(board, project, columns, cards):
    line = HeldBack(board, "**/complete/")
    title(board, cards[0]).focus()
    press(board, "c")
    expect(lane(board, columns[2]).locator(".card-title")).to_have_text("Alpha", timeout=AT_ONCE)
    expect(board.locator(f"#column-head-{columns[2].pk} .column-count")).to_have_text("1", timeout=AT_ONCE)
    line.let_go()
    agree(board, project, [["Beta", "Gamma"], ["Delta"], ["Completed: Alpha"]])


def test_completing_that_is_refused_is_taken_back_with_a_sentence(deaf, board, project, columns, cards, member):
    tasks.archive(task=cards[0], actor=member)
    title(board, cards[0]).focus()
    press(board, "c")
    expect(toast(board, "This task is archived.")).to_be_visible()
    shows(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_reopening_by_key_puts_the_card_where_it_was(board, project, columns, cards, member):
    tasks.complete(task=cards[0], actor=member)
    open_board(board, project)
    title(board, cards[0]).focus()
    press(board, "c")
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_a_new_card_is_seen_at_once_and_the_next_can_be_typed(board, project, columns, cards):
    line = HeldBack(board, "**/tasks/new/")
    field(board, columns[1]).click()
    board.keyboard.type("Epsilon")
    press(board, "Enter")
    expect(lane(board, columns[1]).locator(".card-waiting")).to_have_text("Epsilon", timeout=AT_ONCE)
    board.keyboard.type("Zeta")
    press(board, "Enter")
    expect(lane(board, columns[1]).locator(".card-waiting")).to_have_text(["Epsilon", "Zeta"], timeout=AT_ONCE)
    line.let_go()
    expect(board.locator(".card-waiting")).to_have_count(0)
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta", "Epsilon", "Zeta"], []])


def test_a_new_card_that_is_refused_goes_and_its_words_come_back(deaf, board, project, columns, cards):
    column_services.delete(column=columns[1], into=columns[0], actor=project.owner)
    field(board, columns[1]).click()
    board.keyboard.type("Epsilon")
    press(board, "Enter")
    expect(toast(board)).to_be_visible()
    expect(board.locator(".card-waiting")).to_have_count(0)
    expect(field(board, columns[1])).to_have_value("Epsilon ")
    expect(board.locator(f"#column-head-{columns[1].pk} .column-count")).to_have_text("1")


def test_a_new_card_below_the_shown_ones_stands_below_a_mark(board, project, columns, owner):
    make_tasks(project=project, count=147, column=columns[0])
    open_board(board, project)
    field(board, columns[0]).click()
    for name in ("New one", "New two"):
        board.keyboard.type(name)
        press(board, "Enter")
    shown = lane(board, columns[0])
    expect(shown.locator(".card")).to_have_count(52)
    expect(shown.locator(".card-title").nth(-2)).to_have_text("New one")
    last = shown.locator(".card").last
    expect(last.locator(".card-title")).to_have_text("New two")
    expect(last).to_be_in_viewport()
    gap = shown.locator(".column-more")
    for count in (102, 152):
        board.wait_for_timeout(300)
        expect(gap).to_have_text("Show the cards between", use_inner_text=True)
        gap.scroll_into_view_if_needed()
        box = gap.locator("a").bounding_box()
        board.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(shown.locator(".card")).to_have_count(count)
    expect(gap).to_have_count(0)
    expect(shown.locator(".card-title")).to_have_text(stored(project)[0])


def test_a_card_dropped_right_below_the_mark_goes_above_it(board, project, columns, cards):
    make_tasks(project=project, count=100, column=columns[0])
    open_board(board, project)
    field(board, columns[0]).click()
    board.keyboard.type("New")
    press(board, "Enter")
    new = lane(board, columns[0]).locator(".card").last
    expect(new.locator(".card-title")).to_have_text("New")
    new.locator(".card-title").focus()
    press(board, "Space", "ArrowUp")
    with board.expect_response("**/move/"):
        press(board, "Space")
    expect(lane(board, columns[0]).locator(".card-title").nth(49)).to_have_text("New")
    expect(board.locator(".card-pending")).to_have_count(0)
    assert stored(project)[0][49] == "New"


def test_new_cards_go_on_top_where_the_column_says_so(board, project, columns, owner):
    column_services.update(
        column=columns[0], name="Pending", status="pending", wip_limit=None, adds_on_top=True, actor=owner
    )
    make_tasks(project=project, count=100, column=columns[0])
    open_board(board, project)
    field(board, columns[0]).click()
    for name in ("One", "Two"):
        board.keyboard.type(name)
        press(board, "Enter")
    expect(lane(board, columns[0]).locator(".card-title").nth(1)).to_have_text("One")
    expect(card(board, Task.objects.get(title="Two"))).to_be_in_viewport()
    expect(board.locator(".card-waiting")).to_have_count(0)
    assert stored(project)[0][:2] == ["Two", "One"]


def test_a_card_that_the_filter_hides_is_told(board, project, columns, cards):
    open_board(board, project, "?q=Alpha")
    field(board, columns[0]).click()
    board.keyboard.type("Epsilon")
    press(board, "Enter")
    expect(toast(board, "Added #5. The filter hides it.")).to_be_visible()
    expect(board.locator(".card, .card-waiting")).to_have_count(1)
    expect(board.locator("#filter-count")).to_have_text("1 of 5")


def test_a_drag_on_a_filtered_board_keeps_the_counts_right(board, project, columns, cards, owner):
    column_services.update(column=columns[0], name="Pending", status="pending", wip_limit=2, actor=owner)
    open_board(board, project, "?q=Alpha")
    head = board.locator(f"#column-head-{columns[0].pk}")
    expect(head.locator(".column-shown")).to_have_text("1 of")
    expect(head.locator(".column-count")).to_have_text("3")
    expect(head.locator(".column-limit")).to_have_text("limit 2, over the limit")
    title(board, cards[0]).focus()
    press(board, "Space", "ArrowRight", "Space")
    expect(head.locator(".column-shown")).to_have_text("0 of")
    expect(head.locator(".column-count")).to_have_text("2")
    expect(head.locator(".column-limit")).to_have_text("limit 2")
    expect(board.locator(f"#column-head-{columns[1].pk} .column-shown")).to_have_text("1 of")


def test_a_card_moved_to_the_end_of_a_long_column_is_shown_there(board, project, columns, cards):
    make_tasks(project=project, count=100, column=columns[0])
    open_board(board, project)
    title(board, cards[3]).focus()
    press(board, "m")
    board.locator("#dialog[open]").get_by_role("group", name="Column").get_by_text("Pending").click()
    board.locator("#dialog[open]").get_by_text("At the end").click()
    with board.expect_response("**/move/"):
        press(board, "Enter")
    expect(lane(board, columns[0]).locator(".card-title").last).to_have_text("Delta")
    expect(lane(board, columns[0]).locator(".column-more")).to_have_text("Show the cards between", use_inner_text=True)
