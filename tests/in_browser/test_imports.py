"""The preview of a file that is brought."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import expect

from boards.jobs import running
from tests.browser import NARROW, WIDE

pytestmark = pytest.mark.browser
HEADS = "Titel;Eine Spalte mit einem langen Namen;F\u00e4llig am"
TABLE = f"{HEADS}\nS\u00e4en;Etwas das hier steht und lang ist;31.12.2026\n".encode()


@pytest.fixture
def preview(client, owner, settings, tmp_path):
    """The address of the preview of a file that is brought: of a table, unless it holds something else."""
    settings.VAR_DIR = tmp_path
    client.force_login(owner)

    def preview(content=TABLE):
        brought = client.post(reverse("import"), {"file": SimpleUploadedFile("tasks.csv", content)})
        running.run_due()
        return brought.url

    return preview


def imported(page):
    """Has the preview that is shown carried out."""
    page.get_by_role("button", name="Import this board").first.click()
    expect(page.locator("#state-heading")).to_be_visible()
    running.run_due()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_columns_of_a_table_fit_beside_their_meanings(page_of, owner, preview, viewport):
    page = page_of(owner, viewport=viewport)
    page.goto(preview())
    assert page.locator(".import-table").evaluate("each => each.scrollWidth - each.clientWidth") == 0


def test_the_button_says_what_is_chosen_for_a_board_that_is_here(page_of, owner, preview):
    page = page_of(owner)
    page.goto(preview())
    imported(page)
    page.goto(preview())
    expect(page.get_by_role("button", name="Bring “tasks” up to date")).to_have_count(2)
    page.get_by_label("Make everything anew").check()
    expect(page.get_by_role("button", name="Import this board")).to_have_count(2)
    expect(page.get_by_role("button", name="Bring “tasks” up to date")).to_have_count(0)


def test_a_title_is_asked_for_only_where_a_board_of_several_is_made_anew(page_of, owner, preview):
    card = {"id": 1, "title": "Rye"}
    boards = [
        {"id": place, "title": f"B{place}", "stacks": [{"id": 1, "title": "A", "cards": [card]}]} for place in (1, 2)
    ]
    content = json.dumps({"boards": boards}).encode()
    page = page_of(owner)
    page.goto(preview(content))
    imported(page)
    page.goto(preview(content))
    expect(page.get_by_label("Title")).to_be_hidden()
    page.get_by_label("Make everything anew").check()
    expect(page.get_by_label("Title")).to_be_visible()
