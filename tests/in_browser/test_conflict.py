"""Two people edit one task: different fields merge, the same field is a choice between two texts; nothing is lost."""

import pytest
from playwright.sync_api import expect

from boards.models import Task
from boards.services import tasks
from tests.in_browser.steps import card, choose, dialog, open_board, title, toast

pytestmark = pytest.mark.browser


@pytest.fixture
def task(project, cards):
    return tasks.update(task=cards[0], changed={"description": "Before"}, seen_version=None, actor=project.owner)


@pytest.fixture
def described(task):
    return lambda: Task.objects.values_list("description", flat=True).get(pk=task.pk)


def write(page, text):
    page.locator("#description-edit summary").click()
    page.locator("textarea[name=description]").fill(text)


def test_different_fields_merge(page_of, owner, member, task, described):
    ours, theirs = page_of(owner), page_of(member)
    ours.goto(f"/tasks/{task.pk}/")
    theirs.goto(f"/tasks/{task.pk}/")
    write(ours, "By the owner")
    choose(theirs, "Priority", "Urgent")
    theirs.get_by_label("Title", exact=True).fill("By the member")
    theirs.keyboard.press("Enter")
    expect(theirs.locator(".history-item").first).to_contain_text("renamed this task")
    ours.keyboard.press("Control+Enter")
    expect(ours.locator("#description-text")).to_have_text("By the owner")
    expect(ours.get_by_label("Title", exact=True)).to_have_value("By the member")
    expect(ours.get_by_role("button", name="Priority")).to_contain_text("Urgent")
    assert described() == "By the owner"


def test_same_field_is_a_choice_in_the_dialog(page_of, project, owner, member, task, described):
    ours, theirs = page_of(owner), page_of(member)
    for page in (ours, theirs):
        open_board(page, project)
        title(page, task).click()
        write(page, "Ours, typed\nfor long" if page is ours else "Theirs")
    theirs.keyboard.press("Control+Enter")
    expect(theirs.locator("#description-text")).to_have_text("Theirs")
    ours.keyboard.press("Control+Enter")
    conflict = dialog(ours).locator("#conflict")
    expect(conflict).to_be_focused()
    expect(conflict.get_by_role("alert")).to_contain_text("Member")
    # Said once, where the choice is, and not over it as well.
    assert ours.locator(".toast-error").count() == 0
    expect(conflict.locator("textarea")).to_have_value("Ours, typed\nfor long")
    expect(conflict.locator(".pre")).to_have_text("Theirs")
    expect(conflict.locator("ins")).not_to_have_count(0)
    expect(conflict.locator("del")).not_to_have_count(0)
    assert described() == "Theirs"
    conflict.locator("textarea").fill("Ours and theirs")
    conflict.get_by_role("button", name="Save").click()
    expect(dialog(ours).locator("#description-text")).to_have_text("Ours and theirs")
    expect(ours.locator("#description-edit")).not_to_have_attribute("open", "")
    assert described() == "Ours and theirs"
    ours.keyboard.press("Escape")
    expect(card(ours, task)).to_be_visible()


def test_their_text_can_be_kept(page_of, owner, member, task, described):
    ours = page_of(owner)
    ours.goto(f"/tasks/{task.pk}/")
    write(ours, "Ours")
    tasks.update(task=task, changed={"description": "Theirs"}, seen_version=None, actor=member)
    ours.get_by_role("button", name="Save description").click()
    ours.locator("#conflict").get_by_text("Theirs", exact=True).last.click()
    ours.locator("#conflict").get_by_role("button", name="Save").click()
    expect(ours.locator("#description-text")).to_have_text("Theirs")
    ours.reload()
    expect(ours.locator("textarea[name=description]")).to_have_value("Theirs")
    assert described() == "Theirs"


def test_both_texts_can_be_kept_and_edited(page_of, owner, member, task, described):
    tasks.update(task=task, changed={"description": "One\ntwo\nthree"}, seen_version=None, actor=owner)
    ours = page_of(owner)
    ours.goto(f"/tasks/{task.pk}/")
    write(ours, "One, by us\ntwo\nthree")
    tasks.update(task=task, changed={"description": "One\ntwo\nthree, by them"}, seen_version=None, actor=member)
    ours.get_by_role("button", name="Save description").click()
    ours.locator("#conflict textarea").fill("One, by us\ntwo\nthree\nand four")
    ours.locator("#conflict").get_by_text("Both", exact=True).click()
    ours.locator("#conflict").get_by_role("button", name="Save").click()
    expect(ours.locator("#description-text")).to_contain_text("three, by them")
    assert described() == "One, by us\ntwo\nthree, by them\n\nthree\nand four"
    ours.reload()
    expect(ours.locator(".draft-mark")).to_have_count(0)


def test_choice_stays_open_while_others_go_on(page_of, owner, member, task, described):
    ours = page_of(owner)
    ours.goto(f"/tasks/{task.pk}/")
    write(ours, "Ours")
    tasks.update(task=task, changed={"description": "Second"}, seen_version=None, actor=member)
    ours.keyboard.press("Control+Enter")
    expect(ours.locator("#conflict .pre")).to_have_text("Second")
    tasks.update(task=task, changed={"priority": 4}, seen_version=None, actor=member)
    expect(ours.locator("#live")).to_have_attribute("data-state", "open")
    expect(ours.locator("#conflict .pre")).to_have_text("Second")
    ours.locator("#conflict").get_by_role("button", name="Save").click()
    expect(ours.locator(".task-text")).to_contain_text("Ours")
    assert described() == "Ours"


def test_third_person_in_between_asks_again(page_of, owner, member, task, described):
    ours = page_of(owner)
    ours.goto(f"/tasks/{task.pk}/")
    write(ours, "Ours")
    tasks.update(task=task, changed={"description": "Second"}, seen_version=None, actor=member)
    ours.keyboard.press("Control+Enter")
    expect(ours.locator("#conflict .pre")).to_have_text("Second")
    tasks.update(task=task, changed={"description": "Third"}, seen_version=None, actor=member)
    ours.locator("#conflict").get_by_role("button", name="Save").click()
    expect(ours.locator("#conflict .pre")).to_have_text("Third")
    expect(ours.locator("#conflict textarea")).to_have_value("Ours")
    assert described() == "Third"


def test_draft_of_old_does_not_overwrite_what_came_since(page_of, owner, member, task, described):
    ours = page_of(owner)
    ours.goto(f"/tasks/{task.pk}/")
    write(ours, "A draft of yesterday")
    tasks.update(task=task, changed={"description": "Theirs"}, seen_version=None, actor=member)
    ours.reload()
    expect(ours.locator("textarea[name=description]")).to_have_value("A draft of yesterday")
    ours.get_by_role("button", name="Save description").click()
    expect(ours.locator("#conflict textarea")).to_have_value("A draft of yesterday")
    expect(ours.locator("#conflict .pre")).to_have_text("Theirs")
    assert described() == "Theirs"


def test_key_on_an_outdated_card_asks_too(deaf, board, project, member, cards):
    tasks.update(task=cards[0], changed={"priority": 2}, seen_version=None, actor=member)
    title(board, cards[0]).focus()
    board.keyboard.press("4")
    expect(dialog(board).locator("#conflict")).to_contain_text("Medium")
    assert board.locator(".toast-error").count() == 0
    dialog(board).get_by_role("button", name="Save").click()
    expect(dialog(board)).to_have_count(0)
    expect(card(board, cards[0]).locator(".priority")).to_have_text("Urgent")
    assert Task.objects.get(pk=cards[0].pk).priority == 4


def test_locked_meanwhile_keeps_what_was_typed(page_of, owner, member, task, described):
    ours = page_of(owner)
    ours.goto(f"/tasks/{task.pk}/")
    write(ours, "Too late")
    tasks.complete(task=task, actor=member)
    ours.keyboard.press("Control+Enter")
    expect(toast(ours, "This task is completed. Reopen it to make changes.")).to_be_visible()
    expect(ours.locator("textarea[name=description]")).to_have_value("Too late")
    tasks.reopen(task=task, actor=member)
    ours.reload()
    expect(ours.locator("textarea[name=description]")).to_have_value("Too late")
    ours.get_by_role("button", name="Save description").click()
    expect(ours.locator("#description-text")).to_have_text("Too late")
    assert described() == "Too late"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("Yours", "Ours\nas typed"), ("Theirs", "Theirs"), ("Both", "Theirs\n\nOurs\nas typed")],
)
def test_same_field_without_scripts(page_of, owner, member, task, described, choice, kept):
    ours = page_of(owner, java_script_enabled=False)
    ours.goto(f"/tasks/{task.pk}/")
    write(ours, "Ours\nas typed")
    choose(ours, "Priority", "High")
    ours.keyboard.press("Escape")
    tasks.update(task=task, changed={"description": "Theirs"}, seen_version=None, actor=member)
    ours.get_by_role("button", name="Save changes").first.click()
    expect(ours.locator("#conflict textarea")).to_have_value("Ours\nas typed")
    expect(ours.locator("#conflict .pre")).to_have_text("Theirs")
    expect(ours.locator("#conflict .diff")).to_be_visible()
    ours.get_by_role("radio", name=choice).locator("xpath=..").get_by_text(choice, exact=True).click()
    ours.get_by_role("button", name="Save").click()
    expect(ours.locator("#description-text")).to_have_text(kept, use_inner_text=False)
    expect(ours.get_by_role("button", name="Priority")).to_contain_text("High")
    assert described() == kept
