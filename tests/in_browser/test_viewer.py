"""Files of a task that are looked at: pictures and PDFs, by hand and by keys, over the task or on their own page."""

import re

import pytest
from playwright.sync_api import expect

from boards.jobs import thumbnails
from tests.factories import make_attachment, pdf, picture
from tests.in_browser.steps import dialog, press_words, title, wait_for_red

pytestmark = pytest.mark.browser


@pytest.fixture
def shots(cards, owner):
    """Two pictures, notes, and a PDF."""
    made = {
        "a.png": picture(size=(400, 300), color=99),
        "notes.txt": b"Notes",
        "b.pdf": pdf(),
        "c.png": picture(size=(4000, 3000), color=200),
    }
    files = {name: make_attachment(task=cards[0], actor=owner, name=name, content=made[name]) for name in made}
    for name in ("a.png", "c.png"):
        thumbnails.make_thumbnail.run(files[name].pk)
    return files


@pytest.fixture
def opened(board, cards, shots):
    """The first card's dialog over the board."""
    board.reload()
    board.wait_for_function("!!customElements.get('board-view')")
    title(board, cards[0]).click()
    expect(dialog(board).locator(".file")).to_have_count(4)
    return board


def viewer(page):
    return page.locator("#viewer[open]")


def name(page):
    return page.locator(".viewer-name")


def shows(page, file):
    """Whether the picture of that file is there as a whole, within its window."""
    image = page.locator(f".viewer-picture[src='/attachments/{file.pk}/inline/']")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    box, around = image.bounding_box(), page.locator(".viewer-stage").bounding_box()
    inside = box["x"] >= around["x"] - 1 and box["y"] >= around["y"] - 1
    inside = inside and box["x"] + box["width"] <= around["x"] + around["width"] + 1
    return inside and box["y"] + box["height"] <= around["y"] + around["height"] + 1


def test_a_picture_opens_over_its_task_and_escape_leads_back(opened, cards, shots):
    link = opened.get_by_role("link", name="Show a.png")
    link.click()
    expect(viewer(opened)).to_be_visible()
    expect(name(opened)).to_have_text("a.png")
    assert shows(opened, shots["a.png"])
    expect(opened).to_have_url(re.compile(rf"/attachments/{shots['a.png'].pk}/view/$"))
    opened.keyboard.press("Escape")
    expect(viewer(opened)).to_have_count(0)
    expect(opened).to_have_url(re.compile(rf"/tasks/{cards[0].pk}/$"))
    expect(dialog(opened)).to_be_visible()
    expect(link).to_be_focused()


def test_back_closes_the_file_and_leaves_what_is_typed(opened, cards, shots):
    opened.locator("#id_comment").fill("Half a sentence")
    press_words(opened, opened.locator(".file-name", has_text="a.png"))
    expect(name(opened)).to_have_text("a.png")
    opened.go_back()
    expect(viewer(opened)).to_have_count(0)
    expect(opened.locator("#id_comment")).to_have_value("Half a sentence")
    opened.go_forward()
    expect(name(opened)).to_have_text("a.png")
    viewer(opened).get_by_role("button", name="Close").click()
    expect(viewer(opened)).to_have_count(0)
    expect(opened.locator("#id_comment")).to_have_value("Half a sentence")
    opened.go_back()
    expect(dialog(opened)).to_have_count(0)
    expect(opened).to_have_url(re.compile(rf"/projects/{cards[0].project_id}/$"))


def test_keys_and_buttons_lead_to_the_files_beside_it(opened, cards, shots):
    opened.get_by_role("link", name="Show a.png").click()
    expect(opened.locator(".viewer-place")).to_have_text("1 of 3")
    opened.keyboard.press("ArrowRight")
    expect(name(opened)).to_have_text("b.pdf")
    viewer(opened).get_by_role("link", name="Next file").click()
    expect(name(opened)).to_have_text("c.png")
    assert shows(opened, shots["c.png"])
    opened.keyboard.press("ArrowRight")
    expect(name(opened)).to_have_text("a.png")
    opened.evaluate("window.stays = true")
    opened.keyboard.press("ArrowLeft")
    expect(name(opened)).to_have_text("c.png")
    assert opened.evaluate("window.stays")
    # One step back, however many were looked at.
    opened.go_back()
    expect(viewer(opened)).to_have_count(0)
    expect(opened).to_have_url(re.compile(rf"/tasks/{cards[0].pk}/$"))


def test_a_pdf_opens_in_a_frame_that_says_what_to_do_where_there_is_no_viewer(opened, shots):
    opened.get_by_role("link", name="Show b.pdf").click()
    frame = viewer(opened).locator("iframe")
    expect(frame).to_have_attribute("src", f"/attachments/{shots['b.pdf'].pk}/inline/")
    expect(viewer(opened).get_by_text("this browser does not show PDFs in pages")).to_be_attached()
    box = frame.bounding_box()
    assert box["width"] > 1000 and box["height"] > 600


def test_a_pdf_is_read_over_its_task(opened, shots):
    if not opened.evaluate("navigator.pdfViewerEnabled"):
        pytest.skip("This browser has no viewer for PDFs.")
    opened.get_by_role("link", name="Show b.pdf").click()
    wait_for_red(opened, viewer(opened).locator("iframe"))
    viewer(opened).get_by_role("button", name="Close").click()
    expect(viewer(opened)).to_have_count(0)
    expect(dialog(opened)).to_be_visible()


def test_the_file_is_downloaded_under_its_name(opened):
    opened.get_by_role("link", name="Show a.png").click()
    with opened.expect_download() as found:
        press_words(opened, viewer(opened).get_by_role("link", name="Download"))
    assert found.value.suggested_filename == "a.png"


def test_a_press_beside_it_closes_it(opened):
    opened.get_by_role("link", name="Show a.png").click()
    expect(viewer(opened)).to_be_visible()
    opened.mouse.click(4, 4)
    expect(viewer(opened)).to_have_count(0)
    expect(dialog(opened)).to_be_visible()


def test_the_page_of_a_task_shows_files_too_and_a_reload_keeps_them(page_of, member, cards, shots):
    page = page_of(member)
    page.goto(f"/tasks/{cards[0].pk}/")
    page.get_by_role("link", name="Show a.png").click()
    expect(viewer(page)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("a.png")
    assert shows(page, shots["a.png"])
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("b.pdf")
    page.get_by_role("link", name="Close").click()
    expect(page).to_have_url(re.compile(rf"/tasks/{cards[0].pk}/#files$"))


def test_without_scripts_it_is_a_page(page_of, viewer, cards, shots):
    page = page_of(viewer, java_script_enabled=False)
    page.goto(f"/tasks/{cards[0].pk}/")
    page.get_by_role("link", name="Show a.png").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("a.png")
    page.get_by_role("link", name="Next file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("b.pdf")
    expect(page.locator("iframe")).to_be_visible()
    page.get_by_role("link", name="Close").click()
    expect(page.locator(".file")).to_have_count(4)
