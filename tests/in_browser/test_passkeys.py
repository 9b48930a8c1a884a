"""Passkeys with Chromium's virtual authenticator, and the authenticator app with its recovery codes, on the pages."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from boards.models import SignIn
from tests.accounts.steps import PASSWORD, code_of, recovery_codes, with_app, with_password
from tests.browser import axe, look
from tests.factories import make_project, make_task, make_user
from tests.in_browser.steps import press_words

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def person(transactional_db):
    return with_password(make_user(name="owner"))


@pytest.fixture
def local(site):
    """The site by its name: browsers give passkeys to no address made of numbers."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def at(browser_context, local):
    """A page of the site by its name, with a device that makes passkeys and says yes by itself."""
    page = browser_context(base_url=local).new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    page.device = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    page.cdp = session
    return page


def type_password(page, person):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.context.clear_cookies()
    page.goto("/accounts/login/")


def add_passkey(page, name="Laptop", alone=True):
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name, to know it again").fill(name)
    if page.get_by_label("instead of the password").is_checked() != alone:
        press_words(page, page.locator("label", has_text="instead of the password"))
    assert axe(page) == []
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/recovery-codes/")


def test_a_passkey_is_made_and_opens_the_account_without_a_password(at, person):
    type_password(at, person)
    expect(at).to_have_url(re.compile("/$"))
    add_passkey(at)
    at.goto("/accounts/2fa/")
    expect(at.get_by_text("Laptop").first).to_be_visible()
    sign_out(at)
    at.goto("/accounts/login/?next=/account/devices/")
    at.get_by_role("button", name="Sign in with a passkey").click()
    at.wait_for_url("**/account/devices/")
    expect(at.get_by_role("heading", name="Sign-ins", exact=True)).to_be_visible()
    assert SignIn.objects.latest("pk").means == "passkey"


def test_a_passkey_is_the_second_step_after_the_password(at, person):
    type_password(at, person)
    add_passkey(at, alone=False)
    sign_out(at)
    type_password(at, person)
    at.wait_for_url("**/authenticate/")
    assert axe(at) == []
    at.get_by_role("button", name="Use a passkey").click()
    expect(at).to_have_url(re.compile(r"localhost:\d+/$"))
    assert SignIn.objects.latest("pk").means == "password+webauthn"


def test_a_device_without_a_passkey_is_told_so(at, person):
    at.goto("/accounts/login/")
    at.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": at.device, "isUserVerified": False})
    at.get_by_role("button", name="Sign in with a passkey").click()
    expect(at.get_by_text("The browser gave no passkey")).to_be_visible()
    assert axe(at) == []


def test_an_address_of_numbers_says_why_it_has_none(page, person, sign_in):
    page.goto("/accounts/login/")
    expect(page.get_by_role("link", name="open this page at localhost")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    type_password(page, person)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Open this page at localhost").click()
    expect(page).to_have_url(re.compile("//localhost:[0-9]+/accounts/login/"))


def test_a_passkey_is_renamed_and_removed(at, person):
    type_password(at, person)
    add_passkey(at)
    at.goto("/accounts/2fa/")
    at.get_by_role("link", name="Rename Laptop").click()
    at.get_by_label("Name").fill("Desk")
    at.get_by_role("button", name="Save").click()
    at.get_by_role("link", name="Remove Desk").click()
    at.get_by_role("button", name="Remove").click()
    expect(at.get_by_text("You have none.")).to_be_visible()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_app_is_set_up_and_a_recovery_code_opens_the_account(browser_context, person, javascript):
    page = browser_context(java_script_enabled=javascript).new_page()
    type_password(page, person)
    page.goto("/accounts/2fa/totp/activate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    if javascript:
        assert axe(page) == []
        assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    page.get_by_label("Code").fill(code_of(page.locator(".secret").inner_text()))
    page.get_by_role("button", name="Switch on").click()
    page.wait_for_url("**/recovery-codes/")
    code = page.locator(".codes code").first.inner_text()
    assert code in recovery_codes(person)
    sign_out(page)
    type_password(page, person)
    page.wait_for_url("**/authenticate/")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"\d/$"))
    assert SignIn.objects.latest("pk").means == "password+recovery_codes"


def test_the_pages_of_the_account_are_accessible_and_fit(page, person):
    secret = with_app(person)
    person.is_staff = True
    person.save()
    other = make_user(name="other")
    for title in ("One", "Two"):
        made = make_project(owner=person, title=title, roles={other: "member"})
        make_task(project=made, assignee=other)
    type_password(page, person)
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"\d/$"))
    for address in (*ACCOUNT, "/people/", "/people/new/", f"/people/{other.pk}/", f"/people/{other.pk}/hand-on/"):
        page.goto(address)
        assert look(page) == [], address
    page.goto("/account/delete/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    for address in ("/account/delete/", f"/people/{other.pk}/"):
        page.goto(address)
        assert look(page) == [], address
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_text("Hand this link")).to_be_visible()
    assert look(page) == []


ACCOUNT = (
    *("/account/", "/account/devices/", "/account/data/", "/account/delete/"),
    *("/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/recovery-codes/"),
    *("/accounts/2fa/webauthn/", "/accounts/2fa/recovery-codes/generate/", "/accounts/reauthenticate/"),
)
