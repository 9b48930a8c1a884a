"""Where the focus is after a key has deleted, saved or taken back something in an open task."""

import pytest
from playwright.sync_api import expect

from boards.services import tasks
from tests.factories import make_checklist, make_comment
from tests.in_browser.steps import dialog, title, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def opened(board, cards, owner):
    """The first card's dialog over the board, with a description that was changed, and three comments."""
    for text in ("Monday", "Friday"):
        tasks.update(task=cards[0], changed={"description": text}, seen_version=None, actor=owner)
    for text in ("One", "Two", "Three"):
        make_comment(task=cards[0], actor=owner, text=text)
    title(board, cards[0]).click()
    expect(dialog(board).locator(".comment")).to_have_count(3)
    return board


def comment(page, text):
    return page.locator(".comment", has_text=text)


def test_it_falls_to_the_next_comment_and_then_to_the_one_before(opened):
    comment(opened, "Two").get_by_role("button", name="Delete").press("Enter")
    expect(comment(opened, "Three").locator(":focus")).to_have_count(1)
    comment(opened, "Three").get_by_role("button", name="Delete").press("Enter")
    expect(comment(opened, "One").locator(":focus")).to_have_count(1)


def test_it_stays_with_the_comment_that_was_saved(opened):
    comment(opened, "Two").get_by_text("Edit", exact=True).press("Enter")
    expect(comment(opened, "Two").locator("textarea")).to_be_focused()
    opened.keyboard.type(" again")
    opened.keyboard.press("Control+Enter")
    expect(comment(opened, "Two again").get_by_text("Edit", exact=True)).to_be_focused()


def test_it_stays_with_the_change_whose_earlier_text_was_restored(opened):
    changed = opened.locator(".history-item", has_text="changed the description").first
    changed.get_by_text("Show the change").press("Enter")
    changed.get_by_role("button", name="Restore the earlier text").press("Enter")
    expect(opened.locator("#description-text")).to_have_text("Monday")
    expect(opened.locator(".history-item :focus")).to_have_text("Show the change")


@pytest.mark.parametrize("button", ["Undo", "Dismiss"])
def test_it_goes_back_from_a_message_to_where_it_was(opened, button):
    comment(opened, "Two").get_by_role("button", name="Delete").press("Enter")
    expect(comment(opened, "Three").locator(":focus")).to_have_count(1)
    toast(opened, "Comment deleted").get_by_role("button", name=button).press("Enter")
    expect(opened.locator(".toast", has_text="Comment deleted")).to_have_count(0)
    expect(comment(opened, "Three").locator(":focus")).to_have_count(1)


def test_it_stays_with_the_item_that_was_saved_and_falls_to_the_next(board, cards, owner):
    make_checklist(task=cards[0], actor=owner, texts=["Milk", "Bread"])
    title(board, cards[0]).click()
    milk = board.locator(".item", has_text="Milk")
    edit = milk.get_by_label("Edit Milk")
    edit.press("Enter")
    milk.get_by_role("button", name="Save item").press("Enter")
    expect(edit).to_be_focused()
    edit.press("Enter")
    milk.get_by_role("button", name="Delete").press("Enter")
    expect(board.get_by_label("Carry Bread")).to_be_focused()
