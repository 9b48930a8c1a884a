"""Checklists and their items: made, changed, ticked, put elsewhere, taken back."""

import datetime
from itertools import pairwise

import pytest
from django.utils import timezone

from boards.exceptions import (
    EditConflict,
    InvalidInput,
    NotFound,
    ProjectArchived,
    RuleBroken,
    TaskArchived,
    TaskLocked,
)
from boards.models import Activity, Checklist, ChecklistItem, Kind, Task
from boards.rules import checklists as rules
from boards.services import checklist_items, checklist_tasks, checklists, members, projects, tasks
from tests.factories import fresh, make_checklist, make_task
from tests.services.checklist_steps import add, counts, item_of, latest, take_back, texts, tick


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write")


def test_checklist_with_items_is_stored_counted_and_told(task, project, member):
    before = fresh(project).revision
    made = make_checklist(task=task, title="Launch", texts=["One", "Two", "Three"], done=1, actor=member)
    assert (texts(made), counts(task)) == (["One", "Two", "Three"], (3, 1))
    first = made.items.first()
    assert first.done_by == member and first.done_at
    assert (fresh(project).revision, fresh(task.column).revision) == (before + 1, before + 1)
    row = latest()
    assert (row.kind, row.task, row.changes["checklist"]) == (
        Kind.CHECKLIST_CREATED,
        task,
        [None, {"id": made.pk, "name": "Launch"}],
    )
    assert [each["name"] for each in row.changes["items"][1]] == ["One", "Two", "Three"]


def test_an_empty_one_changes_no_card(task, project, member):
    revision = fresh(task.column).revision
    make_checklist(task=task, actor=member)
    assert fresh(task.column).revision == revision and fresh(task).version == task.version


@pytest.mark.parametrize("title", ["", " ", "a\nb", "a\x00", "x" * 101])
def test_wrong_title_is_refused_by_name(task, member, title):
    made = make_checklist(task=task, actor=member)
    for change in (
        lambda: checklists.create(task=task, title=title, actor=member),
        lambda: checklists.rename(checklist=made, title=title, seen_version=None, actor=member),
    ):
        with pytest.raises(InvalidInput) as refused:
            change()
        assert refused.value.field == "title"


@pytest.mark.parametrize("text", ["", "\u200b", "a\nb", "a\x00", "\ud800", "x" * 501])
def test_wrong_text_is_refused_by_name(task, member, text):
    made = make_checklist(task=task, texts=["One"], actor=member)
    for change in (
        lambda: add(made, text, actor=member),
        lambda: checklist_items.update(
            item=item_of(task, "One"), changed={"text": text}, seen_version=None, actor=member
        ),
    ):
        with pytest.raises(InvalidInput) as refused:
            change()
        assert refused.value.field == "text"
    assert counts(task) == (1, 0)


def test_items_are_added_in_order_by_a_constant_number_of_queries(task, member, django_assert_max_num_queries):
    made = make_checklist(task=task, texts=["One"], actor=member)
    with django_assert_max_num_queries(12):
        add(made, *map(str, range(300)), actor=member)
    assert texts(made)[:3] == ["One", "0", "1"] and counts(task) == (301, 0)


def test_limits_are_said(task, member):
    made = make_checklist(task=task, texts=map(str, range(rules.MOST_ITEMS)), actor=member)
    with pytest.raises(RuleBroken, match="has room for 500 items"):
        add(made, "more", actor=member)
    for _each in range(rules.MOST_LISTS - 1):
        make_checklist(task=task, actor=member)
    with pytest.raises(RuleBroken, match="has room for 50 checklists"):
        make_checklist(task=task, actor=member)


def test_ticking_says_who_and_when(task, member, owner):
    make_checklist(task=task, texts=["One", "Two"], actor=owner)
    item = tick(item_of(task, "One"), member)
    assert (item.done_by, counts(task)) == (member, (2, 1)) and fresh(item).done_at
    assert (latest().kind, latest().changes["item_done"]) == (Kind.ITEM_COMPLETED, [0, 1])
    row = latest()
    tick(item, owner)
    assert latest() == row
    tick(item, owner, done=False)
    assert (fresh(item).done_by, fresh(item).done_at, counts(task)) == (None, None, (2, 0))
    assert latest().kind == Kind.ITEM_REOPENED


def test_fields_of_an_item_merge_and_texts_collide(task, member, owner):
    make_checklist(task=task, texts=["One"], actor=owner)
    item = item_of(task, "One")
    today = datetime.date(2026, 11, 27)

    def update(**changed):
        return checklist_items.update(item=item, changed=changed, seen_version=1, actor=member)

    update(text="Theirs")
    update(assignee=member)
    saved = update(due_date=today)
    assert (saved.text, saved.assignee, saved.due_date, saved.version) == ("Theirs", member, today, 4)
    assert latest().changes["item_due_date"] == [None, "2026-11-27"]
    with pytest.raises(EditConflict) as refused:
        update(text="Mine")
    assert refused.value.conflicts == {"text": ("One", "Theirs", "Mine")}
    assert update(text="Theirs").version == 4
    # Of the task itself nothing has changed.
    tasks.update(task=task, changed={"assignee": owner, "due_date": today}, seen_version=task.version, actor=owner)
    assert fresh(task).assignee == owner


def test_titles_collide(task, member):
    made = make_checklist(task=task, title="One", actor=member)
    checklists.rename(checklist=made, title="Theirs", seen_version=1, actor=member)
    with pytest.raises(EditConflict) as refused:
        checklists.rename(checklist=made, title="Mine", seen_version=1, actor=member)
    assert refused.value.conflicts == {"title": ("One", "Theirs", "Mine")}


def test_only_those_who_take_part_are_assigned(task, viewer, owner):
    make_checklist(task=task, texts=["One"], actor=owner)
    with pytest.raises(InvalidInput) as refused:
        checklist_items.update(item=item_of(task, "One"), changed={"assignee": viewer}, seen_version=1, actor=owner)
    assert refused.value.field == "assignee"


def test_items_move_within_and_between_lists(task, member):
    one = make_checklist(task=task, texts="abc", actor=member)
    two = make_checklist(task=task, texts="xy", actor=member)

    def move(text, after=None, checklist=None):
        neighbour = item_of(task, after).pk if after else None
        pk = checklist.pk if checklist else None
        return checklist_items.move(item=item_of(task, text), checklist_id=pk, after_id=neighbour, actor=member)

    move("c")
    assert texts(one) == ["c", "a", "b"]
    move("a", "b")
    assert texts(one) == ["c", "b", "a"]
    move("b", "x", two)
    assert (texts(one), texts(two)) == (["c", "a"], ["x", "b", "y"])
    row = latest()
    move("b", "x", two)
    assert latest() == row
    take_back(member)
    assert (texts(one), texts(two)) == (["c", "b", "a"], ["x", "y"])
    gone = item_of(task, "y")
    checklist_items.delete(item=gone, actor=member)
    _item, was_gone = checklist_items.move(item=item_of(task, "c"), checklist_id=two.pk, after_id=gone.pk, actor=member)
    assert was_gone and texts(two) == ["x", "c"]


def test_no_list_of_another_task_takes_an_item(task, project, member):
    make_checklist(task=task, texts="a", actor=member)
    other = make_checklist(task=make_task(project=project), actor=member)
    with pytest.raises(InvalidInput):
        checklist_items.move(item=item_of(task, "a"), checklist_id=other.pk, actor=member)


def test_many_moves_to_one_spot_find_room(task, member):
    one = make_checklist(task=task, texts="abc", actor=member)
    for text in "bc" * 60:
        checklist_items.move(item=item_of(task, text), after_id=item_of(task, "a").pk, actor=member)
    assert texts(one) == ["a", "c", "b"]
    places = list(one.items.values_list("position", flat=True))
    assert all(before < after for before, after in pairwise(places))


EVERY_CHANGE = {
    "create": lambda task, made, actor: checklists.create(task=task, title="x", actor=actor),
    "rename": lambda task, made, actor: checklists.rename(checklist=made, title="x", seen_version=1, actor=actor),
    "delete": lambda task, made, actor: checklists.delete(checklist=made, actor=actor),
    "add": lambda task, made, actor: add(made, "x", actor=actor),
    "edit": lambda task, made, actor: checklist_items.update(
        item=item_of(task, "a"), changed={"text": "x"}, seen_version=1, actor=actor
    ),
    "tick": lambda task, made, actor: tick(item_of(task, "a"), actor),
    "move": lambda task, made, actor: checklist_items.move(item=item_of(task, "b"), actor=actor),
    "drop": lambda task, made, actor: checklist_items.delete(item=item_of(task, "a"), actor=actor),
    "make a task": lambda task, made, actor: checklist_tasks.make_task(item=item_of(task, "a"), actor=actor),
}


@pytest.mark.parametrize("name", EVERY_CHANGE)
def test_what_is_completed_archived_or_deleted_stays_as_it_is(task, project, owner, name):
    made = make_checklist(task=task, texts="ab", actor=owner)
    made.task = task

    def refused(error):
        with pytest.raises(error):
            EVERY_CHANGE[name](task, made, owner)

    tasks.complete(task=task, actor=owner)
    refused(TaskLocked)
    tasks.reopen(task=task, actor=owner)
    tasks.archive(task=task, actor=owner)
    refused(TaskArchived)
    tasks.restore(task=task, actor=owner)
    projects.archive(project=project, actor=owner)
    refused(ProjectArchived)
    projects.restore(project=project, actor=owner)
    tasks.delete(task=task, actor=owner)
    refused(NotFound)


@pytest.mark.parametrize("name", [name for name in EVERY_CHANGE if name != "make a task"])
def test_every_change_is_undone_once(task, owner, name):
    made = make_checklist(task=task, texts="ab", actor=owner)

    def state():
        rows = ChecklistItem.objects.filter(deleted_at=None, checklist__deleted_at=None)
        lists = Checklist.objects.filter(deleted_at=None).values_list("title")
        return (
            list(rows.order_by("checklist", "position").values_list("text", "done_by")),
            list(lists),
            counts(task),
        )

    before = state()
    EVERY_CHANGE[name](task, made, owner)
    row = latest()
    assert state() != before
    take_back(owner)
    assert state() == before
    assert latest().undoes == row
    with pytest.raises(RuleBroken, match="undone already"):
        take_back(owner, row)


def test_what_has_changed_since_is_not_undone(task, owner, member):
    made = make_checklist(task=task, texts="ab", actor=owner)
    created = latest()
    add(made, "c", actor=member)
    with pytest.raises(RuleBroken, match="newer"):
        take_back(owner, created)
    checklist_items.update(item=item_of(task, "a"), changed={"text": "A"}, seen_version=None, actor=owner)
    renamed = latest()
    checklist_items.update(item=item_of(task, "A"), changed={"text": "AA"}, seen_version=None, actor=member)
    with pytest.raises(RuleBroken, match="newer"):
        take_back(owner, renamed)
    checklist_items.delete(item=item_of(task, "b"), actor=owner)
    gone = latest()
    checklists.delete(checklist=made, actor=member)
    with pytest.raises(RuleBroken, match="Bring that back first"):
        take_back(owner, gone)


# --- What goes along --------------------------------------------------------------------------------------------------


def test_who_leaves_is_taken_off_items(task, project, owner, member):
    make_checklist(task=task, texts="a", actor=owner)
    checklist_items.update(item=item_of(task, "a"), changed={"assignee": member}, seen_version=1, actor=owner)
    members.remove(project=project, user=member, actor=owner)
    assert item_of(task, "a").assignee is None


def test_purge_forgets_what_was_deleted(task, owner):
    made = make_checklist(task=task, texts=["Secret", "Plain"], actor=owner)
    checklist_items.delete(item=item_of(task, "Secret"), actor=owner)
    long_ago = timezone.now() - datetime.timedelta(days=31)
    ChecklistItem.objects.filter(text="Secret").update(deleted_at=long_ago)
    assert projects.purge() == 1
    assert not any("Secret" in str(changes) for changes in Activity.objects.values_list("changes", flat=True))
    assert texts(made) == ["Plain"]
    checklists.delete(checklist=made, actor=owner)
    Checklist.objects.update(deleted_at=long_ago)
    assert projects.purge() == 2 and not ChecklistItem.objects.exists() and Task.objects.filter(pk=task.pk).exists()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("One", [("One", False)]),
        ("- One\n* Two\r\n\n3. Three", [("One", False), ("Two", False), ("Three", False)]),
        ("- [ ] One\n- [x] Two", [("One", False), ("Two", True)]),
        ("[X] Done", [("Done", True)]),
        ("- not a list", [("- not a list", False)]),
        ("1.5 litres\n2 apples", [("1.5 litres", False), ("2 apples", False)]),
        ("---\n-", [("---", False), ("-", False)]),
    ],
)
def test_lines_become_items(typed, wanted):
    assert rules.lines_of("lines", typed) == wanted


@pytest.mark.parametrize("typed", ["", " \n ", "x" * 501, "a\x00", "\n".join(map(str, range(501)))])
def test_lines_that_can_not_be_items_are_refused_by_name(typed):
    with pytest.raises(InvalidInput) as refused:
        rules.lines_of("lines", typed)
    assert refused.value.field in ("lines", "text")
