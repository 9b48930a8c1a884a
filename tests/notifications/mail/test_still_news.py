"""What is not mailed although it was to be: much may have changed between the change and the mail."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from boards.jobs import running
from boards.models import Activity, EmailPace, Job, JobState, Mail, Notification, NotificationPreference, Reason
from boards.notifications.mail import services
from boards.services import members, projects, tasks, undo
from tests.factories import fresh, make_project, make_task
from tests.notifications.mail.conftest import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(task, member):
    return make_entry(user=member, task=task)


def nothing_is_mailed(mailoutbox) -> bool:
    running.run_due()
    assert set(Job.objects.filter(name="notifications.mail").values_list("state", flat=True)) <= {JobState.DONE}
    return mailoutbox == [] and not Mail.objects.exists()


def change(entry, **values) -> None:
    Notification.objects.filter(pk=entry.pk).update(**values)


@pytest.mark.parametrize("field", ["read_at", "archived_at", "mailed_at"])
def test_what_was_seen_or_mailed_meanwhile(entry, mailoutbox, field):
    change(entry, **{field: timezone.now()})
    assert nothing_is_mailed(mailoutbox)


def test_what_is_put_off(entry, mailoutbox):
    change(entry, snoozed_until=timezone.now() + datetime.timedelta(hours=3))
    assert nothing_is_mailed(mailoutbox)


def test_what_is_put_off_no_more_is_mailed(entry, mailoutbox):
    change(entry, snoozed_until=timezone.now() - datetime.timedelta(hours=3))
    assert not nothing_is_mailed(mailoutbox)


def test_removed_member(entry, task, member, mailoutbox):
    members.remove(project=task.project, user=member, actor=task.project.owner)
    assert nothing_is_mailed(mailoutbox)
    assert fresh(entry).by_email == EmailPace.OFF


def test_deleted_task(entry, task, mailoutbox):
    tasks.delete(task=fresh(task), actor=task.project.owner)
    assert nothing_is_mailed(mailoutbox)


def test_deleted_project(entry, task, mailoutbox):
    projects.delete(project=task.project, actor=task.project.owner)
    assert nothing_is_mailed(mailoutbox)


def test_person_who_was_switched_off(entry, member, mailoutbox):
    member.is_active = False
    member.save()
    assert nothing_is_mailed(mailoutbox)


def test_person_who_does_not_want_it_any_more(entry, member, mailoutbox):
    NotificationPreference.objects.create(user=member, reason=Reason.CHANGED, by_email=EmailPace.OFF)
    assert nothing_is_mailed(mailoutbox)


def test_person_who_wants_it_in_the_digest_by_now(entry, member, mailoutbox):
    NotificationPreference.objects.create(user=member, reason=Reason.CHANGED, by_email=EmailPace.DIGEST)
    assert nothing_is_mailed(mailoutbox)
    assert fresh(entry).by_email == EmailPace.DIGEST


def test_what_was_undone(entry, task, mailoutbox):
    undo.undo(activity=Activity.objects.get(pk=entry.activities[0]), actor=task.project.owner)
    assert nothing_is_mailed(mailoutbox)


def test_what_was_undone_in_part_tells_of_the_rest(entry, task, member, mailoutbox):
    tasks.update(task=fresh(task), changed={"title": "Other"}, seen_version=None, actor=task.project.owner)
    second = Activity.objects.latest("pk")
    change(entry, activities=[*entry.activities, second.pk])
    undo.undo(activity=second, actor=task.project.owner)
    running.run_due()
    (message,) = mailoutbox
    assert "set the priority" in message.body
    assert "Other" not in message.body.replace("Another", "")


def test_entry_that_is_gone(entry, mailoutbox):
    entry.delete()
    assert nothing_is_mailed(mailoutbox)


def test_address_that_nobody_has_confirmed(entry, member, mailoutbox, settings):
    settings.SENDS_EMAIL = True
    address = EmailAddress.objects.create(user=member, email=member.email, verified=False, primary=True)
    assert nothing_is_mailed(mailoutbox)
    address.verified = True
    address.save()
    make_entry(user=member, task=fresh(entry.task))
    assert not nothing_is_mailed(mailoutbox)


def test_public_project_is_mailed_to_viewers(outsider, mailoutbox):
    task = make_task(project=make_project(visibility="public"))
    make_entry(user=outsider, task=task)
    running.run_due()
    assert [message.to for message in mailoutbox] == [[outsider.email]]


def test_number_of_queries_is_bounded(entry, task, member, mailoutbox, django_assert_max_num_queries):
    (job,) = Job.objects.all()
    with django_assert_max_num_queries(40):
        running.run(job.pk)


def test_leaving_takes_the_book_along(entry, member, mailoutbox):
    from boards.accounts.services import account_deletion

    running.run_due()
    account_deletion.leave(user=member, actor=member)
    assert not Mail.objects.exists()


def test_book_of_one_message_is_kept_once(task, member):
    one = services.prepare(key="notification:1", user=member, subject="x", task=task)
    two = services.prepare(key="notification:1", user=member, subject="y", task=task)
    assert (one.pk, two.attempts, two.subject, one.message_id) == (two.pk, 2, "x", two.message_id)
