"""Pages that exchange a part of themselves: nothing is loaded anew, and address and focus follow."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import fresh, make_project, make_tag, make_task, make_tasks
from tests.in_browser.steps import dialog, press_words, toast

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def at(page, owner, sign_in):
    """`at(address)`: the owner's page there, which forgets that it is the same once it is loaded anew."""
    sign_in(page, owner)

    def at(address: str) -> Page:
        page.goto(address)
        page.wait_for_function("!!document.querySelector('[data-htmx-powered]')")
        page.evaluate("window.same = true")
        return page

    return at


def is_same(page: Page) -> bool:
    return bool(page.evaluate("window.same === true"))


def in_view(page: Page, selector: str) -> None:
    """Its beginning is to be seen, below the bar at the top."""
    page.wait_for_function(
        "selector => { const top = document.querySelector(selector).getBoundingClientRect().top;"
        " return top >= 0 && top < innerHeight / 2 }",
        arg=selector,
    )


@pytest.mark.parametrize("place", ["/tasks/", "/projects/{}/list/"])
def test_pages_of_a_list_of_tasks(at, project, place):
    make_tasks(project=project, count=120)
    page = at(place.format(project.pk))
    press_words(page, page.get_by_role("link", name="Next"))
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?page=2$"))
    expect(page.get_by_role("region", name="Tasks")).to_be_focused()
    in_view(page, ".task-table")
    press_words(page, page.get_by_role("link", name="Previous"))
    expect(page.get_by_text("Page 1 of 3")).to_be_visible()
    assert is_same(page)
    page.locator("#filter-bar [name=q]").fill("Task 1")
    expect(page.locator("#filter-bar [name=q]")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?q=Task\+1$"))
    page.go_back()
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()


def test_pages_groups_and_search_of_projects(at, owner):
    for number in range(70):
        make_project(title=f"Garden {number}", owner=owner)
    page = at("/projects/")
    press_words(page, page.get_by_role("link", name="Next", exact=True))
    expect(page.get_by_text(re.compile("Page 2 of"))).to_be_visible()
    expect(page.get_by_role("list", name="Projects")).to_be_focused()
    in_view(page, "#projects")
    press_words(page, page.get_by_role("navigation", name="Groups of projects").get_by_role("link", name="Archived"))
    expect(page.get_by_role("heading", name="No archived projects")).to_be_visible()
    expect(page).to_have_url(re.compile("tab=archived$"))
    press_words(page, page.get_by_role("navigation", name="Groups of projects").get_by_role("link").first)
    page.get_by_role("searchbox", name="Search by title").press_sequentially("garden 42", delay=10)
    expect(page.locator(".grid-cards > *")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?tab=mine&q=garden\+42$|\?q=garden\+42&tab=mine$"))
    expect(page.get_by_role("searchbox", name="Search by title")).to_be_focused()
    assert is_same(page)
    page.go_back()
    expect(page.get_by_role("heading", name="No archived projects")).to_be_visible()


def test_pages_of_the_activity(at, project):
    make_tasks(project=project, count=3)
    for number in range(60):
        make_task(project=project, title=f"Task {number}")
    page = at(f"/projects/{project.pk}/activity/")
    press_words(page, page.get_by_role("link", name="Older"))
    expect(page).to_have_url(re.compile(r"\?before=\d+$"))
    expect(page.get_by_role("heading", name="Activity")).to_be_focused()
    in_view(page, "#activity")
    press_words(page, page.get_by_role("link", name="Newest"))
    expect(page).to_have_url(re.compile("/activity/$"))
    expect(page.get_by_text("Task 59")).to_be_visible()
    assert is_same(page)


def test_search_of_all_tasks_among_them(at, project, cards):
    page = at("/tasks/?mine=1")
    page.keyboard.press("/")
    page.keyboard.type("alpha")
    page.keyboard.press("Enter")
    expect(page.locator(".task-table tbody tr")).to_have_count(1)
    expect(page.locator("#filter-bar [name=q]")).to_have_value("alpha")
    expect(page.locator("#filter-bar [name=mine]")).not_to_be_checked()
    expect(page.get_by_role("searchbox", name="Search all tasks")).to_be_focused()
    assert is_same(page)
    page.goto("/projects/")
    page.keyboard.press("/")
    page.keyboard.type("alpha")
    page.keyboard.press("Enter")
    expect(page.locator(".task-table tbody tr")).to_have_count(1)


def test_general_settings(at, project):
    page = at(f"/projects/{project.pk}/settings/")
    general = page.locator("#general")
    general.get_by_label("Title", exact=True).fill("  Landing ")
    general.get_by_label("Description").fill("Words")
    press_words(page, general.get_by_text("Public", exact=True))
    press_words(page, general.get_by_role("button", name="Save changes"))
    expect(toast(page, "Settings saved.")).to_be_visible()
    expect(page.locator(".project-title")).to_have_text("Landing")
    expect(page.locator(".project-bar .badge").first).to_contain_text("Public")
    expect(page).to_have_title(re.compile("Settings · Landing"))
    expect(general.get_by_label("Title", exact=True)).to_have_value("Landing")
    expect(general.get_by_role("button", name="Save changes")).to_be_focused()
    expect(page.locator(".draft-mark")).to_have_count(0)
    general.get_by_label("Description").fill("More words")
    page.locator("#general [name=finish_date]").fill("nonsense")
    press_words(page, general.get_by_role("button", name="Save changes"))
    expect(general.get_by_role("alert")).to_be_visible()
    expect(general.get_by_label("Description")).to_have_value("More words")
    page.locator("#general [name=finish_date]").fill("")
    press_words(page, general.get_by_role("button", name="Save changes"))
    expect(general.get_by_role("alert")).to_have_count(0)
    assert is_same(page)
    stored = fresh(project)
    assert (stored.title, stored.description, stored.visibility) == ("Landing", "More words", "public")
    page.reload()
    expect(general.get_by_label("Description")).to_have_value("More words")


def test_tags_of_the_settings(at, project, cards):
    make_tag(project=project, name="design")
    page = at(f"/projects/{project.pk}/settings/")
    tags = page.locator("#tags")
    press_words(page, tags.get_by_role("link", name="Add tag"))
    dialog(page).get_by_label("Name").fill("design")
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("alert")).to_be_visible()
    dialog(page).get_by_label("Name").fill("copy")
    page.keyboard.press("Enter")
    expect(tags.locator(".tag")).to_have_text(["copy", "design"])
    expect(toast(page, "Tag “copy” made.")).to_be_visible()
    expect(tags.get_by_role("link", name="Add tag")).to_be_focused()
    press_words(page, tags.get_by_role("link", name="Edit design"))
    dialog(page).get_by_label("Name").fill("drawing")
    page.keyboard.press("Enter")
    expect(tags.locator(".tag")).to_have_text(["copy", "drawing"])
    expect(tags.get_by_role("link", name="Edit drawing")).to_be_focused()
    assert is_same(page)
    press_words(page, tags.get_by_role("link", name="Edit copy"))
    press_words(page, dialog(page).get_by_role("link", name="Remove tag…"))
    expect(page.get_by_role("heading", name=re.compile("copy"))).to_be_visible()
    assert list(project.tags.values_list("name", flat=True)) == ["copy", "drawing"]
