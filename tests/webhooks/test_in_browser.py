"""Webhooks by a hand: made by clicking, the secret copied, a test sent, and its outcome seen without a reload."""

import pytest
from playwright.sync_api import expect

from boards.models import Webhook
from tests.browser import axe
from tests.factories import make_task
from tests.webhooks.conftest import deliveries, work

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def page_of_owner(page, owner, sign_in):
    sign_in(page, owner)
    return page


def test_a_webhook_is_made_and_tested(page_of_owner, project, receiver):
    page = page_of_owner
    page.goto(f"/projects/{project.pk}/settings/")
    page.get_by_role("link", name="Webhooks").click()
    page.get_by_role("link", name="New webhook").click()
    page.get_by_label("Name", exact=True).fill("Script")
    page.get_by_label("Address", exact=True).fill(receiver.url)
    expect(page.get_by_label("Completed", exact=True)).to_be_hidden()
    page.get_by_text("Only what is chosen here").click()
    page.get_by_label("Completed", exact=True).check()
    page.get_by_role("button", name="Make webhook").click()
    expect(page.get_by_label("Secret")).to_be_visible()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("[data-copy]")).to_contain_text("Copied")
    secret = page.input_value("#secret")
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator("#log")).to_contain_text("Waiting")
    work()
    expect(page.locator("#log")).to_contain_text("Delivered")
    assert receiver.messages[0].verified(secret)["type"] == "webhook.test"
    assert Webhook.objects.get().events == ["task.completed"]


def test_all_of_it_works_without_scripts(browser_context, project, owner, sign_in, receiver):
    page = browser_context(java_script_enabled=False).new_page()
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/webhooks/new/")
    page.get_by_label("Name", exact=True).fill("Script")
    page.get_by_label("Address", exact=True).fill(receiver.url)
    page.get_by_role("button", name="Make webhook").click()
    page.get_by_role("button", name="Send a test").click()
    work()
    page.reload()
    page.locator("#log").get_by_role("link", name="Test").click()
    expect(page.get_by_text("webhook-signature")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    work()
    assert len(receiver.messages) == 2
    page.goto(f"/webhooks/{Webhook.objects.get().pk}/")
    page.get_by_role("link", name="Delete…").click()
    page.get_by_role("button", name="Delete webhook").click()
    expect(page.get_by_text("No webhooks yet")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_fit_a_phone(theme, browser_context, project, owner, sign_in, hook, receiver):
    receiver.says(500, b'{"error": "no"}')
    make_task(project=project, title="A word without end " + "x" * 200)
    work()
    page = browser_context(viewport={"width": 390, "height": 800}, color_scheme=theme).new_page()
    sign_in(page, owner)
    log = f"/deliveries/{deliveries()[0].pk}/"
    for path in (f"/projects/{project.pk}/webhooks/", f"/webhooks/{hook.pk}/", f"/webhooks/{hook.pk}/edit/", log):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_a_long_name_leaves_a_phone_its_width(page_of_owner, project, hook_of):
    page, hook = page_of_owner, hook_of(name="Donaudampfschifffahrtsgesellschaftskapitänswitwenrente", project=project)
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("", "edit/", "secret/", "delete/"):
        page.goto(f"/webhooks/{hook.pk}/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
        for name in ("Settings", "Webhooks"):
            assert page.locator(".crumbs").get_by_role("link", name=name).bounding_box()["width"] > 40
