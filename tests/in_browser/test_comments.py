"""The talk about a task in the browser: written, quoted, nodded to, changed and taken back, by two at once."""

import re

import pytest
from playwright.sync_api import expect

from boards.models import Comment, Reaction
from boards.services import comments
from tests.factories import fresh, make_comment
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import card, dialog, press_words, title, toast

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(board, cards):
    """The first card's dialog over the board."""
    title(board, cards[0]).click()
    expect(dialog(board).locator("#comment-new")).to_be_visible()
    return board


def talk(page):
    return page.locator(".comment .prose:not(.preview)")


def test_comment_is_written_and_the_field_is_empty_again(opened, cards):
    opened.locator("#id_comment").fill("Hello **there**, see #2")
    opened.get_by_role("region", name="Comments").get_by_role("button", name="Preview").click()
    expect(opened.locator("#comment-preview strong")).to_have_text("there")
    press_words(opened, opened.get_by_role("button", name="Add comment"))
    expect(talk(opened)).to_have_text([re.compile("Hello there, see #2 Beta")])
    expect(opened.locator("#id_comment")).to_have_value("")
    expect(opened.locator("#id_comment")).to_be_focused()
    expect(opened.locator("#comment-count")).to_have_text("1")
    opened.locator("#id_comment").fill("Second")
    opened.locator("#id_comment").press("Control+Enter")
    expect(talk(opened)).to_have_count(2)
    expect(card(opened, cards[0]).locator(".card-count")).to_contain_text("2")


def test_empty_comment_is_refused_in_its_place(opened):
    opened.get_by_role("button", name="Add comment").click()
    expect(opened.locator("#comment-error")).to_have_text("Write something first.")
    assert not Comment.objects.exists()


def test_draft_is_there_again_after_the_page_has_gone(opened, cards):
    opened.locator("#id_comment").fill("Half a thought")
    opened.goto(f"/tasks/{cards[0].pk}/")
    expect(opened.locator("#id_comment")).to_have_value("Half a thought")
    expect(opened.locator(".draft-mark")).to_contain_text("Unsaved draft")
    opened.get_by_role("button", name="Add comment").click()
    expect(talk(opened)).to_have_text(["Half a thought"])
    opened.reload()
    expect(opened.locator("#id_comment")).to_have_value("")


def test_edit_delete_and_undo(opened, cards, owner):
    comment = make_comment(task=cards[0], actor=owner, text="One")
    opened.goto(f"/tasks/{cards[0].pk}/")
    one = opened.locator(f"#comment-{comment.pk}")
    press_words(opened, one.get_by_text("Edit", exact=True))
    expect(one.locator("textarea")).to_be_focused()
    one.locator("textarea").fill("Two")
    one.get_by_role("button", name="Save comment").click()
    expect(talk(opened)).to_have_text(["Two"])
    expect(one).to_contain_text("edited")
    press_words(opened, one.get_by_role("button", name="Delete"))
    expect(one).to_have_count(0)
    toast(opened, "Comment deleted.").get_by_role("button", name="Undo").click()
    expect(talk(opened)).to_have_text(["Two"])


def test_two_texts_of_one_comment_are_a_choice(opened, cards, owner):
    comment = make_comment(task=cards[0], actor=owner, text="One")
    opened.goto(f"/tasks/{cards[0].pk}/")
    one = opened.locator(f"#comment-{comment.pk}")
    one.get_by_text("Edit", exact=True).click()
    one.locator("textarea").fill("Mine")
    comments.update(comment=comment, text="From elsewhere", seen_version=1, actor=owner)
    one.get_by_role("button", name="Save comment").click()
    expect(opened.locator("#conflict")).to_contain_text("From elsewhere")
    opened.get_by_text("Both", exact=True).click()
    opened.locator("#conflict").get_by_role("button", name="Save").click()
    expect(talk(opened)).to_contain_text(["Mine"])
    assert "From elsewhere" in fresh(comment).text and "Mine" in fresh(comment).text


def test_quote_and_nod(opened, cards, member):
    comment = make_comment(task=cards[0], actor=member, text="One")
    opened.goto(f"/tasks/{cards[0].pk}/")
    one = opened.locator(f"#comment-{comment.pk}")
    opened.locator("#id_comment").fill("Well:")
    press_words(opened, one.get_by_role("button", name="Quote"))
    expect(opened.locator("#id_comment")).to_have_value("Well:\n\n> One\n\n")
    one.get_by_role("button", name="React").click()
    one.locator(".nods-menu").get_by_role("button", name="Heart").click()
    expect(one.get_by_role("button", name="Heart: Owner")).to_have_attribute("aria-pressed", "true")
    one.get_by_role("button", name="Heart: Owner").click()
    expect(one.get_by_role("button", name="Heart: Owner")).to_have_count(0)
    assert not Reaction.objects.exists()


def test_earlier_ones_are_laid_above_and_a_bare_link_finds_its_comment(opened, cards, member):
    made = [make_comment(task=cards[0], actor=member, text=f"No {number}") for number in range(45)]
    opened.goto(f"/tasks/{cards[0].pk}/")
    expect(talk(opened)).to_have_count(20)
    press_words(opened, opened.get_by_text("Earlier comments"))
    expect(talk(opened)).to_have_count(40)
    expect(talk(opened).first).to_have_text("No 5")
    opened.goto(f"/projects/{cards[0].project_id}/")
    opened.goto(f"/tasks/{cards[0].pk}/#comment-{made[1].pk}")
    expect(opened.locator(f"#comment-{made[1].pk}")).to_be_in_viewport()
    assert f"?comment={made[1].pk}#comment-" in opened.url


def test_what_another_says_is_there_at_once_and_what_is_typed_stays(opened, cards, member):
    followed(opened)
    opened.locator("#id_comment").fill("I am typing")
    make_comment(task=cards[0], actor=member, text="From another")
    expect(talk(opened)).to_have_text(["From another"])
    expect(opened.locator("#id_comment")).to_have_value("I am typing")
    make_comment(task=cards[0], actor=member, text="And more")
    expect(talk(opened)).to_have_text(["From another", "And more"])
    expect(opened.locator("#task-news")).to_contain_text("Member commented on this task")


def test_without_scripts(page_of, cards, member, owner):
    comment = make_comment(task=cards[0], actor=member, text="One")
    page = page_of(member, java_script_enabled=False)
    page.goto(f"/tasks/{cards[0].pk}/")
    page.get_by_label("New comment").fill("Plain")
    press_words(page, page.get_by_role("button", name="Quote"))
    expect(page.get_by_label("New comment")).to_have_value("Plain\n\n> One\n\n")
    press_words(page, page.get_by_role("button", name="Add comment"))
    expect(page.locator(".toast")).to_contain_text("Comment added.")
    expect(talk(page)).to_have_count(2)
    one = page.locator(f"#comment-{comment.pk}")
    one.get_by_text("Edit", exact=True).click()
    one.locator("textarea").fill("Two")
    one.get_by_role("button", name="Save comment").click()
    expect(talk(page).first).to_have_text("Two")
    one.get_by_role("button", name="React").click()
    one.locator(".nods-menu").get_by_role("button", name="Party").click()
    expect(one.get_by_role("button", name="Party: Member")).to_be_visible()


def test_people_are_offered_once_though_the_board_below_names_them_too(opened):
    opened.locator("#id_comment").press_sequentially("ask @O")
    expect(opened.locator("#comment-new").get_by_role("option", name="Owner")).to_have_count(1)
    opened.keyboard.press("Enter")
    expect(opened.locator("#id_comment")).to_have_value(re.compile(r"^ask @\[Owner\]\(person:\d+\) $"))
