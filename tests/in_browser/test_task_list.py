"""The list of tasks under the hand: a row opens its task, a cell its field, by mouse and by keys."""

import re

import pytest
from playwright.sync_api import expect

from boards.models import Activity, Task
from boards.services import members, tasks
from tests.browser import look
from tests.factories import fresh, make_tag, make_user
from tests.in_browser.steps import dialog, press_words, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def listed(page, project, cards, owner, sign_in):
    """The list of the project, as its owner sees it."""
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/list/")
    page.wait_for_function("!!customElements.get('cell-editor')")
    return page


def row(page, task):
    return page.locator(f"#row-{task.pk}")


def cell(page, task, field):
    return page.locator(f"#cell-{task.pk}-{field}")


def test_row_opens_its_task_and_back_closes_it(listed, cards):
    home = listed.url
    for place in (row(listed, cards[0]).locator(".cell-number"), row(listed, cards[0]).locator(".row-title")):
        press_words(listed, place)
        expect(dialog(listed)).to_contain_text("Alpha")
        expect(listed).to_have_url(re.compile(f"/tasks/{cards[0].pk}/$"))
        listed.go_back()
        expect(dialog(listed)).to_have_count(0)
        expect(listed).to_have_url(home)


def test_row_shows_what_was_changed_in_its_dialog(listed, cards):
    press_words(listed, row(listed, cards[0]).locator(".row-title"))
    title = dialog(listed).get_by_label("Title", exact=True)
    title.fill("Renamed")
    title.press("Enter")
    expect(dialog(listed).locator(".saved")).to_contain_text("Saved")
    listed.keyboard.press("Escape")
    expect(row(listed, cards[0]).locator(".row-title")).to_have_text("Renamed")
    expect(row(listed, cards[0]).locator(".row-title")).to_be_focused()


def test_row_follows_what_is_done_in_its_dialog(listed, cards):
    press_words(listed, row(listed, cards[0]).locator(".row-title"))
    press_words(listed, dialog(listed).get_by_role("button", name="Mark complete"))
    expect(dialog(listed).get_by_role("button", name="Reopen")).to_be_visible()
    listed.keyboard.press("Escape")
    expect(row(listed, cards[0]).locator(".status")).to_contain_text("Completed")
    expect(row(listed, cards[0]).locator(".cell-number")).to_have_text("#1")


def test_row_of_a_task_that_is_deleted_in_its_dialog_goes_and_comes_back(listed, cards):
    press_words(listed, row(listed, cards[0]).locator(".row-title"))
    dialog(listed).get_by_role("button", name="More actions").click()
    press_words(listed, dialog(listed).get_by_role("button", name="Delete"))
    expect(row(listed, cards[0])).not_to_be_visible()
    press_words(listed, toast(listed, "Deleted #1").get_by_role("button", name="Undo"))
    expect(toast(listed, "Undone.")).to_be_visible()
    expect(row(listed, cards[0])).to_be_visible()


def test_row_follows_at_once_and_keys_take_back_what_was_done_in_a_cell(listed, cards):
    cell(listed, cards[0], "priority").click()
    press_words(listed, listed.get_by_role("group", name="Priority").get_by_text("High"))
    expect(cell(listed, cards[0], "priority").locator(".priority")).to_have_text("High")
    listed.keyboard.press("z")
    expect(cell(listed, cards[0], "priority").locator(".priority")).to_have_count(0)
    assert fresh(cards[0]).priority == 0


def test_priority_is_chosen_by_its_words(listed, cards):
    row(listed, cards[0]).hover()
    press_words(listed, cell(listed, cards[0], "priority"))
    press_words(listed, listed.get_by_role("group", name="Priority").get_by_text("High"))
    expect(cell(listed, cards[0], "priority").locator(".priority")).to_have_text("High")
    expect(cell(listed, cards[0], "priority")).to_be_focused()
    assert fresh(cards[0]).priority == 3
    press_words(listed, toast(listed, "Changed #1").get_by_role("button", name="Undo"))
    expect(toast(listed, "Undone.")).to_be_visible()
    expect(row(listed, cards[0])).to_be_visible()
    expect(row(listed, cards[0]).locator(".priority")).to_have_count(0)


def test_rows_a_filter_has_brought_are_edited_in_place_too(listed, cards):
    listed.locator("#filter-bar input[name=q]").fill("alp")
    expect(listed.locator(".task-table tbody tr")).to_have_count(1)
    cell(listed, cards[0], "priority").click()
    press_words(listed, listed.get_by_role("group", name="Priority").get_by_text("Low"))
    expect(cell(listed, cards[0], "priority").locator(".priority")).to_have_text("Low")


def test_column_is_chosen_by_keys_and_escape_leaves_it(listed, cards):
    cell(listed, cards[0], "column").focus()
    listed.keyboard.press("Enter")
    expect(listed.get_by_role("radio", name="Pending")).to_be_focused()
    listed.keyboard.press("Escape")
    expect(listed.locator("cell-editor")).to_have_count(0)
    expect(cell(listed, cards[0], "column")).to_be_focused()
    listed.keyboard.press("Enter")
    expect(listed.get_by_role("radio", name="Pending")).to_be_focused()
    listed.keyboard.press("ArrowDown")
    listed.keyboard.press("Enter")
    expect(cell(listed, cards[0], "column")).to_contain_text("In progress")
    assert fresh(cards[0]).column == cards[3].column


def test_title_is_saved_by_enter_by_leaving_and_not_by_escape(listed, cards):
    for end, saved in (("Escape", "Alpha"), ("Enter", "Alpha!"), ("Tab", "Alpha!!")):
        cell(listed, cards[0], "title").focus()
        listed.keyboard.press("Enter")
        expect(row(listed, cards[0]).get_by_label("Title", exact=True)).to_be_focused()
        listed.keyboard.type("!")
        listed.keyboard.press(end)
        expect(row(listed, cards[0]).locator(".row-title")).to_have_text(saved)
        expect(listed.locator("cell-editor")).to_have_count(0)
        assert Task.objects.get(pk=cards[0].pk).title == saved
    assert fresh(cards[0]).version == 3


def test_refused_title_stays_with_its_sentence(listed, cards):
    cell(listed, cards[0], "title").focus()
    listed.keyboard.press("Enter")
    row(listed, cards[0]).get_by_label("Title", exact=True).fill(" ")
    listed.keyboard.press("Enter")
    expect(row(listed, cards[0]).get_by_role("alert")).to_be_visible()
    expect(row(listed, cards[0]).get_by_label("Title", exact=True)).to_be_focused()


def test_due_date_and_assignee(listed, cards, member):
    cell(listed, cards[0], "due_date").focus()
    listed.keyboard.press("Enter")
    row(listed, cards[0]).get_by_label("Due date").fill("2031-05-06")
    listed.keyboard.press("Enter")
    expect(row(listed, cards[0]).locator(".badge")).to_be_visible()
    cell(listed, cards[0], "assignee").focus()
    listed.keyboard.press("Enter")
    press_words(listed, listed.get_by_role("group", name="Assignee").get_by_text("Member"))
    expect(row(listed, cards[0]).locator(".person")).to_contain_text("Member")
    assert (str(fresh(cards[0]).due_date), fresh(cards[0]).assignee) == ("2031-05-06", member)


def test_tags_are_chosen_and_made_in_their_cell(listed, project, cards):
    make_tag(project=project, name="design")
    row(listed, cards[0]).hover()
    press_words(listed, cell(listed, cards[0], "tags"))
    expect(listed.get_by_role("group", name="Tags").locator("[data-find]")).to_be_focused()
    listed.keyboard.type("des")
    listed.keyboard.press("Enter")
    listed.keyboard.type("new one,")
    # By the edge of the window, where nothing else is.
    listed.mouse.click(2, 400)
    expect(cell(listed, cards[0], "tags").locator(".tag")).to_have_text(["design", "new one"])
    expect(listed.locator("cell-editor")).to_have_count(0)
    assert [tag.name for tag in fresh(cards[0]).tags.all()] == ["design", "new one"]
    assert Activity.objects.filter(task=cards[0], changes__has_key="tags").count() == 1
    press_words(listed, toast(listed, "Changed #1").get_by_role("button", name="Undo"))
    expect(toast(listed, "Undone.")).to_be_visible()
    expect(row(listed, cards[0]).locator(".tag")).to_have_count(0)


def test_escape_leaves_the_tags_as_they_were(listed, project, cards):
    make_tag(project=project, name="design").tasks.add(cards[0])
    listed.reload()
    press_words(listed, cell(listed, cards[0], "tags").locator(".tag"))
    press_words(listed, listed.get_by_role("group", name="Tags").get_by_text("design"))
    listed.keyboard.press("Escape")
    expect(listed.locator("cell-editor")).to_have_count(0)
    expect(cell(listed, cards[0], "tags")).to_be_focused()
    expect(row(listed, cards[0]).locator(".tag")).to_have_text(["design"])
    assert fresh(cards[0]).version == 1


def test_tags_changed_by_somebody_else_meanwhile_are_merged(listed, project, cards, member):
    cell(listed, cards[0], "tags").focus()
    listed.keyboard.press("Enter")
    expect(listed.get_by_role("group", name="Tags").locator("[data-find]")).to_be_focused()
    tasks.update(task=cards[0], changed={"tags": ["theirs"]}, seen_version=None, actor=member)
    listed.keyboard.type("mine,")
    listed.mouse.click(2, 400)
    expect(cell(listed, cards[0], "tags").locator(".tag")).to_have_text(["mine", "theirs"])


def test_people_of_a_cell_are_found_by_typing(listed, project, cards, owner):
    for number in range(12):
        members.add(project=project, user=make_user(name=f"person{number}"), role="member", actor=owner)
    cell(listed, cards[0], "assignee").focus()
    listed.keyboard.press("Enter")
    shown = listed.get_by_role("group", name="Assignee")
    expect(shown.locator("[data-find]")).to_be_focused()
    listed.keyboard.type("person11")
    expect(shown.locator("label:visible:has([type=radio])")).to_have_text("P\nPerson11", use_inner_text=True)
    listed.keyboard.press("Enter")
    expect(row(listed, cards[0]).locator(".person")).to_contain_text("Person11")


def test_same_title_changed_by_somebody_else_is_a_choice(listed, cards, member):
    cell(listed, cards[0], "title").focus()
    listed.keyboard.press("Enter")
    field = row(listed, cards[0]).get_by_label("Title", exact=True)
    expect(field).to_be_focused()
    tasks.update(task=cards[0], changed={"title": "Theirs"}, seen_version=None, actor=member)
    field.fill("Mine")
    field.press("Enter")
    expect(dialog(listed)).to_contain_text("Theirs")
    press_words(listed, dialog(listed).get_by_role("button", name="Save"))
    expect(row(listed, cards[0]).locator(".row-title")).to_have_text("Mine")


def test_open_cells_look_right(listed, cards):
    for field in ("title", "priority"):
        cell(listed, cards[0], field).focus()
        listed.keyboard.press("Enter")
        expect(listed.locator("cell-editor")).to_have_count(1)
        assert look(listed) == []
        listed.keyboard.press("Escape")
