"""A public link from its making to its end, in two browsers: an admin's, and that of somebody without an account."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_task

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_an_admin_shows_the_board_to_a_stranger_until_they_revoke_it(page_of, project, admin, member, site):
    make_task(project=project, title="For all to see", assignee=member)
    page, stranger = page_of(admin), page_of(None)
    page.goto(f"/projects/{project.pk}/settings/")
    page.get_by_role("link", name="Public links").click()
    page.get_by_label("Name", exact=True).fill("Client")
    page.get_by_label("Password").fill("abc")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Link", exact=True).input_value()
    path = "/shared/" + link.split("/shared/")[1]
    stranger.goto(path)
    stranger.get_by_label("Password").fill("wrong")
    stranger.get_by_role("button", name="Show the board").click()
    expect(stranger.get_by_text("This is not the password")).to_be_visible()
    stranger.get_by_label("Password").fill("abc")
    stranger.get_by_role("button", name="Show the board").click()
    expect(stranger.get_by_text("For all to see")).to_be_visible()
    stranger.go_back()
    expect(stranger.get_by_text("For all to see")).to_be_visible()
    expect(stranger.locator("a, button, form, script").and_(stranger.locator(":not(.skip-link)"))).to_have_count(0)
    page.get_by_role("button", name="Revoke Client").click()
    stranger.reload()
    expect(stranger.get_by_role("heading", name="There is no such link")).to_be_visible()
