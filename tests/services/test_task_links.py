"""Links between tasks: made, taken away and back, seen from both sides."""

import pytest

from boards.exceptions import InvalidInput, NotFound, RuleBroken, TaskArchived, TaskBlocked
from boards.models import Activity, Kind, Relation, TaskLink
from boards.services import members, projects, task_changes, task_links, tasks, undo
from boards.services.task_changes import ChangeRefused, TaskChange
from tests.factories import column_of, fresh, make_project, make_task, make_tasks


@pytest.fixture
def pair(project):
    return make_task(project=project, title="Dig"), make_task(project=project, title="Pour")


@pytest.fixture
def other_project(owner):
    return make_project(owner=owner, title="Elsewhere")


def link(task, relation, other, actor):
    return task_links.add(task=task, relation=relation, other=other, actor=actor)


def counts(task):
    row = fresh(task)
    return row.link_count, row.open_blocker_count, row.child_count, row.done_child_count


def latest(task):
    return Activity.objects.filter(task=task).latest("pk")


@pytest.mark.parametrize(
    ("relation", "kind", "is_first", "opposite"),
    [
        ("blocks", "blocks", True, "blocked_by"),
        ("blocked_by", "blocks", False, "blocks"),
        ("parent", "parent", False, "child"),
        ("child", "parent", True, "parent"),
        ("duplicates", "duplicates", True, "duplicated_by"),
        ("duplicated_by", "duplicates", False, "duplicates"),
        ("relates", "relates", True, "relates"),
    ],
)
def test_link_is_one_row_in_the_history_of_both(pair, project, member, relation, kind, is_first, opposite):
    before = fresh(project).revision
    made = link(pair[0], relation, pair[1], member)
    row = TaskLink.objects.get()
    assert (made, row.kind, row.created_by) == (row, kind, member)
    assert (row.first, row.second) == (pair if is_first else pair[::-1])
    assert [fresh(task).link_count for task in pair] == [1, 1]
    assert fresh(project).revision == before + 1
    told = [latest(task) for task in pair]
    assert [one.kind for one in told] == [Kind.LINK_CREATED] * 2
    assert told[0].changes == {"relation": [None, relation], "linked": [None, {"id": pair[1].pk}]}
    assert told[1].changes == {"relation": [None, opposite], "linked": [None, {"id": pair[0].pk}]}
    assert [fresh(task).version for task in pair] == [1, 1]


def test_what_relates_is_the_same_from_both_sides(pair, member):
    link(pair[1], "relates", pair[0], member)
    with pytest.raises(RuleBroken, match="already"):
        link(pair[0], "relates", pair[1], member)
    assert TaskLink.objects.get().first == pair[0]


@pytest.mark.parametrize("relation", [each.value for each in Relation])
def test_no_link_to_itself_and_none_twice(pair, member, relation):
    with pytest.raises(RuleBroken, match="itself"):
        link(pair[0], relation, pair[0], member)
    link(pair[0], relation, pair[1], member)
    with pytest.raises(RuleBroken, match="already"):
        link(pair[0], relation, pair[1], member)
    assert TaskLink.objects.count() == 1


@pytest.mark.parametrize("relation", ["blocks", "child", "duplicates"])
def test_no_circles_however_long(project, other_project, owner, relation):
    chain = [*make_tasks(project=project, count=2), *make_tasks(project=other_project, count=2)]
    for one, following in zip(chain, chain[1:], strict=False):
        link(one, relation, following, owner)
    for one in chain[1:]:
        with pytest.raises(RuleBroken, match=r"circle|parent already"):
            link(one, relation, chain[0], owner)
    assert TaskLink.objects.count() == 3


def test_a_task_has_one_parent(project, member):
    one, other, child = make_tasks(project=project, count=3)
    link(child, "parent", one, member)
    with pytest.raises(RuleBroken, match=f"#{child.number} has a parent already"):
        link(other, "child", child, member)


def test_unknown_relation_is_refused_by_name(pair, member):
    with pytest.raises(InvalidInput) as refused:
        link(pair[0], "likes", pair[1], member)
    assert refused.value.field == "relation"


def test_links_of_a_task_have_a_limit(project, member, monkeypatch):
    monkeypatch.setattr(task_links, "MOST_LINKS", 2)
    hub, *others = make_tasks(project=project, count=4)
    for other in others[:2]:
        link(hub, "relates", other, member)
    for task, other in ((hub, others[2]), (others[2], hub)):
        with pytest.raises(RuleBroken, match="as many as there can be"):
            link(task, "relates", other, member)


def test_archived_and_deleted_ones_take_no_links(pair, project, other_project, owner):
    far = make_task(project=other_project)
    tasks.archive(task=pair[0], actor=owner)
    with pytest.raises(TaskArchived):
        link(pair[0], "blocks", pair[1], owner)
    with pytest.raises(RuleBroken, match="Restore it to link it"):
        link(pair[1], "blocks", pair[0], owner)
    projects.archive(project=other_project, actor=owner)
    with pytest.raises(RuleBroken, match="Elsewhere"):
        link(pair[1], "relates", far, owner)
    tasks.delete(task=pair[0], actor=owner)
    with pytest.raises(NotFound):
        link(pair[1], "relates", pair[0], owner)
    assert not TaskLink.objects.exists()


def test_link_across_raises_both_boards_and_notes_both_projects(pair, project, other_project, owner):
    far = make_task(project=other_project)
    before = [fresh(each).revision for each in (project, other_project)]
    link(pair[0], "blocked_by", far, owner)
    assert [fresh(each).revision for each in (project, other_project)] == [one + 1 for one in before]
    assert [fresh(each).linked_ids for each in (project, other_project)] == [[other_project.pk], [project.pk]]
    assert counts(pair[0]) == (1, 1, 0, 0)
    assert (latest(far).project, latest(far).project_revision) == (other_project, fresh(other_project).revision)
    task_links.remove(link=TaskLink.objects.get(), task=far, actor=owner)
    assert [fresh(each).linked_ids for each in (project, other_project)] == [[], []]


def test_link_is_removed_from_either_side_and_undone(pair, member):
    for task in pair:
        made = link(pair[0], "blocks", pair[1], member)
        task_links.remove(link=made, task=task, actor=member)
        assert not TaskLink.objects.exists() and counts(pair[1]) == (0, 0, 0, 0)
        undo.undo(activity=latest(task), actor=member)
        assert counts(pair[1]) == (1, 1, 0, 0)
        task_links.remove(link=TaskLink.objects.get(), task=task, actor=member)


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("across", [False, True])
def test_adding_is_undone_from_the_history_of_either_once(pair, other_project, owner, side, across):
    ends = (pair[0], make_task(project=other_project)) if across else pair
    link(ends[1], "blocks", ends[0], owner)
    rows = [latest(task) for task in ends]
    undo.undo(activity=rows[side], actor=owner)
    assert not TaskLink.objects.exists()
    assert [latest(task).kind for task in ends] == [Kind.UNDONE] * 2
    with pytest.raises(RuleBroken, match="undone already"):
        undo.undo(activity=rows[1 - side], actor=owner)


def test_undo_of_a_removal_looks_at_the_rules_again(project, member):
    one, other, child = make_tasks(project=project, count=3)
    made = link(one, "child", child, member)
    task_links.remove(link=made, task=one, actor=member)
    gone = latest(one)
    link(other, "child", child, member)
    with pytest.raises(RuleBroken, match="parent already"):
        undo.undo(activity=gone, actor=member)


@pytest.mark.parametrize("is_removed", [False, True])
def test_undo_tells_nothing_of_a_project_that_is_no_longer_seen(pair, project, member, owner, is_removed):
    secret = make_project(owner=owner, title="Secret", roles={member: "member"})
    other = make_task(project=secret)
    made = link(pair[0], "relates", other, member)
    if is_removed:
        task_links.remove(link=made, task=pair[0], actor=member)
    members.remove(project=secret, user=member, actor=owner)
    projects.archive(project=secret, actor=owner)
    with pytest.raises(NotFound):
        undo.undo(activity=latest(pair[0]), actor=member)


def test_blocked_task_asks_before_it_is_completed(pair, project, member):
    link(pair[1], "blocked_by", pair[0], member)
    done = column_of(project=project, status="completed")
    for attempt in (
        lambda **more: tasks.complete(task=pair[1], actor=member, **more),
        lambda **more: tasks.move(task=pair[1], column_id=done.pk, actor=member, **more),
        lambda **more: tasks.update(task=pair[1], changed={"progress": 100}, seen_version=None, actor=member, **more),
        lambda **more: task_changes.apply(task=pair[1], change=TaskChange(completed=True, **more), actor=member),
        lambda **more: task_changes.apply(task=pair[1], change=TaskChange(column=done.pk, **more), actor=member),
        lambda **more: task_changes.move(task=pair[1], column_id=done.pk, actor=member, **more),
    ):
        with pytest.raises(TaskBlocked, match=f"#{pair[1].number} is blocked by “#{pair[0].number} Dig”"):
            attempt()
        assert not fresh(pair[1]).is_completed
        attempt(even_if_blocked=True)
        assert fresh(pair[1]).is_completed
        tasks.reopen(task=pair[1], actor=member)
    tasks.complete(task=pair[0], actor=member)
    assert tasks.complete(task=pair[1], actor=member).task.is_completed


def test_change_of_many_tells_which_is_blocked(pair, project, member):
    free = make_task(project=project)
    link(pair[1], "blocked_by", pair[0], member)
    wanted = [(free, TaskChange(completed=True)), (pair[1], TaskChange(completed=True))]
    with pytest.raises(ChangeRefused) as refused:
        task_changes.apply_all(changes=wanted, actor=member)
    assert refused.value.index == 1 and isinstance(refused.value.cause, TaskBlocked)
    assert not fresh(free).is_completed


def test_change_of_many_completes_a_blocker_and_then_what_it_blocked(pair, member):
    link(pair[1], "blocked_by", pair[0], member)
    task_changes.apply_all(changes=[(task, TaskChange(completed=True)) for task in pair], actor=member)
    assert all(fresh(task).is_completed for task in pair)
    assert counts(pair[1]) == (1, 0, 0, 0)


def test_blocker_that_one_may_not_see_does_not_hold_one_back(project, other_project, owner, member):
    task, far = make_task(project=project), make_task(project=other_project, title="Secret")
    link(task, "blocked_by", far, owner)
    with pytest.raises(TaskBlocked, match="Elsewhere#1 Secret"):
        tasks.complete(task=task, actor=owner)
    assert tasks.complete(task=task, actor=member).task.is_completed
