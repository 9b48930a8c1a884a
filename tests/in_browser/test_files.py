"""Files of a task in the browser: chosen, dropped, pasted, stopped, sent again, shown, renamed and taken back."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from boards.jobs import thumbnails
from boards.models import Attachment
from boards.services import attachments
from tests.factories import fresh, make_attachment, picture
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import card, dialog, press_words, title, toast

pytestmark = pytest.mark.browser

# A file in the hand, or on the clipboard, let go over an element.
LET_GO = """(place, [kind, files]) => {
  const data = new DataTransfer()
  files.forEach(([name, text, type]) => data.items.add(new File([text], name, {type})))
  const options = {bubbles: true, cancelable: true}
  const event = kind === 'paste'
    ? new ClipboardEvent(kind, {...options, clipboardData: data})
    : new DragEvent(kind, {...options, dataTransfer: data})
  return !place.dispatchEvent(event)
}"""


@pytest.fixture
def opened(board, cards):
    """The first card's dialog over the board."""
    title(board, cards[0]).click()
    expect(dialog(board).locator("file-drop")).to_be_visible()
    return board


def chosen(name, content=b"Text", kind="text/plain"):
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page, *files):
    with page.expect_file_chooser() as found:
        press_words(page, page.get_by_text("Attach files"))
    found.value.set_files([*files])


def let_go(page, selector, *files, kind="drop"):
    return page.locator(selector).evaluate(LET_GO, [kind, [list(file) for file in files]])


def names(page):
    return page.locator(".file-name")


def test_files_are_chosen_several_at_once_and_the_card_counts_them(opened, cards):
    choose(opened, chosen("one.txt"), chosen("two.txt"), chosen("three.txt"), chosen("four.txt"))
    expect(names(opened)).to_have_count(4)
    expect(opened.locator(".upload")).to_have_count(0)
    expect(opened.locator("#file-count")).to_have_text("4")
    expect(card(opened, cards[0]).locator(".card-count")).to_contain_text("4")
    expect(opened.locator(".history")).to_contain_text(
        "attached “one.txt” to this task".replace("“", "").replace("”", "")
    )


def test_a_file_is_dropped_anywhere_on_the_task(opened):
    assert let_go(opened, ".task-facts", ("dropped.txt", "x", "text/plain"), kind="dragover")
    expect(opened.locator("file-drop[data-over]")).to_be_visible()
    assert let_go(opened, ".task-facts", ("dropped.txt", "x", "text/plain"))
    expect(names(opened)).to_have_text(["dropped.txt"])
    expect(opened.locator("file-drop[data-over]")).to_have_count(0)


def test_a_picture_that_is_pasted_into_a_comment_is_named_there(opened):
    opened.locator("#id_comment").fill("Look:")
    assert let_go(opened, "#id_comment", ("image.png", "\u0089PNG", "image/png"), kind="paste")
    file = Attachment.objects
    expect(names(opened)).to_have_text(["image.png"])
    expect(opened.locator("#id_comment")).to_have_value(re.compile(r"^Look: !?\[image\.png\]\(/attachments/\d+/\)\n$"))
    assert file.count() == 1


def test_a_file_that_is_dropped_into_the_description_is_named_there(opened):
    press_words(opened, opened.get_by_text("Add a description"))
    assert let_go(opened, "#id_description", ("plan.txt", "x", "text/plain"))
    expect(opened.locator("#id_description")).to_have_value(re.compile(r"^\[plan\.txt\]\(/attachments/\d+/\)\n$"))
    opened.get_by_role("button", name="Save description").click()
    expect(opened.locator("#description-text a")).to_have_attribute("href", re.compile(r"^/attachments/\d+/$"))


def test_text_of_a_spreadsheet_is_pasted_as_text(opened):
    pasted = """(place) => {
      const data = new DataTransfer()
      data.setData('text/plain', 'A1')
      data.items.add(new File(['x'], 'image.png', {type: 'image/png'}))
      return !place.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data}))
    }"""
    assert not opened.locator("#id_comment").evaluate(pasted)
    expect(opened.locator(".upload")).to_have_count(0)


def test_what_is_too_large_is_said_before_it_is_sent(board, cards, settings):
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, megabytes=1)
    title(board, cards[0]).click()
    sent = []
    board.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    choose(board, chosen("big.bin", b"x" * 1_000_001), chosen("small.txt"))
    expect(board.locator(".upload-error").first).to_have_text("A file may have at most 1 MB.")
    expect(names(board)).to_have_text(["small.txt"])
    assert len(sent) == 1
    board.get_by_role("button", name="Cancel").click()
    expect(board.locator(".upload")).to_have_count(0)


def test_what_the_server_refuses_is_said_on_the_file_and_may_be_sent_again(opened, browser_errors, settings):
    limits = settings.ATTACHMENTS
    settings.ATTACHMENTS = replace(limits, project_megabytes=0)
    choose(opened, chosen("plan.txt"))
    expect(opened.locator(".upload-error")).to_contain_text("may come to at most 0 MB in all")
    browser_errors.clear()
    settings.ATTACHMENTS = limits
    opened.get_by_role("button", name="Try again").click()
    expect(names(opened)).to_have_text(["plan.txt"])


def test_a_lost_connection_is_said_and_the_file_sent_again(opened, browser_errors):
    opened.route("**/attachments/", lambda route: route.abort())
    choose(opened, chosen("plan.txt"))
    expect(opened.locator(".upload-error")).to_have_text("This file could not be sent.")
    browser_errors.clear()
    opened.unroute("**/attachments/")
    opened.get_by_role("button", name="Try again").click()
    expect(names(opened)).to_have_text(["plan.txt"])


def test_one_on_its_way_is_stopped(opened, cards):
    held = []
    opened.route("**/attachments/", lambda route: held.append(route))
    choose(opened, chosen("plan.txt"))
    expect(opened.locator(".upload progress")).to_be_visible()
    opened.locator(".upload").get_by_role("button", name="Cancel").click()
    expect(opened.locator(".upload")).to_have_count(0)
    held[0].abort()
    opened.unroute("**/attachments/")
    choose(opened, chosen("other.txt"))
    expect(names(opened)).to_have_text(["other.txt"])


def test_renamed_deleted_and_brought_back(opened, cards, owner):
    make_attachment(task=cards[0], actor=owner)
    opened.goto(f"/tasks/{cards[0].pk}/")
    opened.get_by_role("button", name="More for notes.txt").click()
    opened.get_by_role("textbox", name="Name").fill("plan.txt")
    opened.get_by_role("button", name="Rename").click()
    expect(names(opened)).to_have_text(["plan.txt"])
    opened.get_by_role("button", name="More for plan.txt").click()
    opened.locator(".file .menu-list").get_by_role("button", name="Delete").click()
    expect(names(opened)).to_have_count(0)
    toast(opened, "File deleted.").get_by_role("button", name="Undo").click()
    expect(names(opened)).to_have_text(["plan.txt"])


def test_a_picture_is_shown_on_the_card(opened, cards, owner):
    attachment = make_attachment(task=cards[0], actor=owner, name="a.png", content=picture(size=(400, 300), color=99))
    thumbnails.make_thumbnail.run(attachment.pk)
    opened.goto(f"/tasks/{cards[0].pk}/")
    opened.get_by_role("button", name="More for a.png").click()
    opened.get_by_role("button", name="Show on the card").click()
    expect(toast(opened, "The card shows the picture.")).to_be_visible()
    opened.goto(f"/projects/{cards[0].project_id}/")
    cover = card(opened, cards[0]).locator(".card-cover")
    assert cover.evaluate("image => image.decode().then(() => image.naturalWidth)") == 400


def test_the_preview_comes_by_itself(opened, cards):
    choose(opened, chosen("a.png", picture(size=(40, 30)), "image/png"))
    expect(names(opened)).to_have_text(["a.png"])
    thumbnails.make_thumbnail.run(Attachment.objects.get().pk)
    expect(opened.locator(".file-picture img")).to_be_visible()


def test_who_looks_on_sees_it_at_once(board, cards, owner, member, page_of):
    other = page_of(member)
    other.goto(f"/tasks/{cards[0].pk}/")
    followed(other)
    attachment = make_attachment(task=cards[0], actor=owner, name="plan.txt")
    expect(names(other)).to_have_text(["plan.txt"])
    expect(other.locator("#task-news")).to_contain_text("attached")
    attachments.delete(attachment=fresh(attachment), actor=owner)
    expect(names(other)).to_have_count(0)


def test_files_on_their_way_outlive_what_others_change(opened, cards, owner):
    held = []
    opened.route("**/attachments/", lambda route: held.append(route))
    choose(opened, chosen("plan.txt"))
    expect(opened.locator(".upload")).to_be_visible()
    make_attachment(task=cards[0], actor=owner, name="theirs.txt")
    opened.locator("[name='title']").first.evaluate("field => field.form")
    expect(opened.locator(".upload")).to_be_visible()
    held[0].continue_()
    expect(names(opened)).to_have_text(["theirs.txt", "plan.txt"])


def test_without_scripts_a_form_attaches(page_of, cards, owner):
    page = page_of(owner, java_script_enabled=False)
    page.goto(f"/tasks/{cards[0].pk}/")
    page.locator("input[type='file']").set_input_files([chosen("plan.txt")])
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(names(page)).to_have_text(["plan.txt"])
