"""The complete way through a provider, in a real browser, under the site's own policies."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from boards.models import Membership, User
from tests.factories import make_project, make_user
from tests.in_browser.steps import through

pytestmark = pytest.mark.browser


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def test_first_and_second_sign_in_and_out_at_the_provider_too(provider, page, site):
    through(page, "nina@example.com")
    page.wait_for_url(f"{site}/")
    nina = User.objects.get(email="nina@example.com")
    # The provider knows the browser now, and asks nothing.
    page.context.clear_cookies(name="boardsite_session")
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Continue with Company").click()
    page.wait_for_url(f"{site}/")
    assert SocialAccount.objects.get().user == nina
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{site}/")
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Continue with Company").click()
    page.wait_for_url("**/accounts/login/?next=**")


def test_linked_by_a_verified_address(provider, page, site):
    member = make_user(name="member")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    through(page, member.email)
    page.wait_for_url(f"{site}/")
    page.goto("/account/")
    assert heading(page) == "Member" and SocialAccount.objects.get().user == member


def test_unverified_address_is_refused(provider, page):
    make_user(name="owner")
    through(page, "owner@example.com")
    page.wait_for_url("**/callback/**")
    assert heading(page) == "You are not signed in"
    assert "connect Company from your profile" in page.get_by_role("alert").inner_text()
    assert not SocialAccount.objects.exists()


def test_groups_show_on_the_board(provider, page, site, settings):
    board = make_project(owner=make_user(name="owner"), title="Website")
    roles = {"developers": {board.pk: "member"}}
    settings.OIDC_PROVIDERS = [
        provider.configured(groups_claim="groups", admin_groups=("boardsite-admins",), project_roles=roles)
    ]
    through(page, "stan@example.com")
    page.wait_for_url(f"{site}/")
    assert Membership.objects.get().role == "member" and User.objects.get(email="stan@example.com").is_staff
    page.goto(f"/projects/{board.pk}/activity/")
    assert "by groups at sign-in" in page.locator("main").inner_text()
    page.goto("/account/single-sign-on/")
    page.get_by_role("button", name="Try").click()
    assert "A new account is made" in page.locator("#try").inner_text()


def test_provider_that_is_down(provider, page, settings, browser_errors):
    settings.OIDC_PROVIDERS = [provider.configured(issuer="http://127.0.0.1:1")]
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Continue with Company").click()
    assert "does not answer" in heading(page)
    page.get_by_role("link", name="Sign in another way").click()
    assert heading(page) == "Sign in"
    browser_errors.clear()  # the 503 is the answer that was expected


def test_without_javascript(provider, browser_context, site):
    page = browser_context(java_script_enabled=False).new_page()
    through(page, "nina@example.com")
    page.wait_for_url(f"{site}/")
    assert User.objects.filter(email="nina@example.com").exists()
