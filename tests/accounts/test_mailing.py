"""E-mails about accounts leave by jobs: none is lost with a process, and no secret link is left behind."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from boards.accounts import mailing
from boards.jobs import running
from boards.models import AccountMail, Job, User
from boards.models.mails import SEALED_KEPT
from tests.accounts.steps import sign_in, with_password
from tests.notifications.mail.conftest import no_server, server  # noqa: F401
from tests.pauses import lies_ahead

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://[^/]+(/accounts/password/reset/key/\S+)")


@pytest.fixture(autouse=True)
def _sends(settings):
    settings.SENDS_EMAIL = settings.ACCOUNT_EMAIL_NOTIFICATIONS = True


@pytest.fixture
def asked(owner):
    """Somebody has asked for a new password, and got their answer."""
    with_password(owner)
    answer = Client().post("/accounts/password/reset/", {"email": owner.email})
    assert answer.status_code == 302
    return owner


def time_passes() -> None:
    Job.objects.filter(state="waiting").update(due_at=timezone.now(), queued_at=None)
    running.run_due()


def test_nothing_is_sent_before_the_answer_and_then_once(asked):
    assert mail.outbox == []
    running.run_due()
    time_passes()
    (message,) = mail.outbox
    assert message.to == [asked.email]
    page = Client().get(LINK.search(message.body)[1], follow=True).text
    assert 'name="password1"' in page
    assert (AccountMail.objects.count(), Job.objects.get(name="accounts.mail").state) == (0, "done")


def test_the_link_can_not_be_read_from_the_database(asked):
    running.run_due()
    key = LINK.search(mail.outbox[0].body)[1].split("/")[-2]
    Client().post("/accounts/password/reset/", {"email": asked.email})
    rows = str([*AccountMail.objects.values(), *Job.objects.values()])
    assert AccountMail.objects.exists()
    for secret in (key, "password/reset", asked.email):
        assert secret not in rows


@pytest.mark.usefixtures("no_server")
def test_while_the_mail_server_is_away_it_waits_and_says_no_address(asked, caplog):
    running.run_due()
    begun = timezone.now()
    time_passes()
    job = Job.objects.get(name="accounts.mail")
    assert (job.state, job.attempts, AccountMail.objects.count()) == ("waiting", 2, 1)
    assert lies_ahead(job.due_at, 50, 140, since=begun)
    assert "account/email/password_reset_key was not sent: ConnectionRefusedError" in caplog.text
    assert asked.email not in caplog.text + job.error


def test_what_a_killed_worker_had_begun_is_sent_by_the_next(asked, server):  # noqa: F811
    Job.objects.update(state="running", attempts=1, started_at=timezone.now(), leased_until=timezone.now())
    running.run_due()
    assert [each["To"] for each in server.messages()] == [asked.email]
    assert not AccountMail.objects.exists()


@pytest.mark.parametrize(("answer", "state"), [("550 nobody here", "failed"), ("450 full", "waiting")])
def test_who_takes_no_mail_is_tried_again_only_if_they_may_later(answer, state, asked, server):  # noqa: F811
    server.at_rcpt[asked.email] = answer
    running.run_due()
    job = Job.objects.get(name="accounts.mail")
    assert (job.state, AccountMail.objects.count()) == (state, 0 if state == "failed" else 1)
    assert asked.email not in job.error


def test_after_a_day_it_is_neither_sent_nor_kept(asked):
    AccountMail.objects.update(created_at=timezone.now() - SEALED_KEPT - datetime.timedelta(seconds=1))
    running.run_due()
    assert mail.outbox == []
    mailing.purge.run()
    assert not AccountMail.objects.exists()


def test_with_another_key_of_the_site_it_is_given_up(asked, settings):
    settings.SECRET_KEY = "another"
    running.run_due()
    assert Job.objects.get(name="accounts.mail").state == "failed"
    assert (mail.outbox, AccountMail.objects.count()) == ([], 0)


def test_signing_up_confirms_by_the_mail(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    form = {"display_name": "Somebody", "email": "new@example.com", "password1": "correct horse, battery"}
    Client().post("/accounts/signup/", form)
    running.run_due()
    link = re.search(r"http://[^/]+(/accounts/confirm-email/\S+)", mail.outbox[0].body)[1]
    Client().post(link)
    assert EmailAddress.objects.get(email="new@example.com").verified


def test_it_speaks_as_the_page_did_and_looks_like_the_site(asked):
    User.objects.filter(pk=asked.pk).update(time_zone="Asia/Tokyo")
    client = sign_in(asked)
    client.post("/accounts/password/change/", {"oldpassword": "x", "password1": "y", "password2": "y"})
    from tests.accounts.steps import PASSWORD

    new = "another horse, better battery"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    running.run_due()
    changed = mail.outbox[-1]
    assert "password" in changed.subject.lower() and "127.0.0.1" in changed.body
    ((page, kind),) = changed.alternatives
    assert kind == "text/html" and "Boardsite at testserver" in page
    assert changed.extra_headers["Auto-Submitted"] == "auto-generated"


def test_every_kind_of_context_survives():
    now = timezone.now()
    kept = mailing._kept({"timestamp": now, "user": User(pk=7), "provider": object, "code": "1", "request": object()})
    assert (kept["timestamp"], kept["user"], kept["code"]) == ({"moment": now.isoformat()}, 7, "1")
    assert isinstance(kept["provider"], str) and "request" not in kept
