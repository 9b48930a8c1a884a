"""Random histories, made by the services, against a slow and obvious definition.

After each step all tasks are read from the database and kept; what was so at a moment is what was kept last before it.
Where a change is undone, what was kept since that change is put right: it never happened.
"""

import datetime
import zoneinfo
from unittest import mock

import pytest
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.exceptions import InvalidInput, NotAllowed, NotFound, RuleBroken
from boards.models import Activity, Project, Task
from boards.reports import figures
from boards.reports.days import DAY, Period
from boards.services import columns, tasks, undo
from boards.services.bulk_creation import TaskDraft, create_tasks
from tests.factories import make_project, make_user
from tests.reports.conftest import Clock

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]

REFUSALS = (InvalidInput, NotAllowed, NotFound, RuleBroken)
ZONES = ["UTC", "Pacific/Auckland", "America/Los_Angeles"]
VERBS = ["create", "move", "move", "finish", "state", "change", "undo", "undo", "bulk", "column"]


class Play:
    """A project that people work on, and all that was ever seen of its tasks."""

    def __init__(self, clock):
        self.clock = clock
        self.people = [make_user(name=name) for name in ("ann", "ben")]
        self.project = make_project(owner=self.people[0], roles={self.people[1]: "member"})
        # [(moment, {task id: its row as it was})]
        self.seen = []
        self.elsewhere = {}

    def one(self, rows, number):
        found = list(rows.order_by("pk"))
        if not found:
            raise NotFound
        return found[number % len(found)]

    def task(self, number):
        return self.one(Task.objects.filter(project=self.project), number)

    def column(self, number):
        return self.one(self.project.columns, number)

    def create(self, a, b, actor):
        column = self.column(a) if b % 2 else None
        due = self.clock.now.date() + DAY * (b % 7 - 2)
        tasks.create(project=self.project, title="New", column=column, due_date=due, progress=b * 7, actor=actor)

    def move(self, a, b, actor):
        tasks.move(task=self.task(a), column_id=self.column(b).pk, actor=actor)

    def finish(self, a, b, actor):
        (tasks.complete, tasks.complete, tasks.reopen)[b % 3](task=self.task(a), actor=actor)

    def state(self, a, b, actor):
        (tasks.archive, tasks.restore, tasks.delete)[b % 3](task=self.task(a), actor=actor)

    def change(self, a, b, actor):
        due = self.clock.now.date() + DAY * (b - 5)
        changed = [{"due_date": due}, {"assignee": self.people[b % 2]}, {"progress": b * 10}, {"title": "Other"}][b % 4]
        tasks.update(task=self.task(a), changed=changed, seen_version=None, actor=actor)

    def undo(self, a, b, actor):
        rows = Activity.objects.filter(project=self.project, actor=actor)
        change = self.one(rows, -1 - b % 3)
        undo.undo(activity=change, actor=actor)
        if change.task_id:
            self.forget(change)

    def forget(self, change):
        """Let a change of a task never have been seen. Nothing else touched its fields since, or it would stand."""
        before = None
        for when, rows in self.seen:
            row = rows.get(change.task_id)
            if when < change.created_at:
                before = row
            elif row is not None:
                for field in set(change.changes) - {"tags", "position"}:
                    setattr(row, field, getattr(before, field))

    def bulk(self, a, b, actor):
        made = self.clock.now - datetime.timedelta(hours=30 * (b + 1))
        done = self.clock.now - datetime.timedelta(hours=17 * (b + 1))
        draft = TaskDraft(
            title="Import", column=self.column(a), created_at=made, completed_at=done, archived=b % 4 == 0
        )
        (task,) = create_tasks(project=self.project, drafts=[draft], actor=actor)
        task.refresh_from_db()
        self.elsewhere[task.pk] = (made, task.completed_at, self.clock.now)

    def column_(self, a, b, actor):
        if b % 2:
            status = ("pending", "in_progress")[a % 2]
            columns.create(project=self.project, name="Extra", status=status, actor=actor)
        else:
            columns.delete(column=self.column(a), into=self.column(a + 1), actor=actor)

    def look(self):
        rows = Task.objects.filter(project=self.project).select_related("column")
        self.seen.append((self.clock.now, {row.pk: row for row in rows}))

    def at(self, moment):
        """{task id: what it was just before a moment}."""
        found = {}
        for when, rows in self.seen:
            if when < moment:
                found = dict(rows)
        for pk, (made, done, came) in self.elsewhere.items():
            if pk in found or not made < moment <= came:
                continue
            row = next(rows[pk] for _when, rows in self.seen if pk in rows)
            is_done = done is not None and done < moment
            found[pk] = Task(
                pk=pk, completed_at=done if is_done else None, progress=100 if is_done else 0, due_date=row.due_date
            )
            found[pk].stage_elsewhere = "completed" if is_done else "pending"
        return found

    def spell(self, pk):
        """[(moment, row)] of a task since it was last seen pending, and whether it was here before that."""
        rows = [(when, rows[pk]) for when, rows in self.seen if pk in rows]
        pending = [place for place, (_when, row) in enumerate(rows) if row.column.status == "pending"]
        return rows[pending[-1] + 1 if pending else 0 :], bool(pending)

    def in_progress_since(self, pk):
        rows, _was_pending = self.spell(pk)
        return next((when for when, row in rows if row.column.status == "in_progress"), None)

    def began(self, pk):
        """When work began on a task that is completed; None where nobody knows."""
        rows, was_pending = self.spell(pk)
        if pk in self.elsewhere and not was_pending:
            return None
        return self.in_progress_since(pk) or rows[-1][1].completed_at


def stage(row):
    if row.deleted_at or (row.archived_at and not row.completed_at):
        return ""
    return getattr(row, "stage_elsewhere", "") or row.column.status


STEPS = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.integers(0, 11),
        st.integers(0, 11),
        st.integers(0, 1),
        st.sampled_from([0.01, 1.0, 2.0, 3.0, 11.0, 15.0, 24.0, 61.0]),
    ),
    min_size=4,
    max_size=18,
)


@pytest.mark.django_db
@settings(max_examples=25)
@given(STEPS, st.sampled_from(ZONES), st.integers(0, 5))
def test_figures_are_what_was_seen(steps, zone, skipped):
    # Rolled back, one history would hand its ids on to the next.
    caches["fragments"].clear()
    clock = Clock()
    with mock.patch.object(timezone, "now", clock), transaction.atomic():
        play = Play(clock)
        play.look()
        for verb, a, b, who, hours in steps:
            clock.forward(hours=hours)
            try:
                with transaction.atomic():
                    getattr(play, "column_" if verb == "column" else verb)(a, b, play.people[who])
            except REFUSALS:
                continue
            play.look()
        clock.forward(seconds=1)
        compare(play, zoneinfo.ZoneInfo(zone), skipped)
        transaction.set_rollback(True)


def compare(play, zone, skipped):
    today = play.clock.now.astimezone(zone).date()
    first = max(datetime.date(2026, 2, 28) + DAY * skipped, datetime.date(2026, 2, 20))
    period = Period.of(min(first, today), today, zone)
    project = Project.objects.get(pk=play.project.pk)
    report = figures.project_report(project, period, week_start=1, today=today)
    for each in report.flow.days:
        midnight = datetime.datetime.combine(each.day + DAY, datetime.time(), zone)
        stages = [stage(row) for row in play.at(midnight).values()]
        assert [each.pending, each.in_progress, each.completed] == [
            stages.count(name) for name in ("pending", "in_progress", "completed")
        ], each.day
    before, now = play.at(period.start), play.at(period.end)
    check_standing(report.before, before, period.first - DAY)
    check_standing(report.now, now, today)
    assert report.now.progress == project.progress
    assert sum(column.count for column in report.columns) == report.now.total
    if first < today:
        earlier = Period.of(first, today - DAY, zone)
        past = figures.project_report(project, earlier, week_start=1, today=today)
        check_standing(past.now, play.at(earlier.end), today - DAY)
        assert sum(column.count for column in past.columns) == past.now.total
    check_changes(report, play, before, now)


def check_standing(found, rows, day):
    board = [row for row in rows.values() if not row.deleted_at and not row.archived_at]
    late = [row for row in board if not row.completed_at and row.due_date and row.due_date < day]
    assert found.total == len(board)
    assert found.completed == sum(1 for row in board if row.completed_at)
    assert found.overdue == len(late)
    assert found.progress == (sum(row.progress for row in board) // len(board) if board else 0)


def check_changes(report, play, before, now):
    start = report.period.start
    made = {pk: play.elsewhere[pk][0] if pk in play.elsewhere else row.created_at for pk, row in now.items()}
    kept = {pk: row for pk, row in now.items() if not row.deleted_at}
    completed = {pk for pk, row in kept.items() if row.completed_at and row.completed_at >= start}
    assert {line.pk for line in report.changes.created} == {pk for pk in kept if made[pk] >= start}
    assert {line.pk for line in report.changes.completed} == completed
    assert (
        sum(week.completed for week in report.flow.weeks)
        == len(report.flow.durations)
        == len({pk for pk in completed if kept[pk].completed_at >= start})
    )
    both = {pk: row for pk, row in kept.items() if pk in before and not before[pk].deleted_at}
    due = {pk for pk, row in both.items() if row.due_date != before[pk].due_date}
    assert {line.pk for line in report.changes.redated} == due
    assert {line.pk for line in report.changes.dropped} == {
        pk for pk, row in before.items() if stage(row) and pk in now and not stage(now[pk])
    }
    for each in report.flow.durations:
        lead = each.completed - made[each.pk].astimezone(report.period.zone).date()
        assert each.lead == lead.days + 1
        assert each.cycle == days_since(play.began(each.pk), each.completed, report.period.zone)
    begun = {pk for pk, row in kept.items() if stage(row) == "in_progress" and not row.archived_at}
    assert {old.pk: old.days for old in report.flow.ageing} == {
        pk: days_since(play.in_progress_since(pk), report.period.last, report.period.zone) for pk in begun
    }


def days_since(moment, last, zone):
    return None if moment is None else (last - moment.astimezone(zone).date()).days + 1
