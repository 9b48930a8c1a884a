"""Items of checklists that are due: told to whom they are given, once a task, and withdrawn when they hold no more."""

import datetime

import pytest

from boards.models import ChecklistItem, Membership, Notification, Task, Watch
from boards.notifications import reminders, words
from boards.services import checklist_items, checklist_tasks, checklists, tasks
from tests.factories import fresh, make_checklist, make_task

NOW = datetime.datetime(2026, 6, 10, 8, tzinfo=datetime.UTC)
TOMORROW, YESTERDAY = datetime.date(2026, 6, 11), datetime.date(2026, 6, 9)
LONG_AGO = NOW - datetime.timedelta(days=30)


@pytest.fixture
def task(project):
    return make_task(project=project, title="Move in")


@pytest.fixture
def item(task, member):
    """Makes an item of the member's, which nobody has touched for long."""

    def item(day=TOMORROW, assignee=member, of=None):
        made = make_checklist(task=of or task, texts=["Pack"]).items.get()
        ChecklistItem.objects.filter(pk=made.pk).update(assignee=assignee, due_date=day, created_at=LONG_AGO)
        Task.objects.update(updated_at=LONG_AGO)
        return fresh(made)

    return item


def told():
    shown = Notification.objects.filter(archived_at=None).order_by("user", "pk")
    return [(entry.user.display_name, str(entry.reason), entry.key) for entry in shown]


def test_told_to_whom_it_is_given_to(item, task):
    item(TOMORROW), item(YESTERDAY), item(None), item(datetime.date(2026, 6, 10)), item(assignee=None)
    assert reminders.remind(NOW - datetime.timedelta(minutes=1)) == 0
    assert reminders.remind(NOW) == 2
    assert sorted(told()) == [
        ("Member", "due_tomorrow", f"due_tomorrow:items:{task.pk}:2026-06-11"),
        ("Member", "overdue", f"overdue:items:{task.pk}:2026-06-09"),
    ]
    assert reminders.remind(NOW) == 0


def test_several_items_of_a_task_are_one_entry(item, admin):
    item(), item(), item(assignee=admin)
    assert reminders.remind(NOW) == 2
    assert [name for name, _reason, _key in told()] == ["Admin", "Member"]


def test_a_task_that_is_due_with_its_items_is_told_once(item, task, member):
    item()
    Task.objects.filter(pk=task.pk).update(due_date=TOMORROW, assignee=member)
    assert reminders.remind(NOW) == 1
    assert told() == [("Member", "due_tomorrow", f"due_tomorrow:{task.pk}:2026-06-11")]


def test_nothing_of_what_is_done_gone_or_out_of_sight(item, task, project, owner, member):
    ticked, gone, listed = item(), item(), item()
    checklist_items.tick(item=ticked, done=True, actor=owner)
    checklist_items.delete(item=gone, actor=owner)
    checklists.delete(checklist=listed.checklist, actor=owner)
    Task.objects.update(updated_at=LONG_AGO)
    assert reminders.remind(NOW) == 0
    kept = item()
    Membership.objects.filter(user=member).delete()
    assert reminders.remind(NOW) == 0
    Membership.objects.create(project=project, user=member, role="member")
    Watch.objects.create(user=member, project=project, task=task, is_muted=True, by_choice=True)
    assert reminders.remind(NOW) == 0
    Watch.objects.all().delete()
    tasks.complete(task=fresh(task), actor=owner)
    Task.objects.update(updated_at=LONG_AGO)
    assert reminders.remind(NOW) == 0
    tasks.reopen(task=fresh(task), actor=owner)
    Task.objects.update(updated_at=LONG_AGO)
    assert reminders.remind(NOW) == 1 and fresh(kept)


def test_what_is_given_a_date_late_in_the_day_is_no_news(item, task, owner):
    item()
    later = NOW + datetime.timedelta(hours=6)
    Task.objects.update(updated_at=later)
    assert reminders.remind(later) == 0


@pytest.mark.parametrize("what", ["tick", "delete", "list", "other day", "other person", "task", "done", "put away"])
def test_withdrawn_when_it_holds_no_more(item, task, owner, admin, tell, what):
    made = item()
    reminders.remind(NOW)
    assert len(told()) == 1
    change = {
        "tick": lambda: checklist_items.tick(item=made, done=True, actor=owner),
        "delete": lambda: checklist_items.delete(item=made, actor=owner),
        "list": lambda: checklists.delete(checklist=made.checklist, actor=owner),
        "other day": lambda: edit(made, owner, due_date=datetime.date(2026, 7, 1)),
        "other person": lambda: edit(made, owner, assignee=admin),
        "task": lambda: checklist_tasks.make_task(item=made, actor=owner),
        "done": lambda: tasks.complete(task=fresh(task), actor=owner),
        "put away": lambda: tasks.archive(task=fresh(task), actor=owner),
    }
    change[what]()
    tell()
    assert not [key for _name, _reason, key in told() if "items" in key]


def edit(item, actor, **fields):
    return checklist_items.update(item=fresh(item), changed=fields, seen_version=None, actor=actor)


def test_stays_while_another_item_is_open_and_when_the_task_gets_a_day(item, task, owner, tell):
    first, _second = item(), item()
    reminders.remind(NOW)
    checklist_items.tick(item=first, done=True, actor=owner)
    tasks.update(task=fresh(task), changed={"due_date": datetime.date(2026, 8, 1)}, seen_version=None, actor=owner)
    tell()
    assert len(told()) == 1


def test_said_in_words(item, member, monkeypatch):
    item(TOMORROW), item(YESTERDAY)
    reminders.remind(NOW)
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: NOW)
    said = [each.headline for each in words.tell(list(Notification.objects.order_by("reason")))]
    assert said == [
        "Your checklist items of #1 Move in are due tomorrow",
        "Your checklist items of #1 Move in were due yesterday",
    ]


def test_statements_do_not_grow(item, project, django_assert_max_num_queries):
    for _number in range(12):
        item(of=make_task(project=project))
    with django_assert_max_num_queries(19):
        assert reminders.remind(NOW) == 12
