"""What a person sets about themselves is saved as it is changed."""

import pytest
from playwright.sync_api import expect

from tests.factories import fresh

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_changes_are_saved_at_once_and_seen(page, member, sign_in):
    sign_in(page, member)
    page.goto("/account/")
    expect(page.get_by_role("button", name="Save profile")).to_be_hidden()
    page.get_by_label("Name", exact=True).fill("Maria")
    page.keyboard.press("Tab")
    expect(page.locator("#profile-form .saved")).to_have_text("Saved")
    expect(page.locator("h1")).to_have_text("Maria")
    expect(page.get_by_label("Time zone")).to_be_focused()
    page.get_by_label("Theme").select_option("dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("#profile-form").get_by_text("Keyboard shortcuts").click()
    expect(page.locator(".user-menu")).to_have_attribute("data-shortcuts", "off")
    now = fresh(member)
    assert (now.display_name, now.theme, now.shortcuts) == ("Maria", "dark", False)
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_what_is_refused_is_told_at_its_field_and_can_be_mended(page, member, sign_in):
    sign_in(page, member)
    page.goto("/account/")
    page.get_by_label("Name", exact=True).fill(" ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This field is required.")
    page.get_by_label("Name", exact=True).fill("Mia")
    page.keyboard.press("Enter")
    expect(page.locator("#profile-form .saved")).to_have_text("Saved")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert fresh(member).display_name == "Mia"
