"""Whoever looks after a task is told when the last thing that it waited for is done or out of the way."""

import datetime

import pytest
from django.utils import timezone

from boards.jobs import running
from boards.models import Job, Notification, NotificationPreference, Watch
from boards.notifications import words
from boards.notifications.jobs import tell_of_unblocked
from boards.services import task_links, tasks, undo
from tests.factories import fresh, make_link, make_project, make_task
from tests.notifications.conftest import got

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(project, admin, member):
    """What blocks, and the member's task that waits for it."""
    blocker = make_task(project=project, title="Dig", assignee=admin)
    waiting = make_task(project=project, title="Pour", assignee=member)
    make_link(task=waiting, relation="blocked_by", other=blocker)
    return blocker, waiting


def later():
    """What is to be done in the next minutes."""
    Job.objects.filter(name="notifications.unblocked").update(due_at=timezone.now() - datetime.timedelta(seconds=1))
    running.run_due()


def told():
    return [name for name, reason, _where in got() if reason == "unblocked"]


def test_completing_the_last_one_tells_whoever_has_or_watches_the_task(pair, owner, viewer):
    blocker, waiting = pair
    Watch.objects.create(user=viewer, project=waiting.project, task=waiting, by_choice=True)
    tasks.complete(task=blocker, actor=owner)
    later()
    assert told() == ["Member", "Viewer"]
    said = words.told(Notification.objects.filter(user__display_name="Member").get())
    assert said.headline == f"Nothing blocks {waiting} any more" and said.url == f"/tasks/{waiting.pk}/"
    assert said.brief == "Nothing blocks this task any more"


@pytest.mark.parametrize("way", ["archive", "delete", "unlink"])
def test_taking_it_away_tells_too(pair, owner, way):
    blocker, waiting = pair
    if way == "unlink":
        link = blocker.links_from.get()
        task_links.remove(link=link, task=fresh(waiting), actor=owner)
    else:
        getattr(tasks, way)(task=blocker, actor=owner)
    later()
    assert told() == ["Member"]


def test_others_who_have_it_are_told_and_who_does_it_is_not(pair, owner, member):
    blocker, waiting = pair
    tasks.update(task=fresh(waiting), changed={"other_assignees": [owner]}, seen_version=None, actor=member)
    tasks.complete(task=blocker, actor=member)
    later()
    assert told() == ["Owner"]


def test_it_is_said_when_the_last_one_is_done(pair, project, owner):
    blocker, waiting = pair
    other = make_task(project=project, title="Fence")
    make_link(task=waiting, relation="blocked_by", other=other)
    tasks.complete(task=blocker, actor=owner)
    later()
    assert told() == []
    tasks.complete(task=other, actor=owner)
    later()
    assert told() == ["Member"]


def test_a_slip_is_told_nobody(pair, owner):
    blocker, _waiting = pair
    tasks.complete(task=blocker, actor=owner)
    undo.undo(activity=blocker.activities.latest("pk"), actor=owner)
    later()
    assert told() == []


def test_what_is_done_anyway_is_no_news(pair, owner):
    blocker, waiting = pair
    tasks.complete(task=blocker, actor=owner)
    tasks.complete(task=fresh(waiting), actor=owner)
    later()
    assert told() == []


def test_begun_twice_it_is_told_once_and_anew_when_it_happens_again(pair, owner):
    blocker, _waiting = pair
    tasks.complete(task=blocker, actor=owner)
    job = Job.objects.get(name="notifications.unblocked")
    later()
    tell_of_unblocked.run(*job.arguments)
    assert told() == ["Member"]
    tasks.reopen(task=fresh(blocker), actor=owner)
    tasks.complete(task=fresh(blocker), actor=owner)
    later()
    assert told() == ["Member", "Member"]


def test_preferences_and_muting_are_heeded(pair, owner, member, viewer):
    blocker, waiting = pair
    NotificationPreference.objects.create(user=member, reason="unblocked", in_inbox=True, by_email="off")
    Watch.objects.create(user=viewer, project=waiting.project, task=waiting, is_muted=True)
    tasks.complete(task=blocker, actor=owner)
    later()
    assert got() == [("Member", "unblocked", "inbox")]


def test_who_may_not_see_what_blocked_it_is_told_nothing(project, member, owner):
    hidden = make_project(owner=owner, title="Hidden")
    blocker, waiting = make_task(project=hidden), make_task(project=project, assignee=member)
    make_link(task=waiting, relation="blocked_by", other=blocker)
    tasks.complete(task=blocker, actor=owner)
    later()
    assert told() == []
