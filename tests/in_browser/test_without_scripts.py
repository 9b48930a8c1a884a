"""Everything but drag, motion and shortcuts works with JavaScript switched off."""

import pytest
from playwright.sync_api import expect

from boards.models import Project, Task
from tests.browser import NARROWEST
from tests.factories import make_checklist, make_tasks
from tests.in_browser.steps import choose, lane, press_words, stored

pytestmark = pytest.mark.browser
PASSWORD = "a long and silent password"


@pytest.fixture
def plain(browser_context):
    return browser_context(java_script_enabled=False).new_page()


def test_from_signing_up_to_a_card(plain):
    plain.goto("/")
    plain.get_by_role("link", name="Sign up").first.click()
    plain.get_by_label("E-mail").fill("new@example.com")
    plain.get_by_label("Name").fill("Newcomer")
    plain.get_by_label("Password").first.fill(PASSWORD)
    plain.get_by_role("main").get_by_role("button").first.click()
    plain.get_by_role("button", name="Your menu").click()
    plain.get_by_role("button", name="Sign out").click()
    sign_out = plain.get_by_role("main").get_by_role("button", name="Sign out")
    if sign_out.count():
        sign_out.click()
    plain.goto("/projects/new/")
    plain.get_by_label("E-mail").fill("new@example.com")
    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_role("main").get_by_role("button", name="Sign in").click()
    plain.get_by_label("Title", exact=True).fill("Garden")
    plain.get_by_role("button", name="Create project").click()
    project = Project.objects.get(title="Garden")
    plain.get_by_label("Add a card to Pending").fill("Dig")
    plain.get_by_label("Add a card to Pending").press("Enter")
    expect(plain.locator(".toast")).to_contain_text("Added “Dig”.")
    expect(plain.locator(".card-title")).to_have_text("Dig")
    assert stored(project) == [["Dig"], [], []]


def test_moving_completing_and_undoing(page_of, project, columns, cards, member):
    page = page_of(member, java_script_enabled=False)
    page.goto(f"/projects/{project.pk}/")
    page.get_by_label("Move #1").click()
    press_words(page, page.get_by_role("group", name="Column").get_by_text("In progress"))
    press_words(page, page.get_by_text("At the end"))
    page.get_by_role("button", name="Move").click()
    expect(page.locator(".toast")).to_contain_text("Moved #1 to “In progress”.")
    expect(lane(page, columns[1]).locator(".card-title")).to_have_text(["Delta", "Alpha"])
    page.get_by_role("link", name="Alpha").click()
    page.get_by_role("button", name="Mark complete").click()
    expect(page.locator(".notice")).to_contain_text("This task is completed.")
    assert stored(project) == [["Beta", "Gamma"], ["Delta"], ["Alpha"]]
    page.get_by_role("button", name="Reopen").click()
    assert stored(project) == [["Beta", "Gamma"], ["Alpha", "Delta"], []]
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("Undone.")
    assert stored(project) == [["Beta", "Gamma"], ["Delta"], ["Alpha"]]
    page.get_by_role("button", name="Reopen").click()
    page.get_by_label("More actions").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".card-title")).to_have_text(["Beta", "Gamma", "Delta"])
    page.locator(".toast").get_by_role("button", name="Undo").click()
    assert stored(project) == [["Beta", "Gamma"], ["Alpha", "Delta"], []]


def test_editing_every_field(page_of, project, cards, member):
    page = page_of(member, java_script_enabled=False)
    page.goto(f"/tasks/{cards[0].pk}/")
    page.get_by_label("Title", exact=True).fill("Omega")
    page.locator("#description-edit summary").click()
    page.locator("textarea[name=description]").fill("Some\n\nlines")
    choose(page, "Assignee", "Member")
    page.keyboard.press("Escape")
    page.get_by_label("Due date").fill("6 May 2031")
    page.get_by_role("button", name="Tags").click()
    page.get_by_label("New ones").fill("one, two")
    page.get_by_role("group", name="Tags").get_by_role("button", name="Apply").click()
    expect(page.locator(".toast")).to_contain_text("Saved.")
    task = Task.objects.get(pk=cards[0].pk)
    assert (task.title, task.description, task.assignee) == ("Omega", "Some\n\nlines", member)
    assert sorted(tag.name for tag in task.tags.all()) == ["one", "two"]
    page.get_by_label("Title", exact=True).fill(" ")
    page.locator("#description-edit summary").click()
    page.locator("textarea[name=description]").fill("Not lost")
    page.get_by_role("button", name="Save changes").first.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("textarea[name=description]")).to_have_value("Not lost")


def test_filtering_and_more_cards(page_of, project, columns, member):
    make_tasks(project=project, count=120)
    page = page_of(member, java_script_enabled=False)
    page.goto(f"/projects/{project.pk}/")
    expect(page.locator(".card")).to_have_count(50)
    page.get_by_role("link", name="Show more cards").click()
    expect(page.locator(".card-title").first).to_have_text("Task 51")
    page.get_by_role("link", name="Show more cards").click()
    expect(page.locator(".card-title").last).to_have_text("Task 120")
    page.get_by_role("link", name="Back to the board").click()
    page.get_by_label("Filter by text").fill("Task 11")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator(".card")).to_have_count(11)
    expect(page.locator(".filter-count")).to_have_text("11 of 120")
    page.get_by_label("Filter by text").fill("Task")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("link", name="Show more cards").click()
    expect(page.locator(".card-title").first).to_have_text("Task 51")
    page.get_by_role("link", name="Show more cards").click()
    expect(page.locator(".card-title").last).to_have_text("Task 120")
    assert "q=Task" in page.url
    page.goto(f"/projects/{project.pk}/?q=Task")
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".filter-count")).to_have_count(0)


def test_task_fits_a_narrow_window_and_has_a_button_for_each_of_its_fields(page_of, cards, member):
    make_checklist(task=cards[0], title="Steps", texts=["One"])
    page = page_of(member, java_script_enabled=False, viewport=NARROWEST)
    page.goto(f"/tasks/{cards[0].pk}/")
    expect(page.get_by_role("button", name="Add item")).to_be_visible()
    right = page.locator("input[type=file]").evaluate("(field) => field.getBoundingClientRect().right")
    assert right <= NARROWEST["width"]
