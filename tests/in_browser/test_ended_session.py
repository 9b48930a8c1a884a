"""A session that ends while somebody types erases nothing: the text is there after signing in, marked as a draft."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from boards.models import Project, Task
from boards.services import tasks
from tests.in_browser.steps import dialog, open_board, title

pytestmark = [pytest.mark.browser, pytest.mark.once]
PASSWORD = "a long and silent password"


@pytest.fixture
def writer(project):
    owner = project.owner
    owner.set_password(PASSWORD)
    owner.save()
    return owner


@pytest.fixture
def ours(page_of, writer):
    """A page that finds out that the session has ended when it sends something, and is not told before."""
    page = page_of(writer)
    page.route_web_socket("**/ws/**", lambda _socket: None)
    return page


def end_session():
    """As another device of the same person does, or time."""
    Session.objects.all().delete()


def sign_in_again(page, user):
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def begin_description(page):
    page.locator("#description-edit summary").click()
    expect(page.locator("#id_description")).to_be_focused()


def mark(page):
    return page.locator(".draft-mark")


def test_description_typed_in_the_dialog(ours, writer, project, cards):
    open_board(ours, project)
    title(ours, cards[0]).click()
    begin_description(ours)
    ours.keyboard.type("Typed for an hour")
    end_session()
    ours.keyboard.press("Control+Enter")
    sign_in_again(ours, writer)
    expect(ours.locator("#id_description")).to_have_value("Typed for an hour")
    expect(mark(ours)).to_contain_text("Unsaved draft")
    expect(mark(ours).locator("time")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    ours.get_by_role("button", name="Save description").click()
    expect(ours.locator("#description-text")).to_have_text("Typed for an hour")
    expect(mark(ours)).to_have_count(0)
    ours.reload()
    expect(mark(ours)).to_have_count(0)


def test_title(ours, writer, cards):
    ours.goto(f"/tasks/{cards[0].pk}/")
    ours.get_by_label("Title", exact=True).click()
    ours.keyboard.press("End")
    ours.keyboard.type(" and Omega")
    end_session()
    ours.keyboard.press("Enter")
    sign_in_again(ours, writer)
    expect(ours.get_by_label("Title", exact=True)).to_have_value("Alpha and Omega")
    mark(ours).get_by_role("button", name="Discard").click()
    expect(ours.get_by_label("Title", exact=True)).to_have_value("Alpha")
    expect(mark(ours)).to_have_count(0)
    ours.reload()
    expect(ours.get_by_label("Title", exact=True)).to_have_value("Alpha")


def test_own_text_in_a_conflict(ours, writer, member, cards):
    ours.goto(f"/tasks/{cards[0].pk}/")
    begin_description(ours)
    ours.keyboard.type("Mine")
    tasks.update(task=cards[0], changed={"description": "Theirs"}, seen_version=None, actor=member)
    ours.keyboard.press("Control+Enter")
    ours.locator("#conflict textarea").click()
    ours.keyboard.press("Control+End")
    ours.keyboard.type(", and more")
    end_session()
    ours.locator("#conflict").get_by_role("button", name="Save").click()
    sign_in_again(ours, writer)
    expect(ours.locator("#id_description")).to_have_value("Mine, and more")
    ours.get_by_role("button", name="Save description").click()
    expect(ours.locator("#conflict .pre")).to_have_text("Theirs")
    expect(ours.locator("#conflict textarea")).to_have_value("Mine, and more")


def test_new_card(ours, writer, project, columns):
    open_board(ours, project)
    field = ours.locator(f"#column-{columns[0].pk} .quick-add [name=title]")
    field.click()
    ours.keyboard.type("A thought of mine")
    end_session()
    ours.keyboard.press("Enter")
    sign_in_again(ours, writer)
    expect(field).to_have_value("A thought of mine ")
    expect(mark(ours)).to_contain_text("Unsaved draft")
    field.press("Enter")
    expect(ours.locator(".card-title", has_text="A thought of mine")).to_be_visible()
    expect(mark(ours)).to_have_count(0)
    ours.reload()
    expect(field).to_have_value("")


def test_new_project(ours, writer):
    ours.goto("/projects/new/")
    ours.get_by_label("Title", exact=True).fill("Garden")
    ours.get_by_label("Description").fill("Beds\nand trees")
    end_session()
    ours.get_by_role("button", name="Create project").click()
    expect(ours.get_by_label("Description")).to_have_value("Beds\nand trees")
    with ours.expect_popup() as opened:
        ours.get_by_role("link", name="Sign in (opens beside this page)").click()
    beside = opened.value
    sign_in_again(beside, writer)
    expect(beside.get_by_label("Title", exact=True)).to_have_value("Garden")
    expect(beside.get_by_label("Description")).to_have_value("Beds\nand trees")
    expect(mark(beside)).to_have_count(2)
    beside.get_by_role("button", name="Create project").click()
    expect(beside.get_by_role("heading", name="Garden")).to_be_visible()
    beside.goto("/projects/new/")
    expect(beside.get_by_label("Title", exact=True)).to_have_value("")
    assert Project.objects.get(title="Garden").description == "Beds\nand trees"


def test_project_description_does_not_overwrite_what_came_since(ours, writer, project, admin):
    from boards.services import projects

    ours.goto(f"/projects/{project.pk}/settings/")
    ours.get_by_label("Description").fill("Mine")
    end_session()
    ours.get_by_role("button", name="Save changes").click()
    projects.update(project=project, changed={"description": "Theirs"}, seen_version=None, actor=admin)
    ours.wait_for_url("**/accounts/login/**")
    sign_in_again(ours, writer)
    expect(ours.get_by_label("Description")).to_have_value("Mine")
    ours.get_by_role("button", name="Save changes").click()
    expect(ours.locator("#conflict .pre")).to_have_text("Theirs")
    assert Project.objects.get(pk=project.pk).description == "Theirs"


def test_new_task_page(ours, writer, project):
    ours.goto(f"/projects/{project.pk}/tasks/new/")
    ours.get_by_label("Title", exact=True).fill("Written")
    ours.get_by_label("Description").fill("Much")
    ours.goto("/")
    ours.goto(f"/projects/{project.pk}/tasks/new/")
    expect(ours.get_by_label("Description")).to_have_value("Much")
    ours.get_by_role("button", name="Add task").click()
    expect(ours.locator(".toast")).to_contain_text("Added “Written”.")
    assert Task.objects.get(title="Written").description == "Much"
    ours.goto(f"/projects/{project.pk}/tasks/new/")
    expect(ours.get_by_label("Description")).to_have_value("")


def test_refused_form_keeps_its_draft(ours, project):
    ours.goto(f"/projects/{project.pk}/settings/")
    ours.get_by_label("Description").fill("Kept")
    ours.get_by_label("Title", exact=True).fill("​")
    ours.get_by_role("button", name="Save changes").click()
    expect(ours.get_by_role("alert").first).to_be_visible()
    ours.goto("/")
    ours.goto(f"/projects/{project.pk}/settings/")
    expect(ours.get_by_label("Description")).to_have_value("Kept")
    expect(mark(ours).first).to_be_visible()


def test_without_scripts_the_text_is_sent_again_after_signing_in(page_of, writer):
    ours = page_of(writer, java_script_enabled=False)
    ours.goto("/projects/new/")
    ours.get_by_label("Title", exact=True).fill("Garden")
    ours.get_by_label("Description").fill("Beds\nand trees")
    end_session()
    ours.get_by_role("button", name="Create project").click()
    expect(ours.get_by_role("heading", name="You are signed out")).to_be_visible()
    with ours.expect_popup() as opened:
        ours.get_by_role("link", name="Sign in (opens beside this page)").click()
    sign_in_again(opened.value, writer)
    expect(opened.value.get_by_role("heading", name="New project")).to_be_visible()
    ours.get_by_role("button", name="Send again").click()
    expect(ours.get_by_role("heading", name="This page was open for too long")).to_be_visible()
    expect(ours.get_by_label("Description")).to_have_value("Beds\nand trees")
    ours.get_by_role("button", name="Send again").click()
    expect(ours.get_by_role("heading", name="Garden")).to_be_visible()
    assert Project.objects.get(title="Garden").description == "Beds\nand trees"


def test_signed_in_anew_in_another_tab(ours, writer, cards):
    """The old tab's token is none any more: it says so, and keeps the text."""
    ours.goto(f"/tasks/{cards[0].pk}/")
    begin_description(ours)
    ours.keyboard.type("Still here")
    end_session()
    other = ours.context.new_page()
    other.goto("/accounts/login/")
    sign_in_again(other, writer)
    expect(other.locator(".user-menu")).to_be_visible()
    ours.keyboard.press("Control+Enter")
    expect(ours.locator(".toast")).to_contain_text("Load it anew")
    ours.reload()
    expect(ours.locator("#id_description")).to_have_value("Still here")


def test_another_person_at_the_same_browser_sees_nothing(ours, sign_in, member, cards):
    ours.goto(f"/tasks/{cards[0].pk}/")
    begin_description(ours)
    ours.keyboard.type("Private")
    end_session()
    sign_in(ours, member)
    ours.goto(f"/tasks/{cards[0].pk}/")
    expect(ours.locator("#id_description")).to_have_value("")
    expect(mark(ours)).to_have_count(0)


@pytest.mark.parametrize("answer", ["accept", "dismiss"])
def test_signing_out_asks_about_drafts_and_leaves_none(ours, cards, answer):
    ours.goto(f"/tasks/{cards[0].pk}/")
    begin_description(ours)
    ours.keyboard.type("Private")
    asked = []
    ours.on("dialog", lambda each: (asked.append(each.message), getattr(each, answer)()))
    ours.get_by_role("button", name="Your menu").click()
    ours.get_by_role("button", name="Sign out").click()
    if answer == "accept":
        expect(ours.get_by_role("link", name="Sign in").first).to_be_visible()
    else:
        ours.reload()
        expect(ours.locator("#id_description")).to_have_value("Private")
    left = ours.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length")
    assert (len(asked), left) == (1, 0 if answer == "accept" else 1)


def test_drafts_of_more_than_a_month_ago_go(ours, writer, cards):
    ours.goto("/")
    old = f"""localStorage.setItem('draft:{writer.pk}:{cards[0].pk}:description',
        JSON.stringify({{text: 'Old', version: '1', at: Date.now() - 32 * 24 * 3600 * 1000}}))"""
    ours.evaluate(old)
    ours.goto(f"/tasks/{cards[0].pk}/")
    expect(ours.locator("#id_description")).to_have_value("")


def test_no_room_left_and_the_browser_asks_before_it_leaves(ours, cards):
    ours.goto(f"/tasks/{cards[0].pk}/")
    ours.evaluate("""() => { for (let size = 1 << 20; size; size >>= 1) {
      try { for (let i = 0; ; i++) localStorage.setItem(`full${size}-${i}`, 'x'.repeat(size)) } catch { continue }
    } }""")
    begin_description(ours)
    ours.keyboard.type("Not kept")
    asked = []
    ours.on("dialog", lambda each: (asked.append(each.type), each.accept()))
    ours.goto("/")
    assert asked == ["beforeunload"]


def test_cards_sent_in_quick_succession_are_all_kept(ours, writer, project, columns):
    open_board(ours, project)
    field = ours.locator(f"#column-{columns[0].pk} .quick-add [name=title]")
    field.click()
    held = []
    ours.route("**/tasks/new/", lambda route: held.append(route))
    end_session()
    ours.keyboard.type("First")
    ours.keyboard.press("Enter")
    ours.keyboard.type("second")
    expect(ours.locator(".card-waiting")).to_have_text("First")
    held.pop().continue_()
    sign_in_again(ours, writer)
    expect(field).to_have_value("First second")


def test_card_typed_on_after_a_refusal_is_another_word(board, columns, browser_errors):
    board.route("**/tasks/new/", lambda route: route.fulfill(status=500, body="<p>broken</p>"))
    field = board.locator(f"#column-{columns[0].pk} .quick-add [name=title]")
    field.click()
    board.keyboard.type("First")
    board.keyboard.press("Enter")
    expect(field).to_have_value("First ")
    board.keyboard.type("second")
    expect(field).to_have_value("First second")
    browser_errors.clear()


def test_back_to_a_form_that_was_saved_makes_no_draft_of_it(ours, project):
    ours.goto("/projects/new/")
    ours.get_by_label("Title", exact=True).fill("Garden")
    ours.get_by_role("button", name="Create project").click()
    expect(ours.get_by_role("heading", name="Garden")).to_be_visible()
    ours.go_back()
    expect(ours.get_by_label("Title", exact=True)).to_be_visible()
    ours.goto("/")
    ours.goto("/projects/new/")
    expect(ours.get_by_label("Title", exact=True)).to_have_value("")


def test_stranger_has_no_drafts(browser_context):
    page = browser_context().new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("somebody@example.com")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft'))") == []


def test_dialog_shows_the_draft_as_one(ours, project, cards):
    open_board(ours, project)
    title(ours, cards[0]).click()
    begin_description(ours)
    ours.keyboard.type("half")
    expect(mark(ours)).to_contain_text("Unsaved draft")
    ours.keyboard.press("Escape")
    expect(dialog(ours)).to_have_count(0)
    title(ours, cards[0]).click()
    expect(ours.locator("#id_description")).to_have_value("half")
    expect(mark(ours)).to_contain_text("Unsaved draft")
