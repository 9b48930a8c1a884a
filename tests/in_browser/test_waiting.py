"""On a slow line a quiet bar says that an answer is on its way; on a fast one nothing blinks."""

import pytest
from playwright.sync_api import expect

from tests.in_browser.steps import dialog, title

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def bar(board):
    return board.locator("#waiting")


def slow(page, pattern, seconds):
    """Requests to such addresses take that long."""

    def answer(route):
        page.wait_for_timeout(seconds * 1000)
        route.continue_()

    page.route(pattern, answer)


def test_opening_a_card_shows_the_bar_once_it_takes_a_while(board, bar, cards):
    slow(board, "**/tasks/*/", 2)
    title(board, cards[0]).click()
    expect(bar).to_be_visible(timeout=1_500)
    expect(dialog(board)).to_be_visible()
    expect(bar).to_be_hidden()


def test_the_bar_lies_above_an_open_dialog(board, bar, cards):
    title(board, cards[0]).click()
    expect(dialog(board)).to_be_visible()
    slow(board, "**/tasks/*/edit/", 2)
    dialog(board).get_by_label("Title", exact=True).fill("Slow")
    board.keyboard.press("Enter")
    expect(bar).to_be_visible(timeout=1_500)
    expect(dialog(board).locator(".saved")).to_contain_text("Saved")
    expect(bar).to_be_hidden()


def test_nothing_blinks_when_the_answer_comes_at_once(board, cards):
    board.evaluate("""() => {
      window.shown = 0
      const bar = document.getElementById('waiting')
      bar.addEventListener('animationstart', (event) => (shown += event.animationName === 'waiting-shown'))
      bar.style.animationDelay = '900ms'
    }""")
    title(board, cards[0]).click()
    expect(dialog(board)).to_be_visible()
    board.wait_for_timeout(1_200)
    assert board.evaluate("shown") == 0
