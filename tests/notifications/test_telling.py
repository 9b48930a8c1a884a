"""Several changes that are one entry, what is taken back, many at once; and what it costs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards.models import (
    Activity,
    EmailPace,
    Job,
    Membership,
    Notification,
    NotificationPreference,
    Reason,
    User,
    Watch,
)
from boards.notifications import words
from boards.notifications.queries.watching import Choice
from boards.notifications.services import watching
from boards.services import members, projects, tasks, undo
from boards.services.handing_on import hand_on
from tests.conftest import person
from tests.factories import column_of, fresh, make_task, make_tasks


@pytest.fixture
def task(project, member, forget):
    made = make_task(project=project, title="Write", assignee=member)
    watching.begin(watches=[Watch(user=member, project=project, task=made)])
    forget()
    return made


def change(task, actor, **changed):
    tasks.update(task=fresh(task), changed=changed, seen_version=None, actor=actor)
    return Activity.objects.order_by("pk").last()


def only() -> Notification:
    return Notification.objects.select_related("user", "task", "project", "actor").get()


def later(**ago) -> None:
    """As if all entries had been made so long ago."""
    Notification.objects.update(created_at=timezone.now() - datetime.timedelta(**ago))


def test_several_changes_within_two_minutes_are_one(task, owner, admin, tell):
    one = change(task, owner, priority=3)
    tell()
    two = change(task, admin, due_date=datetime.date(2026, 3, 1))
    assert tell() == [("Member", "changed", "inbox+digest"), ("Owner", "changed", "inbox+digest")]
    entry = Notification.objects.get(user__display_name="Member")
    assert entry.activities == [one.pk, two.pk]
    assert entry.actor == admin


def test_changes_after_two_minutes_are_another(task, owner, tell):
    change(task, owner, priority=3)
    tell()
    later(minutes=2, seconds=1)
    change(task, owner, priority=4)
    assert [reason for _name, reason, _ways in tell()] == ["changed", "changed"]


def test_an_entry_that_has_been_mailed_or_put_away_stays_as_it_is(task, owner, tell):
    for field in ("mailed_at", "archived_at"):
        Notification.objects.all().delete()
        change(task, owner, priority=3)
        tell()
        Notification.objects.update(**{field: timezone.now()})
        change(task, owner, priority=4)
        assert len(tell()) == 2
        change(task, owner, priority=0)


def test_news_make_an_entry_unread_again(task, owner, tell):
    change(task, owner, priority=3)
    tell()
    Notification.objects.update(read_at=timezone.now())
    change(task, owner, title="New")
    tell()
    assert only().read_at is None


def test_what_is_undone_is_not_told(task, owner, tell):
    undo.undo(activity=change(task, owner, priority=3), actor=owner)
    assert tell() == []
    made = change(task, owner, priority=3)
    tell()
    undo.undo(activity=made, actor=owner)
    assert tell() == []


def test_what_is_changed_back_by_hand_is_not_told(task, owner, tell):
    change(task, owner, priority=3)
    tell()
    change(task, owner, priority=0)
    assert tell() == []


def test_what_is_left_is_told(task, owner, tell):
    one = change(task, owner, priority=3)
    two = change(task, owner, title="New")
    tell()
    undo.undo(activity=one, actor=owner)
    tell()
    assert only().activities == [two.pk]


def test_undone_much_later_an_unread_entry_goes_and_a_read_one_is_followed_by_another(task, owner, tell):
    made = change(task, owner, priority=3)
    tell()
    later(hours=3)
    undo.undo(activity=made, actor=owner)
    assert tell() == []
    made = change(task, owner, priority=2)
    tell()
    later(hours=3)
    Notification.objects.update(read_at=timezone.now())
    undo.undo(activity=made, actor=owner)
    assert len(tell()) == 2


def test_assigned_outweighs_changed_and_goes_out_at_once(task, owner, viewer, member, tell):
    watching.begin(watches=[Watch(user=viewer, project=task.project, task=task)])
    Membership.objects.filter(user=viewer).update(role="member")
    change(task, owner, priority=3)
    tell()
    change(task, owner, assignee=viewer)
    assert tell() == [("Member", "unassigned", "inbox+digest"), ("Viewer", "assigned", "inbox+at_once")]
    entry = Notification.objects.get(user=viewer)
    job = Job.objects.get(name="notifications.mail", key=str(entry.pk))
    assert (job.queue, job.arguments) == ("mail", [entry.pk])
    assert job.due_at == entry.created_at + datetime.timedelta(minutes=2)


def test_given_and_taken_back_is_not_told(task, owner, admin, tell):
    change(task, owner, assignee=admin)
    tell()
    change(task, owner, assignee=None)
    assert [(name, reason) for name, reason, _ways in tell()] == [("Member", "unassigned")]


def test_an_edit_that_adds_a_mention_tells_and_one_that_keeps_it_does_not(task, owner, admin, tell):
    change(task, owner, description="about")
    assert tell() == []
    change(task, owner, description="about @Admin")
    assert [(name, reason) for name, reason, _ways in tell()] == [("Admin", "mentioned")]
    Notification.objects.all().delete()
    change(task, owner, description="all about @Admin")
    assert tell() == []


def test_nobody_is_told_of_their_own_change(task, member, owner, tell):
    change(task, member, priority=3)
    change(task, member, description="@Member")
    assert tell() == []


def test_whoever_takes_part_watches(project, owner, admin, member, viewer, tell):
    task = make_task(project=project, actor=owner)
    change(task, admin, priority=1)
    change(task, owner, assignee=member)
    change(task, owner, description="@Viewer")
    tell()
    found = Watch.objects.filter(task=task, is_muted=False, by_choice=False).values_list(
        "user__display_name", flat=True
    )
    assert sorted(found) == ["Admin", "Member", "Owner", "Viewer"]


def test_a_muted_project_is_silent_but_for_tasks_chosen(task, owner, member, tell):
    watching.choose(project=task.project, choice=Choice.MUTE, actor=member)
    change(task, owner, priority=3)
    assert tell() == []
    watching.choose(project=task.project, task=task, choice=Choice.WATCH, actor=member)
    change(task, owner, priority=4)
    assert len(tell()) == 1
    watching.choose(project=task.project, task=task, choice=Choice.MUTE, actor=member)
    watching.choose(project=task.project, choice=Choice.DEFAULT, actor=member)
    Notification.objects.all().delete()
    change(task, owner, priority=2)
    assert tell() == []


def test_preferences_decide_the_ways(task, owner, member, tell):
    wish = NotificationPreference.objects.create(
        user=member, reason=Reason.CHANGED, in_inbox=False, by_email=EmailPace.AT_ONCE
    )
    change(task, owner, priority=3)
    assert tell() == [("Member", "changed", "at_once")]
    Notification.objects.all().delete()
    wish.by_email = EmailPace.OFF
    wish.save()
    change(task, owner, priority=4)
    assert tell() == []


def test_a_reminder_is_put_away_with_its_day(task, owner, member, tell):
    entry = Notification.objects.create(
        user=member,
        task=task,
        project=task.project,
        reason=Reason.DUE_TOMORROW,
        key="due:1",
        by_email=EmailPace.AT_ONCE,
        created_at=timezone.now(),
        changed_at=timezone.now(),
    )
    change(task, owner, due_date=datetime.date(2026, 5, 1))
    tell()
    entry = fresh(entry)
    assert entry.archived_at
    assert entry.by_email == EmailPace.OFF


def test_roles_and_owners_that_are_as_before_are_not_told(project, owner, admin, forget, tell):
    guest = person("guest")
    forget()
    members.add(project=project, user=guest, role="viewer", actor=owner)
    tell()
    members.change_role(project=project, user=guest, role="member", actor=owner)
    assert tell() == [("Guest", "invited", "inbox+at_once")]
    members.remove(project=project, user=guest, actor=owner)
    assert [reason for _name, reason, _ways in tell() if _name == "Guest"] == ["invited"]
    Notification.objects.all().delete()
    projects.archive(project=project, actor=owner)
    tell()
    projects.restore(project=project, actor=owner)
    assert tell() == []


def test_many_tasks_at_once_are_one_entry(project, owner, member, forget, tell):
    made = make_tasks(project=project, count=60)
    Watch.objects.create(user=member, project=project, by_choice=True)
    tell()
    forget()
    column = column_of(project=project, status="in_progress")
    for task in made[:50]:
        tasks.move(task=task, column_id=column.pk, actor=owner)
    assert tell() == [("Member", "changed", "inbox+digest")]
    assert (only().task, len(only().activities)) == (None, 50)
    last = Activity.objects.order_by("pk").last()
    tasks.move(task=made[50], column_id=column.pk, actor=owner)
    tell()
    assert len(only().activities) == 51
    undo.undo(activity=last, actor=owner)
    tell()
    assert last.pk not in only().activities
    told = words.told(only())
    assert told.brief == "Owner made 50 changes to tasks in this project"
    assert len(told.lines) == words.MOST_LINES
    assert told.more == 50 - words.MOST_LINES


def test_tasks_handed_on_are_one_entry(project, owner, admin, member, forget, tell):
    made = make_tasks(project=project, count=30)
    type(made[0]).objects.update(assignee=member)
    forget()
    hand_on(user=member, to={project.pk: admin}, actor=owner)
    assert [(name, reason) for name, reason, _ways in tell()] == [("Admin", "assigned"), ("Member", "unassigned")]
    entry = Notification.objects.select_related("project", "user").get(user=admin)
    assert words.told(entry).headline == "Owner assigned 30 tasks to you in Launch"


def crowd(project, task, count):
    """So many more members who watch the task."""
    made = User.objects.bulk_create(
        User(email=f"crowd{number}@example.com", display_name=f"Crowd {number}") for number in range(count)
    )
    Membership.objects.bulk_create(Membership(project=project, user=user, role="member") for user in made)
    Watch.objects.bulk_create(Watch(user=user, project=project, task=task) for user in made)


def statements(tell) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        tell()
    return len([query for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_statements_grow_neither_with_changes_nor_with_watchers(project, task, owner, tell, forget):
    crowd(project, task, 3)
    change(task, owner, priority=1)
    few = statements(tell)
    forget()
    others = make_tasks(project=project, count=15)
    Watch.objects.bulk_create(
        Watch(user_id=watch.user_id, project=project, task=other)
        for other in others
        for watch in Watch.objects.filter(task=task)
    )
    tell()
    forget()
    for number, other in enumerate([task, *others]):
        change(other, owner, priority=2 + number % 2, due_date=datetime.date(2026, 6, 1))
    assert statements(tell) <= few + 2
    assert Notification.objects.count()


def test_five_hundred_watchers_are_rows_in_bulk(project, task, owner, tell, forget):
    crowd(project, task, 500)
    forget()
    change(task, owner, priority=1)
    assert statements(tell) < 60
    assert Notification.objects.count() == 501
    change(task, owner, priority=2)
    assert statements(tell) < 60
    assert Notification.objects.count() == 501
