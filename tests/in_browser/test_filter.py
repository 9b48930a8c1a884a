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


def test_searching_all_tasks_leaves_no_box_of_the_filter_pressed(page, project, cards, owner, sign_in):
    # findings/htmx-morph-choices.sh
    sign_in(page, owner)
    page.goto("/tasks/")
    mine = page.locator("#filter-bar input[name=mine]")
    page.locator("#filter-bar").get_by_text("Only mine").click()
    expect(page).to_have_url(re.compile("mine=1"))
    page.locator(".top-search input[name=q]").fill("al")
    page.locator(".top-search input[name=q]").press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=al$"))
    expect(mine).not_to_be_checked()


def test_board_opened_filtered_can_be_widened(board, project):
    board.goto(f"/projects/{project.pk}/?q=al")
    board.locator(FIELD).fill("")
    expect(board.locator(".card")).to_have_count(4)


def test_back_brings_the_former_order_of_the_list_and_loads_it_once(page, project, cards, owner, sign_in):
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/list/")
    titles = page.locator(".row-title")
    page.get_by_role("link", name="Title", exact=True).click()
    expect(page).to_have_url(re.compile("sort=title$"))
    expect(titles).to_have_text(["Alpha", "Beta", "Delta", "Gamma"])
    expect(page.get_by_role("link", name="Title", exact=True)).to_be_focused()
    page.get_by_role("link", name="Title", exact=True).click()
    expect(titles).to_have_text(["Gamma", "Delta", "Beta", "Alpha"])
    loads = []
    page.on("request", lambda request: request.is_navigation_request() and loads.append(request.url))
    page.go_back()
    expect(titles).to_have_text(["Alpha", "Beta", "Delta", "Gamma"])
    page.go_back()
    expect(titles).to_have_text(["Alpha", "Beta", "Gamma", "Delta"])
    page.go_forward()
    expect(titles).to_have_text(["Alpha", "Beta", "Delta", "Gamma"])
    page.wait_for_timeout(500)
    assert len(loads) == 3
    page.locator(FIELD).fill("alp")
    expect(titles).to_have_text(["Alpha"])
    expect(page).to_have_url(re.compile("sort=title&q=alp$|q=alp&sort=title$"))


def test_back_to_a_filtered_page_brings_the_page_and_not_a_part_of_it(board):
    board.locator(FIELD).fill("alp")
    expect(board).to_have_url(re.compile("q=alp$"))
    board.get_by_role("link", name="Report", exact=True).click()
    expect(board).to_have_url(re.compile("/report/"))
    board.go_back()
    expect(board.locator(".card")).to_have_count(1)
    expect(board.locator("header.top-bar")).to_be_visible()
    expect(board.locator(FIELD)).to_have_value("alp")
    board.locator(FIELD).fill("")
    expect(board.locator(".card")).to_have_count(4)


def test_filter_that_is_answered_under_an_open_task_leaves_its_address(board, cards):
    home = board.url

    def slowly(route):
        board.wait_for_timeout(1_000)
        route.continue_()

    board.route("**/?q=alp", slowly)
    board.locator(FIELD).fill("alp")
    board.wait_for_timeout(350)
    board.locator(f"#task-{cards[1].pk} .card-title").click()
    expect(board.locator("#dialog task-view")).to_be_visible()
    board.wait_for_timeout(1_500)
    expect(board).to_have_url(re.compile("/tasks/"))
    board.keyboard.press("Escape")
    expect(board).to_have_url(home)
    expect(board.locator(".card")).to_have_count(4)


def test_a_wrong_value_is_told_and_goes_with_the_next(board, project):
    board.goto(f"/projects/{project.pk}/?due=never")
    expect(board.get_by_role("alert")).to_be_visible()
    board.locator(FIELD).fill("al")
    expect(board.locator(".card")).to_have_count(1)


def test_words_of_an_input_method_are_looked_for_once_they_are_chosen(board):
    keys = board.context.new_cdp_session(board)
    board.locator(FIELD).focus()
    keys.send("Input.imeSetComposition", {"text": "al", "selectionStart": 2, "selectionEnd": 2})
    keys.send("Input.insertText", {"text": "alp"})
    expect(board).to_have_url(re.compile(r"\?q=alp$"))
    expect(board.locator(".card")).to_have_count(1)
