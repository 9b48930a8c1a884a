"""Pages that follow, as they look and sound: axe finds nothing in any state."""

import pytest
from playwright.sync_api import expect

from boards.live import hub
from boards.services import members, tasks
from tests.browser import look
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import dialog, open_board, title

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_axe_finds_nothing(page_of, project, cards, owner, member):
    page, other = page_of(owner), page_of(member)
    for each in (page, other):
        open_board(each, project)
        followed(each)
    expect(other.locator("#here .avatar")).to_have_count(1)
    tasks.update(task=cards[0], changed={"priority": 3}, seen_version=None, actor=owner)
    expect(other.locator(".card.changed")).to_have_count(1)
    other.evaluate("document.querySelectorAll('.changed').forEach(each => each.classList.add('changed'))")
    assert look(other) == []
    here = hub.present()
    here.loop.call_soon_threadsafe(here._notice, False)
    expect(other.locator("#live")).to_contain_text("Live, with some delay")
    assert look(other) == []
    here.loop.call_soon_threadsafe(here._notice, True)


def test_axe_finds_nothing_in_an_open_task(page_of, project, cards, owner, member):
    page, other = page_of(owner), page_of(member)
    for each in (page, other):
        open_board(each, project)
        title(each, cards[0]).click()
        dialog(each).wait_for()
    page.get_by_text("Add a description").click()
    page.keyboard.type("First")
    expect(other.locator("#task-editing")).to_contain_text("Owner")
    tasks.complete(task=cards[0], actor=owner)
    expect(other.locator("#task-news")).to_contain_text("Owner completed this task")
    assert look(other) == []
    tasks.delete(task=cards[0], actor=owner)
    expect(other.locator("#task-news")).to_contain_text("Owner deleted this task")
    assert look(other) == []
    members.remove(project=project, user=member, actor=owner)
    expect(other.locator("#task-news")).to_contain_text("You can't see this any more")
    assert look(other) == []


def test_axe_finds_nothing_in_what_a_list_says(page_of, project, cards, owner, member):
    page = page_of(member)
    page.goto(f"/projects/{project.pk}/list/")
    followed(page)
    tasks.delete(task=cards[0], actor=owner)
    expect(page.locator("#live-note")).to_contain_text("Something has changed")
    assert look(page) == []
