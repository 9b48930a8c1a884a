"""Whoever has set letters of twice the size in their browser reaches everything on a phone, with no way sideways."""

import pytest

from tests import chromium
from tests.factories import make_task

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture(scope="module")
def browser(_playwright):
    flags = [*chromium.FLAGS, "--blink-settings=defaultFontSize=32"]
    with _playwright.chromium.launch(executable_path=chromium.find(), args=flags) as browser:
        yield browser


def test_pages_are_no_wider_than_a_phone(page_of, project, owner):
    task = make_task(project=project, assignee=owner, title="A task")
    page = page_of(owner, viewport={"width": 390, "height": 844})
    for path in ("/", f"/projects/{project.pk}/", f"/tasks/{task.pk}/", f"/projects/{project.pk}/settings/"):
        page.goto(path)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert page.evaluate("document.documentElement.scrollWidth") == 390, path
        boxes = [each.bounding_box() for each in page.locator(".top-bar :is(a, button)").all() if each.is_visible()]
        assert len(boxes) >= 7 and all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes), path
