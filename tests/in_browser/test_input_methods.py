"""Japanese and other input methods: keys that belong to a conversion are the input method's alone."""

import pytest
from playwright.sync_api import expect

from tests.factories import fresh
from tests.in_browser.steps import dialog, title

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def keys(board):
    """The browser's own way to type: what an input method and its keys do to a page."""
    return board.context.new_cdp_session(board)


def compose(keys, text):
    keys.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def end_by_enter(keys, text):
    """Enter ends the conversion: the page hears of a key that is in process, then gets the text."""
    key = {"windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    keys.send("Input.insertText", {"text": text})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "windowsVirtualKeyCode": 13, "key": "Enter", "code": "Enter"})


# As Chromium and Firefox tell it, and as Safari does: after the end of the conversion, known by its number alone.
ENTER = ["{isComposing: true}", "{keyCode: 229}"]


@pytest.mark.parametrize("order", ENTER)
def test_enter_of_a_conversion_does_not_save_the_title(board, cards, keys, order):
    title(board, cards[0]).click()
    field = dialog(board).get_by_label("Title", exact=True)
    field.click()
    board.keyboard.press("Control+A")
    compose(keys, "あ")
    field.evaluate(
        f"field => field.dispatchEvent(new KeyboardEvent('keydown', {{key: 'Enter', bubbles: true, ...{order}}}))"
    )
    board.wait_for_timeout(300)
    assert fresh(cards[0]).title == "Alpha"
    end_by_enter(keys, "亜")
    expect(field).to_have_value("亜")
    board.wait_for_timeout(300)
    assert fresh(cards[0]).title == "Alpha"
    board.keyboard.press("Enter")
    expect(dialog(board).locator(".saved")).to_contain_text("Saved")
    assert fresh(cards[0]).title == "亜"


@pytest.mark.parametrize("order", ENTER)
@pytest.mark.parametrize("key", ["Escape", "Enter", "ArrowDown", "c"])
def test_no_script_of_the_board_hears_keys_of_a_conversion(board, cards, order, key):
    board.locator(".quick-add [name=title]").first.click()
    board.keyboard.type("half")
    heard = board.evaluate(
        f"""key => {{
          let heard = 0
          document.addEventListener('keydown', () => heard++)
          document.addEventListener('boards:shortcut', () => heard++)
          const send = (on, more) => on.dispatchEvent(new KeyboardEvent('keydown', {{key, bubbles: true, ...more}}))
          const field = document.activeElement
          const card = document.querySelector('.card-title')
          send(field, {order}); send(card, {order})
          return [heard, document.activeElement === field, send(field, {{}}) === undefined, heard]
        }}""",
        key,
    )
    assert heard[:2] == [0, True]
    assert heard[3] >= 1
    assert fresh(cards[0]).is_completed is False


def test_conversion_in_a_new_card_adds_one_card(board, project, cards, keys):
    field = board.locator(".quick-add [name=title]").first
    field.click()
    compose(keys, "かんじ")
    end_by_enter(keys, "漢字")
    expect(field).to_have_value("漢字")
    board.wait_for_timeout(300)
    expect(board.locator(".card")).to_have_count(4)
    board.keyboard.press("Enter")
    expect(board.locator(".card-title", has_text="漢字")).to_be_visible()
    expect(board.locator(".card")).to_have_count(5)
