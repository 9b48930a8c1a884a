"""The history by mouse: filtered in place, opened, undone, and an earlier text restored."""

import re

import pytest
from playwright.sync_api import Page, expect

from boards.services import comments, tasks
from tests.factories import fresh, make_comment
from tests.in_browser.steps import card, dialog, press_words, title, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]


def change(task, actor, **changed):
    tasks.update(task=task, changed=changed, seen_version=None, actor=actor)


@pytest.fixture
def opened(board, cards, owner, member):
    """Alpha in its dialog, after two people have written."""
    change(cards[0], member, description="Call the bank on Monday")
    change(cards[0], owner, description="Call the bank on Friday")
    change(cards[0], owner, priority=3)
    title(board, cards[0]).click()
    expect(dialog(board).locator("#history-heading")).to_be_visible()
    return board


def entry(page: Page, words: str):
    return page.locator(".history-item", has_text=words).first


def test_an_earlier_text_is_restored_in_the_open_task_and_undone(opened, cards):
    mine = entry(opened, "changed the description")
    press_words(opened, mine.get_by_text("Show the change"))
    expect(mine.locator("del")).to_have_text("Monday")
    expect(mine.locator("ins")).to_have_text("Friday")
    press_words(opened, mine.get_by_role("button", name="Restore the earlier text"))
    expect(opened.locator("#description-text")).to_have_text("Call the bank on Monday")
    assert fresh(cards[0]).description == "Call the bank on Monday"
    press_words(opened, toast(opened).get_by_role("button", name="Undo"))
    expect(opened.locator("#description-text")).to_have_text("Call the bank on Friday")


def test_a_change_is_undone_beside_its_words(opened, cards):
    mine = entry(opened, "set the priority")
    press_words(opened, mine.get_by_role("button", name="Undo"))
    expect(entry(opened, "undid a change")).to_be_visible()
    expect(toast(opened, "Undone")).to_be_visible()
    expect(dialog(opened)).to_be_visible()
    assert fresh(cards[0]).priority == 0
    expect(mine.get_by_role("button", name="Undo")).to_have_count(0)


def test_what_a_comment_said_before(board, cards, owner):
    comment = make_comment(task=cards[0], actor=owner, text="See you at ten")
    comments.update(comment=comment, text="See you at nine", seen_version=None, actor=owner)
    title(board, cards[0]).click()
    mine = entry(board, "changed a comment")
    press_words(board, mine.get_by_text("Show the change"))
    expect(mine.locator("del")).to_have_text("ten")
    press_words(board, mine.get_by_role("button", name="Restore the earlier text"))
    expect(board.locator(f"#comment-{comment.pk} .prose")).to_have_text("See you at ten")


@pytest.mark.parametrize("place", ["project", "task"])
def test_a_filter_works_in_place(page, sign_in, project, cards, owner, member, place):
    change(cards[0], member, priority=2)
    make_comment(task=cards[0], actor=member)
    sign_in(page, owner)
    url = {"project": f"/projects/{project.pk}/activity/", "task": f"/tasks/{cards[0].pk}/history/"}[place]
    page.goto(url)
    page.wait_for_function("!!document.querySelector('[data-htmx-powered]')")
    page.evaluate("window.same = true")
    page.get_by_label("What").focus()
    page.get_by_label("What").select_option("comments")
    expect(page.locator(".history-item")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/\?kind=comments$"))
    expect(page.get_by_label("What")).to_be_focused()
    page.get_by_label("By", exact=True).select_option("me")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    press_words(page, page.get_by_role("link", name="Clear"))
    expect(page.locator(".history-item", has_text="set the priority")).to_have_count(1)
    expect(page).to_have_url(re.compile(f"{url}$"))
    assert page.evaluate("window.same === true")


def test_a_day_is_asked_for_once_it_is_typed(page, sign_in, project, owner):
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/activity/")
    page.wait_for_function("!!document.querySelector('[data-htmx-powered]')")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "day=" in request.url else None)
    page.get_by_role("textbox", name="Day").focus()
    page.keyboard.type("11272026")
    expect(page).to_have_url(re.compile("day=2026-11-27$"))
    assert [url.rpartition("=")[2] for url in asked] == ["2026-11-27"]


def test_on_the_page_of_the_project_too(page, sign_in, project, cards, owner):
    change(cards[0], owner, title="Alpha and Omega")
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/activity/")
    mine = entry(page, "renamed")
    press_words(page, mine.get_by_text("Show the change"))
    press_words(page, mine.get_by_role("button", name="Restore the earlier text"))
    expect(toast(page, "The earlier text is back")).to_be_visible()
    expect(page).to_have_url(re.compile("/activity/$"))
    assert fresh(cards[0]).title == "Alpha"
    press_words(page, entry(page, "renamed").get_by_role("button", name="Undo"))
    expect(toast(page, "Undone")).to_be_visible()
    assert fresh(cards[0]).title == "Alpha and Omega"
    expect(card(page, cards[0])).to_have_count(0)


def test_without_a_script_the_change_is_a_page(page_of, cards, owner):
    change(cards[0], owner, description="Words")
    change(cards[0], owner, description="Other words")
    page = page_of(owner, java_script_enabled=False)
    page.goto(f"/tasks/{cards[0].pk}/history/")
    mine = entry(page, "changed the description")
    mine.get_by_text("Show the change").click()
    mine.get_by_role("link", name="Open the change").click()
    expect(page.locator("ins")).to_have_text("Other words")
    page.get_by_role("button", name="Restore the earlier text").click()
    assert fresh(cards[0]).description == "Words"
