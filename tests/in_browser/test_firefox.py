"""Every page, and what one does most on a board, in Firefox: what it does otherwise than Chromium is seen here."""

import re

import pytest
from django.urls import get_resolver
from playwright.sync_api import expect

from tests.browser import NARROW, WIDE
from tests.factories import make_attachment, make_column, pdf, picture
from tests.in_browser.steps import agree, card, dialog, drag, lane, press_words, shows, title, toast, wait_for_red
from tests.routes import address, build_world, routes, walk

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long]


@pytest.fixture(scope="module")
def browser(_firefox):
    return _firefox


def test_every_page_is_whole(page_of):
    world, seen = build_world(), set()
    owner, staff, nobody = (world["browsers"][number] for number in (0, 5, 6))
    for somebody, least in ((nobody, 8), (owner, 50), (staff, 15)):
        paths = [path for path in addresses(world["ids"]) if path not in seen and shows_page(somebody.client, path)]
        assert len(paths) >= least
        assert visited(page_of(somebody.user), paths) == []
        # What a stranger sees looks otherwise to others.
        seen.update(paths if somebody is not nobody else ())


def addresses(ids):
    """Of everything that may be a page, the administration included."""
    site = [address(path, ids) for path in routes().values()]
    paths = [path for _name, path in walk(get_resolver().url_patterns)]
    return site + [f"/{path}" for path in paths if path.startswith("admin/") and "<" not in path and "(" not in path]


def shows_page(client, path):
    answer = client.get(path)
    is_html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    # What only open pages ask for is no page.
    return is_html and answer.text.lstrip()[:9].lower() == "<!doctype"


# What was still on its way when the next page was asked for, such as the icon of the tab.
LEFT = "NS_BINDING_ABORTED"


def visited(page, paths):
    """What was wrong on the way: with what the pages asked for, and with what is seen of them."""
    wrong = []
    page.on("response", lambda answer: answer.status >= 400 and wrong.append(f"{answer.status} {answer.url}"))
    page.on(
        "requestfailed", lambda request: request.failure != LEFT and wrong.append(f"{request.failure} {request.url}")
    )
    for path in paths:
        page.goto(path)
        # The API's documents are drawn by a script, which takes long beside other work.
        expect(page.locator("h1, h2").first, path).to_be_visible(timeout=60_000)
    return wrong


def test_card_is_opened_by_its_words_and_back_closes_it(board, cards):
    press_words(board, title(board, cards[0]))
    expect(dialog(board)).to_contain_text("Alpha")
    board.go_back()
    expect(dialog(board)).to_have_count(0)


def test_filter_is_chosen_by_its_words(board):
    press_words(board, board.locator("#filter-bar").get_by_text("Priority", exact=True))
    press_words(board, board.locator("#filter-bar").get_by_text("High", exact=True))
    expect(board.locator("#filter-bar").get_by_label("High")).to_be_checked()
    expect(board.locator(".card")).to_have_count(0)
    press_words(board, board.locator("#filter-bar").get_by_text("None", exact=True))
    expect(board.locator(".card")).to_have_count(4)
    expect(board).to_have_url(re.compile("priority=high&priority=none$"))


def test_card_is_added_below_the_others(board, project, columns):
    field = board.locator(f"#column-{columns[0].pk} .quick-add input[name=title]")
    field.click()
    board.keyboard.type("Omega")
    board.keyboard.press("Enter")
    expect(lane(board, columns[0]).locator(".card-title").last).to_have_text("Omega")
    expect(field).to_be_focused()
    expect(field).to_have_value("")


def test_card_is_dragged_to_another_column(board, project, cards):
    drag(board, card(board, cards[0]), card(board, cards[3]))
    shows(board, project, [["Beta", "Gamma"], ["Alpha", "Delta"], []])
    # Firefox has a click follow where the card is let go.
    expect(dialog(board)).to_have_count(0)
    agree(board, project, [["Beta", "Gamma"], ["Alpha", "Delta"], []])
    press_words(board, title(board, cards[0]))
    expect(dialog(board)).to_contain_text("Alpha")


def test_card_is_completed_by_a_key_and_undone(board, project, cards):
    title(board, cards[0]).focus()
    board.keyboard.press("c")
    shows(board, project, [["Beta", "Gamma"], ["Delta"], ["Completed: Alpha"]])
    press_words(board, toast(board, "Alpha").or_(toast(board, "#1")).first.get_by_role("button", name="Undo"))
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_menu_of_a_column_leads_to_its_page(board, columns):
    board.locator(f"#column-head-{columns[0].pk} [popovertarget]").click()
    press_words(board, board.locator(f"#column-menu-{columns[0].pk} a").first)
    board.wait_for_load_state()
    expect(board.locator("h1, h2").first).to_be_visible()


def test_menu_of_the_top_bar_opens_and_closes(board):
    board.get_by_role("button", name="Your menu").click()
    expect(board.get_by_role("button", name="Sign out")).to_be_visible()
    board.keyboard.press("Escape")
    expect(board.get_by_role("button", name="Sign out")).not_to_be_visible()


def test_cells_of_the_list_are_edited_in_place(page, project, cards, owner, sign_in):
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/list/")
    press_words(page, page.locator(f"#row-{cards[0].pk} .row-title"))
    expect(dialog(page)).to_contain_text("Alpha")
    page.go_back()
    expect(dialog(page)).to_have_count(0)
    press_words(page, page.locator(f"#cell-{cards[0].pk}-column"))
    press_words(page, page.get_by_role("group", name="Column").get_by_text("In progress"))
    expect(page.locator(f"#cell-{cards[0].pk}-column")).to_contain_text("In progress")
    page.locator(f"#cell-{cards[0].pk}-title").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cell-field")).to_be_focused()
    page.keyboard.type("!")
    page.keyboard.press("Enter")
    expect(page.locator(f"#row-{cards[0].pk} .row-title")).to_have_text("Alpha!")


def test_a_pdf_is_read_over_its_task_and_back_closes_it(board, cards, owner, browser_errors):
    file = make_attachment(task=cards[0], actor=owner, name="plan.pdf", content=pdf())
    make_attachment(task=cards[0], actor=owner, name="b.png", content=picture())
    press_words(board, title(board, cards[0]))
    press_words(board, dialog(board).locator(".file-name", has_text="plan.pdf"))
    viewer = board.locator("#viewer[open]")
    wait_for_red(board, viewer.locator("iframe"))
    press_words(board, viewer.locator(".viewer-name"))
    board.keyboard.press("ArrowRight")
    expect(viewer.locator(".viewer-name")).to_have_text("b.png")
    board.keyboard.press("ArrowLeft")
    wait_for_red(board, viewer.locator("iframe"))
    expect(board).to_have_url(re.compile(rf"/attachments/{file.pk}/view/$"))
    board.go_back()
    expect(viewer).to_have_count(0)
    expect(board).to_have_url(re.compile(rf"/tasks/{cards[0].pk}/$"))
    expect(dialog(board)).to_contain_text("plan.pdf")
    board.go_back()
    expect(dialog(board)).to_have_count(0)
    # To take a picture, Playwright adds a style to the page and to the viewer of Firefox: no policy allows it.
    browser_errors[:] = [each for each in browser_errors if "blocked an inline style" not in each]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_choices_of_a_report_are_folded_on_a_phone_alone(page_of, project, cards, owner, size):
    page = page_of(owner, viewport=size)
    page.goto(f"/projects/{project.pk}/report/")
    fold, chips = page.get_by_text("Period, sections and files"), page.get_by_role("navigation", name="Sections")
    if size == NARROW:
        expect(chips).to_be_hidden()
        press_words(page, fold)
        press_words(page, chips.get_by_text("Pace", exact=True))
        expect(page.locator("#pace")).to_have_count(0)
    expect(chips).to_be_visible()
    assert fold.is_visible() == (size == NARROW)


def test_a_column_is_removed_in_the_dialog(board, project, columns, cards):
    column = make_column(project=project, name="Review")
    board.reload()
    board.locator(f"#column-head-{column.pk} [popovertarget]").click()
    press_words(board, board.locator(f"#column-menu-{column.pk}").get_by_text("Remove column"))
    expect(dialog(board)).to_contain_text("It is empty.")
    press_words(board, dialog(board).get_by_role("button", name="Remove column"))
    expect(board.locator(".column[data-column]")).to_have_count(3)
    expect(dialog(board)).to_have_count(0)


def test_order_of_a_list_and_what_is_typed_in_its_filter_follow_the_address(page, project, cards, owner, sign_in):
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/list/")
    press_words(page, page.locator(".sort", has_text="Title"))
    press_words(page, page.locator(".sort", has_text="Title"))
    expect(page.locator(".row-title")).to_have_text(["Gamma", "Delta", "Beta", "Alpha"])
    page.go_back()
    expect(page.locator(".row-title").first).to_have_text("Alpha")
    page.locator("#filter-bar [name=q]").click()
    page.keyboard.type("gam")
    expect(page.locator(".row-title")).to_have_text(["Gamma"])
    expect(page.locator("#filter-bar [name=q]")).to_be_focused()
    expect(page).to_have_url(re.compile("q=gam"))
    page.locator("#filter-bar [name=q]").fill("")
    press_words(page, page.locator(f"#cell-{cards[0].pk}-tags"))
    expect(page.get_by_role("group", name="Tags").locator("[data-find]")).to_be_focused()
    page.keyboard.type("fresh,")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(f"#cell-{cards[0].pk}-tags .tag")).to_have_text("fresh")
