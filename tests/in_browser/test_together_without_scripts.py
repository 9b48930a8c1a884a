"""Comments, checklists, links, files, invitations, public links, groups and hand-over with JavaScript switched off."""

import re

import pytest
from playwright.sync_api import Page, expect

from boards.models import Attachment, BoardLink, ChecklistItem, Comment, Membership, Task, WebLink
from tests.factories import fresh, make_checklist, make_comment, make_project
from tests.in_browser.steps import press_words

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def task(cards) -> Task:
    return cards[0]


@pytest.fixture
def plain(page_of, owner, task) -> Page:
    """The page of a task, as the owner of its project has it."""
    page = page_of(owner, java_script_enabled=False)
    page.goto(f"/tasks/{task.pk}/")
    return page


def press(page: Page, name: str, within: str = "main", *, exact: bool = True) -> None:
    press_words(page, page.locator(within).get_by_role("button", name=name, exact=exact).first)


def said(page: Page, words: str) -> None:
    expect(page.locator(".toast")).to_contain_text(words)


def undo(page: Page) -> None:
    page.locator(".toast").get_by_role("button", name="Undo").click()
    said(page, "Undone.")


def test_a_comment_is_deleted_and_brought_back(plain, task, owner):
    one = make_comment(task=task, actor=owner, text="- [ ] One")
    plain.reload()
    comment = f"#comment-{one.pk}"
    plain.locator(comment).get_by_role("checkbox").click()
    expect(plain.locator(comment).get_by_role("checkbox")).to_be_checked()
    assert fresh(one).text == "- [x] One"
    plain.get_by_role("button", name="React").click()
    plain.locator(f"{comment} .nods-menu").get_by_role("button", name="Party").click()
    plain.get_by_role("button", name="Party: Owner").click()
    expect(plain.get_by_role("button", name="Party: Owner")).to_have_count(0)
    press(plain, "Delete", comment)
    said(plain, "Comment deleted.")
    assert Comment.objects.get().deleted_at
    undo(plain)
    expect(plain.locator(comment)).to_be_visible()


def test_checklists_from_the_first_to_the_last(plain, task):
    press_words(plain, plain.get_by_text("Add a checklist"))
    plain.get_by_label("Name of the checklist").last.fill("Steps")
    press(plain, "Add checklist")
    expect(plain.locator(".checklist h3")).to_have_text("Steps")
    for lines in ("One\nTwo", "Three"):
        plain.get_by_label("New item of Steps").fill(lines)
        press(plain, "Add item")
    items = plain.locator(".item-text")
    expect(items).to_have_text(["One", "Two", "Three"])
    plain.get_by_role("checkbox", name="Two").click()
    expect(plain.locator(".checklist-count")).to_have_text("1/3")

    def open_item(text: str) -> None:
        plain.get_by_label(f"Edit {text}").click()
        plain.get_by_role("link", name="Edit this item").locator("visible=true").click()

    open_item("One")
    plain.get_by_label("Item", exact=True).fill("First")
    plain.get_by_label("Assignee").select_option("Member")
    plain.get_by_label("Due date").fill("30 Dec 2031")
    press(plain, "Save item")
    expect(items).to_have_text(["First", "Two", "Three"])
    expect(plain.locator(".item .badge")).to_contain_text("Dec")
    open_item("First")
    press(plain, "Down")
    expect(items).to_have_text(["Two", "First", "Three"])
    open_item("Three")
    press(plain, "Delete")
    expect(items).to_have_text(["Two", "First"])
    undo(plain)
    expect(items).to_have_text(["Two", "First", "Three"])
    open_item("Three")
    press(plain, "Make it a task")
    expect(items).to_have_text(["Two", "First", re.compile("Three")])
    made = Task.objects.get(title="Three")
    plain.goto(f"/tasks/{made.pk}/item/")
    expect(plain.get_by_role("heading", name=f"Make #{made.number} an item", level=2)).to_be_visible()
    plain.goto(f"/tasks/{task.pk}/")
    press(plain, "Follow the checklists")
    expect(plain.get_by_role("button", name="Follow the checklists")).to_have_count(0)
    assert fresh(task).progress == 33
    make_checklist(task=task, title="Others", texts=["Four"])
    plain.goto(f"/tasks/{task.pk}/")
    plain.get_by_label("Rename, move or delete the checklist Others").click()
    press(plain, "Up", ".checklist:has-text('Others')")
    expect(plain.locator(".checklist h3")).to_have_text(["Others", "Steps"])
    plain.get_by_label("Rename, move or delete the checklist Others").click()
    plain.locator(".checklist:has-text('Others')").get_by_label("Name of the checklist").fill("More")
    press(plain, "Rename")
    expect(plain.locator(".checklist h3")).to_have_text(["More", "Steps"])
    plain.get_by_label("Edit Four").click()
    plain.get_by_role("link", name="Edit this item").locator("visible=true").click()
    press(plain, "Move")
    expect(items).to_have_text(["Two", "First", re.compile("Three"), "Four"])
    assert ChecklistItem.objects.get(text="Four").checklist.title == "Steps"
    plain.get_by_label("Rename, move or delete the checklist More").click()
    press(plain, "Delete checklist")
    expect(plain.locator(".checklist h3")).to_have_text("Steps")
    undo(plain)
    expect(plain.locator(".checklist h3")).to_have_text(["More", "Steps"])


def test_links_to_tasks_and_to_the_web(plain, task):
    press_words(plain, plain.get_by_text("Link a task"))
    plain.get_by_label("Kind of link").select_option("blocked_by")
    plain.get_by_label("The other task").fill("Beta")
    press(plain, "Link")
    expect(plain.locator("#links .badge-blocked")).to_be_visible()
    press(plain, "Mark complete", "body", exact=True)
    expect(plain.get_by_role("button", name="Complete it anyway")).to_be_visible()
    plain.go_back()
    plain.get_by_label("Remove the link to #2").click()
    said(plain, "removed")
    undo(plain)
    expect(plain.locator("#links .badge-blocked")).to_be_visible()

    press_words(plain, plain.get_by_text("Add a web link"))
    plain.locator("#web-link-new").get_by_label("Address").fill("nonsense")
    press(plain, "Add link")
    expect(plain.get_by_role("alert")).to_be_visible()
    expect(plain.locator("#web-link-new").get_by_label("Address")).to_have_value("nonsense")
    plain.locator("#web-link-new").get_by_label("Address").fill("https://example.com/a")
    press(plain, "Add link")
    said(plain, "Web link added.")
    link = WebLink.objects.get()
    plain.get_by_label("Edit or delete the web link").click()
    plain.locator(f"#web-link-{link.pk}").get_by_label("Title").fill("A page")
    press(plain, "Save link")
    expect(plain.locator(f"#web-link-{link.pk} .link-title")).to_have_text("A page")
    plain.get_by_label("Edit or delete the web link").click()
    press(plain, "Delete link")
    said(plain, "Web link deleted.")
    undo(plain)
    expect(plain.locator(f"#web-link-{link.pk}")).to_be_visible()


def test_a_file_is_attached_renamed_looked_at_deleted_and_brought_back(plain, task):
    files = [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": b"A"} for name in ("one", "two")]
    plain.locator("input[type='file']").set_input_files(files)
    press(plain, "Attach")
    expect(plain.locator(".file-name")).to_have_count(2)
    file = Attachment.objects.get(name="one.txt")
    row = f"#file-{file.pk}"
    plain.get_by_label("More for one.txt").click()
    plain.locator(row).get_by_label("Name").fill("first.txt")
    press(plain, "Rename", row)
    expect(plain.locator(f"{row} .file-name")).to_have_text("first.txt")
    plain.get_by_label("More for first.txt").click()
    press(plain, "Delete", row)
    said(plain, "File deleted.")
    undo(plain)
    expect(plain.locator(row)).to_be_visible()


def test_people_are_invited_join_and_take_over(plain, page_of, project, owner, outsider):
    plain.goto(f"/projects/{project.pk}/settings/")
    plain.locator("#members").get_by_label("E-mail address").fill(outsider.email)
    press(plain, "Invite")
    link = re.sub(r"^https?://[^/]+", "", plain.locator("#invitation-link").input_value())
    theirs = page_of(outsider, java_script_enabled=False)
    theirs.goto(link)
    press(theirs, "Accept", "body")
    expect(theirs).to_have_url(re.compile(rf"/projects/{project.pk}/$"))

    plain.goto(f"/projects/{project.pk}/settings/")
    plain.locator("#members").get_by_label("E-mail address").fill("nobody@example.com")
    press(plain, "Invite")
    expect(plain.locator("#invitation-link")).to_be_visible()
    plain.goto(f"/projects/{project.pk}/settings/")
    press(plain, "New link", "#members", exact=False)
    expect(plain.locator("#invitation-link")).to_be_visible()
    plain.goto(f"/projects/{project.pk}/settings/")
    plain.get_by_label("Withdraw the invitation to nobody@example.com").click()
    expect(plain.get_by_text("nobody@example.com", exact=True)).to_have_count(0)

    plain.get_by_role("button", name=f"Role of {outsider.display_name}: Member").click()
    plain.locator(f"#roles-{outsider.pk}").get_by_role("button", name="Admin").click()
    expect(plain.get_by_role("button", name=f"Role of {outsider.display_name}: Admin")).to_be_visible()
    assert Membership.objects.get(project=project, user=outsider).role == "admin"
    plain.goto(f"/projects/{project.pk}/transfer/")
    plain.get_by_label("New owner").select_option(outsider.display_name)
    press(plain, "Offer it")
    said(plain, "was asked")
    theirs.goto(f"/projects/{project.pk}/offer/")
    press(theirs, "Accept")
    expect(theirs).to_have_url(re.compile(rf"/projects/{project.pk}/$"))
    assert fresh(project).owner == outsider
    plain.goto(f"/projects/{project.pk}/leave/")
    press(plain, "Leave project")
    expect(plain.locator(".toast")).to_be_visible()
    assert not Membership.objects.filter(project=project, user=owner).exists()


def test_a_public_link_is_made_opened_and_revoked(plain, page_of, project):
    plain.goto(f"/projects/{project.pk}/links/")
    plain.get_by_label("Name").fill("For the shop")
    plain.get_by_label("Password").fill("open sesame")
    press(plain, "Make the link")
    address = re.sub(r"^https?://[^/]+", "", plain.get_by_label("Link", exact=True).input_value())
    stranger = page_of(None, java_script_enabled=False)
    stranger.goto(address)
    stranger.get_by_label("Password").fill("wrong")
    press(stranger, "Show the board", "body")
    expect(stranger.get_by_role("alert")).to_be_visible()
    stranger.get_by_label("Password").fill("open sesame")
    press(stranger, "Show the board", "body")
    expect(stranger.get_by_text("Alpha")).to_be_visible()
    plain.goto(f"/projects/{project.pk}/links/")
    press_words(plain, plain.get_by_text("1 visit in"))
    press(plain, "Revoke", exact=False)
    said(plain, "evoked")
    expect(plain.get_by_text("No public links yet.")).to_be_visible()
    assert not BoardLink.objects.filter(revoked_at=None).exists()
    assert stranger.reload().status == 404


def test_a_group_is_made_filled_given_a_role_and_ended(page_of, staff, member):
    project = make_project(owner=staff, title="Shared")
    page = page_of(staff, java_script_enabled=False)
    page.goto("/groups/new/")
    page.get_by_label("Name").fill("Painters")
    press(page, "Make the group")
    page.get_by_label("E-mail addresses").fill(member.email)
    press(page, "Add people")
    expect(page.get_by_text(member.email)).to_be_visible()
    page.goto(f"/projects/{project.pk}/settings/")
    page.get_by_label("Group", exact=True).select_option("Painters")
    press(page, "Add group")
    page.get_by_role("button", name=re.compile("^Role of Painters")).click()
    page.locator("#members").get_by_role("button", name="Viewer", exact=True).locator("visible=true").click()
    expect(page.get_by_role("button", name="Role of Painters: Viewer")).to_be_visible()
    assert Membership.objects.get(project=project, user=member).role == "viewer"
    page.get_by_label("Remove Painters").click()
    press(page, "Remove", exact=False)
    expect(page.locator(".toast")).to_be_visible()
    assert not Membership.objects.filter(project=project, user=member).exists()
    page.goto("/groups/")
    page.get_by_role("link", name="Painters").click()
    page.get_by_label(f"Take {member.display_name} out").click()
    press(page, "Take out")
    page.get_by_role("link", name="Delete").click()
    press(page, "Delete group")
    expect(page.get_by_text("Painters", exact=True)).to_have_count(0)
