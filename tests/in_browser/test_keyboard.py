"""The board without a mouse: moving a card by keys, shortcuts, and what is said meanwhile."""

import pytest
from playwright.sync_api import Page, expect

from boards.accounts.services import users
from boards.services import tasks
from tests.in_browser.steps import agree, card, dialog, open_board, shows, stored, title, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def said(page: Page) -> object:
    return expect(page.locator("#announcer"))


def test_card_is_picked_up_carried_and_dropped(board, project, cards):
    title(board, cards[0]).focus()
    press(board, "Space")
    said(board).to_contain_text("Picked up #1 Alpha, in Pending, place 1 of 3.")
    press(board, "ArrowDown")
    said(board).to_have_text("Pending, place 2 of 3.")
    press(board, "ArrowRight")
    said(board).to_have_text("In progress, place 2 of 2.")
    with board.expect_response("**/move/"):
        press(board, "Space")
    said(board).to_have_text("Dropped #1 Alpha in In progress, place 2 of 2.")
    expect(toast(board, "Moved #1")).to_be_visible()
    expect(title(board, cards[0])).to_be_focused()
    agree(board, project, [["Beta", "Gamma"], ["Delta", "Alpha"], []])


def test_escape_puts_the_card_back(board, project, cards):
    title(board, cards[1]).focus()
    press(board, "Space", "ArrowRight", "ArrowRight", "ArrowUp")
    expect(card(board, cards[1])).to_have_class("card card-lifted")
    press(board, "Escape")
    said(board).to_have_text("Put #2 Beta back in Pending, place 2 of 3.")
    expect(title(board, cards[1])).to_be_focused()
    expect(board.locator(".card-lifted")).to_have_count(0)
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_escape_leaves_the_field_for_new_cards_and_keeps_what_is_typed(board, cards):
    press(board, "n")
    board.keyboard.type("half a tit")
    press(board, "Escape")
    expect(title(board, cards[2])).to_be_focused()
    assert board.locator(".quick-add [name='title']").first.input_value() == "half a tit"
    press(board, "k")
    expect(title(board, cards[1])).to_be_focused()


def test_page_that_was_open_for_too_long_says_what_to_do(board):
    board.context.clear_cookies(name="boardsite_csrf")
    press(board, "n")
    board.keyboard.type("Kept")
    press(board, "Enter")
    expect(toast(board, "Load it anew")).to_be_visible()
    expect(board.locator(".quick-add [name='title']").first).to_have_value("Kept ")


def test_escape_leaves_the_field_of_an_empty_column_too(board, columns):
    field = board.locator(f"#column-{columns[2].pk} .quick-add [name='title']")
    field.focus()
    press(board, "Escape")
    expect(field).not_to_be_focused()


def test_focus_that_goes_elsewhere_puts_the_card_back(board, project, cards):
    title(board, cards[0]).focus()
    press(board, "Space", "ArrowRight")
    board.locator("input[name=q]").first.focus()
    expect(board.locator(".card-lifted")).to_have_count(0)
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_refused_move_by_keys_keeps_the_focus(deaf, board, project, columns, cards, member):
    tasks.move(task=cards[0], column_id=columns[2].pk, actor=member)
    title(board, cards[0]).focus()
    press(board, "Space", "ArrowRight", "Space")
    expect(toast(board, "Somebody else moved this card")).to_be_visible()
    shows(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])
    expect(title(board, cards[0])).to_be_focused()


def test_keys_walk_between_cards(board, cards):
    alpha, beta, gamma, delta = (title(board, each) for each in cards)
    press(board, "j")
    expect(alpha).to_be_focused()
    for key, focused in (
        ("j", beta),
        ("ArrowDown", gamma),
        ("k", beta),
        ("ArrowUp", alpha),
        ("l", delta),
        ("h", alpha),
        ("ArrowRight", delta),
        ("ArrowLeft", alpha),
    ):
        press(board, key)
        expect(focused).to_be_focused()


def test_keys_change_the_focused_card(board, project, owner, cards):
    task = cards[0]
    title(board, task).focus()
    press(board, "i", "3", "1")
    expect(card(board, task).locator(".avatar")).to_have_text("O")
    expect(card(board, task).locator(".priority")).to_have_text("Low")
    press(board, "0")
    expect(card(board, task).locator(".priority")).to_have_count(0)
    press(board, "4")
    expect(card(board, task).locator(".priority")).to_have_text("Urgent")
    expect(title(board, task)).to_be_focused()
    task.refresh_from_db()
    assert (task.assignee, task.priority) == (owner, 4)
    press(board, "c")
    expect(card(board, task)).to_have_class("card card-completed")
    expect(title(board, cards[1])).to_be_focused()
    title(board, task).focus()
    press(board, "c")
    expect(card(board, task)).to_have_class("card")
    press(board, "z")
    expect(card(board, task)).to_have_class("card card-completed")
    agree(board, project, [["Beta", "Gamma"], ["Delta"], ["Completed: Alpha"]])


def test_keys_open_the_card(board, cards):
    address = f"**/tasks/{cards[0].pk}/"
    for key, focused in (
        ("Enter", None),
        ("e", ".task-title[name=title]"),
        ("a", "#fact-assignee :checked"),
        ("t", "#fact-tags [data-find]"),
        ("d", "[name=due_date]"),
    ):
        title(board, cards[0]).focus()
        press(board, key)
        board.wait_for_url(address)
        expect(dialog(board)).to_be_visible()
        if focused:
            expect(dialog(board).locator(focused)).to_be_focused()
        # Escape closes the list of a fact first, then the dialog.
        press(board, *["Escape"] * (2 if key in "at" else 1))
        board.wait_for_url("**/projects/*/")
        expect(title(board, cards[0])).to_be_focused()


def test_m_opens_the_list_of_columns(board, project, columns, cards):
    title(board, cards[1]).focus()
    press(board, "m")
    expect(dialog(board).get_by_role("radio", name="Pending")).to_be_focused()
    press(board, "ArrowDown", "Enter")
    expect(dialog(board)).to_have_count(0)
    expect(title(board, cards[1])).to_be_focused()
    agree(board, project, [["Alpha", "Gamma"], ["Beta", "Delta"], []])


def test_n_starts_a_card_in_the_focused_column(board, project, columns, cards):
    title(board, cards[3]).focus()
    press(board, "n")
    expect(board.locator(f"#column-{columns[1].pk} .quick-add input[name=title]")).to_be_focused()
    board.keyboard.type("jkl n c")
    press(board, "Enter")
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta", "jkl n c"], []])


def test_keys_filter_search_theme_and_help(board, project, owner, cards):
    press(board, "?")
    expect(board.locator("#shortcuts")).to_be_visible()
    expect(board.locator("#shortcuts kbd")).to_contain_text(["/", "z", "i", "0", "4"], use_inner_text=True)
    press(board, "Escape")
    expect(board.locator("#shortcuts")).to_be_hidden()
    press(board, "f")
    expect(board.locator("#filter-bar input[name=q]")).to_be_focused()
    board.keyboard.type("zn?")
    expect(board.locator("#filter-bar input[name=q]")).to_have_value("zn?")
    board.locator("#filter-bar input[name=q]").fill("")
    board.locator("#main").focus()
    press(board, "/")
    expect(board.locator(".top-search input")).to_be_focused()
    board.locator("#main").focus()
    with board.expect_response("**/account/theme/"):
        press(board, "Shift+D")
    expect(board.locator("html")).to_have_attribute("data-theme", "dark")
    owner.refresh_from_db()
    assert owner.theme == "dark"
    press(board, "Shift+M")
    board.wait_for_url("**?*mine=1*")
    expect(board.locator(".card")).to_have_count(0)


def test_switched_off_shortcuts_do_nothing_but_a_focused_card_moves(page_of, project, member, cards):
    users.update(user=member, display_name="Member", time_zone="", shortcuts=False, theme="system", actor=member)
    page = page_of(member)
    open_board(page, project)
    title(page, cards[0]).focus()
    press(page, "c", "4", "i", "m", "n", "?", "j", "Shift+D")
    expect(title(page, cards[0])).to_be_focused()
    expect(page.locator("dialog[open]")).to_have_count(0)
    press(page, "ArrowDown")
    expect(title(page, cards[1])).to_be_focused()
    press(page, "Space", "ArrowRight", "Space")
    expect(toast(page, "Moved #2")).to_be_visible()
    assert stored(project) == [["Alpha", "Gamma"], ["Delta", "Beta"], []]
    cards[0].refresh_from_db()
    assert (cards[0].priority, cards[0].assignee) == (0, None)
