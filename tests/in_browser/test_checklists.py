"""Checklists in the browser: added to by Enter and by paste, ticked, ordered by mouse and keys, by two at once."""

import datetime

import pytest
from playwright.sync_api import expect

from boards.models import ChecklistItem, Task
from boards.services import checklist_items, tasks
from tests.browser import look
from tests.factories import fresh, make_checklist, make_comment
from tests.in_browser import steps
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import card, dialog, press_words, title, toast
from tests.in_browser.test_accessibility import clean

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["_chromium", "_firefox"])
def browser(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def opened(board, cards):
    """The first card's dialog over the board, with a list of three."""
    make_checklist(task=cards[0], title="Steps", texts=["One", "Two", "Three"], done=1)
    board.reload()
    title(board, cards[0]).click()
    expect(items(board)).to_have_text(["One", "Two", "Three"])
    return board


def items(page):
    return dialog(page).locator(".item-text")


def box(page, text):
    return dialog(page).get_by_role("checkbox", name=text)


def grip(page, text):
    return dialog(page).get_by_role("button", name=f"Carry {text}")


def stored(task):
    rows = ChecklistItem.objects.filter(checklist__task=task, deleted_at=None)
    return list(rows.order_by("checklist__position", "position").values_list("text", flat=True))


def test_list_begins_and_items_are_added_by_enter_and_by_paste(board, cards):
    title(board, cards[0]).click()
    press_words(board, dialog(board).get_by_text("Add a checklist"))
    expect(dialog(board).get_by_label("Name of the checklist")).to_be_focused()
    board.keyboard.type("Before the launch")
    board.keyboard.press("Enter")
    field = dialog(board).get_by_label("New item of Before the launch")
    expect(field).to_be_focused()
    board.keyboard.type("Ask the printer")
    board.keyboard.press("Enter")
    expect(items(board)).to_have_text(["Ask the printer"])
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    board.keyboard.insert_text("- [x] Two\n- Three\n")
    board.keyboard.press("Enter")
    expect(items(board)).to_have_text(["Ask the printer", "Two", "Three"])
    expect(toast(board)).to_contain_text("Added 2 items.")
    expect(box(board, "Two")).to_be_checked()
    expect(card(board, cards[0]).locator(".card-count")).to_contain_text("1/3")
    assert stored(cards[0]) == ["Ask the printer", "Two", "Three"]


def test_items_are_ticked_by_click_and_by_space(opened, cards):
    box(opened, "Two").click()
    expect(box(opened, "Two")).to_be_checked()
    expect(card(opened, cards[0]).locator(".card-count")).to_contain_text("2/3")
    box(opened, "Three").focus()
    opened.keyboard.press("Space")
    expect(box(opened, "Three")).to_be_checked()
    expect(box(opened, "Three")).to_be_focused()
    opened.keyboard.press("Space")
    expect(box(opened, "Three")).not_to_be_checked()
    assert (fresh(cards[0]).items_done, fresh(cards[0]).item_count) == (2, 3)


def test_items_are_ordered_by_mouse(opened, cards):
    with opened.expect_response(lambda answer: "/move/" in answer.url):
        steps.drag(opened, grip(opened, "Three"), grip(opened, "One"))
    expect(items(opened)).to_have_text(["Three", "One", "Two"])
    assert stored(cards[0]) == ["Three", "One", "Two"]


def test_items_are_ordered_by_keys_and_put_back_by_escape(opened, cards):
    make_checklist(task=cards[0], title="Later", texts=["Last"])
    opened.goto(f"/tasks/{cards[0].pk}/")
    texts = opened.locator(".item-text")
    opened.get_by_role("button", name="Carry Three").focus()
    opened.keyboard.press("Space")
    opened.keyboard.press("ArrowDown")
    expect(texts).to_have_text(["One", "Two", "Three", "Last"])
    with opened.expect_response(lambda answer: "/move/" in answer.url):
        opened.keyboard.press("Space")
    expect(opened.locator("#announcer")).to_contain_text("Dropped Three in Later, place 1 of 2.")
    expect(opened.get_by_role("button", name="Carry Three")).to_be_focused()
    assert ChecklistItem.objects.get(text="Three").checklist.title == "Later"
    opened.get_by_role("button", name="Carry Two").focus()
    opened.keyboard.press("Space")
    opened.keyboard.press("ArrowUp")
    expect(texts).to_have_text(["Two", "One", "Three", "Last"])
    opened.keyboard.press("Escape")
    expect(texts).to_have_text(["One", "Two", "Three", "Last"])


def test_whole_checklists_are_ordered_by_mouse_keys_and_menu(opened, cards):
    make_checklist(task=cards[0], title="Later", texts=["Last"])
    opened.goto(f"/tasks/{cards[0].pk}/")
    names = opened.locator(".checklist h3")

    def carry(name):
        return opened.get_by_role("button", name=f"Carry the checklist {name}")

    with opened.expect_response(lambda answer: "/move/" in answer.url):
        steps.drag(opened, carry("Later"), carry("Steps"))
    expect(names).to_have_text(["Later", "Steps"])
    carry("Later").focus()
    opened.keyboard.press("Space")
    opened.keyboard.press("ArrowDown")
    with opened.expect_response(lambda answer: "/move/" in answer.url):
        opened.keyboard.press("Space")
    expect(opened.locator("#announcer")).to_contain_text("Dropped the checklist Later, place 2 of 2.")
    expect(names).to_have_text(["Steps", "Later"])
    opened.locator("summary[aria-label='Rename, move or delete the checklist Later']").click()
    with opened.expect_response(lambda answer: "/move/" in answer.url):
        press_words(opened, opened.locator(".checklist-steps").get_by_role("button", name="Up"))
    expect(names).to_have_text(["Later", "Steps"])
    opened.reload()
    expect(names).to_have_text(["Later", "Steps"])
    assert stored(cards[0]) == ["Last", "One", "Two", "Three"]


def test_escape_while_carrying_leaves_the_dialog_open(opened):
    grip(opened, "Two").focus()
    opened.keyboard.press("Space")
    opened.keyboard.press("ArrowUp")
    opened.keyboard.press("Escape")
    expect(items(opened)).to_have_text(["One", "Two", "Three"])
    expect(dialog(opened)).to_be_visible()


def test_item_is_edited_in_place_and_deleted_with_undo(opened, cards, member):
    dialog(opened).locator("summary[aria-label='Edit Two']").click()
    field = dialog(opened).get_by_label("Item", exact=True)
    expect(field).to_be_focused()
    field.fill("Second")
    dialog(opened).locator(".item-form").get_by_label("Due date").fill("tomorrow")
    field.press("Enter")
    expect(items(opened)).to_have_text(["One", "Second", "Three"])
    expect(dialog(opened).locator(".item .badge")).to_contain_text("Tomorrow")
    expect(dialog(opened).locator(".item-form")).to_have_count(0)
    dialog(opened).locator("summary[aria-label='Edit One']").click()
    press_words(opened, dialog(opened).locator(".item-actions").get_by_role("button", name="Delete"))
    expect(items(opened)).to_have_text(["Second", "Three"])
    toast(opened).get_by_role("button", name="Undo").click()
    expect(items(opened)).to_have_text(["One", "Second", "Three"])
    assert fresh(cards[0]).items_done == 1


def test_item_becomes_a_task_and_names_it(opened, cards, project):
    dialog(opened).locator("summary[aria-label='Edit Two']").click()
    press_words(opened, dialog(opened).get_by_role("button", name="Make it a task"))
    made = dialog(opened).locator(".item-text a")
    expect(made).to_contain_text("Two")
    task = Task.objects.get(title="Two")
    expect(card(opened, task)).to_be_visible()
    assert stored(cards[0])[1] == f"#{task.number}"


def test_task_becomes_an_item_of_another(board, cards):
    title(board, cards[1]).click()
    dialog(board).get_by_role("button", name="More actions").click()
    dialog(board).get_by_role("link", name="Make it an item").click()
    dialog(board).get_by_label("Of which task?").fill(f"#{cards[0].number}")
    press_words(board, dialog(board).get_by_role("button", name="Make it an item"))
    expect(card(board, cards[1])).to_have_count(0)
    expect(card(board, cards[0]).locator(".card-count")).to_contain_text("0/1")
    assert stored(cards[0]) == [cards[1].title]


def test_progress_follows_and_the_last_tick_completes(opened, cards):
    press_words(opened, dialog(opened).get_by_role("button", name="Follow the checklists"))
    expect(dialog(opened).locator(".task-facts progress")).to_have_attribute("value", "33")
    box(opened, "Two").click()
    expect(dialog(opened).locator(".task-facts progress")).to_have_attribute("value", "66")
    box(opened, "Three").click()
    expect(dialog(opened).get_by_text("This task is completed.")).to_be_visible()
    expect(dialog(opened).locator(".checklist [role=checkbox]")).to_have_count(0)
    assert fresh(cards[0]).completed_at


def test_what_others_do_is_seen_and_what_is_typed_stays(opened, cards, owner):
    followed(opened)
    field = dialog(opened).get_by_label("New item of Steps")
    field.fill("Half a thought")
    item = ChecklistItem.objects.select_related("checklist__task").get(text="Two")
    checklist_items.tick(item=item, done=True, actor=owner)
    expect(box(opened, "Two")).to_be_checked()
    expect(field).to_have_value("Half a thought")
    tasks.complete(task=cards[0], actor=owner)
    expect(dialog(opened).get_by_text("This task is completed.").first).to_be_visible()


def test_two_texts_are_shown_side_by_side(opened, owner):
    dialog(opened).locator("summary[aria-label='Edit Two']").click()
    field = dialog(opened).get_by_label("Item", exact=True)
    field.fill("Mine")
    item = ChecklistItem.objects.select_related("checklist__task").get(text="Two")
    checklist_items.update(item=item, changed={"text": "Theirs"}, seen_version=None, actor=owner)
    field.press("Enter")
    expect(opened.locator("#conflict")).to_contain_text("Theirs")
    opened.locator("#conflict").get_by_role("button", name="Save").click()
    expect(items(opened)).to_have_text(["One", "Mine", "Three"])


def test_boxes_in_texts_are_ticked_by_click_and_space(board, cards, owner):
    tasks.update(task=cards[0], changed={"description": "- [ ] One\n- [ ] Two"}, seen_version=None, actor=owner)
    make_comment(task=cards[0], text="- [ ] Said", actor=owner)
    board.reload()
    title(board, cards[0]).click()
    box(board, "One").click()
    expect(box(board, "One")).to_be_checked()
    box(board, "Two").focus()
    board.keyboard.press("Space")
    expect(box(board, "Two")).to_be_checked()
    box(board, "Said").click()
    expect(box(board, "Said")).to_be_checked()
    assert fresh(cards[0]).description == "- [x] One\n- [x] Two"


def test_axe_finds_nothing_with_lists_open_forms_and_long_words(page, cards, owner, member, sign_in):
    """In both themes and all widths, with all forms of a list and of an item open."""
    made = make_checklist(task=cards[0], title="Steps", texts=["One `code`", "W" * 200, "Three #2"], done=1)
    wanted = {"assignee": member, "due_date": owner.today() - datetime.timedelta(days=2)}
    checklist_items.update(item=made.items.last(), changed=wanted, seen_version=None, actor=owner)
    make_checklist(task=cards[0], title="Nothing in it yet")
    sign_in(page, owner)
    page.goto(f"/tasks/{cards[0].pk}/")
    assert clean(look(page))
    page.evaluate("document.querySelectorAll('#checklists details').forEach(each => each.open = true)")
    expect(page.locator(".item-form")).to_have_count(3)
    # Who types is scrolled to; what the top bar covers then is not too small.
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    assert clean(look(page))


def test_only_what_is_ticked_has_a_mark_in_forced_colours(page_of, cards, owner):
    make_checklist(task=cards[0], texts=["Milk", "Bread"], done=1)
    page = page_of(owner, forced_colors="active")
    page.goto(f"/tasks/{cards[0].pk}/")
    expect(page.locator(".item", has_text="Milk").locator(".box .icon")).to_be_visible()
    expect(page.locator(".item", has_text="Bread").locator(".box .icon")).to_be_hidden()
