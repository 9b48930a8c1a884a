"""The progress of a task that follows its checklists."""

import pytest

from boards.exceptions import (
    RuleBroken,
)
from boards.models import Activity, Kind
from boards.services import checklist_items, tasks
from tests.factories import fresh, make_checklist, make_task
from tests.services.checklist_steps import add, item_of, latest, take_back, tick


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write")


@pytest.fixture
def following(task, owner):
    make_checklist(task=task, texts=["a", "b", "c"], done=1, actor=owner)
    return tasks.update(task=task, changed={"follows_items": True}, seen_version=None, actor=owner)


def test_progress_follows_by_choice(following, project, owner):
    assert (fresh(following).progress, fresh(project).progress) == (33, 33)
    assert latest().changes == {"follows_items": [False, True], "progress": [0, 33]}
    tick(item_of(following, "b"), owner)
    assert (fresh(following).progress, fresh(project).progress) == (66, 66)
    assert latest().changes["progress"] == [33, 66]
    add(item_of(following, "b").checklist, "d", actor=owner)
    assert fresh(following).progress == 50
    take_back(owner)
    assert fresh(following).progress == 66


def test_by_hand_it_is_refused_with_a_sentence(following, owner):
    with pytest.raises(RuleBroken, match="follows its checklists"):
        tasks.update(task=following, changed={"progress": 10}, seen_version=None, actor=owner)
    tasks.update(task=following, changed={"progress": 10, "follows_items": False}, seen_version=None, actor=owner)
    assert (fresh(following).progress, fresh(following).follows_items) == (10, False)
    tick(item_of(following, "b"), owner)
    assert fresh(following).progress == 10


def test_the_last_tick_completes_the_task(following, owner):
    tick(item_of(following, "b"), owner)
    tick(item_of(following, "c"), owner)
    row = fresh(following)
    assert (row.progress, row.column.is_completed) == (100, True) and row.completed_at
    assert [each.kind for each in Activity.objects.order_by("-pk")[:2]] == [Kind.TASK_COMPLETED, Kind.ITEM_COMPLETED]
    tasks.reopen(task=following, actor=owner)
    assert fresh(following).progress == 99
    tick(item_of(following, "c"), owner, done=False)
    assert fresh(following).progress == 66


def test_only_a_tick_completes(following, owner):
    for text in "bc":
        checklist_items.delete(item=item_of(following, text), actor=owner)
    assert (fresh(following).progress, fresh(following).completed_at) == (99, None)
    checklist_items.delete(item=item_of(following, "a"), actor=owner)
    assert fresh(following).progress == 0


def test_undo_of_what_was_completed_keeps_to_the_items(following, owner):
    tick(item_of(following, "b"), owner)
    tick(item_of(following, "c"), owner)
    take_back(owner)
    assert (fresh(following).progress, fresh(following).completed_at) == (99, None)
