"""The settings of a project with sixty people in it, under the hand."""

import re

import pytest
from playwright.sync_api import expect

from boards.models import Membership
from tests.browser import look
from tests.factories import make_member, make_project
from tests.in_browser.steps import press_words

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def settings(page, project, owner, sign_in):
    for number in range(56):
        make_member(project=project, name=f"helper{number}")
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/settings/")
    return page


def test_member_is_found_and_given_a_role_by_its_words(settings):
    settings.get_by_role("searchbox", name="Search by name or address").press_sequentially("r55", delay=20)
    expect(settings.locator("#member-rows li")).to_have_count(1)
    row = settings.locator("#member-rows li")
    press_words(settings, row.get_by_role("button", name="Role of Helper55"))
    press_words(settings, row.get_by_role("button", name="Viewer", exact=True))
    expect(row.locator(".saved")).to_have_text("Saved")
    expect(row.get_by_role("button", name="Role of Helper55: Viewer")).to_be_visible()
    assert Membership.objects.get(user__display_name="Helper55").role == "viewer"
    expect(settings.get_by_role("searchbox", name="Search by name or address")).to_have_value("r55")


def test_role_is_chosen_by_keys(settings):
    button = settings.get_by_role("button", name="Role of Helper7:")
    button.focus()
    settings.keyboard.press("Enter")
    settings.keyboard.press("ArrowDown")
    settings.keyboard.press("Enter")
    expect(settings.get_by_role("button", name="Role of Helper7: Admin")).to_be_visible()
    expect(settings.get_by_role("button", name="Role of Helper7: Admin")).to_be_focused()


def test_member_is_added_where_the_others_stand(settings, project, owner, outsider):
    make_project(owner=owner, title="Other", roles={outsider: "viewer"})
    settings.evaluate("window.same = true")
    field = settings.locator("#members").get_by_label("E-mail address")
    field.fill(owner.email)
    settings.keyboard.press("Enter")
    expect(settings.locator("#members").get_by_role("alert")).to_contain_text("takes part in this project already")
    expect(field).to_be_focused()
    field.fill(outsider.email)
    settings.keyboard.press("Enter")
    expect(settings.locator(f"#member-row-{outsider.pk}")).to_be_visible()
    expect(field).to_have_value("")
    expect(settings.locator(".toast")).to_contain_text("takes part now")
    field.fill("new@example.com")
    settings.keyboard.press("Enter")
    expect(settings.locator("#invitation-link")).to_have_value(re.compile("/invitation/"))
    settings.get_by_role("button", name="Withdraw the invitation to new@example.com").click()
    expect(settings.get_by_role("heading", name="Invited")).to_have_count(0)
    assert settings.evaluate("window.same")


def test_link_of_an_invitation_is_copied(settings):
    settings.locator("#members").get_by_label("E-mail address").fill("new@example.com")
    settings.keyboard.press("Enter")
    settings.context.grant_permissions(["clipboard-read", "clipboard-write"])
    settings.get_by_role("button", name="Copy", exact=True).click()
    expect(settings.get_by_role("button", name="Copied")).to_be_visible()
    link = settings.get_by_label("Link", exact=True).input_value()
    assert "/invitation/" in link and settings.evaluate("navigator.clipboard.readText()") == link


def test_what_became_of_an_invitation_is_in_sight(settings):
    field = settings.locator("#members").get_by_label("E-mail address")
    field.fill("new@example.com")
    settings.keyboard.press("Enter")
    expect(settings.locator("#members .notice")).to_be_in_viewport(ratio=1)
    settings.get_by_role("button", name="New link new@example.com").press("Enter")
    expect(settings.locator("#members .notice")).to_be_focused()
    expect(settings.locator("#members .notice")).to_be_in_viewport(ratio=1)
    settings.get_by_role("button", name="Withdraw the invitation to new@example.com").press("Enter")
    expect(settings.locator("#members .notice")).to_have_count(0)
    expect(settings.locator("#members :focus")).to_be_in_viewport()


def test_columns_are_moved_where_they_stand(settings, project):
    names = settings.locator("#columns .row b")
    settings.evaluate("window.same = true")
    settings.get_by_role("button", name="Move Pending to the right").click()
    expect(names).to_have_text(["In progress", "Pending", "Completed"])
    expect(settings.get_by_role("button", name="Move Pending to the right")).to_be_focused()
    settings.keyboard.press("Enter")
    expect(names).to_have_text(["In progress", "Completed", "Pending"])
    assert settings.evaluate("window.same")
    assert [column.name for column in project.columns.order_by("position")] == ["In progress", "Completed", "Pending"]


def test_settings_look_right(settings):
    assert look(settings) == []
