"""Deleting one's account: what must be settled first, what goes, and what stays for the others."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from boards.accounts.services import account_deletion
from boards.exceptions import RuleBroken
from boards.models import Activity, Membership, ReportMark, SignIn, User
from boards.reports import services
from boards.services import projects, tasks
from tests.accounts.steps import PASSWORD, code_of, reauthenticate, sign_in, with_app, with_password
from tests.factories import fresh, make_project, make_task

PAGE = "/account/delete/"


def test_the_owner_of_a_project_settles_that_first(project, owner, client_of):
    with pytest.raises(RuleBroken, match="still own projects"):
        account_deletion.leave(user=owner, actor=owner)
    client = sign_in(with_password(owner))
    reauthenticate(client)
    page = client.get(PAGE).content.decode()
    assert f"/projects/{project.pk}/transfer/" in page
    assert client.post(PAGE, {"email": owner.email}).status_code == 409
    assert fresh(owner).left_at is None


def test_a_deleted_project_holds_nobody_back(project, owner):
    projects.delete(project=project, actor=owner)
    account_deletion.leave(user=owner, actor=owner)
    assert fresh(owner).left_at is not None


def test_what_others_need_stays_under_a_former_member(project, owner, member, client_of):
    task = make_task(project=project, title="Theirs", assignee=member, actor=member)
    account_deletion.leave(user=member, actor=member)
    now = fresh(task)
    assert (now.assignee, now.created_by_id, now.title) == (None, member.pk, "Theirs")
    page = client_of(owner).get(f"/projects/{project.pk}/activity/").content.decode()
    assert "Former member" in page
    assert "Member</b> created" not in page
    assert Activity.objects.filter(actor=member, task=task).exists()


def test_the_board_shows_the_new_name_at_once(project, owner, member):
    before = fresh(project).revision
    account_deletion.leave(user=member, actor=member)
    assert fresh(project).revision > before


def test_everything_personal_is_gone(project, member):
    with_password(member)
    secret = with_app(member)
    client = sign_in(member)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    EmailAddress.objects.get_or_create(user=member, email=member.email)
    services.remember(project=project, until=timezone.now(), actor=member)
    account_deletion.leave(user=member, actor=member)
    row = fresh(member)
    assert (row.display_name, row.email) == ("Former member", f"former-member-{member.pk}@site.invalid")
    assert not row.is_active and not row.has_usable_password() and row.last_login is None
    for model in (Authenticator, EmailAddress, Membership, ReportMark, SignIn, UserSession):
        assert not model.objects.filter(user=member).exists(), model
    assert not Session.objects.exists()
    assert client.get("/account/").status_code == 302


def test_memberships_of_archived_and_deleted_projects_end_too(owner, member):
    archived, deleted = (make_project(owner=owner, roles={member: "member"}) for _ in range(2))
    task = make_task(project=deleted, assignee=member)
    projects.archive(project=archived, actor=owner)
    projects.delete(project=deleted, actor=owner)
    account_deletion.leave(user=member, actor=member)
    assert not Membership.objects.filter(user=member).exists()
    tasks_of = type(task)._base_manager.get(pk=task.pk)
    assert tasks_of.assignee is None


def test_tasks_that_others_have_too_stay_with_them(owner, member, viewer):
    kept, deleted = (make_project(owner=owner, roles={member: "member", viewer: "member"}) for _ in range(2))
    mine = [make_task(project=project, assignee=member, others=[viewer]) for project in (kept, deleted)]
    beside = [make_task(project=project, assignee=viewer, others=[member]) for project in (kept, deleted)]
    projects.delete(project=deleted, actor=owner)
    account_deletion.leave(user=member, actor=member)
    for task in (*mine, *beside):
        row = type(task)._base_manager.get(pk=task.pk)
        assert (row.assignee, row.others) == (viewer, [])


def test_the_last_administrator_stays(staff, outsider):
    with pytest.raises(RuleBroken, match="last administrator"):
        account_deletion.leave(user=staff, actor=staff)
    outsider.is_staff = True
    outsider.save()
    account_deletion.leave(user=staff, actor=staff)
    assert fresh(staff).is_staff is False


def test_the_whole_way_on_the_pages(outsider):
    client = sign_in(with_password(outsider))
    asked = client.get(PAGE)
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert client.post(asked.url, {"password": PASSWORD, "next": PAGE}).url == PAGE
    assert client.post(PAGE, {"email": "somebody@else.example"}).status_code == 422
    assert client.post(PAGE, {"email": " Outsider@example.com"}).status_code == 303
    assert client.get("/account/").status_code == 302
    assert "E-mail address and password" in sign_in(outsider).last.content.decode()


def test_the_address_is_free_again(outsider):
    account_deletion.leave(user=outsider, actor=outsider)
    again = User.objects.create_user("outsider@example.com", display_name="Outsider")
    assert again.pk != outsider.pk


def test_former_members_can_be_told_apart(project, owner, member, viewer):
    task = make_task(project=project, actor=member)
    tasks.update(task=task, changed={"title": "New"}, seen_version=None, actor=owner)
    for person in (member, viewer):
        account_deletion.leave(user=person, actor=person)
    assert {row.actor_id for row in Activity.objects.filter(task=task)} == {member.pk, owner.pk}
