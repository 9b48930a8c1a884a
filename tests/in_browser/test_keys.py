"""The page of API keys in a real browser."""

import pytest

from boards.accounts.queries import keys as key_queries
from tests.browser import look
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_key_is_made_seen_once_and_revoked(page, sign_in, owner):
    sign_in(page, owner)
    page.goto("/account/keys/")
    page.get_by_label("Name").fill("Nightly import")
    page.get_by_label("It may").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Make key").click()
    secret = page.get_by_label("Key", exact=True).input_value()
    assert key_queries.by_secret(secret).user == owner
    assert look(page) == []
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    page.goto("/account/keys/")
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke Nightly import").click()
    page.get_by_text("revoked").wait_for()
    assert key_queries.by_secret(secret) is None


def test_a_browser_that_keeps_its_clipboard_to_itself_names_the_keys(browser_context, sign_in, site):
    page = browser_context().new_page()
    page.add_init_script("delete Navigator.prototype.clipboard; document.execCommand = () => false")
    sign_in(page, make_user(name="owner"))
    page.goto("/account/keys/")
    page.get_by_label("Name").fill("Nightly import")
    page.get_by_role("button", name="Make key").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Press Ctrl+C").wait_for()
    secret = page.get_by_label("Key", exact=True)
    assert secret.evaluate("field => field.selectionEnd") == len(secret.input_value())
