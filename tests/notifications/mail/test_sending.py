"""One message to one person, by a real mail server that takes it, refuses it, hangs up, or is away."""

import datetime
import re

import pytest
from django.utils import timezone

from boards.jobs import running
from boards.models import Job, JobState, Mail, MailState, NotificationSettings
from boards.notifications.mail import smtp
from boards.services import jobs
from boardsite.observing import metrics
from tests.factories import fresh
from tests.notifications.mail.conftest import make_entries, make_entry
from tests.pauses import lies_ahead

pytestmark = pytest.mark.django_db


def run_again() -> None:
    """As if the pause were over."""
    Job.objects.filter(state=JobState.WAITING).update(due_at=timezone.now(), queued_at=None)
    smtp.hang_up()
    running.run_due()


def counted(outcome: str) -> float:
    return metrics.mails.labels(outcome)._value.get()


def test_entry_is_mailed_once_to_one_person(server, task, member):
    entry = make_entry(user=member, task=task)
    before = counted("sent")
    running.run_due()
    running.run_due()
    (envelope,) = server.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("boards@site.example", ["member@example.com"])
    assert Mail.objects.get().state == MailState.SENT
    assert fresh(entry).mailed_at is not None
    assert counted("sent") == before + 1


@pytest.mark.long
def test_as_many_receivers_as_messages_each_without_a_second_address(server, task):
    people = make_entries(task, 120)
    running.run_due(most=200)
    assert len(server.taken) == 120
    addresses = {person.email for person in people}
    for envelope, message in zip(server.taken, server.messages(), strict=True):
        (receiver,) = envelope.rcpt_tos
        assert message["To"] == receiver
        assert (message["Cc"], message["Bcc"]) == (None, None)
        text = "\n".join([*message.values(), *(part.get_content() for part in message.iter_parts())])
        assert set(re.findall(r"[\w.+-]+@example\.com", text)) & addresses == {receiver}
    assert len({id(session) for session in server.sessions}) < 20


def test_one_connection_serves_several_messages(server, task, member, admin):
    for person in (member, admin, member):
        make_entry(user=person, task=task)
    running.run_due()
    assert len(server.taken) == 3
    assert len(set(map(id, server.sessions))) == 1


def test_connection_that_the_server_has_closed_is_opened_anew(server, task, member):
    make_entry(user=member, task=task)
    running.run_due()
    ((_since, kept),) = smtp._kept
    kept.connection.sock.shutdown(2)
    make_entry(user=member, task=task)
    running.run_due()
    assert len(server.taken) == 2
    assert Mail.objects.filter(state=MailState.SENT, uncertain=0, attempts=1).count() == 2


def test_kept_connection_is_closed_after_a_while(server, task, member, monkeypatch):
    make_entry(user=member, task=task)
    running.run_due()
    ((_since, kept),) = smtp._kept
    monkeypatch.setattr(smtp, "KEPT_SECONDS", -1)
    smtp._sweep()
    assert kept.connection is None
    assert smtp._kept == []


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_refused_receiver_is_noted_and_given_up_and_cleared_by_the_next(server, stage, task, member):
    getattr(server, stage)[member.email] = "550 5.1.1 no such mailbox"
    entry = make_entry(user=member, task=task)
    running.run_due()
    assert Job.objects.get().state == JobState.FAILED
    said = NotificationSettings.objects.get(user=member)
    assert said.bounce == "550 5.1.1 no such mailbox"
    assert said.bounced_at is not None
    assert (Mail.objects.get().state, fresh(entry).mailed_at) == (MailState.REFUSED, None)
    getattr(server, stage).clear()
    make_entry(user=member, task=task)
    running.run_due()
    said.refresh_from_db()
    assert (said.bounce, said.bounced_at) == ("", None)


def test_refused_one_is_sent_when_an_operator_has_it_tried_again(server, task, member):
    server.at_rcpt[member.email] = "550 no such mailbox"
    make_entry(user=member, task=task)
    running.run_due()
    server.at_rcpt.clear()
    assert jobs.retry(job_id=Job.objects.get().pk)
    running.run_due()
    assert (len(server.taken), Mail.objects.get().state) == (1, MailState.SENT)


def test_refusal_of_one_spares_the_others_on_the_same_connection(server, task, member, admin):
    server.at_rcpt[member.email] = "550 no"
    make_entry(user=member, task=task)
    make_entry(user=admin, task=task)
    running.run_due()
    assert [each.rcpt_tos for each in server.taken] == [[admin.email]]


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_not_now_is_tried_again_with_growing_pauses(server, stage, task, member):
    getattr(server, stage)[member.email] = "451 4.7.1 come back later"
    make_entry(user=member, task=task)
    begun = timezone.now()
    running.run_due()
    first = Job.objects.get()
    assert (first.state, first.error) == (JobState.WAITING, "451 4.7.1 come back later")
    assert lies_ahead(first.due_at, 55, 80, since=begun)
    begun = timezone.now()
    run_again()
    assert lies_ahead(Job.objects.get().due_at, 110, 240, since=begun)
    getattr(server, stage).clear()
    run_again()
    assert (Mail.objects.get().state, Mail.objects.get().uncertain, Mail.objects.get().attempts) == ("sent", 0, 3)
    assert not NotificationSettings.objects.exclude(bounce="").exists()


def test_mailbox_that_takes_nothing_for_half_a_day_is_noted(server, task, member):
    server.at_rcpt[member.email] = "452 mailbox full"
    make_entry(user=member, task=task)
    for _attempt in range(10):
        run_again()
    assert Job.objects.get().state == JobState.FAILED
    assert NotificationSettings.objects.get(user=member).bounce == "452 mailbox full"


def test_server_that_is_away_is_tried_again_and_no_fault_of_the_person(no_server, task, member, admin):
    make_entry(user=member, task=task)
    make_entry(user=admin, task=task)
    running.run_due()
    errors = sorted(Job.objects.values_list("error", flat=True))
    assert errors[0].startswith("ConnectionRefusedError")
    assert errors[1] == "The mail server could not be reached a moment ago."
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.WAITING}
    assert not NotificationSettings.objects.exists()


def test_refused_sender_is_the_matter_of_the_operator(server, task, member):
    server.at_mail = "553 5.7.1 not your address"
    make_entry(user=member, task=task)
    running.run_due()
    assert (Job.objects.get().state, Job.objects.get().error) == (JobState.WAITING, "553 5.7.1 not your address")
    assert not NotificationSettings.objects.exists()


def test_connection_lost_before_the_message_is_certain(server, task, member):
    server.at_rcpt[member.email] = ""
    make_entry(user=member, task=task)
    running.run_due()
    assert Mail.objects.get().state == MailState.WAITING
    server.at_rcpt.clear()
    run_again()
    assert (len(server.taken), Mail.objects.get().uncertain) == (1, 0)


def test_connection_lost_instead_of_the_answer_is_sent_again_under_the_same_id_and_counted(server, task, member):
    server.takes_silently = 1
    before = counted("uncertain")
    make_entry(user=member, task=task)
    running.run_due()
    assert Mail.objects.get().state == MailState.SENDING
    run_again()
    first, second = server.messages()
    assert first["Message-ID"] == second["Message-ID"]
    assert (Mail.objects.get().state, Mail.objects.get().uncertain) == (MailState.SENT, 1)
    assert counted("uncertain") == before + 1


def test_doubt_stays_when_the_next_attempt_is_put_off(server, task, member):
    server.takes_silently = 1
    make_entry(user=member, task=task)
    running.run_due()
    server.at_rcpt[member.email] = "451 later"
    run_again()
    assert (Mail.objects.get().state, Mail.objects.get().uncertain) == (MailState.SENDING, 0)
    server.at_rcpt.clear()
    run_again()
    assert (Mail.objects.get().state, Mail.objects.get().uncertain) == (MailState.SENT, 1)


def test_job_begun_again_after_the_answer_sends_nothing(server, task, member):
    make_entry(user=member, task=task)
    running.run_due()
    Job.objects.update(state=JobState.WAITING, due_at=timezone.now(), queued_at=None)
    running.run_due()
    assert len(server.taken) == 1


def test_lines_that_begin_with_a_dot_arrive(server, task, member):
    make_entry(user=member, task=task, changed={"title": "." * 70 + " .hidden"})
    running.run_due()
    assert "." * 70 + " .hidden" in server.message().get_body(("html",)).get_content()


def test_without_a_mail_server_it_goes_where_the_site_says(task, member, mailoutbox):
    make_entry(user=member, task=task)
    running.run_due()
    (message,) = mailoutbox
    assert message.to == [member.email]
    assert Mail.objects.get().state == MailState.SENT


def test_forgets_what_was_mailed_long_ago(task, member, mailoutbox):
    from boards.notifications.mail import services

    make_entry(user=member, task=task)
    running.run_due()
    assert services.purge() == 0
    Mail.objects.update(created_at=timezone.now() - datetime.timedelta(days=91))
    assert services.purge() == 1
