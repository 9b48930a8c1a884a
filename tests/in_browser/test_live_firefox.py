"""Pages that follow, in Firefox."""

import pytest
from playwright.sync_api import expect

from boards.services import tasks
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import card, dialog, drag, open_board, shows, title

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture(scope="module")
def browser(_firefox):
    return _firefox


def test_two_on_one_board(page_of, project, cards, columns, owner, member):
    mine, theirs = page_of(owner), page_of(member)
    for page in (mine, theirs):
        open_board(page, project)
        followed(page)
    expect(theirs.locator("#here .avatar")).to_have_attribute("aria-label", "Owner")
    title(theirs, cards[0]).focus()
    drag(mine, card(mine, cards[1]), card(mine, cards[3]))
    shows(theirs, project, [["Alpha", "Gamma"], ["Beta", "Delta"], []])
    tasks.move(task=cards[0], column_id=columns[1].pk, actor=owner)
    expect(theirs.locator(f"#cards-{columns[1].pk} .card")).to_have_count(3)
    expect(title(theirs, cards[0])).to_be_focused()
    title(theirs, cards[2]).click()
    dialog(theirs).wait_for()
    theirs.get_by_text("Add a description").click()
    theirs.keyboard.type("Half a sen")
    tasks.update(task=cards[2], changed={"title": "Gamma two"}, seen_version=None, actor=owner)
    expect(theirs.locator("#task-news")).to_contain_text("Owner renamed this task")
    theirs.keyboard.type("tence")
    expect(theirs.locator("#id_description")).to_have_value("Half a sentence")


def test_back_to_a_page_that_followed(page_of, project, cards, owner, member):
    page = page_of(member)
    open_board(page, project)
    followed(page)
    page.goto("/projects/")
    tasks.update(task=cards[0], changed={"title": "Alpha two"}, seen_version=None, actor=owner)
    page.go_back()
    expect(title(page, cards[0])).to_have_text("Alpha two")
    followed(page)
