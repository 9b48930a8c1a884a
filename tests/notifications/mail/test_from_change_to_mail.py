"""The whole way: somebody changes a task, it is told, two minutes pass, and one mail leaves, or none."""

import datetime

import pytest
from django.utils import timezone

from boards.jobs import running
from boards.models import Activity, EmailPace, Job, Notification, NotificationPreference, Reason, Watch
from boards.notifications.mail import services
from boards.services import tasks, undo
from tests.factories import fresh
from tests.pauses import lies_ahead

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched(task, member, forget):
    """A task that the member watches, and hears of at once."""
    Watch.objects.get_or_create(user=member, project=task.project, task=task)
    NotificationPreference.objects.create(user=member, reason=Reason.CHANGED, by_email=EmailPace.AT_ONCE)
    forget()
    return task


def change(task, actor, **changed) -> Activity:
    tasks.update(task=fresh(task), changed=changed, seen_version=None, actor=actor)
    return Activity.objects.latest("pk")


def two_minutes_pass() -> None:
    Job.objects.update(due_at=timezone.now() - datetime.timedelta(seconds=1), queued_at=None)
    running.run_due()


def test_nothing_leaves_before_two_minutes_have_passed(watched, owner, tell, server):
    begun = timezone.now()
    change(watched, owner, priority=3)
    tell()
    running.run_due()
    assert server.taken == []
    assert lies_ahead(Job.objects.get(name="notifications.mail").due_at, 119, 120, since=begun)


def test_several_changes_are_one_mail(watched, owner, member, tell, server):
    for changed in ({"priority": 3}, {"title": "Another"}, {"due_date": datetime.date(2031, 5, 6)}):
        change(watched, owner, **changed)
        tell()
    two_minutes_pass()
    body = server.message().get_body(("plain",)).get_content()
    assert server.message()["To"] == member.email
    for said in ("None to High", "Another", "6 May 2031"):
        assert said in body


def test_what_is_taken_back_meanwhile_is_not_mailed(watched, owner, tell, server):
    activity = change(watched, owner, priority=3)
    tell()
    undo.undo(activity=activity, actor=owner)
    two_minutes_pass()
    assert server.taken == []


def test_what_is_taken_back_and_told_is_not_mailed(watched, owner, tell, server):
    activity = change(watched, owner, priority=3)
    tell()
    undo.undo(activity=activity, actor=owner)
    tell()
    two_minutes_pass()
    assert server.taken == []
    assert not Notification.objects.exists()


def test_looking_at_it_meanwhile_is_enough(watched, owner, member, tell, server, client_of):
    change(watched, owner, priority=3)
    tell()
    client_of(member).get(f"/inbox/{Notification.objects.get().pk}/")
    two_minutes_pass()
    assert server.taken == []


def test_nobody_is_mailed_what_they_did_themselves(watched, member, tell, server):
    change(watched, member, priority=3)
    tell()
    two_minutes_pass()
    assert server.taken == []


def test_page_of_preferences_says_what_the_mail_server_said(member, client_of):
    client = client_of(member)
    page = client.get("/account/notifications/").content.decode()
    assert "Send a test mail" in page
    assert "could not be delivered" not in page
    services.note_bounce(user_id=member.pk, error="550 <b>no</b>")
    page = client.get("/account/notifications/").content.decode()
    assert "550 &lt;b&gt;no&lt;/b&gt;" in page
