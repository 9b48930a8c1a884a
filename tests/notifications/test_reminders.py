"""Due tomorrow, and overdue since today: once, in the morning, by each person's own days."""

import datetime
import zoneinfo

import pytest

from boards.models import EmailPace, Job, Membership, Notification, NotificationPreference, Project, Task, Watch
from boards.notifications import reminders
from boards.services import tasks
from tests.factories import fresh, make_task

DAY = datetime.date(2026, 6, 10)
ONE = datetime.timedelta(days=1)


def at(zone, hour, minute=0, day=DAY, fold=0):
    return datetime.datetime.combine(day, datetime.time(hour, minute, fold=fold), zoneinfo.ZoneInfo(zone))


def live_in(user, zone):
    user.time_zone = zone
    user.save()


@pytest.fixture
def due(project, member):
    """A task of the member's that is due on a day, and has not been touched for long."""

    def due(day, **fields):
        made = make_task(project=project, assignee=member, due_date=day, **fields)
        Task.objects.filter(pk=made.pk).update(updated_at=at("UTC", 0, day=DAY - 30 * ONE))
        return fresh(made)

    return due


def told():
    return [(entry.user.display_name, str(entry.reason)) for entry in Notification.objects.order_by("user", "pk")]


def test_told_in_the_morning_of_the_day_before_and_the_day_after(due, member):
    live_in(member, "Europe/Stockholm")
    due(DAY + ONE), due(DAY - ONE), due(DAY), due(DAY + 2 * ONE), due(DAY - 2 * ONE), due(None)
    assert reminders.remind(at("Europe/Stockholm", 7, 59)) == 0
    assert reminders.remind(at("Europe/Stockholm", 8)) == 2
    assert told() == [("Member", "due_tomorrow"), ("Member", "overdue")]


def test_everybody_who_has_it_is_told(due, member, admin, owner):
    due(DAY + ONE, others=[admin, owner])
    assert reminders.remind(at("UTC", 8)) == 3
    assert sorted(told()) == [(name, "due_tomorrow") for name in ("Admin", "Member", "Owner")]


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati"])
def test_by_the_persons_own_zone(due, member, zone):
    live_in(member, zone)
    due(DAY + ONE)
    assert reminders.remind(at(zone, 7, 45)) == 0
    assert reminders.remind(at(zone, 8, 0)) == 1


def test_exactly_once_however_often_the_clock_asks(due, member):
    due(DAY + ONE)
    assert [reminders.remind(at("UTC", hour)) for hour in (8, 8, 9, 12, 23)] == [1, 0, 0, 0, 0]
    assert Job.objects.filter(name="notifications.mail").count() == 1


def test_two_clocks_at_once(due, member, monkeypatch):
    """The second finds nothing when it looks, and something when it writes."""
    task = due(DAY + ONE)
    assert reminders.remind(at("UTC", 8)) == 1
    kept = Notification.objects.get()
    from boards.notifications.services import entries

    again = Notification(user=member, project=task.project, task=task, reason=kept.reason, key=kept.key)
    again.created_at = again.changed_at = at("UTC", 8, 1)
    monkeypatch.setattr(type(Notification.objects.all()), "values_list", lambda *args, **kwargs: [])
    assert entries.remind(entries=[again]) == 0
    assert Notification.objects.count() == 1


@pytest.mark.parametrize(("day", "zone"), [((2026, 3, 29), "Europe/Berlin"), ((2026, 10, 25), "Europe/Berlin")])
def test_on_days_when_the_clock_is_changed(due, member, day, zone):
    live_in(member, zone)
    day = datetime.date(*day)
    due(day + ONE)
    begin = datetime.datetime.combine(day, datetime.time(), zoneinfo.ZoneInfo(zone)).astimezone(datetime.UTC)
    times = [begin + datetime.timedelta(minutes=15 * number) for number in range(25 * 4)]
    assert sum(reminders.remind(time) for time in times) == 1


def test_a_missed_morning_is_made_up_for_later_that_day(due, member, project):
    due(DAY + ONE)
    late = make_task(project=project, assignee=member, due_date=DAY + ONE)
    Task.objects.filter(pk=late.pk).update(updated_at=at("UTC", 14))
    assert reminders.remind(at("UTC", 15)) == 1


def test_nothing_of_what_is_done_put_away_deleted_or_out_of_sight(due, member, project):
    done, archived, deleted, kept = due(DAY + ONE), due(DAY + ONE), due(DAY + ONE), due(DAY + ONE)
    tasks.complete(task=done, actor=project.owner)
    tasks.archive(task=archived, actor=project.owner)
    tasks.delete(task=deleted, actor=project.owner)
    Task.objects.update(updated_at=at("UTC", 0))
    Membership.objects.filter(user=member).delete()
    assert reminders.remind(at("UTC", 8)) == 0
    Membership.objects.create(project=project, user=member, role="viewer")
    Project.objects.update(archived_at=at("UTC", 0))
    assert reminders.remind(at("UTC", 8)) == 0
    Project.objects.update(archived_at=None)
    member.is_active = False
    member.save()
    assert reminders.remind(at("UTC", 8)) == 0
    member.is_active = True
    member.save()
    assert reminders.remind(at("UTC", 8)) == 1
    assert Notification.objects.get().task == kept


def test_watchers_by_choice_are_told_too_and_who_muted_is_not(due, owner, admin, viewer, member, project):
    task = due(DAY + ONE)
    Watch.objects.create(user=admin, project=project, task=task)
    Watch.objects.create(user=viewer, project=project, task=task, by_choice=True)
    assert reminders.remind(at("UTC", 8)) == 2
    assert told() == [("Member", "due_tomorrow"), ("Viewer", "due_tomorrow")]
    Notification.objects.all().delete()
    Watch.objects.create(user=member, project=project, is_muted=True, by_choice=True)
    assert reminders.remind(at("UTC", 8)) == 1
    assert told() == [("Viewer", "due_tomorrow")]


def test_preferences_hold(due, member):
    due(DAY + ONE), due(DAY - ONE)
    wishes = (("due_tomorrow", False, EmailPace.OFF), ("overdue", False, EmailPace.DIGEST))
    for reason, in_inbox, pace in wishes:
        NotificationPreference.objects.create(user=member, reason=reason, in_inbox=in_inbox, by_email=pace)
    assert reminders.remind(at("UTC", 8)) == 1
    entry = Notification.objects.get()
    assert (entry.reason, entry.in_inbox, entry.by_email) == ("overdue", False, "digest")


def test_statements_do_not_grow(due, project, django_assert_max_num_queries):
    for _number in range(20):
        due(DAY + ONE)
    with django_assert_max_num_queries(16):
        assert reminders.remind(at("UTC", 8)) == 20
