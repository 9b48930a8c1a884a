"""The inbox in a browser: the bell that is told, keys, putting away and bringing back, mentions while one types."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from boards import events
from boards.models import Notification
from tests.factories import fresh, make_member, make_task, make_user
from tests.in_browser.steps import open_board

pytestmark = [pytest.mark.browser]


@pytest.fixture
def entries(owner, project, cards):
    """Alpha, then Beta, then Gamma, on top the newest."""
    now = timezone.now()
    return [
        Notification.objects.create(
            user=owner,
            project=project,
            task=task,
            reason="assigned",
            created_at=now,
            changed_at=now - timezone.timedelta(minutes=number),
        )
        for number, task in enumerate(cards[:3])
    ]


@pytest.fixture
def inbox(page, owner, entries, sign_in):
    sign_in(page, owner)
    page.goto("/inbox/")
    return page


def names(page):
    return page.locator(".inbox-link")


def test_bell_counts_and_follows(board, owner, project, cards):
    bell = board.locator("#bell")
    expect(bell).to_have_attribute("href", "/inbox/")
    expect(bell.locator(".bell-count")).to_have_count(0)
    expect(board.locator("#live")).to_have_attribute("data-state", "open")
    now = timezone.now()
    Notification.objects.create(
        user=owner, project=project, task=cards[0], reason="assigned", created_at=now, changed_at=now
    )
    events.announce_inbox({owner.pk})
    expect(bell.locator(".bell-count")).to_have_text("1")
    expect(bell).to_have_accessible_name(re.compile("Inbox.*1 unread"))
    board.keyboard.press("Shift+I")
    expect(board).to_have_url(re.compile("/inbox/$"))


def test_press_on_an_entry_opens_its_task_and_reads_it(inbox, entries):
    expect(inbox.locator(".bell-count")).to_have_text("3")
    names(inbox).first.click()
    expect(inbox).to_have_url(re.compile(rf"/tasks/{entries[0].task_id}/$"))
    expect(inbox.locator(".bell-count")).to_have_text("2")


def test_by_keys_alone(inbox, entries):
    inbox.keyboard.press("j")
    expect(names(inbox).nth(0)).to_be_focused()
    inbox.keyboard.press("j")
    expect(names(inbox).nth(1)).to_be_focused()
    inbox.keyboard.press("e")
    expect(names(inbox)).to_have_count(2)
    expect(names(inbox).nth(1)).to_be_focused()
    inbox.keyboard.press("u")
    expect(inbox.locator(".inbox-unread")).to_have_count(1)
    inbox.keyboard.press("k")
    expect(names(inbox).nth(0)).to_be_focused()
    inbox.keyboard.press("z")
    expect(names(inbox)).to_have_count(3)
    assert not Notification.objects.filter(archived_at__isnull=False).exists()


def test_snooze_from_its_menu(inbox, entries):
    group = inbox.locator(".inbox-group").first
    group.get_by_label("Snooze").click()
    inbox.get_by_role("button", name="Until tomorrow").click()
    expect(names(inbox)).to_have_count(2)
    expect(inbox.locator(".toast-text")).to_contain_text("Comes back on")
    assert fresh(entries[0]).snoozed_until


def test_filter_and_tabs_keep_the_page(inbox):
    inbox.get_by_label("Kind").select_option("due")
    expect(inbox.get_by_text("Nothing of that kind")).to_be_visible()
    expect(inbox).to_have_url(re.compile("kind=due"))
    inbox.get_by_role("link", name="Clear the filter").click()
    expect(names(inbox)).to_have_count(3)
    inbox.get_by_role("link", name="Archived").click()
    expect(inbox.get_by_text("Nothing archived")).to_be_visible()


def test_all_are_put_away_and_brought_back(inbox):
    inbox.get_by_role("button", name="Archive all").click()
    expect(inbox.get_by_text("Nothing new")).to_be_visible()
    expect(inbox.locator(".bell-count")).to_have_count(0)
    inbox.locator(".toast").get_by_role("button", name="Undo").click()
    expect(names(inbox)).to_have_count(3)


def test_open_inbox_follows(inbox, owner, project):
    expect(inbox.locator("#live")).to_have_attribute("data-state", "open")
    now = timezone.now()
    task = make_task(project=project, title="Epsilon")
    Notification.objects.create(
        user=owner, project=project, task=task, reason="changed", created_at=now, changed_at=now
    )
    events.announce_inbox({owner.pk})
    expect(names(inbox)).to_have_count(4)


def test_without_scripts(page_of, owner, entries):
    page = page_of(owner, java_script_enabled=False)
    page.goto("/inbox/")
    page.locator(".inbox-group").first.get_by_label("Archive").click()
    expect(names(page)).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(names(page)).to_have_count(3)
    names(page).first.click()
    expect(page).to_have_url(re.compile("/tasks/"))


def test_somebody_is_picked_while_one_types(page, owner, member, project, cards, sign_in):
    sign_in(page, owner)
    page.goto(f"/tasks/{cards[0].pk}/")
    page.get_by_text("Add a description").click()
    field = page.locator("#id_description")
    field.press_sequentially("ask @mem")
    expect(page.get_by_role("option", name="Member")).to_be_visible()
    page.keyboard.press("Enter")
    expect(field).to_have_value(f"ask @[Member](person:{member.pk}) ")
    field.press_sequentially("or @")
    # Options of a select have the role too, without saying so.
    expect(page.locator("[role=option]:visible")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator("[role=option]:visible")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".mention")).to_have_text("@Member")


def test_first_names_are_offered_before_surnames(page, owner, project, cards, sign_in):
    make_user(name="ada", display_name="Ada Mellor")
    make_member(project=project, name="ada")
    sign_in(page, owner)
    page.goto(f"/tasks/{cards[0].pk}/")
    page.get_by_text("Add a description").click()
    page.locator("#id_description").press_sequentially("ask @me")
    expect(page.locator("[role=option]:visible")).to_have_text(["Member", "Ada Mellor"])


def test_task_is_watched_by_its_bell(page, owner, project, cards, sign_in):
    sign_in(page, owner)
    open_board(page, project)
    page.get_by_role("link", name="Alpha").click()
    page.get_by_role("button", name="Watch").click()
    page.get_by_role("button", name="Watch", exact=True).and_(page.locator(".menu-item")).click()
    expect(page.locator(".toast-text")).to_have_text("You watch this task now.")
    page.locator(".menu > button[popovertarget='task-watch']").click()
    expect(page.get_by_role("button", name="Stop watching")).to_be_visible()
