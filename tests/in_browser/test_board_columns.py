"""Columns are added, changed and moved without leaving the board: by mouse, keys and menus, and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from boards.models import Column, Tag
from boards.services import columns as column_services
from boards.services import tasks
from tests.in_browser.steps import card, dialog, drag, lane, open_board, press_words, stored, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]


def names(page: Page) -> object:
    return expect(page.locator(".column[data-column] .column-name"))


def kept(project) -> list[str]:
    return list(project.columns.values_list("name", flat=True))


def head(page: Page, column: Column):
    return page.locator(f"#column-head-{column.pk}")


def drag_column(page: Page, column: Column, onto: Column) -> None:
    start, end = (head(page, each).locator(".column-name").bounding_box() for each in (column, onto))
    page.mouse.move(start["x"] + 5, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 15, start["y"] + 10, steps=2)
    target = page.locator(f"#column-{onto.pk}").bounding_box()
    inside = target["x"] + target["width"] * (0.9 if end["x"] > start["x"] else 0.1)
    for back in (12, 3, 0):
        page.mouse.move(inside - back, end["y"] + 8, steps=2)
        page.wait_for_timeout(35)
    page.mouse.up()


def test_a_column_is_added_without_leaving_the_board(board, project, columns, cards):
    board.evaluate("window.same = true")
    press_words(board, board.get_by_role("link", name="Add column"))
    dialog(board).get_by_label("Name").fill("Pending")
    press_words(board, dialog(board).get_by_role("button", name="Add column"))
    expect(dialog(board).locator(".field-error")).to_contain_text("has a column of that name")
    dialog(board).get_by_label("Name").fill("Review")
    board.keyboard.press("Enter")
    names(board).to_have_text(["Pending", "In progress", "Review", "Completed"])
    expect(dialog(board)).to_have_count(0)
    expect(toast(board, "Column “Review” added.")).to_be_visible()
    review = project.columns.get(name="Review")
    drag(board, card(board, cards[0]), lane(board, review))
    expect(toast(board, "Moved #1 to “Review”.")).to_be_visible()
    board.locator(f"#column-{review.pk} .quick-add [name=title]").fill("New there")
    board.keyboard.press("Enter")
    expect(lane(board, review).locator(".card-title")).to_have_text(["Alpha", "New there"])
    assert stored(project)[2] == ["Alpha", "New there"] and board.evaluate("window.same")


def test_a_column_is_changed_without_leaving_the_board(board, project, columns, cards):
    board.evaluate("window.same = true")
    head(board, columns[0]).get_by_role("button", name="Menu of Pending").click()
    press_words(board, board.get_by_role("link", name="Edit column"))
    dialog(board).get_by_label("WIP limit").fill("2")
    dialog(board).get_by_label("Name").fill("To do")
    board.keyboard.press("Enter")
    expect(head(board, columns[0]).locator(".column-count")).to_contain_text("3 / 2")
    expect(head(board, columns[0]).locator(".column-name")).to_have_text("To do")
    assert board.evaluate("window.same")


def test_a_column_is_removed_without_leaving_the_board(board, project, columns, cards):
    review = column_services.create(project=project, name="Review", status="in_progress", actor=project.owner)
    tasks.move(task=cards[1], column_id=review.pk, actor=project.owner)
    open_board(board, project)
    board.evaluate("window.same = true")
    lane(board, columns[2]).locator("..").locator(".quick-add [name=title]").fill("half a thought")
    head(board, review).get_by_role("button", name="Menu of Review").click()
    press_words(board, board.get_by_role("link", name="Remove column"))
    expect(dialog(board)).to_contain_text("It holds 1 task")
    expect(dialog(board).get_by_label("Move its tasks to")).to_be_focused()
    dialog(board).get_by_label("Move its tasks to").select_option("Completed")
    press_words(board, dialog(board).get_by_role("button", name="Remove column"))
    expect(toast(board, "Column “Review” removed.")).to_be_visible()
    expect(head(board, columns[2]).get_by_role("button", name="Menu of")).to_be_focused()
    names(board).to_have_text(["Pending", "In progress", "Completed"])
    expect(dialog(board)).to_have_count(0)
    expect(lane(board, columns[2]).locator(".card-title")).to_contain_text(["Beta"])
    expect(board.locator("#project-progress")).to_contain_text("25 %")
    expect(lane(board, columns[2]).locator("..").locator(".quick-add [name=title]")).to_have_value("half a thought")
    drag(board, card(board, cards[1]), lane(board, columns[1]))
    expect(toast(board, "Moved #2 to “In progress”.")).to_be_visible()
    assert stored(project)[2] == [] and board.evaluate("window.same")


def test_a_removed_column_leaves_the_focus_on_the_one_beside_it(board, project, columns, cards):
    head(board, columns[1]).get_by_role("button", name="Menu of").focus()
    board.keyboard.press("Enter")
    press_words(board, board.get_by_role("link", name="Remove column"))
    dialog(board).get_by_label("Move its tasks to").select_option("Pending")
    press_words(board, dialog(board).get_by_role("button", name="Remove column"))
    expect(head(board, columns[1])).to_have_count(0)
    expect(head(board, columns[2]).get_by_role("button", name="Menu of")).to_be_focused()


def test_a_tag_is_added_without_leaving_the_board(board, project, cards):
    board.evaluate("window.same = true")
    board.get_by_role("button", name="More about this project").click()
    press_words(board, board.get_by_role("link", name="Add tag"))
    dialog(board).get_by_label("Name").fill("fresh")
    board.keyboard.press("Enter")
    expect(toast(board, "Tag “fresh” made.")).to_be_visible()
    expect(board.locator("#filter-bar [name=tag][value=fresh]")).to_have_count(1)
    assert Tag.objects.get().name == "fresh" and board.evaluate("window.same")


def test_columns_are_dragged_by_their_heads(board, project, columns, cards):
    with board.expect_response("**/move/"):
        drag_column(board, columns[0], columns[1])
    names(board).to_have_text(["In progress", "Pending", "Completed"])
    expect(toast(board, "Column “Pending” moved.")).to_be_visible()
    assert kept(project) == ["In progress", "Pending", "Completed"]
    with board.expect_response("**/move/"):
        drag_column(board, columns[2], columns[1])
    names(board).to_have_text(["Completed", "In progress", "Pending"])
    assert kept(project) == ["Completed", "In progress", "Pending"]
    drag(board, card(board, cards[0]), card(board, cards[3]))
    expect(lane(board, columns[1]).locator(".card")).to_have_count(2)


def test_a_refused_drag_of_a_column_is_taken_back(deaf, board, project, columns, cards, owner):
    column_services.delete(column=columns[1], into=columns[0], actor=owner)
    drag_column(board, columns[0], columns[1])
    expect(toast(board)).to_be_visible()
    names(board).to_have_text(["Pending", "In progress", "Completed"])


def test_columns_are_carried_by_keys_which_are_shown_meanwhile(board, project, columns, cards):
    hint = board.locator(".carry-hint")
    expect(hint).to_be_hidden()
    head(board, columns[0]).get_by_role("button", name="Carry the column Pending").focus()
    board.keyboard.press("Space")
    expect(hint).to_have_text("←→ carry Space drop Esc put back", use_inner_text=True)
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        board.keyboard.press(key)
    names(board).to_have_text(["In progress", "Completed", "Pending"])
    expect(board.locator("#announcer")).to_have_text("Pending, place 3 of 3.")
    board.keyboard.press("Escape")
    names(board).to_have_text(["Pending", "In progress", "Completed"])
    expect(hint).to_be_hidden()
    for key in ("Space", "ArrowRight"):
        board.keyboard.press(key)
    with board.expect_response("**/move/"):
        board.keyboard.press("Space")
    names(board).to_have_text(["In progress", "Pending", "Completed"])
    assert kept(project) == ["In progress", "Pending", "Completed"]


def test_columns_are_moved_by_their_menus(board, project, columns, cards):
    menu = head(board, columns[0]).get_by_role("button", name="Menu of Pending")
    menu.click()
    expect(board.get_by_role("button", name="Move left")).to_be_hidden()
    with board.expect_response("**/move/"):
        press_words(board, board.get_by_role("button", name="Move right"))
    names(board).to_have_text(["In progress", "Pending", "Completed"])
    assert kept(project) == ["In progress", "Pending", "Completed"]


def test_columns_are_moved_without_scripts(page_of, project, columns, cards, owner):
    page = page_of(owner, java_script_enabled=False)
    page.goto(f"/projects/{project.pk}/")
    page.get_by_role("button", name="Menu of Completed").click()
    page.get_by_role("button", name="Move left").click()
    names(page).to_have_text(["Pending", "Completed", "In progress"])
    page.get_by_role("link", name="Add column").click()
    page.get_by_label("Name").fill("Review")
    page.get_by_role("button", name="Add column").click()
    names(page).to_have_text(["Pending", "Completed", "In progress", "Review"])


def test_who_may_not_change_columns_sees_no_way_to(page_of, project, cards, member):
    page = page_of(member)
    open_board(page, project)
    expect(page.locator(".column-grip, .column-menu, .column-new, #column-moves")).to_have_count(0)


def test_a_card_in_the_hand_shows_its_keys(board, cards):
    board.locator(f"#task-{cards[0].pk} .card-title").focus()
    board.keyboard.press("Space")
    expect(board.locator(".carry-hint")).to_have_text("↑↓←→ carry Space drop Esc put back", use_inner_text=True)
    board.keyboard.press("Escape")
    expect(board.locator(".carry-hint")).to_be_hidden()


def test_keys_of_a_viewer_say_that_they_may_only_look(page_of, project, cards, viewer):
    page = page_of(viewer)
    open_board(page, project)
    page.keyboard.press("j")
    first = page.locator(f"#task-{cards[0].pk} .card-title")
    expect(first).to_be_focused()
    for key in ("m", "c", "n", "i", "3", "a", "t", "d", "Space"):
        page.keyboard.press(key)
    expect(page.locator(".toast")).to_have_count(1)
    expect(page.locator(".toast")).to_contain_text("View only")
    page.keyboard.press("j")
    expect(page.locator(f"#task-{cards[1].pk} .card-title")).to_be_focused()
    page.keyboard.press("e")
    expect(dialog(page)).to_be_visible()
