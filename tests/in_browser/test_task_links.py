"""Links between tasks in the browser: made by what is typed, and the question that goes with a blocked one."""

import pytest
from playwright.sync_api import expect

from boards.models import TaskLink
from boards.services import task_links, tasks
from tests.factories import fresh, make_link, make_project, make_task
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import card, dialog, drag, lane, press_words, title, toast

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(board, cards):
    """The first card's dialog over the board."""
    title(board, cards[0]).click()
    expect(dialog(board).locator("#link-new")).to_be_visible()
    return board


def section(page):
    return page.locator("#links")


def test_link_is_found_by_words_pressed_removed_and_brought_back(opened, cards):
    press_words(opened, section(opened).get_by_text("Link a task"))
    opened.get_by_label("The other task").press_sequentially(cards[1].title[:3].lower())
    press_words(opened, section(opened).get_by_role("button", name=f"#{cards[1].number} {cards[1].title}"))
    expect(section(opened).locator(".link-title")).to_have_text([f"#{cards[1].number} {cards[1].title}"])
    expect(opened.get_by_label("The other task")).to_be_focused()
    expect(card(opened, cards[0]).locator(".badge-blocked")).to_have_text("Blocked")
    section(opened).get_by_role("button", name="Remove the link").click()
    expect(section(opened).locator(".link")).to_have_count(0)
    expect(card(opened, cards[0]).locator(".badge-blocked")).to_have_count(0)
    toast(opened, "Link removed.").get_by_role("button", name="Undo").click()
    expect(section(opened).locator(".link")).to_have_count(1)


def test_link_is_made_by_number_with_enter_and_the_other_card_shows_it_too(opened, cards):
    section(opened).get_by_text("Link a task").click()
    expect(opened.get_by_label("The other task")).to_be_focused()
    section(opened).get_by_label("Kind of link").select_option("blocks")
    opened.get_by_label("The other task").fill(f"#{cards[1].number}")
    opened.get_by_label("The other task").press("Enter")
    expect(section(opened).get_by_role("heading", name="Blocks")).to_be_visible()
    expect(card(opened, cards[1]).locator(".badge-blocked")).to_be_visible()
    assert TaskLink.objects.get().first == cards[0]


def test_duplicate_is_completed_along(opened, cards):
    section(opened).get_by_text("Link a task").click()
    expect(opened.get_by_label("Complete this task, as it is a duplicate")).to_be_hidden()
    section(opened).get_by_label("Kind of link").select_option("duplicates")
    opened.get_by_label("Complete this task, as it is a duplicate").check()
    opened.get_by_label("The other task").fill(f"#{cards[1].number}")
    opened.get_by_label("The other task").press("Enter")
    expect(dialog(opened).get_by_role("button", name="Reopen")).to_be_visible()
    assert fresh(cards[0]).is_completed


@pytest.fixture
def blocked(cards):
    make_link(task=cards[0], other=cards[1], relation="blocked_by")
    return cards[0]


def test_drag_of_a_blocked_card_asks_and_escape_puts_it_back(blocked, board, columns):
    drag(board, card(board, blocked), lane(board, columns[2]))
    expect(dialog(board)).to_contain_text("although it is blocked?")
    expect(lane(board, columns[0]).locator(f"#task-{blocked.pk}")).to_be_visible()
    board.keyboard.press("Escape")
    expect(dialog(board)).to_be_hidden()
    assert not fresh(blocked).is_completed
    drag(board, card(board, blocked), lane(board, columns[2]))
    press_words(board, dialog(board).get_by_role("button", name="Complete it anyway"))
    expect(lane(board, columns[2]).locator(f"#task-{blocked.pk}.card-completed")).to_be_visible()
    expect(dialog(board)).to_be_hidden()
    assert fresh(blocked).is_completed


def test_key_on_a_blocked_card_asks(blocked, board):
    title(board, blocked).focus()
    board.keyboard.press("c")
    expect(dialog(board)).to_contain_text("although it is blocked?")
    board.keyboard.press("Escape")
    expect(card(board, blocked)).not_to_have_class("card-completed")
    assert not fresh(blocked).is_completed


def test_open_task_asks_in_its_place(blocked, board):
    title(board, blocked).click()
    press_words(board, dialog(board).get_by_role("button", name="Mark complete"))
    asking = dialog(board).locator(".asking")
    expect(asking).to_contain_text("although it is blocked?")
    press_words(board, asking.get_by_text("Keep it open"))
    expect(asking).to_have_count(0)
    dialog(board).get_by_role("button", name="Mark complete").click()
    asking.get_by_role("button", name="Complete it anyway").click()
    expect(dialog(board).get_by_role("button", name="Reopen")).to_be_visible()
    assert fresh(blocked).is_completed


def test_what_another_does_to_the_blocker_is_seen_on_the_board_and_on_the_page(blocked, board, cards, owner):
    followed(board)
    expect(card(board, blocked).locator(".badge-blocked")).to_be_visible()
    title(board, blocked).click()
    expect(section(board).locator(".badge-blocked")).to_be_visible()
    tasks.complete(task=cards[1], actor=owner)
    expect(card(board, blocked).locator(".badge-blocked")).to_have_count(0)
    expect(section(board).locator(".badge-blocked")).to_have_count(0)


def test_blocker_on_another_board_is_seen_going(board, cards, owner):
    far = make_task(project=make_project(owner=owner, title="Elsewhere"), title="Far")
    followed(board)
    task_links.add(task=cards[0], relation="blocked_by", other=far, actor=owner)
    expect(card(board, cards[0]).locator(".badge-blocked")).to_be_visible()
    tasks.complete(task=far, actor=owner)
    expect(card(board, cards[0]).locator(".badge-blocked")).to_have_count(0)


def test_blocked_are_filtered_with_one_press(blocked, board, cards):
    press_words(board, board.get_by_text("Blocked", exact=True).first)
    expect(card(board, cards[1])).to_have_count(0)
    expect(card(board, blocked)).to_be_visible()
