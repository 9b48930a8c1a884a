"""The preview of a file that is brought."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from boards.jobs import running
from tests.browser import NARROW, WIDE

pytestmark = pytest.mark.browser
HEADS = "Titel;Eine Spalte mit einem langen Namen;F\u00e4llig am"
TABLE = f"{HEADS}\nS\u00e4en;Etwas das hier steht und lang ist;31.12.2026\n".encode()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_columns_of_a_table_fit_beside_their_meanings(page_of, client, owner, settings, tmp_path, viewport):
    settings.VAR_DIR = tmp_path
    client.force_login(owner)
    brought = client.post(reverse("import"), {"file": SimpleUploadedFile("tasks.csv", TABLE)})
    running.run_due()
    page = page_of(owner, viewport=viewport)
    page.goto(brought.url)
    assert page.locator(".import-table").evaluate("each => each.scrollWidth - each.clientWidth") == 0
