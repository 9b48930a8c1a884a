"""Entries in words."""

import datetime

import pytest
from django.utils import timezone, translation

from boards.models import Activity, Notification, Reason
from boards.notifications import words
from boards.services import members, projects, tasks
from tests.conftest import person
from tests.factories import fresh, make_task

pytestmark = pytest.mark.django_db


def entry(user, *activities, reason=Reason.CHANGED, **fields) -> Notification:
    now = timezone.now()
    last = activities[-1] if activities else None
    given = {"project": last and last.project, "task": last and last.task, "actor": last and last.actor}
    return Notification(
        user=user,
        reason=reason,
        activities=[activity.pk for activity in activities],
        created_at=now,
        changed_at=now,
        **(given | fields),
    )


def latest(count=1) -> list[Activity]:
    return list(Activity.objects.select_related("project", "task", "actor").order_by("-pk")[:count])[::-1]


def change(task, actor, **changed) -> Activity:
    tasks.update(task=fresh(task), changed=changed, seen_version=None, actor=actor)
    return latest()[0]


@pytest.fixture
def task(project):
    return make_task(project=project, title='Write <b>"texts"</b> & more')


def test_one_change_is_said_by_the_history(task, owner, member):
    told = words.told(entry(member, change(task, owner, priority=3)))
    assert told.headline == 'Owner set the priority of #1 Write <b>"texts"</b> & more from None to High'
    assert told.brief == "Owner set the priority of this task from None to High"
    assert (told.lines, told.actor_name, told.url) == ([], "Owner", f"/tasks/{task.pk}/")
    assert told.address.endswith(told.url)
    assert told.address.startswith("http")


def test_texts_of_people_stay_what_they_are(task, owner, member):
    told = words.told(entry(member, change(task, owner, title="{actor} </q> %s &amp; “x”")))
    assert told.brief == 'Owner renamed this task from “Write <b>"texts"</b> & more” to “{actor} </q> %s &amp; “x””'


def test_several_changes_are_lines(task, owner, admin, member):
    one, two = change(task, owner, priority=3), change(task, admin, priority=4, due_date=datetime.date(2026, 3, 1))
    told = words.told(entry(member, one, two))
    assert told.brief == "Owner and Admin changed this task"
    assert told.lines == [
        "Owner set the priority of this task from None to High",
        "Admin changed this task",
        "Priority: High → Urgent",
        "Due date: none → 1 March 2026",
    ]


def test_more_changes_than_are_told(task, owner, member):
    changes = [change(task, owner, progress=number + 1) for number in range(words.MOST_LINES + 3)]
    told = words.told(entry(member, *changes))
    assert (len(told.lines), told.more) == (words.MOST_LINES, 3)


def test_mention_shows_its_line(task, owner, member):
    text = f"First\n- ask @[Some Name](person:{member.pk}) about it\nLast"
    told = words.told(entry(member, change(task, owner, description=text), reason=Reason.MENTIONED))
    assert told.brief == "Owner mentioned you in this task"
    assert told.lines == ["- ask @Some Name about it"]


def test_assigned_and_taken(task, owner, member):
    given = change(task, owner, assignee=member)
    assert words.told(entry(member, given, reason=Reason.ASSIGNED)).brief == "Owner assigned this task to you"
    taken = change(task, owner, assignee=owner)
    told = words.told(entry(member, taken, reason=Reason.UNASSIGNED))
    assert told.brief == "Owner took this task off you"
    assert told.lines == ["Owner took on this task"]


@pytest.mark.parametrize(("days", "said"), [(1, "is due tomorrow"), (0, "is due today"), (-1, "was due yesterday")])
def test_reminders_name_their_day_as_it_is_seen_now(task, member, days, said):
    day = timezone.localdate() + datetime.timedelta(days=days)
    key = f"due_tomorrow:{task.pk}:{day.isoformat()}"
    due = entry(member, reason=Reason.DUE_TOMORROW, key=key, task=task, project=task.project)
    assert words.told(due).brief == f"This task {said}"
    assert words.told(due).actor_name == ""


def test_project_and_role(project, owner, admin):
    guest = person("guest")
    members.add(project=project, user=guest, role="member", actor=owner)
    told = words.told(entry(guest, *latest(), reason=Reason.INVITED))
    assert (told.headline, told.about) == ("Owner added you to Launch as member", "Launch")
    assert told.url == f"/projects/{project.pk}/"
    members.change_role(project=project, user=guest, role="admin", actor=owner)
    assert words.told(entry(guest, *latest(), reason=Reason.ROLE_CHANGED)).brief == (
        "Owner changed your role in this project to admin"
    )
    members.remove(project=project, user=guest, actor=owner)
    assert (
        words.told(entry(guest, *latest(), reason=Reason.ROLE_CHANGED)).brief == "Owner removed you from this project"
    )
    projects.transfer(project=project, to=admin, actor=owner)
    told = words.told(entry(admin, *latest(), reason=Reason.HANDED_OVER))
    assert told.brief == "Owner handed this project over to you"
    assert words.told(entry(owner, *latest(), reason=Reason.HANDED_OVER)).brief == "Owner handed over this project"
    projects.archive(project=project, actor=admin)
    assert words.told(entry(owner, *latest(), reason=Reason.ARCHIVED)).brief == "Admin archived this project"
    projects.restore(project=project, actor=admin)
    assert words.told(entry(owner, *latest(), reason=Reason.ARCHIVED)).brief == "Admin restored this project"


@pytest.mark.parametrize("reason", Reason.values)
def test_every_reason_has_its_words_without_anything_else(task, member, reason):
    told = words.told(entry(member, reason=reason, task=task, project=task.project))
    assert told.brief
    assert told.label == str(Reason(reason).label)


def test_many_take_two_queries(task, owner, member, django_assert_num_queries):
    def entries(count):
        return [entry(member, change(task, owner, assignee=who)) for who in [member, owner] * count]

    few, many = entries(1), entries(10)
    with django_assert_num_queries(2):
        assert len(words.tell(few)) == 2
    with django_assert_num_queries(2):
        assert len(words.tell(many)) == 20


def test_speaks_the_language_that_is_active(task, owner, member):
    row = change(task, owner, due_date=datetime.date(2026, 3, 1))
    with translation.override("de"):
        assert "1. März 2026" in words.told(entry(member, row)).brief


def test_what_is_gone_leaves_words(task, owner, member):
    row = change(task, owner, priority=3)
    gone = entry(member, row, actor=None)
    Activity.objects.filter(pk=row.pk).update(actor=None)
    assert words.told(gone).brief.startswith("Somebody set")
