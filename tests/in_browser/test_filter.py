"""Filtering as one types, on the board and in the list."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.once]
FIELD = "#filter-bar input[name=q]"


def test_board_filters_while_one_types(board, project):
    field = board.locator(FIELD)
    field.press_sequentially("al", delay=30)
    expect(board.locator(".card")).to_have_count(1)
    expect(board.locator(".filter-count")).to_have_text("1 of 4")
    expect(board).to_have_url(re.compile(r"\?q=al$"))
    expect(field).to_be_focused()
    field.press("ArrowLeft")
    field.press_sequentially("x", delay=30)
    expect(board.locator(".card")).to_have_count(0)
    assert field.input_value() == "axl" and field.evaluate("field => field.selectionStart") == 2
    field.fill("")
    expect(board.locator(".card")).to_have_count(4)
    expect(board.locator(".filter-count")).to_have_count(0)
    expect(board).to_have_url(re.compile(f"/projects/{project.pk}/$"))


def test_filtered_board_is_alive(board, columns):
    board.locator(FIELD).fill("beta")
    expect(board.locator(".card")).to_have_count(1)
    adding = board.locator(f"#column-{columns[0].pk} .quick-add input[name=title]")
    adding.fill("Omega")
    with board.expect_response("**/tasks/new/"):
        adding.press("Enter")
    expect(board.locator(".card")).to_have_count(1)
    adding.fill("Not yet")
    board.locator(FIELD).fill("bet")
    expect(board).to_have_url(re.compile("q=bet$"))
    expect(adding).to_have_value("Not yet")
    board.locator(".card-title").click()
    expect(board.locator("#dialog task-view")).to_be_visible()
    board.keyboard.press("Escape")
    expect(board).to_have_url(re.compile("q=bet$"))


def test_enter_sends_at_once_and_leaving_the_field_loads_nothing(board):
    field = board.locator(FIELD)
    field.fill("gamma")
    field.press("Enter")
    expect(board).to_have_url(re.compile("q=gamma"))
    expect(board.locator(".card")).to_have_count(1)
    board.evaluate("window.same = true")
    field.fill("delta")
    expect(board.locator(".card-title")).to_contain_text("Delta")
    board.locator("#main").focus()
    board.wait_for_timeout(600)
    assert board.evaluate("window.same")


def test_list_filters_while_one_types(page, project, cards, owner, sign_in):
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/list/")
    page.locator(FIELD).press_sequentially("zzz", delay=30)
    expect(page.get_by_text("No task matches")).to_be_visible()
    expect(page.locator(FIELD)).to_be_focused()
    page.locator(FIELD).fill("alp")
    expect(page.locator(".task-table tbody tr")).to_have_count(1)


def test_board_opened_filtered_can_be_widened(board, project):
    board.goto(f"/projects/{project.pk}/?q=al")
    board.locator(FIELD).fill("")
    expect(board.locator(".card")).to_have_count(4)
