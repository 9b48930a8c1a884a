"""Typing `#tag !high @dana ^tomorrow` into the field for new cards."""

import pytest
from playwright.sync_api import expect

from boards.models import Task
from tests.browser import NARROW, WIDE
from tests.factories import make_column
from tests.in_browser.steps import lane, open_board, press_words, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def adding(board, columns):
    field = board.locator(f"#column-{columns[0].pk} .quick-add [name='title']")
    field.click()
    return field


def test_chips_show_what_is_understood_before_it_is_saved(board, project, columns, cards, member, adding):
    understood = board.locator(f"#understood-{columns[0].pk}")
    shown = "field => getComputedStyle(field.parentElement, '::after').content"
    assert "#tag @who" in adding.evaluate(shown)
    board.keyboard.type("Write #fresh !high @member ^tomorrow")
    assert adding.evaluate(shown) == "none"
    expect(understood.locator(".tag")).to_have_text("fresh new")
    expect(understood.locator(".priority")).to_have_text("High")
    expect(understood.locator(".person")).to_contain_text("Member")
    expect(understood.locator(".badge")).to_contain_text("Tomorrow")
    board.keyboard.press("Enter")
    made = lane(board, columns[0]).locator(".card").last
    expect(made.locator(".card-title")).to_have_text("Write")
    expect(made.locator(".tag")).to_have_text("fresh")
    expect(made.locator(".priority")).to_have_text("High")
    expect(understood).to_be_empty()
    expect(adding).to_be_focused()
    assert Task.objects.get(title="Write").assignee == member


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_what_is_typed_stays_to_be_read(page, project, owner, sign_in, size):
    for name in ("One", "Two", "Three"):
        make_column(project=project, name=name)
    page.set_viewport_size(size)
    sign_in(page, owner)
    open_board(page, project)
    lane = page.locator(".column[data-column]").first
    field = lane.locator(".quick-add [name='title']")
    field.click()
    text = "Ask everybody about the offices in Rotterdam and Antwerp"
    page.keyboard.type(text)
    expect(lane.locator(".quick-add-title")).to_have_text(text)
    expect(lane.locator(".quick-add-title")).to_be_in_viewport(ratio=1)
    press_words(page, lane.get_by_role("button", name="Add", exact=True))
    expect(lane.locator(".card-title")).to_have_text(text)
    expect(lane.locator(".quick-add-title")).to_have_count(0)


def test_plain_words_show_no_chips(board, columns, adding):
    with board.expect_response("**/tasks/understood/"):
        board.keyboard.type("Write to a@b.example about C#")
    expect(board.locator(f"#understood-{columns[0].pk}")).to_be_hidden()


def test_an_unknown_person_stays_text_and_is_told(board, columns, cards, adding):
    board.keyboard.type("Ask @zoe")
    expect(board.locator(f"#understood-{columns[0].pk}")).to_contain_text("nobody of that name")
    board.keyboard.press("Enter")
    expect(toast(board, "“@zoe” stays in the title")).to_be_visible()
    expect(lane(board, columns[0]).locator(".card-title").last).to_have_text("Ask @zoe")


def test_marks_alone_come_back_with_a_sentence(board, columns, cards, adding):
    board.keyboard.type("#fresh")
    board.keyboard.press("Enter")
    expect(toast(board, "Type a title too.")).to_be_visible()
    expect(adding).to_have_value("#fresh ")


def test_words_are_understood_after_filtering_too(board, columns, cards):
    board.locator("#filter-bar input[name=q]").fill("alpha")
    expect(board.locator(".card")).to_have_count(1)
    board.locator(f"#column-{columns[0].pk} .quick-add [name='title']").click()
    board.keyboard.type("Write #fresh")
    expect(board.locator(f"#understood-{columns[0].pk} .tag")).to_have_text("fresh new")


def test_words_are_understood_without_scripts(page_of, project, columns, cards, member):
    page = page_of(member, java_script_enabled=False)
    page.goto(f"/projects/{project.pk}/")
    page.get_by_label("Add a card to Pending").fill("Write #fresh !high @zoe")
    page.get_by_label("Add a card to Pending").press("Enter")
    expect(page.locator(".toast")).to_contain_text("“@zoe” stays in the title")
    made = Task.objects.get(title="Write @zoe")
    assert (made.priority, [tag.name for tag in made.tags.all()]) == (3, ["fresh"])


def test_a_bad_answer_leaves_the_field_alone(board, project, columns, adding, browser_errors):
    board.route("**/tasks/understood/", lambda route: route.fulfill(status=500, body="<p>broken</p>"))
    with board.expect_response("**/tasks/understood/"):
        board.keyboard.type("Write #fresh")
    expect(adding).to_have_value("Write #fresh")
    expect(board.locator(f"#understood-{columns[0].pk}")).to_be_hidden()
    browser_errors.clear()
    open_board(board, project)
