"""Who becomes a viewer, or is removed, while a page is open sees it change, and loses nothing that was typed."""

import pytest
from playwright.sync_api import expect

from boards.models import Comment, Task
from boards.services import members
from tests.factories import make_project, make_task
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import card, dialog, title

pytestmark = pytest.mark.browser


@pytest.fixture
def demoted(project, member, owner):
    """`demoted()`: the member may only read from now on."""
    return lambda: members.change_role(project=project, user=member, role="viewer", actor=owner)


def test_what_was_typed_for_a_new_card_is_shown(watching, columns, demoted):
    watching.locator(f"#column-{columns[0].pk} .quick-add [name='title']").press_sequentially("Half <b>a title")
    demoted()
    expect(watching.locator(".quick-add")).to_have_count(0)
    expect(watching.locator("#live-note")).to_contain_text("You can't add cards here any more")
    expect(watching.locator("#live-note [data-typed]")).to_have_text("Half <b>a title")


def test_a_comment_stays_and_is_not_taken(watching, cards, demoted):
    title(watching, cards[0]).click()
    dialog(watching).locator("#id_comment").press_sequentially("Half a comment")
    demoted()
    expect(dialog(watching).locator("#task-news")).to_contain_text("What you have typed can't be saved")
    expect(dialog(watching).locator("#id_comment")).to_have_value("Half a comment")
    watching.keyboard.press("Control+Enter")
    expect(watching.locator("#toasts")).to_contain_text("Your role in this project does not allow that")
    expect(dialog(watching).locator("#id_comment")).to_have_value("Half a comment")
    assert not Comment.objects.exists()


def test_who_has_typed_nothing_sees_what_viewers_see(watching, cards, demoted):
    title(watching, cards[0]).click()
    expect(dialog(watching).locator("#comment-new")).to_be_visible()
    demoted()
    expect(dialog(watching).locator("#comment-new")).to_have_count(0)
    watching.keyboard.press("Escape")
    title(watching, cards[0]).press("Space")
    watching.keyboard.press("ArrowRight")
    watching.keyboard.press("Space")
    expect(card(watching, cards[0])).to_be_visible()
    assert Task.objects.get(pk=cards[0].pk).column_id == cards[0].column_id


@pytest.fixture
def removed(project, member, owner):
    """`removed()`: the member takes no part in the project from now on."""
    return lambda: members.remove(project=project, user=member, actor=owner)


def test_the_page_of_a_task_says_that_it_can_not_be_seen_any_more(page_of, cards, member, removed):
    page = page_of(member)
    page.goto(cards[0].get_absolute_url())
    followed(page)
    page.locator("#id_comment").press_sequentially("Half a comment")
    removed()
    expect(page.locator("#live-note")).to_contain_text("You can't see this any more")
    expect(page.locator("#id_comment")).to_have_value("Half a comment")


def test_a_task_over_a_list_of_several_projects_says_so_alone(page_of, cards, member, removed):
    page = page_of(member)
    make_task(project=make_project(owner=member, title="Own"), title="Mine")
    page.goto("/tasks/")
    followed(page)
    page.locator(f"#row-{cards[0].pk} .row-title").click()
    expect(dialog(page).locator("#comment-new")).to_be_visible()
    removed()
    expect(dialog(page).locator("#task-news")).to_contain_text("You can't see this any more")
    expect(page.locator("#live-note")).not_to_contain_text("You can't see this")
