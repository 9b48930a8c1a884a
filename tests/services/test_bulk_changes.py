"""Many changes at once: one revision, one recount, and no more statements for five hundred tasks than for ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.exceptions import EditConflict, InvalidInput, NotFound, ProjectArchived, TaskArchived, TaskLocked
from boards.models import Activity, Task
from boards.rules import ordering
from boards.services import projects, task_changes, tasks
from boards.services.bulk_changes import TaskChange
from boards.services.tags import MOST_TAGS
from boards.services.task_changes import ChangeRefused
from tests.factories import fresh, make_column, make_project, make_tag, make_task, make_tasks
from tests.watching import check_columns, check_history, check_tasks, nothing_written, one_revision


def change_all(actor, *wanted):
    """`(task, {what: value})` each; `fields` are the values."""
    made = [(task, TaskChange(values=what.pop("fields", {}), **what)) for task, what in wanted]
    task_changes.apply_all(changes=made, actor=actor)


def refused(actor, *wanted):
    with pytest.raises(ChangeRefused) as caught:
        change_all(actor, *wanted)
    return caught.value.index, type(caught.value.cause)


# What is asked of each of many tasks, by its place among them; and how many history rows that makes of it.
CASES = {
    "fields": (lambda number, world: {"fields": {"priority": 3, "title": f"New {number}"}, "version": 1}, 1),
    "tags": (lambda number, world: {"fields": {"tags": ["old", f"tag {number % 7}"]}}, 1),
    "assignee": (lambda number, world: {"fields": {"assignee": world["member"].pk}}, 1),
    "completion": (lambda number, world: {"completed": True}, 1),
    "column": (lambda number, world: {"column": world["doing"].pk}, 1),
    "archive": (lambda number, world: {"archived": True}, 1),
    "stale": (lambda number, world: {"fields": {"priority": 2}, "version": 1, "column": world["doing"].pk}, 2),
    "everything": (
        lambda number, world: {
            "fields": {"tags": [f"tag {number % 7}"], "due_date": None, "priority": number % 9 + 1},
            "column": world["done" if number % 2 else "doing"].pk,
            "archived": True,
        },
        3,
    ),
}


@pytest.mark.long
@pytest.mark.unmeasured
@pytest.mark.parametrize("case", CASES)
def test_statements_do_not_grow_with_the_tasks(case, owner, member):
    wanted, rows = CASES[case]
    counts = []
    # A handful of rows is written by one statement less (see `loading.FEW_ROWS`).
    for size in (50, 500):
        project = make_project(owner=owner, title=str(size), roles={member: "member"})
        made = make_tasks(project=project, count=size)
        pending, doing, done = project.columns.all()
        if case == "stale":
            Task.objects.filter(project=project).update(version=2)
        world = {"member": member, "doing": doing, "done": done}
        before = fresh(project).revision
        with CaptureQueriesContext(connection) as queries:
            change_all(owner, *((task, wanted(number, world)) for number, task in enumerate(made)))
        counts.append(len(queries))
        assert fresh(project).revision == before + 1
        told = Activity.objects.filter(project=project, project_revision=before + 1)
        assert told.count() == rows * size
        check_tasks(fresh(project))
        check_columns(fresh(project))
    assert counts[0] == counts[1] <= 24
    assert sum("FOR UPDATE" in query["sql"] or "FOR NO KEY" in query["sql"] for query in queries) <= 1
    recounts = sum("SUM(" in query["sql"] for query in queries)
    assert recounts == (1 if case in ("completion", "archive", "everything") else 0)


def test_each_step_is_a_row_of_its_own_under_one_revision(project, owner, member, pending, doing):
    one, two = make_tasks(project=project, count=2)
    with one_revision(project, pending, doing):
        first = {"fields": {"priority": 2}, "column": doing.pk, "archived": True}
        change_all(owner, (one, first), (two, {"archived": True}))
    rows = list(one.activities.order_by("pk").values_list("kind", "task_version"))
    assert rows[1:] == [("task.updated", 2), ("task.moved", 3), ("task.archived", 4)]
    assert (fresh(one).version, fresh(two).version) == (4, 2)
    check_history(project)


def test_every_row_is_announced_and_the_first_tells_the_columns(project, owner, pending, doing, heard):
    made = make_tasks(project=project, count=3)
    wanted = [(task, TaskChange(column=doing.pk, values={"priority": 1})) for task in made]
    found = heard(task_changes.apply_all, changes=wanted, actor=owner)
    assert [event.activity_id for event in found] == list(
        Activity.objects.filter(project_revision=fresh(project).revision).order_by("pk").values_list("pk", flat=True)
    )
    assert [event.task_id for event in found[::2]] == [task.pk for task in made]
    assert {pk for pk, _revision in found[0].columns} == {pending.pk, doing.pk}
    assert [event.follows for event in found] == [False, *[True] * 5]
    assert not any(event.columns for event in found[1:])


def test_each_goes_on_top_so_the_last_is_the_first(project, owner, pending, doing, done):
    there = make_task(project=project, column=doing)
    one, two, three = make_tasks(project=project, count=3)
    change_all(owner, (one, {"column": doing.pk}), (three, {"completed": True}), (two, {"column": doing.pk}))
    assert list(doing.tasks.in_order()) == [two, one, there]
    assert list(done.tasks.all()) == [three]
    check_history(project)


def test_column_without_room_is_spaced_anew(project, owner, pending, doing):
    kept, other = (make_task(project=project, column=doing) for _ in range(2))
    low = "0" * (ordering.LONGEST - 1) + "1"
    Task.objects.filter(pk=kept.pk).update(position=low)
    one, two = make_tasks(project=project, count=2)
    change_all(owner, (one, {"column": doing.pk}), (other, {"fields": {"priority": 1}}), (two, {"column": doing.pk}))
    assert list(doing.tasks.in_order()) == [two, one, kept, other]
    assert len(set(doing.tasks.values_list("position", flat=True))) == 4


def test_one_task_several_times(project, owner, pending, doing):
    task = make_task(project=project)
    review = make_column(project=project)
    change_all(
        owner,
        (task, {"column": doing.pk, "fields": {"tags": ["a"], "title": "First"}, "version": 1}),
        (task, {"column": review.pk, "fields": {"tags": ["b"]}}),
        (task, {"fields": {"title": "Second"}}),
    )
    row = fresh(task)
    assert (row.title, row.column, row.version) == ("Second", review, 6)
    assert [tag.name for tag in row.tags.all()] == ["b"]
    positions = [row.changes["position"] for row in task.activities.filter(kind="task.moved").order_by("pk")]
    assert positions[0][0] == task.position and positions[0][1] == positions[1][0] and positions[1][1] == row.position
    check_history(project)
    assert refused(
        owner, (task, {"fields": {"title": "Mine"}}), (task, {"fields": {"title": "Yours"}, "version": 6})
    ) == (1, EditConflict)


def test_different_fields_are_merged_and_tags_word_by_word(project, owner, pending):
    task = make_task(project=project, tag_names=["a", "b"])
    tasks.update(task=task, changed={"tags": ["a", "b", "c"], "title": "Theirs"}, seen_version=1, actor=owner)
    change_all(owner, (task, {"fields": {"tags": ["b", "d"], "priority": 2, "title": "Task"}, "version": 1}))
    row = fresh(task)
    assert (row.title, row.priority) == ("Theirs", 2)
    assert [tag.name for tag in row.tags.all()] == ["b", "c", "d"]


def test_new_tags_are_made_once_with_colours_in_turn(project, owner):
    make_tag(project=project, name="old")
    one, two = make_tasks(project=project, count=2)
    change_all(owner, (one, {"fields": {"tags": ["Old", "New"]}}), (two, {"fields": {"tags": ["NEW", "next"]}}))
    assert [(tag.name, tag.colour) for tag in project.tags.order_by("pk")] == [("old", 0), ("New", 1), ("next", 2)]
    assert two.activities.latest("pk").changes["tags"][1] == [
        {"id": tag.pk, "name": tag.name} for tag in project.tags.exclude(name="old")
    ]


def test_same_values_write_nothing(project, owner, pending):
    one, two = make_tasks(project=project, count=2)
    with nothing_written(project):
        same = {"fields": {"priority": 0, "tags": []}}
        change_all(owner, (one, same), (two, {"column": pending.pk, "archived": False}))


def test_restored_and_written_in_one_go(project, owner, done):
    task = make_task(project=project, progress=50)
    tasks.archive(task=task, actor=owner)
    with one_revision(project, task.column, done):
        change_all(owner, (task, {"archived": False, "fields": {"priority": 2}, "completed": True}))
    assert (fresh(task).archived_at, fresh(task).priority, fresh(task).column) == (None, 2, done)
    assert fresh(project).progress == 100


def test_refusals_name_the_first_and_undo_the_rest(project, owner, member, viewer, pending, doing, done):
    good, other, completed, archived, deleted = make_tasks(project=project, count=5)
    tasks.complete(task=completed, actor=owner)
    tasks.archive(task=archived, actor=owner)
    tasks.delete(task=deleted, actor=owner)
    elsewhere = make_task(project=make_project(owner=owner)).column
    cases = [
        (completed, {"fields": {"title": "x"}}, TaskLocked),
        (completed, {"completed": False}, TaskLocked),
        (completed, {"column": doing.pk}, TaskLocked),
        (archived, {"fields": {"title": "x"}}, TaskArchived),
        (archived, {"column": doing.pk}, TaskArchived),
        (deleted, {"fields": {"title": "x"}}, NotFound),
        (other, {"fields": {"title": " "}}, InvalidInput),
        (other, {"fields": {"tags": ["a,b"]}}, InvalidInput),
        (other, {"fields": {"tags": [f"t{number}" for number in range(MOST_TAGS + 1)]}}, InvalidInput),
        (other, {"fields": {"assignee": viewer.pk}}, InvalidInput),
        (other, {"column": elsewhere.pk}, InvalidInput),
        (other, {"column": done.pk, "completed": False}, InvalidInput),
        (other, {"column": done.pk, "fields": {"progress": 50}}, InvalidInput),
        (other, {"column": done.pk, "status": "pending"}, InvalidInput),
    ]
    for task, what, error in cases:
        with nothing_written(project):
            before = {"fields": {"priority": 5, "tags": ["new"]}}
            assert refused(owner, (good, before), (task, what), (good, {})) == (1, error)


def test_who_has_it_keeps_it_though_switched_off(project, owner, member):
    task = make_task(project=project, assignee=member)
    member.is_active = False
    member.save()
    change_all(owner, (task, {"fields": {"assignee": member.pk, "priority": 1}}))
    assert (fresh(task).assignee, fresh(task).priority) == (member, 1)
    assert refused(owner, (task, {"fields": {"assignee": None}}), (task, {"fields": {"assignee": member.pk}})) == (
        1,
        InvalidInput,
    )


def test_archived_project_among_others(project, owner):
    other = make_project(owner=owner)
    theirs, mine = make_task(project=other), make_task(project=project)
    projects.archive(project=other, actor=owner)
    with nothing_written(project):
        assert refused(owner, (mine, {"archived": True}), (theirs, {"archived": True})) == (1, ProjectArchived)


def test_move_that_somebody_else_has_made_otherwise(project, owner, pending, doing):
    review = make_column(project=project)
    same, other = make_tasks(project=project, count=2)
    for task in (same, other):
        tasks.move(task=task, column_id=review.pk, actor=owner)
    # Who saw it in the old column and only repeats that is no obstacle; who wants a third one is told.
    change_all(owner, (same, {"column": pending.pk, "version": 1, "fields": {"priority": 1}}))
    assert (fresh(same).column, fresh(same).priority) == (review, 1)
    assert refused(owner, (other, {"column": doing.pk, "version": 1})) == (0, EditConflict)


def test_projects_are_locked_in_the_order_of_their_ids_and_saved_each(project, owner, monkeypatch):
    second = make_project(owner=owner)
    made = [make_task(project=each) for each in (second, project, second)]
    locked, real = [], task_changes.lock_and_read
    monkeypatch.setattr(
        task_changes, "lock_and_read", lambda pk, *reads, **more: locked.append(pk) or real(pk, *reads, **more)
    )
    before = [fresh(each).revision for each in (project, second)]
    change_all(owner, *((task, {"fields": {"priority": 1}}) for task in made))
    assert locked == sorted(locked) == [project.pk, second.pk]
    assert [fresh(each).revision for each in (project, second)] == [number + 1 for number in before]


def test_text_is_found_under_its_new_words(project, owner):
    one, two = make_tasks(project=project, count=2)
    change_all(owner, (one, {"fields": {"description": "Straße"}}), (two, {"fields": {"priority": 1}}))
    assert fresh(one).search_text == "task 1\nstrasse" and fresh(two).search_text == "task 2\n"
