"""Whole checklists put in another order, taken back, and what stands in the way."""

import pytest

from boards.exceptions import RuleBroken, TaskLocked
from boards.models import Activity, Kind
from boards.services import checklists, tasks, undo
from tests.api_caller import Api
from tests.factories import fresh, make_checklist, make_task, sign_in


@pytest.fixture
def lists(project):
    task = make_task(project=project)
    return [make_checklist(task=task, texts=[name]) for name in ("One", "Two", "Three")]


def order(lists):
    task = lists[0].task
    return [lists.index(each) for each in task.checklists.filter(deleted_at=None)]


def test_a_checklist_goes_below_another_or_on_top(lists, owner):
    checklists.move(checklist=lists[0], after_id=lists[1].pk, actor=owner)
    assert order(lists) == [1, 0, 2]
    checklists.move(checklist=lists[2], actor=owner)
    assert order(lists) == [2, 1, 0]
    row = Activity.objects.latest("pk")
    assert row.kind == Kind.CHECKLIST_MOVED and set(row.changes) == {"checklist", "checklist_place"}


def test_below_one_that_is_gone_is_the_end_and_its_own_place_is_no_change(lists, owner):
    checklists.delete(checklist=lists[1], actor=owner)
    _moved, gone = checklists.move(checklist=lists[0], after_id=lists[1].pk, actor=owner)
    assert gone and order(lists) == [2, 0]
    before = Activity.objects.count()
    checklists.move(checklist=lists[0], after_id=lists[2].pk, actor=owner)
    assert Activity.objects.count() == before


def test_it_is_taken_back_unless_it_was_moved_again(lists, owner):
    checklists.move(checklist=lists[2], actor=owner)
    first = Activity.objects.latest("pk")
    undo.undo(activity=first, actor=owner)
    assert order(lists) == [0, 1, 2]
    checklists.move(checklist=lists[2], actor=owner)
    again = Activity.objects.latest("pk")
    checklists.move(checklist=fresh(lists[2]), after_id=lists[0].pk, actor=owner)
    with pytest.raises(RuleBroken):
        undo.undo(activity=again, actor=owner)


def test_a_rename_and_a_move_do_not_collide(lists, owner):
    checklists.move(checklist=lists[2], actor=owner)
    checklists.rename(checklist=lists[2], title="Other", seen_version=1, actor=owner)
    assert (fresh(lists[2]).title, fresh(lists[2]).version) == ("Other", 2)


def test_a_completed_task_keeps_its_order(lists, owner):
    tasks.complete(task=fresh(lists[0].task), actor=owner)
    with pytest.raises(TaskLocked):
        checklists.move(checklist=lists[2], actor=owner)


def test_the_menu_and_a_drop_move_it_on_the_page(client, lists, member):
    sign_in(client, member)
    path = f"/checklists/{lists[1].pk}/move/"
    assert client.post(path, {"step": "up"}).status_code == 303 and order(lists) == [1, 0, 2]
    assert client.post(path, {"step": "up"}).status_code == 409
    headers = {"HX-Request": "true", "X-Task": str(lists[0].task_id)}
    answer = client.post(path, {"after": lists[2].pk}, headers=headers)
    assert answer.status_code == 200 and order(lists) == [0, 2, 1]
    assert 'hx-target="#checklists"' in answer.content.decode()
    assert client.post(path, {"after": "x"}).status_code == 422
    page = client.get(f"/tasks/{lists[0].task_id}/").content.decode()
    assert page.count("list-grip") == 3 and page.count('value="up"') == 2
    assert "moved the checklist" in page


def test_the_api_moves_it(lists, member):
    answer = Api(member).post(f"checklists/{lists[0].pk}/move", {"after": lists[2].pk})
    assert answer.status_code == 200 and order(lists) == [1, 2, 0]
    assert Api(member).post(f"checklists/{lists[0].pk}/move", {"after": "x"}).status_code == 400
