"""Four people in four sessions: from the invitation to the day when somebody is removed."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from boards.jobs import telling, thumbnails
from boards.models import Attachment, Project, Task, User
from tests.browser import look
from tests.factories import fresh, make_project, make_task, picture
from tests.in_browser.live_steps import followed
from tests.in_browser.steps import open_board, press_words, through, title

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long]
PASSWORD = "correct horse battery"


@pytest.fixture
def launch(owner, admin) -> Project:
    """The owner's project, with an admin who has an open task in it."""
    project = make_project(owner=owner, title="Launch", roles={admin: "admin"})
    make_task(project=project, title="Write the texts")
    make_task(project=project, title="Order the signs", assignee=admin)
    return project


def fine(page: Page) -> None:
    """Everything is in order with the page as it stands: both themes, wide and narrow."""
    # What the top bar covers counts as too small to be touched.
    page.evaluate("scrollTo(0, 0)")
    assert look(page) == [], page.url


def members(page: Page, project: Project) -> None:
    page.goto(f"/projects/{project.pk}/settings/#members")


def invite(page: Page, project: Project, address: str, role: str) -> str:
    """Sends an invitation and returns the path in its link."""
    members(page, project)
    page.locator("#members").get_by_label("E-mail address").fill(address)
    page.locator("#id_role").select_option(role)
    press_words(page, page.get_by_role("button", name="Invite", exact=True))
    expect(page.locator("#invitation-link")).to_be_visible()
    fine(page)
    return re.sub(r"^https?://[^/]+", "", page.locator("#invitation-link").input_value())


def join_by_password(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", name="Launch")).to_be_visible()
    fine(page)
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Your name").fill("Petra Paper")
    page.get_by_label("Password").fill(PASSWORD)
    fine(page)
    page.locator("form").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    fine(page)
    page.get_by_role("button", name="Accept").click()


def join_by_single_sign_on(page: Page, link: str) -> None:
    page.goto(link)
    fine(page)
    way = page.get_by_role("link", name="Sign in", exact=True).last.get_attribute("href")
    through(page, "nina@example.com", start=way)
    # They are back at the invitation, now with an account.
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    fine(page)
    page.get_by_role("button", name="Accept").click()


def mention(page: Page, task: Task, name: str) -> None:
    """Says something to somebody, whose name is completed."""
    title(page, task).click()
    field = page.locator("#id_comment")
    field.press_sequentially(f"Please look at this, @{name[:3]}")
    expect(page.locator(".mentions [role=option]")).to_have_count(1)
    field.press("Enter")
    expect(field).to_have_value(re.compile(rf"@\[{name}\]\(person:\d+\) $"))
    field.press("Control+Enter")
    expect(page.locator(".comment .mention")).to_have_text(f"@{name}")
    fine(page)


def hear_of_it(page: Page) -> None:
    """Who was mentioned is told while looking at something else, and goes there."""
    expect(page.locator("#bell .bell-count")).to_be_visible()
    page.locator("#bell").click()
    fine(page)
    expect(page.locator(".inbox-line")).to_contain_text("mentioned you")
    page.locator(".inbox-link").click()
    expect(page.locator(".comment .mention")).to_have_text("@Petra Paper")
    fine(page)


def share_a_picture(page: Page, other: Page) -> None:
    """Chooses a file as a hand does; who has the same task open sees it come, and opens it."""
    with page.expect_file_chooser() as found:
        press_words(page, page.get_by_text("Attach files"))
    content = picture(size=(400, 300), color=99)
    found.value.set_files([{"name": "Poster.png", "mimeType": "image/png", "buffer": content}])
    for each in (page, other):
        expect(each.locator(".file-name")).to_have_text("Poster.png")
    thumbnails.make_thumbnail.run(Attachment.objects.get().pk)
    expect(other.locator(".file-picture img")).to_be_visible()
    press_words(other, other.locator(".file-name"))
    expect(other.locator("#viewer[open] .viewer-picture")).to_be_visible()
    fine(other)
    other.keyboard.press("Escape")
    expect(other.locator("#viewer[open]")).to_have_count(0)
    fine(page)


def only_look_at_files(page: Page, task: Task) -> None:
    """A viewer sees the files of a task, and no way to add one or to change one."""
    title(page, task).click()
    expect(page.locator(".file-name")).to_have_text("Poster.png")
    for name in ("file-drop", ".file .menu", "input[type='file']"):
        expect(page.locator(name)).to_have_count(0)
    sent = page.request.post(
        f"/tasks/{task.pk}/attachments/",
        multipart={"file": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"A"}},
        headers={"X-CSRFToken": json.loads(page.locator("body").get_attribute("hx-headers:inherited"))["X-CSRFToken"]},
    )
    assert sent.status == 403 and Attachment.objects.count() == 1
    fine(page)
    page.keyboard.press("Escape")


def hand_over(page: Page, project: Project, name: str) -> None:
    page.goto(f"/projects/{project.pk}/transfer/")
    page.get_by_label("New owner").select_option(name)
    fine(page)
    page.get_by_role("button", name="Offer it").click()
    expect(page.locator(".toast")).to_contain_text(f"{name} was asked")
    fine(page)


def take_over(page: Page, project: Project) -> None:
    page.goto("/")
    expect(page.get_by_text("wants to hand")).to_be_visible()
    fine(page)
    page.get_by_role("button", name="Accept").click()
    expect(page).to_have_url(re.compile(rf"/projects/{project.pk}/"))
    fine(page)


def restrict(page: Page, project: Project, user: User) -> None:
    members(page, project)
    row = page.locator(f"#member-row-{user.pk}")
    press_words(page, row.get_by_role("button", name=re.compile("^Role of")))
    press_words(page, row.get_by_role("button", name="Viewer", exact=True))
    expect(row.locator(".saved")).to_have_text("Saved")
    fine(page)


def remove(page: Page, project: Project, user: User, heir: User) -> None:
    members(page, project)
    fine(page)
    page.get_by_role("link", name=f"Remove {user.display_name}").click()
    expect(page.get_by_text("1 open task is assigned to them")).to_be_visible()
    page.get_by_label("Who gets their open tasks?").select_option(heir.display_name)
    fine(page)
    page.get_by_role("button", name="Remove member").click()
    expect(page.locator(".toast")).to_contain_text("was removed")
    fine(page)


def test_four_people_work_together(provider, page_of, launch, owner, admin):
    first, second, third, fourth = page_of(owner), page_of(admin), page_of(None), page_of(None)
    texts, signs = Task.objects.order_by("pk")
    join_by_password(third, invite(first, launch, "petra@example.com", "member"))
    expect(third).to_have_url(re.compile(rf"/projects/{launch.pk}/$"))
    fine(third)
    join_by_single_sign_on(fourth, invite(second, launch, "nina@example.com", "member"))
    expect(fourth).to_have_url(re.compile(rf"/projects/{launch.pk}/$"))
    first.reload()
    for name in ("Petra Paper", "Nina Novak"):
        expect(first.locator("#members").get_by_text(name)).to_be_visible()
    expect(first.locator("#invited-heading")).to_have_count(0)
    fine(first)
    petra, nina = (User.objects.get(email=f"{name}@example.com") for name in ("petra", "nina"))

    followed(third)
    open_board(first, launch)
    mention(first, texts, "Petra Paper")
    telling.tell_all()
    hear_of_it(third)
    share_a_picture(first, third)

    hand_over(first, launch, "Nina Novak")
    take_over(fourth, launch)
    assert fresh(launch).owner == nina

    open_board(third, launch)
    followed(third)
    restrict(fourth, launch, petra)
    expect(third.locator("#board")).to_have_attribute("data-can-edit", "no")
    fine(third)
    only_look_at_files(third, texts)

    open_board(second, launch)
    followed(second)
    remove(fourth, launch, admin, heir=nina)
    expect(second.get_by_text("You can't see this any more")).to_be_visible()
    fine(second)
    assert second.goto(f"/projects/{launch.pk}/").status == 404
    fine(second)
    second.goto("/")
    expect(second.get_by_text("Launch")).to_have_count(0)
    fine(second)
    fourth.goto(f"/projects/{launch.pk}/activity/")
    expect(fourth.locator(".history-item", has_text="Petra Paper").first).to_be_visible()
    fine(fourth)
    assert fresh(signs).assignee == nina
    assert sorted(launch.memberships.values_list("user__display_name", "role")) == [
        ("Owner", "admin"),
        ("Petra Paper", "viewer"),
    ]
