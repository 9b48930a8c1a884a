"""Pages that others have made, in the looks of the site: the API's documents and Django's administration."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.once]

LOOKS = """() => {
  const of = element => getComputedStyle(element)
  return [of(document.body).backgroundColor, of(document.body).color, of(document.body).fontFamily.slice(0, 8)]
}"""
GROUND_AND_INK = """() => {
  const probe = document.body.appendChild(document.createElement('div'))
  probe.className = 'probe'
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('.probe { background: var(--ground); color: var(--text); font-family: var(--font) }')
  document.adoptedStyleSheets = [sheet]
  const {backgroundColor, color, fontFamily} = getComputedStyle(probe)
  return [backgroundColor, color, fontFamily.slice(0, 8)]
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_documents_and_administration_look_like_the_site(browser_context, sign_in, staff, project, scheme):
    page = browser_context(color_scheme=scheme).new_page()
    sign_in(page, staff)
    page.goto("/")
    wanted = page.evaluate(GROUND_AND_INK)
    assert wanted[2] == "Inter, u"
    for path in ("/admin/", "/admin/boards/user/", "/api/docs/"):
        page.goto(path)
        assert page.evaluate(LOOKS) == wanted, path
    # Operations are drawn once one asks for them: all at once they hold up the browser. Webhooks are always drawn.
    group, operations = page.locator(".opblock-tag").first, page.locator(".opblock-tag-section .opblock")
    expect(group).to_be_visible(timeout=60_000)
    expect(operations).to_have_count(0)
    group.click(timeout=60_000)
    expect(operations.first).to_be_visible(timeout=60_000)
    assert page.evaluate("getComputedStyle(document.querySelector('.opblock-summary-path')).color") == wanted[1]


def test_documents_follow_the_theme_one_has_chosen(page, sign_in, staff):
    staff.theme = "dark"
    staff.save()
    sign_in(page, staff)
    page.goto("/api/docs/")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
