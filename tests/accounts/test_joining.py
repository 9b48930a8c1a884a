"""The way into a project by an invitation: signed in, by another address, without an account, by single sign-on."""

import datetime
import re
import smtplib
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from boards.jobs import running
from boards.models import Invitation, Job, User
from boards.services import invitations, members, projects
from tests.accounts.conftest import sign_in as sign_in_at
from tests.accounts.steps import PASSWORD, with_password
from tests.factories import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(settings):
    settings.SENDS_EMAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def invited(project, address="outsider@example.com", role="member"):
    return invitations.invite(project=project, email=address, role=role, actor=project.owner)


def link(invitation):
    return f"/invitation/{invitation.secret}/"


def as_(user):
    client = Client()
    if user is not None:
        sign_in(client, user)
    return client


def test_one_click_for_whom_it_was_sent_to(project, outsider):
    client = as_(outsider)
    opened = client.get(link(invited(project)), follow=True)
    assert opened.redirect_chain == [("/joining/", 302)] and "Accept" in opened.text and "Launch" in opened.text
    assert "no-store" in opened["Cache-Control"] and "bsi_" not in opened.text
    assert client.post("/joining/").url == f"/projects/{project.pk}/"
    assert project.memberships.get(user=outsider).role == "member"


def test_a_second_tab_and_going_back_lead_to_the_board(project, outsider):
    client = as_(outsider)
    client.get(link(invited(project)))
    for answer in (client.post("/joining/"), client.post("/joining/"), client.get("/joining/")):
        assert answer.url == f"/projects/{project.pk}/"
    assert "no such invitation" in as_(outsider).post("/joining/").text


def test_opening_the_link_changes_nothing(project, outsider):
    invitation = invited(project)
    for client in (as_(outsider), as_(None)):
        client.get(link(invitation), follow=True)
        client.head(link(invitation))
    assert client.post(link(invitation)).status_code == 405
    assert not project.memberships.filter(user=outsider).exists()


def test_by_another_address_it_says_so_and_takes_either(project, outsider):
    client = as_(outsider)
    page = client.get(link(invited(project, "work@example.com")), follow=True).text
    assert "work@example.com" in page and "outsider@example.com" in page and "Accept as Outsider" in page
    assert client.post("/joining/").status_code == 303
    assert project.memberships.filter(user=outsider).exists()


def test_switching_signs_out_and_keeps_the_invitation(project, outsider):
    client = as_(outsider)
    client.get(link(invited(project, "work@example.com")))
    assert client.post("/joining/as-somebody-else/").url == "/joining/"
    page = client.get("/joining/")
    assert "/accounts/login/?next=%2Fjoining%2F" in page.text and not page.wsgi_request.user.is_authenticated


def test_after_signing_in_one_comes_back_to_it(project, outsider):
    with_password(outsider)
    client = as_(None)
    client.get(link(invited(project)))
    body = {"login": outsider.email, "password": PASSWORD, "next": "/joining/"}
    assert client.post("/accounts/login/", body).url == "/joining/"
    assert client.post("/joining/").status_code == 303


SIGN_UP = {"display_name": "New", "email": "new@example.com", "password1": PASSWORD, "next": "/joining/"}


@pytest.mark.parametrize("sign_up", ["open", "invited"])
def test_without_an_account_the_address_is_filled_in_and_counts_as_confirmed(project, mailed, settings, sign_up):
    settings.SIGNUP = sign_up
    client = as_(None)
    invitation = invited(project, "new@example.com")
    page = client.get(link(invitation), follow=True)
    [sign_up_page] = re.findall(r'href="(/accounts/signup/[^"]+)"', page.text)
    assert 'value="new@example.com"' in client.get(unescape(sign_up_page)).text
    assert client.post("/accounts/signup/", SIGN_UP).url == "/joining/"
    assert EmailAddress.objects.get(email="new@example.com").verified
    assert client.post("/joining/").status_code == 303
    assert project.memberships.filter(user__email="new@example.com", role="member").exists()


def test_another_address_is_confirmed_as_ever(project, mailed):
    client = as_(None)
    client.get(link(invited(project, "new@example.com")))
    answer = client.post("/accounts/signup/", {**SIGN_UP, "email": "other@example.com"})
    assert answer.url == "/accounts/confirm-email/"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("other@example.com", False)]


def test_a_link_that_was_shown_confirms_nothing(project, settings):
    """Whoever made it could make an account for an address that isn't theirs."""
    client = as_(None)
    client.get(link(invited(project, "new@example.com")))
    client.post("/accounts/signup/", SIGN_UP)
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("opened_after", [True, False])
def test_a_link_that_was_withdrawn_confirms_nothing(project, mailed, opened_after):
    client = as_(None)
    invitation = invited(project, "new@example.com")
    if not opened_after:
        client.get(link(invitation))
    invitations.withdraw(invitation=invitation, actor=project.owner)
    client.get(link(invitation))
    client.post("/accounts/signup/", SIGN_UP)
    assert not EmailAddress.objects.filter(email="new@example.com", verified=True).exists()


@pytest.mark.parametrize("end", ["withdrawn", "expired", "accepted"])
def test_one_that_has_ended_makes_no_account_where_it_takes_an_invitation(project, settings, outsider, end):
    settings.SIGNUP = "invited"
    client = as_(None)
    invitation = invited(project, "new@example.com")
    client.get(link(invitation))
    if end == "withdrawn":
        invitations.withdraw(invitation=invitation, actor=project.owner)
    elif end == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    else:
        invitations.accept(invitation=invitation, actor=outsider)
    client.post("/accounts/signup/", SIGN_UP)
    assert not User.objects.filter(email="new@example.com").exists()


def test_where_sign_up_is_closed_the_page_says_whom_to_ask(project, settings):
    settings.SIGNUP = "closed"
    client = as_(None)
    page = client.get(link(invited(project, "new@example.com")), follow=True).text
    assert "ask the people who run this site" in page and "/accounts/signup/" not in page
    assert client.post("/accounts/signup/", SIGN_UP).status_code == 200
    assert not User.objects.filter(email="new@example.com").exists()


def test_through_single_sign_on(project, provider, settings, mailed):
    settings.SIGNUP = "invited"
    client = as_(None)
    address = "nina@example.com"
    client.get(link(invited(project, address)))
    answer = sign_in_at(provider, address, client, "/accounts/oidc/sso/login/?next=/joining/")
    assert answer.url == "/joining/"
    assert client.post("/joining/").status_code == 303
    assert project.memberships.filter(user__email=address).exists()


def test_who_takes_part_is_told_and_does_not_use_it_up(project, member, outsider):
    client = as_(member)
    invitation = invited(project)
    assert "You take part in this project already" in client.get(link(invitation), follow=True).text
    assert client.post("/joining/").status_code == 409
    assert as_(outsider).get(link(invitation), follow=True).status_code == 200


def _expire(invitation):
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(hours=1))


ENDS = {
    "too old": _expire,
    "was withdrawn": lambda one: invitations.withdraw(invitation=one, actor=one.project.owner),
    "has been used": lambda one: invitations.accept(
        invitation=one, actor=User.objects.create_user(email="x@y.example")
    ),
    "is gone": lambda one: projects.delete(project=one.project, actor=one.project.owner),
    "does not manage": lambda one: User.objects.filter(pk=one.invited_by_id).update(is_active=False),
}


@pytest.mark.parametrize("words", ENDS)
@pytest.mark.parametrize("who", ["outsider", None])
def test_what_has_ended_says_so_with_its_status(request, project, admin, outsider, words, who):
    invitation = invitations.invite(project=project, email="new@example.com", role="member", actor=admin)
    client = as_(request.getfixturevalue(who) if who else None)
    client.get(link(invitation))
    ENDS[words](invitation)
    page = client.get("/joining/")
    assert page.status_code == 410 and words in page.text and "Launch" not in page.text
    if who:
        assert client.post("/joining/").status_code == 410


@pytest.mark.parametrize("secret", ["bsi_", "bsi_" + "0" * 64, "bsi_%00", "bsi_\u212a", "bsi_" + "x" * 3000])
def test_wrong_links_are_404(db, secret):
    answer = as_(None).get(f"/invitation/{secret}/")
    assert answer.status_code == 404 and "no such invitation" in answer.text


def test_who_has_accepted_gets_to_the_board_by_the_link(project, outsider):
    client, invitation = as_(outsider), invited(project)
    client.get(link(invitation))
    client.post("/joining/")
    assert client.get(link(invitation), follow=True).redirect_chain[-1][0] == f"/projects/{project.pk}/"


def test_an_archived_project_takes_nobody_in(project, owner, outsider):
    invitation = invited(project)
    projects.archive(project=project, actor=owner)
    client = as_(outsider)
    assert "is archived" in client.get(link(invitation), follow=True).text
    assert client.post("/joining/").status_code == 409


def test_an_address_that_is_refused_is_marked_and_not_tried_again(project, mailed, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({"new@example.com": (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    invitation = invited(project, "new@example.com")
    running.run_due()
    invitation.refresh_from_db()
    assert invitation.is_refused and Job.objects.get().state == "failed"


def test_a_busy_mail_server_is_tried_again(project, mailed, monkeypatch):
    def busy(self, *args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({"new@example.com": (450, b"later")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", busy)
    invitation = invited(project, "new@example.com")
    running.run_due()
    invitation.refresh_from_db()
    assert not invitation.is_refused and Job.objects.get().state == "waiting"
    monkeypatch.undo()
    Job.objects.update(due_at=timezone.now())
    running.run_due()
    assert invitation.secret in mail.outbox[0].body


def test_who_deletes_their_account_takes_their_invitations_along(project, admin, outsider):
    from boards.accounts.services import account_deletion

    invitations.invite(project=project, email="new@example.com", role="member", actor=admin)
    accepted = invited(project)
    invitations.accept(invitation=accepted, actor=outsider)
    for person in (admin, outsider):
        account_deletion.leave(user=person, actor=person)
    assert not Invitation.objects.exists()


def test_removed_people_can_be_invited_anew(project, outsider):
    invitations.accept(invitation=invited(project), actor=outsider)
    members.remove(project=project, user=outsider, actor=project.owner)
    assert invitations.accept(invitation=invited(project), actor=outsider)
