"""Background work under the hand of an administrator: what failed is tried again where it stands."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from boards.models import Job, JobState
from tests.browser import look
from tests.in_browser.steps import press_words

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def failed(db):
    now = timezone.now()
    fields = {"queue": "mail", "state": JobState.FAILED, "due_at": now, "created_at": now, "finished_at": now}
    return [Job.objects.create(name="mail.send", error=f"<b>No {number}</b>", **fields) for number in range(3)]


def test_failed_job_is_tried_again_in_place(page, sign_in, staff, failed):
    sign_in(page, staff)
    page.goto("/jobs/")
    page.evaluate("window.same = true")
    row = page.locator(f"#job-{failed[1].pk}")
    expect(row).to_contain_text("<b>No 1</b>")
    assert not [each for each in look(page) if not each.startswith("320")]
    press_words(page, row.get_by_role("button", name="Try again"))
    expect(row).to_have_count(0)
    expect(page.locator(".toast")).to_contain_text("It is tried again.")
    expect(page.get_by_role("heading", name="Failed: 2")).to_be_focused()
    press_words(page, page.get_by_role("button", name="Try all again"))
    expect(page.get_by_text("Nothing has failed.")).to_be_visible()
    assert page.evaluate("window.same")
    assert Job.objects.filter(state=JobState.WAITING).count() == 3


def test_page_works_without_scripts(browser_context, sign_in, staff, failed):
    page = browser_context(java_script_enabled=False).new_page()
    sign_in(page, staff)
    page.goto("/jobs/")
    page.locator(f"#job-{failed[0].pk}").get_by_role("button", name="Try again").click()
    expect(page.get_by_text("It is tried again.")).to_be_visible()
    expect(page.locator(f"#job-{failed[0].pk}")).to_have_count(0)
