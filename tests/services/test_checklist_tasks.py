"""An item becomes a task, and a task an item."""

import datetime

import pytest

from boards.exceptions import (
    InvalidInput,
    RuleBroken,
    TaskArchived,
)
from boards.models import Task
from boards.services import checklist_items, checklist_tasks, tasks
from tests.factories import fresh, make_checklist, make_task
from tests.services.checklist_steps import counts, item_of, latest, take_back


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write")


def test_item_becomes_a_task_and_names_it(task, project, owner, member):
    make_checklist(task=task, texts=["Buy paper"], actor=owner)
    today = datetime.date(2026, 11, 27)
    checklist_items.update(
        item=item_of(task, "Buy paper"), changed={"assignee": member, "due_date": today}, seen_version=1, actor=owner
    )
    made = checklist_tasks.make_task(item=item_of(task, "Buy paper"), actor=owner)
    assert (made.title, made.column, made.assignee, made.due_date) == ("Buy paper", task.column, member, today)
    item = item_of(task, f"#{made.number}")
    assert (item.assignee, item.due_date) == (None, None)
    with pytest.raises(RuleBroken, match="names a task already"):
        checklist_tasks.make_task(item=item, actor=owner)
    take_back(owner)
    item = fresh(item)
    assert (item.text, item.assignee, item.due_date) == ("Buy paper", member, today)
    assert fresh(made).deleted_at and fresh(project).revision == latest().project_revision


def test_what_was_made_and_changed_since_stays(task, owner):
    make_checklist(task=task, texts=["Buy paper"], actor=owner)
    made = checklist_tasks.make_task(item=item_of(task, "Buy paper"), actor=owner)
    row = latest()
    tasks.update(task=made, changed={"title": "Buy better paper"}, seen_version=None, actor=owner)
    with pytest.raises(RuleBroken, match="Delete that first"):
        take_back(owner, row)


def test_what_was_made_and_given_a_file_or_a_link_since_stays(task, project, owner):
    for name in ("file_count", "link_count"):
        make_checklist(task=task, texts=["Buy paper"], actor=owner)
        made = checklist_tasks.make_task(item=item_of(task, "Buy paper"), actor=owner)
        Task.objects.filter(pk=made.pk).update(**{name: 1})
        with pytest.raises(RuleBroken, match="Delete that first"):
            take_back(owner)


def test_no_list_of_a_third_task_takes_what_was_a_task(task, project, owner):
    other, third = make_task(project=project), make_task(project=project)
    there = make_checklist(task=third, texts=["Else"], actor=owner)
    with pytest.raises(InvalidInput) as error:
        checklist_tasks.make_item(task=other, into=task, checklist=there, actor=owner)
    assert error.value.field == "checklist" and not fresh(other).is_archived


def test_task_becomes_an_item_of_another(task, project, owner):
    other = make_task(project=project, title="Small", assignee=owner)
    item = checklist_tasks.make_item(task=other, into=task, actor=owner)
    assert (item.text, item.assignee, item.checklist.title) == ("Small", owner, "Checklist")
    assert fresh(other).archived_at and counts(task) == (1, 0)
    take_back(owner)
    assert fresh(other).archived_at is None and counts(task) == (0, 0)
    assert fresh(project).revision == latest().project_revision
    with pytest.raises(InvalidInput):
        checklist_tasks.make_item(task=task, into=task, actor=owner)


def test_task_becomes_an_item_once(task, project, owner):
    other = make_task(project=project, title="Small")
    checklist_tasks.make_item(task=other, into=task, actor=owner)
    with pytest.raises(TaskArchived):
        checklist_tasks.make_item(task=other, into=task, actor=owner)
    assert counts(task) == (1, 0)


def test_completed_task_becomes_a_done_item(task, project, owner):
    other = make_task(project=project, title="Small")
    tasks.complete(task=other, actor=owner)
    make_checklist(task=task, title="Have", actor=owner)
    item = checklist_tasks.make_item(task=other, into=task, actor=owner)
    assert item.is_done and item.checklist.title == "Have" and counts(task) == (1, 1)
