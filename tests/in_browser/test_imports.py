"""The preview of a file that is brought."""

import pytest
from django.urls import reverse

from tests.browser import NARROW, WIDE
from tests.transfer.pages.conftest import bring, client, folder  # noqa: F401  fixtures

pytestmark = pytest.mark.browser
HEADS = "Titel;Eine Spalte mit einem langen Namen;F\u00e4llig am"
TABLE = f"{HEADS}\nS\u00e4en;Etwas das hier steht und lang ist;31.12.2026\n".encode()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_columns_of_a_table_fit_beside_their_meanings(browser_context, site, owner, sign_in, bring, viewport):  # noqa: F811
    found = bring(TABLE, "tasks.csv")
    page = browser_context(viewport=viewport).new_page()
    sign_in(page, owner)
    page.goto(reverse("import-one", args=[found.pk]))
    assert page.locator(".import-table").evaluate("each => each.scrollWidth - each.clientWidth") == 0
