"""Adding cards, the dialog over the board, saving facts and texts, drafts, and Undo in toasts."""

import pytest
from playwright.sync_api import expect

from boards.models import Task
from tests.factories import make_tag
from tests.in_browser.steps import (
    agree,
    card,
    choose,
    dialog,
    open_board,
    press_words,
    shows,
    slide,
    stored,
    title,
    toast,
)

pytestmark = [pytest.mark.browser, pytest.mark.once]
HOSTILE = """<img src=x onerror="document.title='pwned'">{{ 7*7 }} <script>document.title='pwned'</script> &amp;"""


def quick_add(page, column):
    return page.locator(f"#column-{column.pk} .quick-add input[name=title]")


def test_quick_add_keeps_the_field_open(board, project, columns, cards):
    field = quick_add(board, columns[1])
    field.click()
    for text in ("First", "Second", HOSTILE):
        board.keyboard.type(text) if len(text) < 10 else field.fill(text)
        board.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta", "First", "Second", HOSTILE], []])
    assert "pwned" not in board.title()
    title(board, Task.objects.get(title=HOSTILE)).click()
    expect(dialog(board).locator("textarea[name=title]")).to_have_value(HOSTILE)
    assert "pwned" not in board.title()


def test_card_that_is_refused_comes_back_into_the_field(board, project, columns, cards, browser_errors):
    field = quick_add(board, columns[0])
    board.route("**/tasks/new/", lambda route: route.abort())
    field.fill("Not lost")
    field.press("Enter")
    expect(toast(board, "can't be reached")).to_be_visible()
    expect(field).to_have_value("Not lost ")
    board.unroute("**/tasks/new/")
    browser_errors.clear()
    field.press("Enter")
    agree(board, project, [["Alpha", "Beta", "Gamma", "Not lost"], ["Delta"], []])


def test_dialog_has_an_address_of_its_own(board, project, cards):
    home = board.url
    title(board, cards[0]).click()
    expect(dialog(board).locator("textarea[name=title]")).to_have_value("Alpha")
    expect(board).to_have_url(f"{home.partition('/projects')[0]}/tasks/{cards[0].pk}/")
    board.go_back()
    expect(dialog(board)).to_have_count(0)
    expect(board).to_have_url(home)
    board.go_forward()
    expect(dialog(board).locator("textarea[name=title]")).to_have_value("Alpha")
    board.keyboard.press("Escape")
    expect(dialog(board)).to_have_count(0)
    expect(board).to_have_url(home)
    expect(title(board, cards[0])).to_be_focused()
    title(board, cards[1]).click()
    dialog(board).get_by_role("button", name="Close").click()
    expect(board).to_have_url(home)
    title(board, cards[1]).click()
    expect(dialog(board)).to_be_visible()
    board.mouse.click(5, 400)
    expect(dialog(board)).to_have_count(0)


def test_reloaded_dialog_is_a_page_and_back_leads_to_the_board(board, project, cards):
    title(board, cards[0]).click()
    expect(dialog(board)).to_be_visible()
    board.reload()
    expect(board.locator("main textarea[name=title]")).to_have_value("Alpha")
    board.go_back()
    shows(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_facts_save_at_once(board, project, member, cards):
    make_tag(project=project, name="Design")
    title(board, cards[0]).click()
    inside, saved = dialog(board), dialog(board).locator(".saved")
    choose(board, "Assignee", "Member")
    expect(saved).to_have_text("Saved")
    choose(board, "Priority", "High")
    inside.get_by_label("Due date").fill("2031-05-06")
    inside.get_by_role("button", name="Tags").click()
    board.keyboard.type("des")
    board.keyboard.press("Enter")
    board.keyboard.type("Copy,")
    board.keyboard.press("Escape")
    slide(board, inside.get_by_role("slider"), 40)
    expect(card(board, cards[0]).locator(".card-percent")).to_have_text("40 %")
    expect(card(board, cards[0]).locator(".card-tags .tag")).to_have_text(["Copy", "Design"])
    expect(card(board, cards[0]).locator(".priority")).to_have_text("High")
    expect(inside.locator(".history-item").first).to_contain_text("Owner")
    task = Task.objects.get(pk=cards[0].pk)
    assert (task.assignee, task.priority, str(task.due_date), task.progress) == (member, 3, "2031-05-06", 40)
    board.reload()
    expect(board.get_by_role("button", name="Priority")).to_contain_text("High")


def test_progress_of_100_completes_and_reopening_brings_it_back(board, project, cards):
    title(board, cards[0]).click()
    slide(board, dialog(board).get_by_role("slider"), 100)
    expect(dialog(board).locator(".notice")).to_contain_text("This task is completed. Reopen it to make changes.")
    expect(dialog(board).get_by_label("Due date")).to_have_count(0)
    dialog(board).get_by_role("button", name="Reopen").click()
    expect(dialog(board).get_by_role("button", name="Mark complete")).to_be_focused()
    dialog(board).get_by_role("button", name="Mark complete").click()
    expect(dialog(board).get_by_role("button", name="Reopen")).to_be_focused()
    toast(board, "to “Completed”").get_by_role("button", name="Undo").click()
    expect(dialog(board).get_by_role("button", name="Mark complete")).to_be_visible()
    board.keyboard.press("Escape")
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_texts_save_by_keys(board, project, cards):
    title(board, cards[0]).click()
    dialog(board).get_by_text("Add a description").click()
    dialog(board).get_by_label("Description", exact=True).last.fill(
        "Some **bold** words\n\n<b>not</b> <script>x</script>"
    )
    board.keyboard.press("Control+Enter")
    expect(dialog(board).locator("#description-text strong")).to_have_text("bold")
    dialog(board).get_by_label("Title", exact=True).fill("Alpha and more")
    board.keyboard.press("Enter")
    expect(title(board, cards[0])).to_have_text("Alpha and more")
    task = Task.objects.get(pk=cards[0].pk)
    assert task.title == "Alpha and more"
    assert task.description.startswith("Some **bold** words\n\n<b>")
    board.reload()
    expect(board.locator("#description-text strong")).to_have_text("bold")


def test_draft_survives_escape_and_reload(board, project, cards):
    title(board, cards[0]).click()
    dialog(board).get_by_text("Add a description").click()
    board.locator("textarea[name=description]").fill("half a thou")
    board.keyboard.press("Escape")
    board.wait_for_url("**/projects/*/")
    board.reload()
    title(board, cards[0]).click()
    expect(board.locator("textarea[name=description]")).to_have_value("half a thou")
    choose(board, "Priority", "Low")
    expect(dialog(board).locator(".saved")).to_have_text("Saved")
    expect(board.locator("textarea[name=description]")).to_have_value("half a thou")
    board.reload()
    field = board.locator("textarea[name=description]")
    expect(field).to_have_value("half a thou")
    field.focus()
    board.keyboard.press("End")
    board.keyboard.type("ght")
    board.get_by_role("button", name="Save description").click()
    expect(board.locator("#description-text")).to_have_text("half a thought")
    board.reload()
    expect(board.locator("#description-edit")).not_to_have_attribute("open", "")
    assert Task.objects.get(pk=cards[0].pk).description == "half a thought"


@pytest.mark.parametrize("action", ["Archive", "Delete"])
def test_card_leaves_and_undo_brings_it_back(board, project, cards, action):
    title(board, cards[1]).click()
    dialog(board).get_by_label("More actions").click()
    dialog(board).get_by_role("button", name=action).click()
    expect(dialog(board)).to_have_count(0)
    shows(board, project, [["Alpha", "Gamma"], ["Delta"], []])
    assert stored(project) == [["Alpha", "Gamma"], ["Delta"], []]
    toast(board, "#2").get_by_role("button", name="Undo").click()
    expect(title(board, cards[1])).to_be_focused()
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_move_form_moves_to_the_end(board, project, columns, cards):
    card(board, cards[0]).hover()
    card(board, cards[0]).get_by_label("Move #1").click()
    press_words(board, dialog(board).get_by_role("group", name="Column").get_by_text("In progress"))
    press_words(board, dialog(board).get_by_text("At the end"))
    dialog(board).get_by_role("button", name="Move", exact=True).click()
    expect(dialog(board)).to_have_count(0)
    toast(board, "Moved #1 to “In progress”.").get_by_role("button", name="Undo").click()
    shows(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])
    title(board, cards[0]).click()
    dialog(board).get_by_label("More actions").click()
    dialog(board).get_by_role("link", name="Move to…").click()
    expect(dialog(board).get_by_role("radio", name="Pending")).to_be_focused()
    board.keyboard.type("comp")
    expect(board.locator("#move-column [data-find]")).to_have_value("comp")
    expect(board.locator("#move-column label:visible:has([type=radio])")).to_have_text("Completed")
    board.keyboard.press("Enter")
    agree(board, project, [["Beta", "Gamma"], ["Delta"], ["Completed: Alpha"]])


def test_undo_of_a_toast_can_be_pressed_in_a_dialog_that_opened_after_it(board, project, cards):
    title(board, cards[0]).focus()
    board.keyboard.press("c")
    toast(board, "to “Completed”").wait_for()
    title(board, cards[1]).click()
    expect(dialog(board)).to_be_visible()
    toast(board, "to “Completed”").get_by_role("button", name="Undo").click()
    expect(toast(board, "Undone.")).to_be_visible()
    board.keyboard.press("Escape")
    agree(board, project, [["Alpha", "Beta", "Gamma"], ["Delta"], []])


def test_viewer_reads_the_task(page_of, project, viewer, cards):
    page = page_of(viewer)
    open_board(page, project)
    title(page, cards[0]).click()
    expect(dialog(page).locator("h1")).to_have_text("Alpha")
    expect(dialog(page).locator("textarea, select, input:not([type=hidden])")).to_have_count(0)
    # How the talk is shown is everybody's own choice.
    expect(dialog(page).locator("form:not(.talk-head form)")).to_have_count(0)


def test_link_pressed_with_ctrl_opens_beside_the_board(board, cards):
    with board.context.expect_page() as opened:
        title(board, cards[0]).click(modifiers=["Control"])
    expect(opened.value.locator("main textarea[name=title]")).to_have_value("Alpha")
    expect(dialog(board)).to_have_count(0)


def test_card_that_is_pressed_twice_opens_once(board, cards):
    before = board.evaluate("history.length")
    title(board, cards[0]).dblclick()
    expect(dialog(board).locator("textarea[name=title]")).to_have_value("Alpha")
    board.wait_for_timeout(300)
    assert board.evaluate("history.length") == before + 1


def test_answer_that_comes_after_the_dialog_was_closed_changes_the_card(board, cards):
    held = []
    board.route("**/edit/", lambda route: held.append(route))
    title(board, cards[0]).click()
    choose(board, "Priority", "High")
    dialog(board).get_by_label("Title", exact=True).fill("Omega")
    board.keyboard.press("Enter")
    dialog(board).get_by_role("button", name="Close").click()
    expect(dialog(board)).to_have_count(0)
    while not held:
        board.wait_for_timeout(20)
    held[0].continue_()
    expect(card(board, cards[0]).locator(".priority")).to_have_text("High")
    while len(held) < 2:
        board.wait_for_timeout(20)
    held[1].continue_()
    expect(title(board, cards[0])).to_have_text("Omega")


def test_task_on_its_own_page_is_moved_in_a_dialog(board, cards):
    board.goto(f"/tasks/{cards[1].pk}/")
    board.get_by_label("More actions").click()
    board.get_by_role("link", name="Move to…").click()
    press_words(board, dialog(board).get_by_text("At the end"))
    dialog(board).get_by_role("button", name="Move", exact=True).click()
    expect(dialog(board)).to_have_count(0)
    expect(toast(board, "Moved #2 to “Pending”.")).to_be_visible()


@pytest.mark.parametrize("action", ["Archive", "Delete"])
def test_task_on_its_own_page_leaves_to_the_board(board, project, cards, action):
    board.goto(f"/tasks/{cards[1].pk}/")
    board.get_by_role("button", name="Mark complete").click()
    expect(board.get_by_role("button", name="Reopen")).to_be_focused()
    board.get_by_label("More actions").click()
    board.get_by_role("button", name=action).click()
    shows(board, project, [["Alpha", "Gamma"], ["Delta"], []])
    toast(board, "#2").get_by_role("button", name="Undo").click()
    shows(board, project, [["Alpha", "Gamma"], ["Delta"], ["Completed: Beta"]])


def test_title_is_sent_once_and_an_editor_opened_meanwhile_stays_open(board, cards):
    sent = []
    board.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    title(board, cards[0]).click()
    dialog(board).get_by_label("Title", exact=True).fill("Omega")
    board.keyboard.press("Enter")
    expect(dialog(board).locator(".saved")).to_contain_text("Saved")
    dialog(board).get_by_text("Add a description").click()
    expect(board.locator("#id_description")).to_be_focused()
    board.wait_for_timeout(300)
    expect(board.locator("#id_description")).to_be_visible()
    assert len(sent) == 1
