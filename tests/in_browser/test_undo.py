"""Undo for every change of a card, by button and by `z`, and toasts that keep out of the way."""

import pytest
from playwright.sync_api import expect

from boards.models import Task
from boards.services import tasks
from tests.factories import fresh, make_tasks
from tests.in_browser.steps import card, dialog, open_board, title, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]


def undo_in(place):
    return place.get_by_role("button", name="Undo")


def test_priority_by_key_is_taken_back_by_z(board, cards):
    title(board, cards[0]).focus()
    board.keyboard.press("3")
    expect(toast(board, "Changed #1: Priority.")).to_be_visible()
    expect(card(board, cards[0]).locator(".priority")).to_have_text("High")
    board.keyboard.press("z")
    expect(toast(board, "Undone.")).to_be_visible()
    expect(card(board, cards[0]).locator(".priority")).to_have_count(0)
    assert fresh(cards[0]).priority == 0


def test_assignment_by_key_is_taken_back_by_the_button(board, cards):
    title(board, cards[0]).focus()
    board.keyboard.press("i")
    undo_in(toast(board, "Changed #1: Assignee.")).click()
    expect(card(board, cards[0]).locator(".avatar")).to_have_count(0)
    assert fresh(cards[0]).assignee is None


def test_z_goes_further_back_with_each_press(board, cards):
    title(board, cards[0]).focus()
    for key, word in (("1", "Low"), ("2", "Medium"), ("3", "High")):
        board.keyboard.press(key)
        expect(card(board, cards[0]).locator(".priority")).to_have_text(word)
    expect(board.locator(".toast")).to_have_count(1)
    for word in ("Medium", "Low"):
        board.keyboard.press("z")
        expect(card(board, cards[0]).locator(".priority")).to_have_text(word)
    board.keyboard.press("z")
    expect(card(board, cards[0]).locator(".priority")).to_have_count(0)
    assert fresh(cards[0]).priority == 0


@pytest.fixture(params=["dialog", "page"])
def opened(request, board, project, cards):
    """The task Alpha, in its dialog and on its page."""
    if request.param == "dialog":
        title(board, cards[0]).click()
        expect(dialog(board)).to_be_visible()
    else:
        board.goto(f"/tasks/{cards[0].pk}/")
        board.wait_for_function("!!document.querySelector('task-view [data-htmx-powered]')")
    return board


def test_texts_and_facts_in_a_task_are_taken_back(opened, cards):
    opened.get_by_label("Title", exact=True).fill("Omega")
    opened.keyboard.press("Enter")
    expect(opened.locator(".saved")).to_contain_text("Saved")
    opened.locator("#description-edit summary").click()
    opened.locator("#id_description").fill("Words")
    opened.keyboard.press("Control+Enter")
    expect(opened.locator("#description-text")).to_have_text("Words")
    undo_in(opened.locator(".saved-undo")).click()
    expect(opened.locator("#description-text")).to_have_count(0)
    opened.locator(".fact-note").first.click()
    opened.keyboard.press("z")
    expect(opened.get_by_label("Title", exact=True)).to_have_value("Alpha")
    stored = fresh(cards[0])
    assert (stored.title, stored.description) == ("Alpha", "")


def test_undo_that_is_too_late_says_so_in_one_sentence(board, owner, cards):
    title(board, cards[0]).focus()
    board.keyboard.press("3")
    undo = undo_in(toast(board, "Changed #1"))
    expect(undo).to_be_visible()
    tasks.delete(task=Task.objects.get(pk=cards[0].pk), actor=owner)
    undo.click()
    expect(toast(board)).to_contain_text("This can't be undone any more: it has been deleted since.")
    expect(board.locator(".toast")).to_have_count(1)


def test_newer_change_of_the_same_field_says_so(board, member, cards):
    title(board, cards[0]).focus()
    board.keyboard.press("3")
    expect(toast(board, "Changed #1")).to_be_visible()
    tasks.update(task=Task.objects.get(pk=cards[0].pk), changed={"priority": 1}, seen_version=None, actor=member)
    board.keyboard.press("z")
    expect(toast(board, "Something newer is in the way")).to_be_visible()


def test_what_was_done_does_not_stand_over_what_went_wrong(board, member, cards):
    for task in cards[:2]:
        title(board, task).focus()
        board.keyboard.press("3")
        expect(toast(board, f"Changed #{task.number}")).to_be_visible()
    board.keyboard.press("z")
    expect(toast(board, "Undone.")).to_be_visible()
    tasks.update(task=Task.objects.get(pk=cards[0].pk), changed={"priority": 1}, seen_version=None, actor=member)
    board.keyboard.press("z")
    expect(toast(board, "Something newer is in the way")).to_be_visible()
    expect(board.locator(".toast")).to_have_count(1)


def test_a_refusal_goes_once_its_cause_is_mended(board, member, cards):
    tasks.complete(task=Task.objects.get(pk=cards[0].pk), actor=member)
    title(board, cards[0]).focus()
    board.keyboard.press("3")
    refusal = board.locator(".toast-error")
    expect(refusal).to_contain_text("Reopen it")
    title(board, cards[0]).focus()
    board.keyboard.press("c")
    expect(toast(board, "#1 to “")).to_be_visible()
    # By itself it would stay for 8 seconds.
    expect(refusal).to_have_count(0, timeout=5_000)
    expect(toast(board, "#1 to “")).to_be_visible()


def test_without_scripts(page_of, member, cards):
    page = page_of(member, java_script_enabled=False)
    page.goto(f"/tasks/{cards[0].pk}/")
    page.get_by_label("Title", exact=True).fill("Omega")
    page.get_by_role("button", name="Save changes").first.click()
    undo_in(page.locator(".toast")).click()
    expect(page.locator(".toast")).to_contain_text("Undone.")
    assert fresh(cards[0]).title == "Alpha"


def test_toast_never_lies_over_the_card_in_question(board, project, columns, member):
    board.set_viewport_size({"width": 390, "height": 700})
    made = make_tasks(project=project, count=30, column=columns[0])
    open_board(board, project)
    board.keyboard.press("Tab")
    for task in (made[0], made[-1], made[12]):
        title(board, task).evaluate("link => link.closest('.card').scrollIntoView({block: 'end'})")
        title(board, task).focus()
        board.keyboard.press("2")
        expect(toast(board, f"Changed #{task.number}:")).to_be_visible()
        title(board, task).evaluate("link => link.blur()")
        ours, theirs = toast(board).bounding_box(), card(board, task).bounding_box()
        apart = ours["y"] >= theirs["y"] + theirs["height"] or ours["y"] + ours["height"] <= theirs["y"]
        assert apart, (ours, theirs)


def test_one_toast_of_a_kind_said_in_a_live_region(board, cards, browser_errors):
    assert board.locator("#toasts").get_attribute("aria-live") == "polite"
    for task in cards:
        title(board, task).focus()
        board.keyboard.press("c")
        expect(toast(board, f"#{task.number} to")).to_be_visible()
        expect(board.locator(".toast")).to_have_count(1)
    board.route("**/reopen/", lambda route: route.abort())
    title(board, cards[0]).focus()
    board.keyboard.press("c")
    expect(toast(board, "can't be reached")).to_be_visible()
    expect(board.locator(".toast")).to_have_count(2)
    board.keyboard.press("c")
    board.wait_for_timeout(300)
    expect(board.locator(".toast-error")).to_have_count(1)
    board.unroute("**/reopen/")
    browser_errors.clear()
    toast(board).get_by_role("button", name="Dismiss").click()
    expect(board.locator(".toast-error")).to_have_count(0)


def test_toast_leaves_by_itself_but_not_while_it_is_looked_at(board, cards):
    names = "toast => toast.getAnimations().map(animation => animation.animationName)"
    title(board, cards[0]).focus()
    board.keyboard.press("3")
    shown = toast(board, "Changed #1")
    assert "toast-out" in shown.evaluate(names)
    shown.hover()
    assert "toast-out" not in shown.evaluate(names)
    board.mouse.move(5, 5)
    assert "toast-out" in shown.evaluate(names)
    shown.evaluate("toast => toast.getAnimations().forEach(animation => animation.finish())")
    expect(board.locator(".toast")).to_have_count(0)
