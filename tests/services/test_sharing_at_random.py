"""Whatever two people do to those who have a task, rows, history and undo say the same."""

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.exceptions import InvalidInput, NotAllowed, NotFound, RuleBroken
from boards.models import Activity
from boards.services import handing_on, history_values, members, task_changes, tasks, undo
from boards.services.task_changes import TaskChange
from tests.factories import fresh, make_project, make_task, make_user
from tests.watching import check_history, check_tasks

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]
REFUSALS = (InvalidInput, NotAllowed, NotFound, RuleBroken)
NAMES = ("ann", "ben", "cam", "dan")
# Who does what, to whom, and how many versions ago they looked.
people = st.lists(st.integers(0, 3), max_size=4)
deeds = st.sampled_from(["assign", "share", "both", "by id", "by id, both", "hand on", "leave", "undo"])
steps = st.lists(st.tuples(deeds, st.integers(0, 1), st.integers(-1, 3), people, st.integers(0, 3)), max_size=15)


class Play:
    """One task of a project of four, on which the first two work at once."""

    def __init__(self):
        self.team = [make_user(name=name) for name in NAMES]
        self.project = make_project(owner=self.team[0], roles=dict.fromkeys(self.team[1:], "member"))
        self.task = make_task(project=self.project)

    def take(self, deed, who, one, several, ago):
        actor, task = self.team[who], fresh(self.task)
        assignee, others = (self.team[one] if one >= 0 else None), [self.team[each] for each in several]
        seen = max(1, task.version - ago)
        fields = {"assign": {"assignee": assignee}, "share": {"other_assignees": others}}
        if deed in ("assign", "share", "both"):
            both = {"assignee": assignee, "other_assignees": others}
            changed = {**fields, "both": both}[deed]
            tasks.update(task=task, changed=changed, seen_version=seen, actor=actor)
        elif deed in ("by id", "by id, both"):
            values = {"other_assignees": [user.pk for user in others]}
            values |= {"assignee": assignee.pk if assignee else None} if deed == "by id, both" else {}
            task_changes.apply(task=task, change=TaskChange(values=values, version=seen), actor=actor)
        elif deed == "hand on":
            handing_on.hand_on(user=self.team[one], to={self.project.pk: others[0] if others else None}, actor=actor)
        elif deed == "leave" and one > 1:
            self._come_and_go(self.team[one], actor)
        elif deed == "undo":
            self._undo(actor, ago)

    def _come_and_go(self, user, actor):
        if self.project.memberships.filter(user=user).exists():
            members.remove(project=self.project, user=user, actor=actor)
        else:
            members.add(project=self.project, user=user, role="member", actor=actor)

    def _undo(self, actor, ago):
        mine = Activity.objects.filter(task=self.task, actor=actor, kind="task.updated").order_by("-pk")[: ago + 1]
        if not mine:
            raise NotFound
        activity = list(mine)[-1]
        found = undo.undo(activity=activity, actor=actor)
        assert found.undoes_id == activity.pk
        # What it had changed is as it was before, as far as that can be.
        for field, (before, _after) in activity.changes.items():
            now = history_values.dump(fresh(self.task), field)
            if {"assignee", "other_assignees"} <= activity.changes.keys():
                assert now == before


def check(play):
    task = fresh(play.task)
    rows = list(Activity.objects.filter(task=task).order_by("pk").values_list("changes", "task_version"))
    last = {"assignee": None, "other_assignees": []}
    for changes, _version in rows:
        for field in last.keys() & changes.keys():
            before, after = changes[field]
            assert before == last[field] and after != before
            last[field] = after
    assert last == {field: history_values.dump(task, field) for field in last}
    assert task.version == rows[-1][1]


def test_rows_history_and_undo_agree(db):
    @settings(max_examples=40)
    @given(steps)
    def holds(sequence):
        with transaction.atomic():
            play = Play()
            for deed, who, one, several, ago in sequence:
                rows = Activity.objects.count()
                try:
                    play.take(deed, who, one, several, ago)
                except REFUSALS:
                    assert Activity.objects.count() == rows
                check(play)
                check_tasks(fresh(play.project))
            check_history(fresh(play.project))
            transaction.set_rollback(True)

    holds()
