"""Digests: at a person's hour, on their weekdays, in their zone, once a day of theirs, and only if there is news."""

import datetime
import zoneinfo

import pytest
from django.utils import timezone

from boards.jobs import running
from boards.models import EmailPace, Job, Mail, Notification, NotificationSettings
from boards.notifications.mail import digests, jobs
from boards.services import tasks
from tests.factories import fresh, make_project, make_task
from tests.notifications.mail.conftest import make_entry

pytestmark = pytest.mark.django_db
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)` sets what time it is, for what asks Django."""

    def set_to(year, month, day, hour, minute=0, zone="UTC"):
        moment = datetime.datetime(year, month, day, hour, minute, tzinfo=zoneinfo.ZoneInfo(zone))
        monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(datetime.UTC))

    return set_to


def wants(user, *, hour=8, weekdays=EVERY_DAY, zone="Europe/Berlin"):
    user.time_zone = zone
    user.save()
    return NotificationSettings.objects.create(user=user, digest_hour=hour, digest_weekdays=weekdays)


def tick() -> None:
    """What the clock does every quarter of an hour."""
    jobs.begin_digests.run()
    running.run_due()


def kept_for(user, task, **fields):
    return make_entry(user=user, task=task, pace=EmailPace.DIGEST, **fields)


def test_comes_at_the_hour_where_the_person_is_and_once(task, member, clock, mailoutbox):
    wants(member)
    clock(2026, 11, 27, 5, 30)
    kept_for(member, task)
    clock(2026, 11, 27, 6, 45)  # 7:45 in Berlin
    tick()
    assert mailoutbox == []
    clock(2026, 11, 27, 7, 0)
    tick()
    tick()
    (message,) = mailoutbox
    assert message.subject == "Your digest of Friday, 27 November"
    assert Notification.objects.get().mailed_at is not None


def test_what_comes_after_the_hour_waits_for_the_next_day(task, member, clock, mailoutbox):
    wants(member)
    clock(2026, 11, 27, 9)
    kept_for(member, task)
    clock(2026, 11, 27, 23, 30)
    tick()
    assert mailoutbox == []
    clock(2026, 11, 28, 7)
    tick()
    assert len(mailoutbox) == 1


def test_comes_late_where_the_site_was_down_at_the_hour(task, member, clock, mailoutbox):
    wants(member)
    clock(2026, 11, 26, 9)
    kept_for(member, task)
    clock(2026, 11, 27, 15)
    tick()
    assert len(mailoutbox) == 1


def test_weekdays_are_those_of_the_person(task, member, clock, mailoutbox):
    wants(member, weekdays=[1], zone="Pacific/Auckland")
    clock(2026, 11, 28, 0)
    kept_for(member, task)
    clock(2026, 11, 29, 20, zone="Pacific/Auckland")  # Sunday there
    tick()
    assert mailoutbox == []
    clock(2026, 11, 30, 8, zone="Pacific/Auckland")  # Monday there, Sunday in UTC
    tick()
    assert len(mailoutbox) == 1


def test_defaults_are_working_days_at_eight(task, member, clock, mailoutbox):
    clock(2026, 11, 27, 9)
    kept_for(member, task)
    for day in (28, 29):
        clock(2026, 11, day, 12)
        tick()
    assert mailoutbox == []
    clock(2026, 11, 30, 8)
    tick()
    assert len(mailoutbox) == 1


def test_nothing_to_say_no_mail(member, clock, mailoutbox):
    wants(member)
    clock(2026, 11, 27, 9)
    tick()
    assert (mailoutbox, Mail.objects.count(), Job.objects.filter(name="notifications.digest").count()) == ([], 0, 0)


def test_what_was_read_meanwhile_is_left_out(task, member, clock, mailoutbox):
    wants(member)
    clock(2026, 11, 26, 9)
    kept_for(member, task, read_at=timezone.now())
    clock(2026, 11, 27, 9)
    tick()
    assert mailoutbox == []


def test_hour_that_the_clock_leaves_out_comes_right_after(task, member, clock, mailoutbox):
    wants(member, hour=2)
    clock(2026, 3, 28, 12)
    kept_for(member, task)
    clock(2026, 3, 29, 0, 45)  # 1:45; at 1:00 UTC it is 3:00 in Berlin
    tick()
    assert mailoutbox == []
    clock(2026, 3, 29, 1, 0)
    tick()
    tick()
    assert len(mailoutbox) == 1


def test_hour_that_comes_twice_brings_one(task, member, clock, mailoutbox):
    wants(member, hour=2)
    clock(2026, 10, 24, 12)
    kept_for(member, task)
    clock(2026, 10, 25, 0, 0)  # 2:00, summer time
    tick()
    assert len(mailoutbox) == 1
    clock(2026, 10, 25, 0, 30)
    kept_for(member, task)
    clock(2026, 10, 25, 1, 0)  # 2:00 again
    tick()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "America/New_York"])
def test_every_day_of_a_year_has_one(member, zone):
    said = wants(member, hour=2, zone=zone)
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    moments = set()
    while at.year == 2026:
        begins = digests.due(member, said, at)
        if begins is not None:
            assert begins <= at
            moments.add(begins)
        at += jobs.LOOK
    days = {moment.astimezone(member.zone).date() for moment in moments}
    assert len(moments) == len(days)
    assert len(days) in (365, 366)


def test_two_clocks_ask_for_one(task, member, clock, mailoutbox):
    wants(member)
    clock(2026, 11, 26, 9)
    kept_for(member, task)
    clock(2026, 11, 27, 9)
    jobs.begin_digests.run()
    jobs.begin_digests.run()
    assert Job.objects.filter(name="notifications.digest").count() == 1


def test_is_grouped_by_project_and_task(member, owner, clock, mailoutbox):
    wants(member)
    one, two = (make_project(title=title, owner=owner, roles={member: "member"}) for title in ("Zebra", "Apple"))
    zebra, apple, pear = (
        make_task(project=one, title="Stripes"),
        *(make_task(project=two, title=title) for title in ("Peel", "Core")),
    )
    clock(2026, 11, 26, 9)
    for task in (zebra, apple, zebra, pear):
        kept_for(member, task)
    clock(2026, 11, 27, 9)
    tick()
    (message,) = mailoutbox
    body = message.body
    assert [body.count(name) for name in ("#1 Stripes", "#1 Peel", "#2 Core")] == [1, 1, 1]
    order = [body.index(each) for each in ("Apple\n=====", "#1 Peel", "#2 Core", "Zebra\n=====", "#1 Stripes")]
    assert order == sorted(order)
    assert body.startswith("Friday, 27 November: 4 changes")
    assert message.extra_headers["List-Unsubscribe"]


def test_more_than_a_mail_should_hold_is_counted(member, project, clock, mailoutbox):
    wants(member)
    clock(2026, 11, 26, 9)
    for number in range(43):
        kept_for(member, make_task(project=project, title=f"Task {number}"))
    clock(2026, 11, 27, 9)
    tick()
    (message,) = mailoutbox
    assert "3 more in your inbox" in message.body


def test_digest_costs_the_same_queries_for_many(member, project, clock, mailoutbox, django_assert_max_num_queries):
    wants(member)
    clock(2026, 11, 26, 9)
    for number in range(20):
        kept_for(member, make_task(project=project, title=f"Task {number}"))
    clock(2026, 11, 27, 9)
    jobs.begin_digests.run()
    (job,) = Job.objects.filter(name="notifications.digest")
    with django_assert_max_num_queries(40):
        running.run(job.pk)
    assert len(mailoutbox) == 1


def test_what_cannot_be_seen_any_more_is_left_out(task, member, clock, mailoutbox):
    wants(member)
    clock(2026, 11, 26, 9)
    entry = kept_for(member, task)
    tasks.delete(task=fresh(task), actor=task.project.owner)
    clock(2026, 11, 27, 9)
    tick()
    assert mailoutbox == []
    jobs.mail_digest.run(member.pk, "2026-11-27")
    assert fresh(entry).by_email == EmailPace.OFF


def test_digest_that_failed_is_sent_the_next_time(server, task, member, clock):
    wants(member)
    clock(2026, 11, 26, 9)
    kept_for(member, task)
    server.at_rcpt[member.email] = "451 later"
    clock(2026, 11, 27, 9)
    tick()
    server.at_rcpt.clear()
    clock(2026, 11, 27, 10)
    running.run_due()
    assert len(server.taken) == 1
    assert Notification.objects.get().mailed_at is not None
