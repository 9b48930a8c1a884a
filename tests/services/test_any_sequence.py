"""Whatever people do in whatever order, a few things hold after each step."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.exceptions import InvalidInput, NotAllowed, NotFound, RuleBroken
from boards.models import Activity, ChecklistItem, Comment, Status, Tag, Task
from boards.services import bulk_creation as making
from boards.services import (
    checklist_items,
    checklists,
    columns,
    comments,
    members,
    projects,
    tags,
    task_changes,
    tasks,
    undo,
)
from tests.factories import fresh, make_checklist, make_project, make_user
from tests.watching import check_columns, check_history, check_tasks

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]

REFUSALS = (InvalidInput, NotAllowed, NotFound, RuleBroken, task_changes.ChangeRefused)
WORDS = ["bug", "Bug", "ui", "straße", "STRASSE", "new"]


class Play:
    """A project, the people who work on it, and one method for each thing they may do with numbers a, b and c."""

    def __init__(self):
        self.people = [make_user(name=name) for name in ("ann", "ben", "cam")]
        self.project = make_project(owner=self.people[0], roles={self.people[1]: "admin", self.people[2]: "member"})
        for number in range(3):
            tasks.create(project=self.project, title=f"Task {number}", progress=number * 33, actor=self.people[0])

    def one(self, rows, number):
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    def task(self, number):
        found = self.one(Task.objects.filter(project=self.project), number)
        if found is None:
            raise NotFound
        return found

    def column(self, number):
        return self.one(self.project.columns, number)

    def tag(self, number):
        found = self.one(Tag.objects.filter(project=self.project), number)
        if found is None:
            raise NotFound
        return found

    def some(self, number):
        """Nobody to all three, in one of their orders."""
        return [self.people[(number + step) % 3] for step in range(number % 4)]

    def create(self, a, b, c, actor):
        tasks.create(
            project=self.project,
            title="New",
            column=self.column(a) if b % 3 else None,
            tag_names=[WORDS[c % 6]],
            progress=(b * 25) % 125,
            assignee=self.people[c % 3] if a % 2 else None,
            others=self.some(b) if a % 3 == 0 else (),
            actor=actor,
        )

    def bulk(self, a, b, c, actor):
        drafts = [
            making.TaskDraft(title="Many", column=self.column(a + step), tags=[WORDS[b % 6]]) for step in range(c % 4)
        ]
        making.create_tasks(project=self.project, drafts=drafts, actor=actor)

    def update(self, a, b, c, actor):
        task = self.task(a)
        changed = [
            {"title": f"Title {c}"},
            {"progress": (c * 25) % 125},
            {"tags": [WORDS[c % 6], WORDS[b % 6]]},
            {"assignee": self.people[c % 3], "priority": c},
            {"description": f"Text {c}", "assignee": None, "tags": []},
            {"other_assignees": self.some(c)},
            {"assignee": self.people[c % 3] if c % 4 else None, "other_assignees": self.some(b)},
            {"follows_items": c % 3 > 0},
        ][b % 8]
        tasks.update(task=task, changed=changed, seen_version=max(1, task.version - c % 3), actor=actor)

    def many(self, a, b, c, actor):
        """Several changes in one go, some of the same task."""
        wanted = []
        for step in range(1 + c % 4):
            task = self.task(a + step * (b % 2))
            fields = [{}, {"priority": c}, {"tags": [WORDS[(b + step) % 6]]}, {"assignee": self.people[b % 3].pk}]
            fields += [{"other_assignees": [user.pk for user in self.some(c + step)]}, {"assignee": None}]
            change = task_changes.TaskChange(
                values=fields[(b + step) % 6],
                version=max(1, task.version - step) if c % 2 else None,
                completed=True if (a + c + step) % 5 == 0 else None,
                column=self.column(c + step).pk if (b + step) % 3 == 0 else None,
                archived=(None, None, True, False)[(a + step) % 4],
            )
            wanted.append((task, change))
        task_changes.apply_all(changes=wanted, actor=actor)

    def comment(self, a, b, c, actor):
        said = self.one(Comment.objects.filter(task__project=self.project, deleted_at=None), b)
        if said is None or c % 3 == 0:
            comments.add(task=self.task(a), text=f"Said {c}", actor=actor)
        elif c % 3 == 1:
            comments.update(comment=said, text=f"Said {c}", seen_version=max(1, said.version - a % 2), actor=actor)
        else:
            comments.delete(comment=said, actor=actor)

    def tick(self, a, b, c, actor):
        item = self.one(ChecklistItem.objects.filter(checklist__task__project=self.project, deleted_at=None), b)
        if item is None or c % 4 == 0:
            make_checklist(task=self.task(a), texts=["One", "Two"], done=b % 3, actor=actor)
        elif c % 4 == 1:
            checklists.delete(checklist=item.checklist, actor=actor)
        else:
            checklist_items.tick(item=item, done=c % 4 == 2, actor=actor)

    def move(self, a, b, c, actor):
        after = self.task(c).pk if c % 3 else None
        tasks.move(task=self.task(a), column_id=self.column(b).pk, after_id=after, actor=actor)

    def state(self, a, b, c, actor):
        verb = (tasks.complete, tasks.reopen, tasks.archive, tasks.restore, tasks.delete)[b % 5]
        verb(task=self.task(a), actor=actor)

    def undo(self, a, b, c, actor):
        mine = list(Activity.objects.filter(project=self.project, actor=actor).order_by("-pk")[: 1 + b % 5])
        if not mine:
            raise NotFound
        undo.undo(activity=mine[-1], actor=actor)

    def new_column(self, a, b, c, actor):
        columns.create(project=self.project, name=f"C{a}", status=Status.values[b % 3], actor=actor)

    def change_column(self, a, b, c, actor):
        columns.update(column=self.column(a), name=f"C{b}", status=Status.values[c % 3], wip_limit=None, actor=actor)

    def move_column(self, a, b, c, actor):
        columns.move(column=self.column(a), after=self.column(b) if c % 2 else None, actor=actor)

    def delete_column(self, a, b, c, actor):
        columns.delete(column=self.column(a), into=self.column(b) if c % 4 else None, actor=actor)

    def rename_tag(self, a, b, c, actor):
        tags.update(tag=self.tag(a), name=WORDS[b % 6], colour=c % 12, actor=actor)

    def remove_tag(self, a, b, c, actor):
        if c % 2:
            tags.delete(tag=self.tag(a), actor=actor)
        else:
            tags.merge(tag=self.tag(a), into=self.tag(b), actor=actor)

    def people_change(self, a, b, c, actor):
        user, role = self.people[a % 3], ("admin", "member", "viewer")[b % 3]
        (
            lambda: members.change_role(project=self.project, user=user, role=role, actor=actor),
            lambda: members.remove(project=self.project, user=user, actor=actor),
            lambda: members.add(project=self.project, user=user, role=role, actor=actor),
            lambda: projects.transfer(project=self.project, to=user, actor=actor),
        )[c % 4]()

    def put_away(self, a, b, c, actor):
        (projects.archive, projects.restore, projects.restore)[a % 3](project=self.project, actor=actor)


DEEDS = [
    *(["create", "bulk", "update", "many", "move", "state", "undo", "comment", "tick"] * 3),
    *("new_column", "change_column", "move_column", "delete_column"),
    *("rename_tag", "remove_tag", "people_change", "put_away"),
]
small = st.integers(0, 11)
steps = st.lists(st.tuples(st.sampled_from(DEEDS), small, small, small, st.integers(0, 2)), min_size=5, max_size=25)


def test_any_sequence(db):
    @settings(max_examples=30)
    @given(steps)
    def holds(sequence):
        with transaction.atomic():
            play = Play()
            for deed, a, b, c, who in sequence:
                step(play, deed, a, b, c, play.people[who])
            check_history(fresh(play.project))
            transaction.set_rollback(True)

    holds()


def step(play, deed, a, b, c, actor):
    before, rows = fresh(play.project), Activity.objects.count()
    try:
        getattr(play, deed)(a, b, c, actor)
        refused = False
    except REFUSALS:
        refused = True
    project = fresh(play.project)
    told = Activity.objects.count() - rows
    assert not (refused and told)
    # An empty import is the one change without a row.
    assert project.revision - before.revision == (1 if told else 0) or deed == "bulk"
    assert project.revision >= before.revision
    check_tasks(project)
    check_columns(project)


def test_the_play_can_fail(db):
    """The checks see a row that was changed behind the services' back."""
    play = Play()
    check_history(fresh(play.project))
    Task.objects.filter(number=1).update(title="Behind the back")
    try:
        check_history(fresh(play.project))
    except AssertionError:
        return
    raise AssertionError("nothing was noticed")


def test_project_exists_in_full(db):
    play = Play()
    check_tasks(fresh(play.project))
    check_columns(fresh(play.project))
