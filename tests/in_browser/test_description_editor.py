"""The editor of a description: a look at how it will be, and a way out that throws nothing away by a slip."""

import pytest
from playwright.sync_api import expect

from boards.services import tasks
from tests.factories import fresh
from tests.in_browser.steps import dialog, press_words, title

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture(params=["dialog", "page"])
def editor(request, board, project, cards):
    """The editor of Alpha's description "Before", open."""
    tasks.update(task=cards[0], changed={"description": "Before"}, seen_version=None, actor=project.owner)
    if request.param == "dialog":
        title(board, cards[0]).click()
        expect(dialog(board)).to_be_visible()
    else:
        board.goto(f"/tasks/{cards[0].pk}/")
        board.wait_for_function("!!document.querySelector('task-view [data-htmx-powered]')")
    board.get_by_text("Edit description").click()
    expect(board.locator("#id_description")).to_be_focused()
    return board


def test_preview_shows_it_as_it_will_look(editor, cards):
    editor.keyboard.type(" **bold** <script>x</script>")
    editor.locator("#description-edit").get_by_role("button", name="Preview").click()
    expect(editor.locator("#description-preview strong")).to_have_text("bold")
    expect(editor.locator("#description-preview")).to_contain_text("<script>x</script>")
    expect(editor.locator("#id_description")).to_have_value("Before **bold** <script>x</script>")
    assert fresh(cards[0]).description == "Before"
    editor.get_by_role("button", name="Save description").click()
    expect(editor.locator("#description-text strong")).to_have_text("bold")
    expect(editor.locator("#description-preview .prose")).to_have_count(0)


@pytest.mark.parametrize("address", ["tasks/new/", "settings/", "/projects/new/"])
def test_preview_while_writing_elsewhere(board, project, cards, address):
    board.goto(address if address[0] == "/" else f"/projects/{project.pk}/{address}")
    board.get_by_label("Description").fill("Now **bold**")
    press_words(board, board.get_by_role("button", name="Preview"))
    expect(board.get_by_role("region", name="Preview").locator("strong")).to_have_text("bold")
    expect(board.get_by_label("Description")).to_have_value("Now **bold**")
    assert fresh(project).description == ""


def test_cancel_without_a_change_closes(editor):
    editor.get_by_role("button", name="Cancel").click()
    expect(editor.locator("#id_description")).to_be_hidden()
    expect(editor.locator("#description-text")).to_be_visible()
    expect(editor.locator("#description-edit summary")).to_be_focused()


@pytest.mark.parametrize("answer", ["accept", "dismiss"])
def test_cancel_asks_before_it_throws_text_away(editor, answer):
    asked = []
    editor.on("dialog", lambda each: (asked.append(each.message), getattr(each, answer)()))
    editor.keyboard.type(" and after")
    expect(editor.locator(".draft-mark")).to_contain_text("Unsaved draft")
    editor.get_by_role("button", name="Cancel").click()
    if answer == "accept":
        expect(editor.locator("#id_description")).to_be_hidden()
        expect(editor.locator(".draft-mark")).to_have_count(0)
    expect(editor.locator("#id_description")).to_have_value("Before" if answer == "accept" else "Before and after")
    assert asked == ["Discard what you typed?"]


def test_discard_at_the_mark_brings_the_saved_text_back(editor):
    editor.keyboard.type(" and after")
    editor.locator(".draft-mark").get_by_role("button", name="Discard").click()
    expect(editor.locator("#id_description")).to_have_value("Before")
    expect(editor.locator("#id_description")).to_be_focused()
    expect(editor.locator(".draft-mark")).to_have_count(0)
