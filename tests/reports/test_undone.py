"""What was undone never happened for figures: by Undo at all, by Reopen or by a hand that drags back as far as begun.

The story: a card is dragged into In progress by mistake on 3 October and back at once, really begun on 2 November and
completed on the 4th. Another thirty days of cycle time would be nobody's work.
"""

import csv
import io

import pytest

from boards.models import Activity
from boards.reports import portfolio, records, tables
from boards.reports import services as marks
from boards.reports.choices import SECTIONS
from boards.reports.details import NOTHING
from boards.rules.spreadsheets import Dialect
from boards.services import columns, tasks, undo
from boards.services.bulk_creation import TaskDraft, create_tasks
from tests.factories import fresh, make_project, make_task, make_user
from tests.reports.conftest import day, numbers, report_of


@pytest.fixture
def owner(db):
    return make_user(name="ann")


@pytest.fixture
def project(clock, owner):
    clock.to(1, month=10)
    return make_project(owner=owner)


@pytest.fixture
def lanes(project):
    return list(project.columns.all())


def take_back(owner, task):
    """Undo the last change of a task."""
    undo.undo(activity=Activity.objects.filter(task=task).first(), actor=owner)


def begin_and_undo(task, lanes, owner):
    tasks.move(task=task, column_id=lanes[1].pk, actor=owner)
    take_back(owner, task)


def begin_and_drag_back(task, lanes, owner):
    tasks.move(task=task, column_id=lanes[1].pk, actor=owner)
    tasks.move(task=fresh(task), column_id=lanes[0].pk, actor=owner)


def complete_and_undo(task, lanes, owner):
    tasks.complete(task=task, actor=owner)
    take_back(owner, task)


def complete_and_reopen(task, lanes, owner):
    tasks.complete(task=task, actor=owner)
    tasks.reopen(task=fresh(task), actor=owner)


def begin_complete_and_undo_both(task, lanes, owner):
    tasks.move(task=task, column_id=lanes[1].pk, actor=owner)
    begun = Activity.objects.filter(task=task).first()
    tasks.complete(task=fresh(task), actor=owner)
    take_back(owner, task)
    undo.undo(activity=begun, actor=owner)


MISTAKES = [
    begin_and_undo,
    begin_and_drag_back,
    complete_and_undo,
    complete_and_reopen,
    begin_complete_and_undo_both,
]


@pytest.fixture
def usual(clock, project, lanes, owner):
    """Five tasks that took 22 days each, so that an age of 19 is nothing unusual and one of 49 is."""
    made = [make_task(project=project, title="Usual") for _number in range(5)]
    clock.to(20, month=10)
    for task in made:
        tasks.move(task=task, column_id=lanes[1].pk, actor=owner)
    clock.to(10, month=11)
    for task in made:
        tasks.complete(task=fresh(task), actor=owner)


def mistaken(clock, project, lanes, owner, mistake):
    """A task that was begun by mistake on 3 October, and really on 2 November."""
    clock.to(1, month=10)
    task = make_task(project=project, title="Mistaken")
    clock.to(3, month=10)
    mistake(task, lanes, owner)
    clock.to(2, month=11)
    tasks.move(task=fresh(task), column_id=lanes[1].pk, actor=owner)
    return task


@pytest.mark.parametrize("mistake", MISTAKES)
def test_cycle_time_begins_when_work_did(clock, project, lanes, owner, mistake):
    task = mistaken(clock, project, lanes, owner, mistake)
    clock.to(4, month=11)
    tasks.complete(task=fresh(task), actor=owner)
    clock.to(20, month=11)
    report = report_of(project)
    (took,) = report.flow.durations
    assert (took.cycle, took.lead) == (3, 35)
    assert report.flow.cycle.p85 == 3
    pace = records.record(report, ["pace"])["pace"]
    assert pace["cycle_time"]["p85"] == pace["completed"][0]["cycle_time"] == 3
    rows = list(csv.reader(io.StringIO(tables.as_csv(report, ["pace"], NOTHING, Dialect()).decode("utf-8-sig"))))
    assert [row[4] for row in rows if row[1] == "cycle time, days"] == ["3"]


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.usefixtures("usual")
def test_age_begins_when_work_did(clock, project, lanes, owner, mistake):
    task = mistaken(clock, project, lanes, owner, mistake)
    clock.to(20, month=11)
    report = report_of(project)
    assert [(old.number, old.days) for old in report.flow.ageing] == [(task.number, 19)]
    assert report.at_risk == []
    line = next(line for line in report.tasks if line.pk == task.pk)
    assert line.age == 19
    assert records.record(report, ["pace"])["pace"]["ageing"][0]["days"] == 19


def test_task_put_back_has_no_age(clock, project, lanes, owner):
    task = make_task(project=project)
    begin_and_drag_back(task, lanes, owner)
    clock.to(20, month=11)
    assert report_of(project).flow.ageing == []


def test_reopening_goes_on_where_work_was(clock, project, lanes, owner):
    task = make_task(project=project)
    clock.to(3, month=10)
    tasks.move(task=task, column_id=lanes[1].pk, actor=owner)
    clock.to(5, month=10)
    complete_and_reopen(fresh(task), lanes, owner)
    clock.to(12, month=10)
    assert [old.days for old in report_of(project).flow.ageing] == [10]
    tasks.complete(task=fresh(task), actor=owner)
    assert [each.cycle for each in report_of(project).flow.durations] == [10]


def test_completed_by_mistake_and_dragged_to_in_progress_begins_there(clock, project, lanes, owner):
    task = make_task(project=project)
    clock.to(3, month=10)
    tasks.complete(task=task, actor=owner)
    clock.to(10, month=10)
    tasks.move(task=fresh(task), column_id=lanes[1].pk, actor=owner)
    clock.to(12, month=10)
    assert [old.days for old in report_of(project).flow.ageing] == [3]
    tasks.complete(task=fresh(task), actor=owner)
    assert [each.cycle for each in report_of(project).flow.durations] == [3]


def test_begun_elsewhere_is_known_once_it_was_put_back(clock, project, lanes, owner):
    drafts = [TaskDraft(title="Import", column=lanes[1], created_at=clock.now)]
    clock.to(5, month=10)
    (task,) = create_tasks(project=project, drafts=drafts, actor=owner)
    tasks.complete(task=fresh(task), actor=owner)
    assert [each.cycle for each in report_of(project).flow.durations] == [None]
    tasks.reopen(task=fresh(task), actor=owner)
    tasks.move(task=fresh(task), column_id=lanes[0].pk, actor=owner)
    clock.to(9, month=10)
    tasks.move(task=fresh(task), column_id=lanes[1].pk, actor=owner)
    clock.to(10, month=10)
    tasks.complete(task=fresh(task), actor=owner)
    assert [each.cycle for each in report_of(project).flow.durations] == [2]


def test_days_between_a_change_and_its_undo_do_not_know_it(clock, project, owner):
    task = make_task(project=project, due_date=day(4, month=10))
    clock.to(3, month=10)
    tasks.complete(task=task, actor=owner)
    clock.to(6, month=10)
    assert report_of(project).now.completed == 1
    take_back(owner, task)
    report = report_of(project)
    assert {each.completed for each in report.flow.days} == {0}
    assert [week.completed for week in report.flow.weeks] == [0, 0]
    assert (report.forecast.completed, report.forecast.remaining) == (0, 1)
    assert report_of(project, last=day(5, month=10)).now.completed == 0
    assert report_of(project, last=day(5, month=10)).now.overdue == 1
    later = report_of(project, first=day(5, month=10))
    assert (later.before.completed, later.before.overdue) == (0, 0)
    assert numbers(later.changes.reopened) == numbers(later.changes.moved) == []
    assert records.record(report, list(SECTIONS))["pace"]["weeks"][0]["completed"] == 0


def test_reopened_was_completed_in_the_days_between(clock, project, owner):
    task = make_task(project=project)
    clock.to(3, month=10)
    tasks.complete(task=task, actor=owner)
    clock.to(6, month=10)
    tasks.reopen(task=fresh(task), actor=owner)
    report = report_of(project)
    assert [each.completed for each in report.flow.days] == [0, 0, 1, 1, 1, 0]
    assert [week.completed for week in report.flow.weeks] == [0, 0]
    assert numbers(report_of(project, first=day(5, month=10)).changes.reopened) == [task.number]


def test_undone_reopening_leaves_the_completion(clock, project, owner):
    task = make_task(project=project)
    clock.to(3, month=10)
    tasks.complete(task=task, actor=owner)
    clock.to(6, month=10)
    tasks.reopen(task=fresh(task), actor=owner)
    clock.to(8, month=10)
    take_back(owner, task)
    report = report_of(project)
    assert [each.completed for each in report.flow.days][2:] == [1] * 6
    assert [(each.completed, each.cycle) for each in report.flow.durations] == [(day(3, month=10), 1)]
    assert numbers(report_of(project, last=day(6, month=10)).changes.completed) == [task.number]


@pytest.mark.parametrize("take_off", [tasks.delete, tasks.archive])
def test_undone_removal_never_happened(clock, project, owner, take_off):
    task = make_task(project=project)
    clock.to(3, month=10)
    take_off(task=task, actor=owner)
    clock.to(6, month=10)
    take_back(owner, task)
    assert [each.scope for each in report_of(project).flow.days] == [1] * 6
    assert report_of(project, first=day(5, month=10)).before.total == 1


def test_undone_facts_never_happened(clock, project, owner):
    task = make_task(project=project, due_date=day(2, month=10), progress=10)
    clock.to(3, month=10)
    changed = {"due_date": day(30, month=10), "progress": 70, "assignee": owner}
    tasks.update(task=task, changed=changed, seen_version=None, actor=owner)
    clock.to(6, month=10)
    take_back(owner, task)
    report = report_of(project, first=day(5, month=10))
    assert (report.before.overdue, report.before.progress) == (1, 10)
    assert numbers(report.changes.redated) == numbers(report.changes.reassigned) == []


def test_what_was_changed_beside_an_undone_change_stays(clock, project, lanes, owner):
    task = make_task(project=project)
    clock.to(3, month=10)
    tasks.move(task=task, column_id=lanes[1].pk, actor=owner)
    begun = Activity.objects.filter(task=task).first()
    tasks.update(task=fresh(task), changed={"progress": 40}, seen_version=None, actor=owner)
    clock.to(6, month=10)
    undo.undo(activity=begun, actor=owner)
    report = report_of(project, last=day(5, month=10))
    assert (report.now.pending, report.now.in_progress, report.now.progress) == (1, 0, 40)


def test_since_the_last_report_knows_nothing_of_what_was_undone_since(clock, project, owner):
    task = make_task(project=project)
    clock.to(3, month=10)
    tasks.complete(task=task, actor=owner)
    marks.remember(project=project, until=clock.now, actor=owner)
    clock.to(6, month=10)
    take_back(owner, task)
    report = report_of(project, since="last")
    assert (report.before.completed, report.now.completed) == (0, 0)
    assert numbers(report.changes.reopened) == []


def test_portfolio_counts_as_the_report(clock, project, owner):
    for mistake in (complete_and_undo, complete_and_reopen):
        mistake(make_task(project=project), None, owner)
    clock.to(6, month=10)
    (line,) = portfolio.lines(owner)
    report = report_of(project)
    assert (line.recent, line.open, line.forecast.completed) == (0, 2, 0)
    assert (line.forecast, line.progress) == (report.forecast, report.now.progress)


def test_column_that_was_given_another_status_before_an_undo_counts_as_it_is(clock, project, lanes, owner):
    extra = columns.create(project=project, name="Extra", status="pending", actor=owner)
    task = make_task(project=project, column=extra)
    clock.to(3, month=10)
    tasks.move(task=task, column_id=lanes[1].pk, actor=owner)
    columns.update(column=extra, name="Extra", status="in_progress", wip_limit=None, actor=owner)
    clock.to(6, month=10)
    take_back(owner, task)
    clock.to(8, month=10)
    report = report_of(project)
    assert [each.in_progress for each in report.flow.days] == [0, 0, 0, 0, 0, 1, 1, 1]
    assert [old.days for old in report.flow.ageing] == [3]
