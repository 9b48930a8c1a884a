"""Web links in the browser: added, refused, changed, deleted and brought back, and seen by somebody else."""

import pytest
from playwright.sync_api import expect

from boards.models import WebLink
from tests.in_browser.steps import card, dialog, press_words, title, toast

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(board, cards):
    """The first card's dialog over the board."""
    title(board, cards[0]).click()
    expect(dialog(board).locator("#web-link-new")).to_be_visible()
    return board


def section(page):
    return page.locator("#links")


def links(page):
    return section(page).locator(".web-link .link-title")


def test_link_is_added_changed_deleted_and_brought_back(opened, cards):
    press_words(opened, section(opened).get_by_text("Add a web link"))
    form = section(opened).locator("#web-link-new")
    form.get_by_label("Address", exact=True).fill("example.com/prices")
    form.get_by_label("Address", exact=True).press("Enter")
    expect(links(opened)).to_have_text(["example.com/prices"])
    expect(card(opened, cards[0]).locator(".card-count")).to_contain_text("1")
    section(opened).locator(".web-link summary").click()
    edit = section(opened).locator(".web-link-form")
    edit.get_by_label("Title", exact=True).fill("Price list")
    press_words(opened, edit.get_by_role("button", name="Save link"))
    expect(links(opened)).to_have_text(["Price list"])
    assert WebLink.objects.get().url == "https://example.com/prices"
    section(opened).locator(".web-link summary").click()
    press_words(opened, section(opened).get_by_role("button", name="Delete link"))
    expect(links(opened)).to_have_count(0)
    toast(opened, "Web link deleted.").get_by_role("button", name="Undo").click()
    expect(links(opened)).to_have_text(["Price list"])


def test_address_is_the_field_one_types_into_first(opened):
    form = section(opened).locator("#web-link-new")
    press_words(opened, section(opened).get_by_text("Add a web link"))
    expect(form.get_by_label("Address", exact=True)).to_be_focused()
    opened.keyboard.type("example.com/prices")
    opened.keyboard.press("Enter")
    expect(links(opened)).to_have_text(["example.com/prices"])
    section(opened).locator(".web-link summary").click()
    expect(section(opened).locator(".web-link-form").get_by_label("Address", exact=True)).to_be_focused()


def test_what_is_no_address_is_said_in_its_place_and_stays(opened):
    section(opened).get_by_text("Add a web link").click()
    form = section(opened).locator("#web-link-new")
    form.get_by_label("Address", exact=True).fill("javascript:alert(1)")
    form.get_by_label("Address", exact=True).press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("Enter an address that begins with https://")
    expect(form.get_by_label("Address", exact=True)).to_have_value("javascript:alert(1)")
    assert not WebLink.objects.exists()


def test_half_changed_address_and_title_outlast_the_page(opened):
    press_words(opened, section(opened).get_by_text("Add a web link"))
    opened.keyboard.type("example.com/prices")
    opened.keyboard.press("Enter")
    section(opened).locator(".web-link summary").click()
    form = section(opened).locator(".web-link-form")
    for label, text in (("Address", "https://example.com/menu"), ("Title", "Menu")):
        form.get_by_label(label, exact=True).fill(text)
    opened.reload()
    for name, text in (("url", "https://example.com/menu"), ("title", "Menu")):
        expect(form.locator(f"[name={name}]")).to_have_value(text)
