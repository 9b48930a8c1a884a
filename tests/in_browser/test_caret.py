"""Who opens a field by a key or a button writes on behind what stands in it."""

import pytest
from playwright.sync_api import expect

from boards.services import tasks
from tests.in_browser.steps import dialog, title

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_edit_description(board, project, cards):
    tasks.update(task=cards[0], changed={"description": "One\ntwo"}, seen_version=None, actor=project.owner)
    title(board, cards[0]).click()
    dialog(board).get_by_text("Edit description").click()
    expect(board.locator("#id_description")).to_be_focused()
    board.keyboard.type(", three")
    expect(board.locator("#id_description")).to_have_value("One\ntwo, three")


def test_title_by_its_key(board, cards):
    title(board, cards[0]).focus()
    board.keyboard.press("e")
    expect(dialog(board).get_by_label("Title", exact=True)).to_be_focused()
    board.keyboard.type(" and more")
    expect(dialog(board).get_by_label("Title", exact=True)).to_have_value("Alpha and more")


def test_new_card_that_was_left_half_typed(board, cards):
    board.keyboard.press("n")
    board.keyboard.type("half")
    board.keyboard.press("Escape")
    board.keyboard.press("n")
    board.keyboard.type(" a card")
    expect(board.locator(".quick-add [name=title]").first).to_have_value("half a card")


def test_new_card_with_a_draft(board, cards):
    board.keyboard.press("n")
    board.keyboard.type("half")
    board.reload()
    board.wait_for_function("!!customElements.get('board-view')")
    board.keyboard.press("n")
    board.keyboard.type(" a card")
    expect(board.locator(".quick-add [name=title]").first).to_have_value("half a card")
