"""The pages about a project in a real browser: accessible in both themes, no sideways scrolling on a small screen,
and nothing typed lost when two people save at once, with and without JavaScript."""

import pytest

from boards.services import projects
from tests.browser import axe
from tests.factories import column_of, fresh, make_project, make_tag, make_task, make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def owner(transactional_db):
    return make_user(name="owner")


@pytest.fixture
def project(owner):
    made = make_project(owner=owner, title="Launch of the new website with a rather long title", visibility="public")
    for number, role in enumerate(("admin", "member", "viewer")):
        made.memberships.create(user=make_user(name=f"person{number}"), role=role)
    make_tag(project=made)
    make_task(project=made, title="x" * 200, description="Text")
    projects.update(project=made, changed={"description": "New text"}, seen_version=None, actor=owner)
    return fresh(made)


def addresses(project):
    base, member = f"/projects/{project.pk}", project.memberships.first().user_id
    column, tag = column_of(project=project), project.tags.get()
    return [
        "/projects/new/",
        "/account/",
        *(f"{base}/{page}/" for page in ("settings", "activity", "delete", "transfer", "columns/new", "tags/new")),
        *(f"{base}/members/{page}/" for page in ("new", f"{member}/edit", f"{member}/remove")),
        *(f"/columns/{column.pk}/{page}/" for page in ("edit", "delete")),
        *(f"/tags/{tag.pk}/{page}/" for page in ("edit", "merge", "delete")),
    ]


@pytest.mark.once
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit_a_small_screen(browser_context, sign_in, project, owner, scheme):
    page = browser_context(color_scheme=scheme, viewport={"width": 320, "height": 640}).new_page()
    sign_in(page, owner)
    for address in addresses(project):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("javascript", [True, False])
def test_two_people_change_the_same_text(browser_context, sign_in, project, owner, javascript):
    page = browser_context(java_script_enabled=javascript).new_page()
    sign_in(page, owner)
    page.goto(f"/projects/{project.pk}/settings/")
    page.get_by_label("Title").fill("My title")
    page.get_by_label("Description").fill("My text,\n\n  to the letter")
    other = project.memberships.first().user
    projects.update(project=project, changed={"title": "Their title"}, seen_version=None, actor=other)
    page.get_by_role("button", name="Save changes").click()
    assert page.get_by_text("Their title").first.is_visible()
    assert page.get_by_label("Yours").first.input_value() == "My title"
    page.get_by_label("Yours").first.fill("Both titles")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/settings/")
    now = fresh(project)
    assert (now.title, now.description) == ("Both titles", "My text,\n\n  to the letter")
