"""Menus under the hand: options are chosen by their words, several at once, and the board follows meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import make_tag
from tests.in_browser.steps import dialog, press_words, title

pytestmark = [pytest.mark.browser, pytest.mark.once]
PHONE = {"width": 390, "height": 844}


def menu(page, label):
    """The list of a filter's menu, opened by its words."""
    press_words(page, page.locator("#filter-bar").get_by_role("button", name=label))
    return page.locator("#filter-bar").get_by_role("group", name=label)


@pytest.mark.parametrize("size", [None, PHONE])
def test_options_of_a_filter_are_chosen_by_their_words(board, size):
    if size:
        board.set_viewport_size(size)
    shown = menu(board, "Priority")
    press_words(board, shown.get_by_text("High"))
    expect(shown.get_by_label("High")).to_be_checked()
    expect(board.locator(".filter-count")).to_have_text("0 of 4")
    press_words(board, shown.get_by_text("None"))
    expect(shown.get_by_label("None")).to_be_checked()
    expect(board).to_have_url(re.compile("priority=high&priority=none$"))
    expect(board.locator(".card")).to_have_count(4)
    expect(shown).to_be_visible()
    board.keyboard.press("Escape")
    expect(shown).not_to_be_visible()
    expect(board.locator("#filter-bar").get_by_role("button", name="Priority")).to_be_focused()


def test_press_beside_a_menu_closes_it(board):
    shown = menu(board, "Tag")
    expect(shown).to_contain_text("No tags yet")
    press_words(board, shown.get_by_text("No tags yet"))
    board.mouse.click(700, 600)
    expect(shown).not_to_be_visible()


def test_another_menu_takes_the_place_of_the_first(board):
    first = menu(board, "Priority")
    second = menu(board, "Due")
    expect(first).not_to_be_visible()
    press_words(board, second.get_by_text("No date"))
    expect(board.locator(".filter-count")).to_have_text("4 of 4")
    expect(second).to_be_visible()


def test_blank_of_the_menu_of_a_column_keeps_it_open(board, columns):
    button = board.locator(f"#column-head-{columns[0].pk} [popovertarget]")
    button.click()
    shown = board.locator(f"#column-menu-{columns[0].pk}")
    box = shown.bounding_box()
    # Its padding, clear of its round corners.
    board.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    expect(shown).to_be_visible()
    press_words(board, shown.get_by_text("Edit column"))
    expect(dialog(board).get_by_label("Name")).to_have_value("Pending")
    expect(shown).not_to_be_visible()


def test_arrow_keys_walk_through_a_menu_and_tab_leaves_it(board):
    shown = menu(board, "Due")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Space")
    expect(shown.get_by_label("Today", exact=True)).to_be_checked()
    expect(board.locator(".filter-count")).to_have_text("0 of 4")
    expect(shown.get_by_label("Today", exact=True)).to_be_focused()
    for _each in range(6):
        board.keyboard.press("Tab")
    expect(shown).not_to_be_visible()


def test_words_of_a_dialog_are_pressed_without_closing_it(board, cards):
    title(board, cards[0]).focus()
    board.keyboard.press("m")
    shown = board.locator("#dialog[open]")
    press_words(board, shown.get_by_text("At the end"))
    press_words(board, shown.locator(".muted"))
    expect(shown.get_by_label("At the end")).to_be_checked()
    board.mouse.move(*middle(shown.locator(".muted")))
    board.mouse.down()
    board.mouse.move(20, 400, steps=3)
    board.mouse.up()
    expect(shown).to_be_visible()
    board.mouse.click(20, 400)
    expect(shown).to_have_count(0)


def middle(what):
    box = what.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_filtered_list_follows_too(page, project, cards, owner, sign_in):
    make_tag(project=project, name="Design").tasks.add(cards[0])
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/list/")
    shown = menu(page, "Tag")
    press_words(page, shown.get_by_text("Design"))
    expect(page.locator(".task-table tbody tr")).to_have_count(1)
    expect(shown).to_be_visible()
    press_words(page, page.get_by_text("Only open"))
    expect(page).to_have_url(re.compile("tag=Design&completed=false$"))
