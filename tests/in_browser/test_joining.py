"""An invitation in two browsers: sent by an admin, accepted by somebody who makes an account for it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_somebody_new_is_invited_makes_an_account_and_takes_part(page_of, project, admin):
    page, newcomer = page_of(admin), page_of(None)
    page.goto(f"/projects/{project.pk}/settings/#members")
    page.locator("#members").get_by_label("E-mail address").fill("new@example.com")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.locator("#members")).to_contain_text("new@example.com")
    link = page.locator("#invitation-link").input_value()
    newcomer.goto(re.sub(r"^https?://[^/]+", "", link))
    expect(newcomer.get_by_role("heading", name="Launch")).to_be_visible()
    newcomer.get_by_role("link", name="Make an account").click()
    expect(newcomer.get_by_label("E-mail")).to_have_value("new@example.com")
    newcomer.get_by_label("Your name").fill("Newcomer")
    newcomer.get_by_label("Password").fill("correct horse battery")
    newcomer.locator("form").get_by_role("button", name="Sign up").click()
    newcomer.get_by_role("button", name="Accept").click()
    expect(newcomer).to_have_url(re.compile(rf"/projects/{project.pk}/$"))
    page.reload()
    expect(page.locator("#member-rows")).to_contain_text("Newcomer")
    expect(page.get_by_role("heading", name="Invited")).to_have_count(0)
