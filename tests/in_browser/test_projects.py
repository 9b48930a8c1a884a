"""The pages about a project in a real browser: nothing typed is lost when two people save at once, with and without
JavaScript."""

import pytest
from playwright.sync_api import expect

from boards.services import projects
from tests.factories import fresh

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_two_people_change_the_same_text(browser_context, sign_in, project, owner, javascript):
    page = browser_context(java_script_enabled=javascript).new_page()
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/settings/")
    page.get_by_label("Title", exact=True).fill("My title")
    page.get_by_label("Description").fill("My text,\n\n  to the letter")
    other = project.memberships.first().user
    projects.update(project=project, changed={"title": "Their title"}, seen_version=None, actor=other)
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Their title").first).to_be_visible()
    expect(page.get_by_label("Yours").first).to_have_value("My title")
    page.get_by_label("Yours").first.fill("Both titles")
    page.locator("#conflict").get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("Settings saved.")
    now = fresh(project)
    assert (now.title, now.description) == ("Both titles", "My text,\n\n  to the letter")
