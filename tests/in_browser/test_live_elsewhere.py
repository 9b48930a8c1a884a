"""Lists, reports and home follow too, or say that something has changed where rows would jump under the pointer."""

import pytest
from playwright.sync_api import expect

from boards.services import projects, tags, tasks
from tests.factories import make_task
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import dialog

pytestmark = pytest.mark.browser


@pytest.fixture
def page_at(page_of, project, cards, member):
    """A page of the member's that follows."""

    def page_at(path):
        page = page_of(member)
        page.goto(path)
        followed(page)
        return page

    return page_at


@pytest.fixture(params=["project", "all"])
def listing(request, page_at, project):
    """A list of tasks: of the project, or of all."""
    return page_at(f"/projects/{project.pk}/list/" if request.param == "project" else "/tasks/?sort=title")


def test_row_of_a_list_follows(listing, cards, owner):
    tasks.update(task=cards[0], changed={"priority": 4}, seen_version=None, actor=owner)
    expect(listing.locator(f"#row-{cards[0].pk}")).to_contain_text("Urgent")
    expect(listing.locator("#live-note")).to_be_empty()


def test_rows_that_would_jump_wait(listing, project, cards):
    made = make_task(project=project, title="Aaa")
    expect(listing.locator("#live-note")).to_contain_text("Something has changed")
    expect(listing.locator(f"#row-{made.pk}")).to_have_count(0)
    listing.get_by_text("Show it").click()
    expect(listing.locator(f"#row-{made.pk}")).to_be_visible()
    expect(listing.locator("#live-note")).to_be_empty()


def test_cell_that_is_edited_stays(listing, cards, owner):
    listing.locator(f"#row-{cards[0].pk}").hover()
    listing.locator(f"#cell-{cards[0].pk}-title").click()
    field = listing.locator("cell-editor input[name='title']")
    field.press_sequentially(" typed")
    tasks.update(task=cards[0], changed={"priority": 4}, seen_version=None, actor=owner)
    expect(listing.locator(f"#row-{cards[0].pk}")).to_contain_text("Urgent")
    expect(field).to_have_value("Alpha typed")
    expect(field).to_be_focused()


def test_task_over_a_list_follows(listing, cards, owner):
    listing.locator(f"#row-{cards[0].pk} .row-title").click()
    dialog(listing).wait_for()
    tasks.update(task=cards[0], changed={"title": "Alpha two"}, seen_version=None, actor=owner)
    expect(listing.locator("textarea.task-title")).to_have_value("Alpha two")


def test_report_says_that_something_has_changed(page_at, project, cards, owner):
    page = page_at(f"/projects/{project.pk}/report/")
    tasks.complete(task=cards[0], actor=owner)
    expect(page.locator("#live-note")).to_contain_text("Something has changed")
    page.get_by_text("Show it").click()
    followed(page)
    expect(page.locator("#live-note")).to_be_empty()


def test_list_offers_the_tags_that_there_are(listing, project, owner):
    tags.create(project=project, name="new", actor=owner)
    expect(listing.locator("#filter-tag label")).to_have_text(["new"])


def test_report_says_so_without_websockets(page_of, project, cards, owner, member):
    page = page_of(member)
    page.route_web_socket("**/ws/**", lambda socket: socket.close(code=1011))
    page.clock.install()
    page.goto(f"/projects/{project.pk}/report/")
    page.clock.run_for(25_000)
    expect(page.locator("#live-note")).to_be_empty()
    tasks.complete(task=cards[0], actor=owner)
    page.clock.run_for(25_000)
    expect(page.locator("#live-note")).to_contain_text("Something has changed")


def between(page, change):
    """Has something changed after the page was made, and before its socket is greeted."""

    def connect(socket):
        change()
        socket.connect_to_server()

    page.route_web_socket("**/ws/**", connect)


@pytest.mark.parametrize("path", ["/", "/tasks/?assignee=me"])
def test_what_is_changed_before_the_first_greeting_is_not_missed(page_of, cards, owner, member, path):
    page = page_of(member)
    tasks.update(task=cards[1], changed={"assignee": member}, seen_version=None, actor=owner)
    change = {"title": "Beta two"}
    between(page, lambda: tasks.update(task=cards[1], changed=change, seen_version=None, actor=owner))
    page.goto(path)
    expect(page.locator(".task-row-title, .row-title")).to_have_text(["Beta two"])


def test_project_that_is_gone_before_the_first_greeting_leaves_home(page_of, project, owner, member):
    page = page_of(member)
    between(page, lambda: projects.delete(project=project, actor=owner))
    page.goto("/")
    followed(page)
    expect(page.locator(".grid-cards > *")).to_have_count(0)


def test_home_follows(page_at, cards, owner, member):
    page = page_at("/")
    tasks.update(task=cards[0], changed={"assignee": member}, seen_version=None, actor=owner)
    expect(page.locator(".task-row-title")).to_have_text(["Alpha"])


def test_page_of_a_task_follows(page_at, cards, owner):
    page = page_at(f"/tasks/{cards[0].pk}/")
    tasks.update(task=cards[0], changed={"title": "Alpha two"}, seen_version=None, actor=owner)
    expect(page.locator("textarea.task-title")).to_have_value("Alpha two")
    tasks.delete(task=cards[0], actor=owner)
    expect(page.locator("#task-news")).to_contain_text("Owner deleted this task")


def test_page_of_a_task_names_who_types(page_at, page_of, project, cards, owner):
    page, other = page_at(f"/tasks/{cards[0].pk}/"), page_of(owner)
    other.goto(f"/tasks/{cards[0].pk}/")
    followed(other)
    other.get_by_text("Add a description").click()
    other.keyboard.type("First")
    expect(page.locator("#task-editing")).to_contain_text("Owner")
    other.close()
    expect(page.locator("#task-editing")).to_be_empty()
