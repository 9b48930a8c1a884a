"""Invitations as rows: made, sent again, withdrawn, accepted once, and forgotten in the end."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from boards.exceptions import InvalidInput, NotFound, ProjectArchived, RuleBroken
from boards.jobs import running
from boards.models import Activity, Invitation, Job, JobState
from boards.queries import invitations as queries
from boards.queries.invitations import State
from boards.services import invitations, members, projects
from boards.services.invitations import InvitationEnded
from tests.factories import make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(settings):
    """The site sends e-mail."""
    settings.SENDS_EMAIL = True
    return mail.outbox


@pytest.fixture
def invitation(project, admin):
    return invite(project, admin)


def invite(project, actor, email="new@example.com", role="member"):
    return invitations.invite(project=project, email=email, role=role, actor=actor)


def pass_days(invitation, days):
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - datetime.timedelta(days=days))


def test_the_secret_stands_nowhere(invitation):
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert invitation.secret not in str(row) and invitation.secret.removeprefix("bsi_") not in str(row)
    assert queries.by_secret(invitation.secret) == invitation


def test_it_is_good_for_a_week(invitation):
    assert invitation.expires_at - invitation.created_at == datetime.timedelta(days=7)


def test_without_e_mail_no_job_is_written(invitation):
    assert not invitation.is_mailed and not Job.objects.exists()


def test_the_link_comes_by_e_mail_and_the_row_knows(mails, project, admin):
    invitation = invite(project, admin, "New@Example.com")
    running.run_due()
    [sent] = mails
    assert sent.to == ["new@example.com"] and queries.link(invitation) in sent.body
    assert sent.subject == "Admin invites you to “Launch”"
    invitation.refresh_from_db()
    assert invitation.sent_at and invitation.is_mailed


def test_a_job_that_runs_twice_sends_once(mails, project, admin):
    invite(project, admin)
    running.run_due()
    Job.objects.update(state=JobState.WAITING, due_at=timezone.now(), queued_at=None)
    running.run_due()
    assert len(mails) == 1


def test_under_another_key_of_the_site_no_dead_link_is_sent(mails, project, admin, settings):
    old = invite(project, admin).secret
    settings.SECRET_KEY = "another"
    running.run_due()
    assert mails == [] and Job.objects.get().state == JobState.FAILED
    assert queries.by_secret(old) is not None


def test_what_was_withdrawn_is_not_sent(mails, project, admin):
    invitations.withdraw(invitation=invite(project, admin), actor=admin)
    running.run_due()
    assert mails == []


def test_a_hostile_title_makes_no_header_and_no_markup(mails, project, owner):
    projects.update(
        project=project, changed={"title": "</b> Bcc: x@y.z \u2028 {{ 7 }}"}, seen_version=None, actor=owner
    )
    invite(project, owner)
    running.run_due()
    assert "{{ 7 }}" in mails[0].body and "</b>" in mails[0].body and mails[0].recipients() == ["new@example.com"]


def test_sent_again_the_old_link_is_dead_and_the_new_one_good_for_a_week(project, invitation, owner, outsider):
    old = invitation.secret
    pass_days(invitation, 1)
    again = invitations.resend(invitation=invitation, actor=owner)
    assert queries.by_secret(old) is None and again.invited_by == owner and not again.is_expired
    with pytest.raises(InvitationEnded):
        invitations.accept(invitation=invitation, actor=outsider)
    assert invitations.accept(invitation=again, actor=outsider).role == "member"


def test_one_address_is_invited_once_until_its_time_is_over(project, invitation, owner):
    with pytest.raises(RuleBroken, match="invited already"):
        invite(project, owner, "NEW@example.com")
    pass_days(invitation, 1)
    assert invite(project, owner, role="viewer").pk == invitation.pk
    assert project.invitations.get().role == "viewer"


def test_who_takes_part_is_not_invited(project, owner):
    for address in ("member@example.com", "owner@example.com"):
        with pytest.raises(RuleBroken, match="takes part"):
            invite(project, owner, address)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "owner"}, "role"),
        ({"role": ""}, "role"),
        ({"email": "a\u212a@example.com"}, "email"),
        ({"email": "x"}, "email"),
        ({"email": "x@example.com\nBcc: y@example.com"}, "email"),
    ],
)
def test_odd_values_are_refused(project, owner, values, field):
    with pytest.raises(InvalidInput) as refused:
        invite(project, owner, **values)
    assert refused.value.field == field


def test_there_is_an_end_to_them(project, owner, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_PENDING", 2)
    invite(project, owner, "a@example.com")
    invite(project, owner, "b@example.com")
    with pytest.raises(RuleBroken, match="Withdraw"):
        invite(project, owner, "c@example.com")


def test_accepted_it_is_a_membership_and_the_history_says_who_invited(project, invitation, outsider, admin):
    invitations.accept(invitation=invitation, actor=outsider)
    assert project.memberships.get(user=outsider).role == "member"
    row = Activity.objects.latest("pk")
    assert (row.kind, row.actor, row.changes["invited_by"]) == ("member.added", outsider, [None, {"id": admin.pk}])
    with pytest.raises(InvitationEnded) as refused:
        invitations.accept(invitation=invitation, actor=outsider)
    assert refused.value.state is State.ACCEPTED


def test_a_member_does_not_use_it_up(invitation, member, outsider):
    with pytest.raises(RuleBroken, match="already"):
        invitations.accept(invitation=invitation, actor=member)
    assert invitations.accept(invitation=invitation, actor=outsider)


def test_what_has_ended_lets_nobody_in(project, invitation, admin, owner, outsider):
    def refused():
        with pytest.raises(InvitationEnded) as error:
            invitations.accept(invitation=invitation, actor=outsider)
        return error.value.state

    pass_days(invitation, 0)
    assert refused() is State.EXPIRED
    Invitation.objects.update(expires_at=timezone.now() + datetime.timedelta(days=1))
    members.change_role(project=project, user=admin, role="member", actor=owner)
    assert refused() is State.VOID
    members.change_role(project=project, user=admin, role="admin", actor=owner)
    admin.is_active = False
    admin.save()
    assert refused() is State.VOID
    invitations.withdraw(invitation=invitation, actor=owner)
    assert refused() is State.WITHDRAWN
    projects.delete(project=project, actor=owner)
    assert refused() is State.GONE
    assert not project.memberships.filter(user=outsider).exists()


def test_an_archived_project_invites_nobody_and_lets_withdraw(project, invitation, owner, outsider):
    projects.archive(project=project, actor=owner)
    for change in (
        lambda: invite(project, owner, "b@example.com"),
        lambda: invitations.resend(invitation=invitation, actor=owner),
        lambda: invitations.accept(invitation=invitation, actor=outsider),
    ):
        with pytest.raises(ProjectArchived):
            change()
    invitations.withdraw(invitation=invitation, actor=owner)
    with pytest.raises(NotFound):
        invitations.withdraw(invitation=invitation, actor=owner)


def test_they_are_forgotten_a_month_after_their_end(project, invitation, owner):
    pass_days(invitation, 31)
    invite(project, owner, "b@example.com")
    assert invitations.purge() == 1 and project.invitations.get().email == "b@example.com"


def test_who_is_here_through_a_group_accepts_a_role_of_their_own(project, owner, outsider):
    make_group(people=[outsider], project=project, role="viewer")
    invitation = invitations.invite(project=project, email=outsider.email, role="member", actor=owner)
    assert invitations.accept(invitation=invitation, actor=outsider).own_role == "member"
