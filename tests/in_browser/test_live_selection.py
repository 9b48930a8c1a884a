"""Text that somebody has selected in an open task stays selected when it follows what others do."""

import pytest
from playwright.sync_api import expect

from boards.services import tasks
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import dialog, open_board, title

pytestmark = [pytest.mark.browser, pytest.mark.once]
SELECTED = "getSelection().toString().trim()"
MARKED = """() => { const {value, selectionStart, selectionEnd} = document.activeElement
return value.slice(selectionStart, selectionEnd) }"""


@pytest.fixture(params=["_chromium", "_firefox"])
def browser(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["dialog", "page"])
def reading(request, page_of, project, cards, owner, member):
    """Alpha with two paragraphs, open over the board or as a page of its own."""
    update(cards[0], owner, description="One word here.\n\nAnother paragraph.", priority=2)
    page = page_of(member)
    if request.param == "page":
        page.goto(f"/tasks/{cards[0].pk}/")
    else:
        open_board(page, project)
        title(page, cards[0]).click()
        dialog(page).wait_for()
    followed(page)
    return page


def update(task, actor, **changed):
    tasks.update(task=task, changed=changed, seen_version=None, actor=actor)


def select(locator):
    """All words in it. The mouse of a program selects nothing in Firefox."""
    locator.evaluate("element => getSelection().selectAllChildren(element)")


def test_words_of_the_description(reading, cards, owner):
    select(reading.locator("#description-text p").first)
    assert reading.evaluate(SELECTED) == "One word here."
    update(cards[0], owner, title="Alpha two", priority=4)
    expect(reading.locator(".history")).to_contain_text("Alpha two")
    assert reading.evaluate(SELECTED) == "One word here."
    update(cards[0], owner, description="One word here.\n\nChanged.\n\nA third.")
    expect(reading.locator("#description-text")).to_contain_text("A third.")
    assert reading.evaluate(SELECTED) == "One word here."
    update(cards[0], owner, description="Before it.\n\nOne word here.\n\nChanged.\n\nA third.")
    expect(reading.locator("#description-text")).to_contain_text("Before it.")
    assert reading.evaluate(SELECTED) == "One word here."


@pytest.mark.parametrize("typed", ["", "!"])
def test_words_of_a_description_that_is_edited(reading, cards, owner, typed):
    reading.get_by_text("Edit description").click()
    field = reading.locator("#id_description")
    expect(field).to_be_focused()
    reading.keyboard.type(typed)
    field.evaluate("field => field.setSelectionRange(4, 8)")
    update(cards[0], owner, title="Alpha two", priority=4)
    expect(reading.locator(".task-facts")).to_contain_text("Urgent")
    assert reading.evaluate(MARKED) == "word"
    update(cards[0], owner, description="Theirs.")
    expect(reading.locator("#task-news")).to_contain_text("description")
    assert reading.evaluate(MARKED) == "word"


def test_words_of_the_title(reading, cards, owner):
    field = reading.locator("textarea.task-title")
    field.focus()
    field.evaluate("field => field.select()")
    update(cards[0], owner, priority=4)
    expect(reading.locator("#task-news")).to_contain_text("priority")
    assert reading.evaluate(MARKED) == "Alpha"


def test_words_of_the_history(reading, cards, owner):
    select(reading.locator(".history-details li", has_text="Medium"))
    before = reading.evaluate(SELECTED)
    assert "Medium" in before
    update(cards[0], owner, title="Alpha two")
    expect(reading.locator(".history")).to_contain_text("Alpha two")
    assert reading.evaluate(SELECTED) == before
