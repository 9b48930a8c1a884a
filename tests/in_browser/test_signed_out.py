"""After signing out, Back shows nothing private; before, it asks for nothing. In a real browser."""

import pytest
from playwright.sync_api import expect

from boards.accounts.presence import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.once]

KIND = "performance.getEntriesByType('navigation')[0].type"
# What a browser tells a page that it brings back whole from its memory; Chromium has none without a window.
FROM_MEMORY = "window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


def sign_out(page):
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/logout/" not in url)


def back(page, steps=1):
    for _step in range(steps):
        page.go_back(wait_until="commit")
        # A page that asks the site anew is on its way a second time; Back from in between leads nowhere.
        page.wait_for_load_state("networkidle")


def test_back_after_signing_out_asks_to_sign_in(board):
    expect(board.get_by_text("Alpha")).to_be_visible()
    sign_out(board)
    back(board, 2)
    board.wait_for_url("**/accounts/login/**")
    assert board.get_by_text("Alpha").count() == 0


def test_back_does_not_show_what_somebody_else_has_looked_at(board, sign_in, outsider):
    sign_out(board)
    sign_in(board, outsider)
    board.goto("/projects/")
    back(board, 3)
    expect(board.get_by_role("heading", name="There is nothing here")).to_be_visible()
    assert board.get_by_text("Alpha").count() == 0


def test_page_that_comes_from_memory_asks_too_and_is_hidden_meanwhile(board, browser_context):
    expect(board.get_by_text("Alpha")).to_be_visible()
    board.context.clear_cookies()
    hidden = board.evaluate(f"{FROM_MEMORY}; document.documentElement.hidden")
    assert hidden
    board.wait_for_url("**/accounts/login/**")


def test_ordinary_back_loads_nothing_anew(board):
    place = board.url
    board.goto("/projects/")
    back(board)
    assert board.url == place and board.evaluate(KIND) == "back_forward"
    board.evaluate(f"window.same = true; {FROM_MEMORY}")
    board.wait_for_load_state("networkidle")
    assert board.evaluate("window.same") and board.get_by_text("Alpha").is_visible()


def test_mark_comes_and_goes_with_the_session(board, owner):
    def kept():
        return [cookie["value"] for cookie in board.context.cookies() if cookie["name"] == COOKIE]

    assert kept() == [board.locator("html").get_attribute("data-session")]
    sign_out(board)
    assert kept() == [] and board.locator("html[data-session]").count() == 0
