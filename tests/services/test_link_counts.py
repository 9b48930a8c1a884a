"""What rows tell of their links is what the links are, whatever people do."""

import datetime
from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from boards.exceptions import NotFound
from boards.models import Activity, Project, Relation, Task, TaskLink
from boards.services import columns, projects, task_changes, task_links, tasks, undo
from boards.services.link_counts import COUNTS
from tests.factories import column_of, fresh, make_project, make_task, make_tasks
from tests.services.test_any_sequence import REFUSALS, Play

RELATIONS = [each.value for each in Relation]


def on_its_board(task, seen_from):
    project = task.project
    away = project != seen_from.project and (project.archived_at or project.deleted_at)
    return not (task.archived_at or task.deleted_at or away)


def check_counts():
    """Against the links one by one, the plain way."""
    expected = Counter()
    links = list(TaskLink.objects.select_related("first__project", "second__project"))
    for link in links:
        first, second = link.first, link.second
        expected[first.pk, "link_count"] += 1
        expected[second.pk, "link_count"] += 1
        if link.kind == "blocks" and on_its_board(first, second) and not first.completed_at:
            expected[second.pk, "open_blocker_count"] += 1
        if link.kind == "parent" and on_its_board(second, first):
            expected[first.pk, "child_count"] += 1
            expected[first.pk, "done_child_count"] += bool(second.completed_at)
    for task in Task.objects.all():
        assert {name: getattr(task, name) for name in COUNTS} == {name: expected[task.pk, name] for name in COUNTS}
    for project in Project.objects.all():
        assert set(project.linked_ids) == {
            end.project_id
            for link in links
            if project.pk in (link.first.project_id, link.second.project_id)
            for end in (link.first, link.second)
            if end.project_id != project.pk
        }


class Linked(Play):
    """Two projects, links within and across, and whatever may be done in either."""

    def __init__(self):
        super().__init__()
        self.boards = [self.project, make_project(owner=self.people[0], title="Other")]
        make_tasks(project=self.boards[1], count=3)

    def anything(self, number):
        return self.one(Task.objects.filter(deleted_at=None), number)

    def link(self, a, b, c, actor):
        ends = self.anything(a), self.anything(b)
        if None in ends:
            raise NotFound
        task_links.add(task=ends[0], relation=RELATIONS[c % 4], other=ends[1], actor=actor)

    def unlink(self, a, b, c, actor):
        link = self.one(TaskLink.objects, a)
        if link is None:
            raise NotFound
        task_links.remove(link=link, task=(link.first, link.second)[b % 2], actor=actor)

    def turn(self, a, b, c, actor):
        """The other board becomes the one that things are done on."""
        self.project = self.boards[a % 2]

    def away(self, a, b, c, actor):
        verb = (projects.archive, projects.restore, projects.delete)[b % 3]
        verb(project=self.boards[a % 2], actor=actor)

    def back(self, a, b, c, actor):
        row = Activity.objects.filter(kind="project.deleted", actor=actor).order_by("-pk").first()
        if row is None:
            raise NotFound
        undo.undo(activity=row, actor=actor)

    def purge(self, a, b, c, actor):
        old = timezone.now() - datetime.timedelta(days=31)
        Task.objects.filter(deleted_at__isnull=False).update(deleted_at=old)
        projects.purge()


DEEDS = [
    *(["link"] * 8),
    *(["state", "many", "move", "update", "undo", "unlink", "turn"] * 2),
    *("away", "back", "purge", "delete_column", "put_away"),
]
small = st.integers(0, 11)
steps = st.lists(st.tuples(st.sampled_from(DEEDS), small, small, small, st.integers(0, 1)), min_size=8, max_size=30)


@pytest.mark.long
@pytest.mark.unmeasured
@pytest.mark.parametrize("_part", range(4))
def test_counts_are_true_after_any_sequence(db, _part):
    """In parts, so that no transaction is open for long, and several processes share them."""

    @settings(max_examples=15, phases=[Phase.reuse, Phase.generate])
    @given(steps)
    def holds(sequence):
        with transaction.atomic():
            play = Linked()
            for deed, a, b, c, who in sequence:
                try:
                    with transaction.atomic():
                        getattr(play, deed)(a, b, c, play.people[who])
                except REFUSALS:
                    pass
                check_counts()
            transaction.set_rollback(True)

    holds()


@pytest.fixture
def family(project, owner):
    parent, child, blocked = make_tasks(project=project, count=3)
    task_links.add(task=parent, relation="child", other=child, actor=owner)
    task_links.add(task=child, relation="blocks", other=blocked, actor=owner)
    return parent, child, blocked


def shown(family):
    parent, _child, blocked = map(fresh, family)
    return parent.child_count, parent.done_child_count, blocked.open_blocker_count


def test_counts_follow_whatever_becomes_of_a_task(family, project, owner):
    _parent, child, _blocked = family
    open_, done, away = (1, 0, 1), (1, 1, 0), (0, 0, 0)
    assert shown(family) == open_
    tasks.complete(task=child, actor=owner)
    assert shown(family) == done
    tasks.reopen(task=child, actor=owner)
    assert shown(family) == open_
    tasks.move(task=child, column_id=column_of(project=project, status="completed").pk, actor=owner)
    assert shown(family) == done
    undo.undo(activity=Activity.objects.filter(task=child).latest("pk"), actor=owner)
    assert shown(family) == open_
    tasks.archive(task=child, actor=owner)
    assert shown(family) == away
    tasks.restore(task=child, actor=owner)
    assert shown(family) == open_
    tasks.delete(task=child, actor=owner)
    assert shown(family) == away
    undo.undo(activity=Activity.objects.filter(task=child).latest("pk"), actor=owner)
    assert shown(family) == open_
    change = task_changes.TaskChange(completed=True)
    task_changes.apply_all(changes=[(child, change)], actor=owner)
    assert shown(family) == done


def test_counts_follow_when_a_column_goes(family, project, owner):
    done = column_of(project=project, status="completed")
    extra = columns.create(project=project, name="Extra", status="in_progress", wip_limit=None, actor=owner)
    tasks.move(task=family[1], column_id=extra.pk, actor=owner)
    columns.delete(column=extra, into=done, actor=owner)
    assert shown(family) == (1, 1, 0)


def test_boards_of_both_are_drawn_anew_when_a_blocker_is_done(project, owner):
    other = make_project(owner=owner, title="Other")
    blocked, blocker = make_task(project=project), make_task(project=other)
    task_links.add(task=blocked, relation="blocked_by", other=blocker, actor=owner)
    before = fresh(project).revision
    tasks.complete(task=blocker, actor=owner)
    assert fresh(project).revision == fresh(blocked.column).revision == before + 1
    assert fresh(blocked).open_blocker_count == 0


def test_a_column_of_the_same_board_is_drawn_anew(project, owner):
    blocked, blocker = make_tasks(project=project, count=2)
    tasks.move(task=blocked, column_id=column_of(project=project, status="in_progress").pk, actor=owner)
    task_links.add(task=blocked, relation="blocked_by", other=blocker, actor=owner)
    tasks.complete(task=blocker, actor=owner)
    assert fresh(fresh(blocked).column).revision == fresh(project).revision


def test_children_are_drawn_anew_when_their_parent_gets_another_name(family, project, owner):
    parent, child, _blocked = family
    tasks.move(task=child, column_id=column_of(project=project, status="in_progress").pk, actor=owner)
    tasks.update(task=parent, changed={"title": "Renamed"}, seen_version=None, actor=owner)
    assert fresh(fresh(child).column).revision == fresh(project).revision


def test_tasks_without_links_cost_no_query(project, owner, django_assert_num_queries):
    task = make_task(project=project)
    with django_assert_num_queries(0):
        from boards.services import link_counts

        row = Activity.objects.model(
            task=task, project=project, kind="task.completed", changes={"completed_at": [None, "x"]}
        )
        link_counts.follow([row])
