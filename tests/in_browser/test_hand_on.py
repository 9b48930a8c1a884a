"""What a person who has left still had to do is found by a hand, and handed on."""

import pytest
from playwright.sync_api import expect

from boards.accounts.services import user_admin
from tests.factories import make_task

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_tasks_of_somebody_who_is_switched_off_are_handed_on(page_of, project, staff, member, admin, javascript):
    task = make_task(project=project, title="Left behind", assignee=member)
    user_admin.deactivate(user=member, actor=staff)
    page = page_of(staff, java_script_enabled=javascript)
    page.goto(f"/people/{member.pk}/")
    page.get_by_role("link", name="Hand on…").click()
    page.get_by_label("Launch").select_option("Admin")
    page.get_by_role("button", name="Hand on").click()
    expect(page.get_by_text("1 task handed on.")).to_be_visible()
    task.refresh_from_db()
    assert task.assignee == admin


def test_the_list_behind_a_project_shows_the_tasks(page_of, project, staff, member):
    make_task(project=project, title="Left behind", assignee=member)
    make_task(project=project, title="Somebody else's")
    user_admin.deactivate(user=member, actor=staff)
    page = page_of(staff)
    page.goto(f"/people/{member.pk}/")
    page.get_by_role("link", name="Launch").click()
    expect(page.locator(".row-title").get_by_text("Left behind")).to_be_visible()
    expect(page.locator(".task-table").get_by_text("Somebody else's")).to_have_count(0)
    page.locator("#filter-bar").get_by_role("button", name="Assignee").click()
    expect(page.get_by_role("group", name="Assignee").get_by_text("Member (switched off)")).to_be_visible()
