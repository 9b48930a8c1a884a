"""Access ends at once, in every way it can end."""

import pytest

from boards.accounts.services import sign_ins, user_admin
from boards.models import Membership, User
from boards.services import members, projects
from tests.factories import make_task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_tab(board, member):
    return board(member)


def sees_still(open_tab, project, owner):
    made = make_task(project=project)
    return open_tab.next("changed")["tasks"] == [made.pk]


def test_member_who_is_removed(open_tab, board, project, member, owner):
    other = board(owner)
    members.remove(project=project, user=member, actor=owner)
    assert (open_tab.next("gone", "changed")["type"], open_tab.end()) == ("gone", 4404)
    assert other.next("changed")


def test_member_who_leaves_is_told_nothing_of_what_follows(open_tab, project, member, owner):
    members.remove(project=project, user=member, actor=member)
    make_task(project=project)
    assert open_tab.next("gone", "changed")["type"] == "gone"


def test_member_who_becomes_a_viewer_stays(open_tab, project, member, owner):
    members.change_role(project=project, user=member, role="viewer", actor=owner)
    assert open_tab.next("changed", "gone")["type"] == "changed"
    assert sees_still(open_tab, project, owner)


def test_visitor_of_a_project_that_is_made_personal(board, project, outsider, owner, member):
    projects.update(project=project, changed={"visibility": "public"}, seen_version=None, actor=owner)
    visitor, at_home = board(outsider), board(member)
    projects.update(project=project, changed={"visibility": "personal"}, seen_version=None, actor=owner)
    assert visitor.end() == 4404
    assert at_home.next("changed")


def test_project_that_is_deleted(open_tab, board, project, owner):
    other = board(owner)
    projects.delete(project=project, actor=owner)
    assert (open_tab.end(), other.end()) == (4404, 4404)


def test_project_that_is_handed_over_is_still_seen_by_both(board, project, owner, admin):
    tabs = [board(owner), board(admin)]
    projects.transfer(project=project, to=admin, actor=owner)
    assert all(each.next("changed", "gone")["type"] == "changed" for each in tabs)


def test_project_that_is_archived_stays_open(open_tab, project, owner):
    projects.archive(project=project, actor=owner)
    assert open_tab.next("changed", "gone")["type"] == "changed"


def test_person_who_signs_out(board, member, client_of):
    client = client_of(member)
    one, other = board(member, client=client), board(member)
    client.post("/accounts/logout/")
    assert (one.next("gone", "closed")["type"], one.end()) == ("gone", 4401)
    assert other.hears_nothing("gone", "closed")


def test_device_that_is_signed_out_from_another_one(board, member, client_of):
    client, other = client_of(member), client_of(member)
    here, there = board(member, client=client), board(member, client=other)
    sign_ins.end_devices(user=member, besides=other.session.session_key)
    assert here.end() == 4401
    assert there.hears_nothing("gone", "closed")


def test_person_who_is_switched_off(open_tab, member, staff):
    user_admin.deactivate(user=member, actor=staff)
    assert open_tab.end() == 4401


def test_account_that_is_switched_off_in_a_shell(open_tab, member):
    member.is_active = False
    member.save()
    assert open_tab.end() == 4401


def test_password_that_is_changed_ends_other_sessions(open_tab, member):
    member.set_password("another one")
    member.save(update_fields=["password"])
    assert open_tab.end() == 4401


def test_account_that_is_deleted(open_tab, member):
    from boards.accounts.services import account_deletion

    account_deletion.leave(user=member, actor=member)
    assert open_tab.end() in (4401, 4404)


def test_administrator_who_is_none_any_more(board, project, staff):
    open_tab, other = board(staff), User.objects.create_user(email="second@example.com", is_staff=True)
    user_admin.set_administrator(user=staff, administrator=False, actor=other)
    assert open_tab.end() == 4404


def test_membership_that_is_deleted_in_a_shell_is_found_by_looking(process, open_tab, project, member):
    Membership.objects.filter(project=project, user=member).first().delete()
    process.call(process.hub.news.look_soon)
    assert open_tab.end() == 4404


def test_session_that_ended_by_itself_is_found_when_one_looks_again(process, board, member, client_of, monkeypatch):
    from django.contrib.sessions.models import Session

    from boards.live import rights

    client = client_of(member)
    one, other = board(member, client=client), board(member)
    Session.objects.filter(pk=client.session.session_key).update(expire_date="2020-01-01T00:00:00Z")
    monkeypatch.setattr(rights, "CHECKED", -1.0)
    process.call(process.hub.rights.look_again)
    assert one.end() == 4401
    assert other.hears_nothing("gone", "closed")


def test_a_database_that_is_away_sends_nobody_away(process, open_tab, project, member, owner, monkeypatch):
    from django.db import OperationalError

    from boards.live import admission

    def away(*arguments):
        raise OperationalError

    monkeypatch.setattr(admission, "again", away)
    monkeypatch.setattr(admission, "still_seeing", away)
    member.save()
    members.change_role(project=project, user=member, role="viewer", actor=owner)
    assert open_tab.next("changed", "gone")["type"] == "changed"


def test_home_of_somebody_who_is_removed_looks_at_the_others(tab, project, member, owner):
    home = tab(member, "/ws/home/")
    members.remove(project=project, user=member, actor=owner)
    assert home.end() == 1012
    assert tab(member, "/ws/home/").hello["revisions"] == {}
