"""Several people are given a task by hand, and others are made to watch it."""

import pytest
from playwright.sync_api import expect

from boards.models import Notification
from tests.factories import fresh, make_member, make_task
from tests.in_browser.steps import card, dialog, fact, open_board, press_words, title

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def task(project, member):
    for name in ("anna", "ben", "cleo", "dora"):
        make_member(project=project, name=name)
    return make_task(project=project, assignee=member)


@pytest.fixture
def shown(page, project, task, owner, sign_in):
    sign_in(page, owner)
    open_board(page, project)
    return page


def names(shown, task):
    return card(shown, task).locator(".avatar").evaluate_all("all => all.map(each => each.getAttribute('title'))")


def test_people_are_ticked_with_the_mouse_and_stand_on_the_card(shown, task):
    title(shown, task).click()
    fact(shown, "Also assigned").click()
    offered = shown.get_by_role("group", name="Also assigned")
    for name in ("Ben", "Anna"):
        press_words(shown, offered.get_by_text(name, exact=True))
    expect(fact(shown, "Also assigned")).to_contain_text("Anna")
    expect(dialog(shown).locator(".saved")).to_have_text("Saved")
    expect(dialog(shown).locator(".history-item").first).to_contain_text("also assigned this task to Anna")
    assert [user.display_name for user in fresh(task).others] == ["Ben", "Anna"]
    shown.keyboard.press("Escape")
    shown.keyboard.press("Escape")
    expect(card(shown, task).locator(".avatar")).to_have_count(3)
    assert names(shown, task) == ["Member", "Ben", "Anna"]


def test_keys_alone_choose_and_the_next_takes_the_place_of_who_goes(shown, task):
    title(shown, task).focus()
    shown.keyboard.press("Shift+A")
    shown.wait_for_selector("#fact-other_assignees:popover-open")
    offered = shown.get_by_role("group", name="Also assigned")
    for name in ("Dora", "Cleo"):
        offered.get_by_label(name).focus()
        shown.keyboard.press("Space")
        expect(fact(shown, "Also assigned")).to_contain_text(name)
    shown.keyboard.press("Escape")
    expect(fact(shown, "Also assigned")).to_be_focused()
    expect(dialog(shown).locator(".saved")).to_have_text("Saved")
    fact(shown, "Assignee").click()
    press_words(shown, shown.locator("#fact-assignee").get_by_text("Nobody", exact=True))
    expect(fact(shown, "Assignee")).to_contain_text("Dora")
    expect(fact(shown, "Also assigned")).not_to_contain_text("Dora")
    assert (fresh(task).assignee.display_name, [user.display_name for user in fresh(task).others]) == ("Dora", ["Cleo"])


def test_quick_add_takes_several(shown, project, task):
    field = shown.locator(".quick-add [name='title']").first
    shown.locator("body").press("n")
    expect(field).to_be_focused()
    shown.keyboard.type("Together @ben @anna", delay=10)
    expect(shown.locator(".person", has_text="Anna").first).to_be_visible()
    shown.keyboard.press("Enter")
    expect(shown.locator(".card", has_text="Together").locator(".avatar")).to_have_count(2)
    made = project.tasks.get(title="Together")
    assert [user.display_name for user in made.everybody] == ["Ben", "Anna"]


def test_somebody_is_made_to_watch_from_the_bell(shown, task, viewer):
    title(shown, task).click()
    dialog(shown).get_by_role("button", name="Watch", exact=True).click()
    watchers = shown.locator("#task-watch .watchers")
    watchers.locator("select").select_option(label="Viewer")
    press_words(shown, watchers.get_by_role("button", name="Add"))
    expect(watchers.locator(".watcher", has_text="Viewer")).to_be_visible()
    assert Notification.objects.get(reason="watching").user == viewer
    shown.get_by_role("button", name="Let Viewer stop watching").click()
    expect(watchers.locator(".watcher", has_text="Viewer")).to_have_count(0)
