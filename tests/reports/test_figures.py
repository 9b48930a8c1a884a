"""Each figure against a history that was worked out by hand.

The history, all at 09:00 UTC: on 2 March three tasks are made. #1 is begun on the 3rd and done on the 5th, #2 begun on
the 4th and still open, #3 done at once on the 6th. On the 9th #4 is made, done and reopened; on the 10th #5 is made and
deleted, #6 is made and archived, #1 is archived too.
"""

import datetime
from unittest import mock

import pytest
from django.core.cache import caches

from boards.exceptions import InvalidInput
from boards.reports import history
from boards.services import projects, tasks
from boards.services.bulk_creation import TaskDraft, create_tasks
from tests.factories import column_of, fresh, make_project, make_task, make_user
from tests.reports.conftest import day, numbers, report_of


@pytest.fixture
def people(db):
    return make_user(name="ann"), make_user(name="ben")


@pytest.fixture
def project(clock, people):
    """The history above, seen on Thursday, 12 March."""
    ann, ben = people
    project = make_project(owner=ann, roles={ben: "member"}, finish_date=day(31))
    pending, begun, done = project.columns.all()
    one = make_task(project=project, title="One", assignee=ann, due_date=day(4))
    two = make_task(project=project, title="Two", assignee=ben, due_date=day(9), tag_names=["ui"])
    three = make_task(project=project, title="Three", due_date=day(20))
    clock.to(3)
    tasks.move(task=one, column_id=begun.pk, actor=ann)
    clock.to(4)
    tasks.move(task=two, column_id=begun.pk, actor=ann)
    tasks.update(task=fresh(two), changed={"progress": 50}, seen_version=None, actor=ann)
    clock.to(5)
    tasks.complete(task=one, actor=ann)
    clock.to(6)
    tasks.complete(task=three, actor=ann)
    clock.to(9)
    four = make_task(project=project, title="Four", due_date=day(15))
    tasks.complete(task=four, actor=ann)
    tasks.reopen(task=four, actor=ann)
    clock.to(10)
    tasks.delete(task=make_task(project=project, title="Five"), actor=ann)
    tasks.archive(task=make_task(project=project, title="Six"), actor=ann)
    tasks.archive(task=one, actor=ann)
    tasks.update(task=fresh(two), changed={"due_date": day(11), "assignee": ann}, seen_version=None, actor=ann)
    clock.to(12)
    return project


def test_standing_at_both_ends(project):
    report = report_of(project, first=day(5))
    # At the end of the 4th: three tasks, two in progress at 0 and 50 %, one pending; the first was due that day.
    before = report.before
    assert (before.total, before.pending, before.in_progress, before.completed, before.progress) == (3, 1, 2, 0, 16)
    assert before.overdue == 0
    # Now: #2 (50 %, due the 11th), #3 done, #4 open; #1 and #6 are archived, #5 deleted.
    now = report.now
    assert (now.total, now.pending, now.in_progress, now.completed, now.progress) == (3, 1, 1, 1, 50)
    assert (now.open, now.overdue) == (2, 1)
    assert fresh(project).progress == now.progress


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_a_period_starts_as_the_one_before_ended(clock, people, zone):
    people[0].time_zone = zone
    project = make_project(owner=people[0])
    for number in (5, 10, 11):
        make_task(project=project, due_date=day(number))
    clock.to(20)
    late = []
    for number in range(8, 14):
        ended, begun = report_of(project, last=day(number)).now, report_of(project, first=day(number + 1)).before
        assert ended == begun
        late.append(ended.overdue)
    # Due on the 10th is overdue on the 11th.
    assert late == [1, 1, 1, 2, 3, 3]


def test_since_the_last_report_starts_as_that_ended(clock, people):
    from boards.reports import services

    project = make_project(owner=people[0])
    make_task(project=project, due_date=day(10))
    for number, hour, late in ((10, 23, 0), (11, 0, 1), (11, 12, 1)):
        clock.to(number, hour, 1)
        shown = report_of(project)
        services.remember(project=project, until=clock.now, actor=people[0])
        clock.to(15)
        assert report_of(project, since="last").before == shown.now
        assert shown.now.overdue == late
    # A report of the past ended with its last day.
    shown = report_of(project, last=day(10))
    services.remember(project=project, until=shown.period.end, actor=people[0])
    assert report_of(project, since="last").before == shown.now


def test_changes_in_the_period(project):
    changes = report_of(project, first=day(5)).changes
    assert numbers(changes.created) == [4, 6]
    assert numbers(changes.completed) == [1, 3]
    assert numbers(changes.moved) == numbers(changes.reopened) == numbers(changes.dropped) == []
    assert [(line.number, line.before, line.after) for line in changes.redated] == [(2, "2026-03-09", "2026-03-11")]
    assert [(line.number, line.before, line.after) for line in changes.reassigned] == [(2, "Ben", "Ann")]


def test_moved_reopened_and_dropped(project, people):
    ann = people[0]
    tasks.reopen(task=project.tasks.get(number=3), actor=ann)
    tasks.move(task=project.tasks.get(number=4), column_id=project.columns.all()[1].pk, actor=ann)
    tasks.delete(task=project.tasks.get(number=2), actor=ann)
    changes = report_of(project, first=day(12)).changes
    assert numbers(changes.reopened) == [3]
    assert [(line.number, line.before, line.after) for line in changes.moved][-1] == (4, "Pending", "In progress")
    assert numbers(changes.dropped) == [2]


def test_lists_by_due_date(project):
    report = report_of(project)
    assert [(line.number, line.days_late) for line in report.overdue] == [(2, 1)]
    # #4 is due on the 15th and not begun.
    assert [(line.number, line.reason) for line in report.at_risk] == [(4, "waiting")]
    assert numbers(report.due_next) == [4]
    assert numbers(report.tasks) == [4, 2, 3]


def test_columns_and_workload(project):
    report = report_of(project, first=day(5))
    assert [(column.name, column.count) for column in report.columns] == [
        ("Pending", 1),
        ("In progress", 1),
        ("Completed", 1),
    ]
    people = [(load.name, load.open, load.in_progress, load.overdue, load.completed) for load in report.people]
    assert people == [("Ann", 1, 1, 1, 1), ("", 1, 0, 0, 1)]
    assert [(load.name, load.open, load.completed) for load in report.tags] == [("ui", 1, 0), ("", 1, 2)]


def test_people_of_one_name_have_a_row_each(project, people, clock):
    from boards.accounts.services import account_deletion
    from boards.services import members

    others = [make_user(name=name, display_name="Ben") for name in ("other", "gone", "left")]
    for number, other in enumerate(others):
        members.add(project=project, user=other, role="member", actor=people[0])
        task = make_task(project=project, title=f"More {number}", assignee=other)
        if number:
            tasks.complete(task=task, actor=other)
    make_task(project=project, title="Of Ben", assignee=people[1])
    # Who leaves is taken out of their tasks, but not out of the days before.
    clock.to(13)
    for other in others[1:]:
        account_deletion.leave(user=other, actor=other)
    rows = [(load.name, load.open, load.completed) for load in report_of(project, last=day(12)).people]
    assert rows == [
        ("Ann", 1, 1),
        ("Ben", 1, 0),
        ("Ben", 1, 0),
        ("Former member", 0, 1),
        ("Former member", 0, 1),
        ("", 1, 1),
    ]


def test_tasks_of_each_status_by_day(project):
    days = {each.day.day: (each.pending, each.in_progress, each.completed) for each in report_of(project).flow.days}
    assert days == {
        2: (3, 0, 0),
        3: (2, 1, 0),
        4: (1, 2, 0),
        5: (1, 1, 1),
        6: (0, 1, 2),
        7: (0, 1, 2),
        8: (0, 1, 2),
        9: (1, 1, 2),
        # The deleted and the archived open one count no more, the archived completed one does.
        10: (1, 1, 2),
        11: (1, 1, 2),
        12: (1, 1, 2),
    }


def test_times_weeks_and_ages(project):
    flow = report_of(project).flow
    # Made on the 2nd, begun on the 3rd, done on the 5th; made on the 2nd, done at once on the 6th.
    assert [(each.number, each.lead, each.cycle) for each in flow.durations] == [(1, 4, 3), (3, 5, 1)]
    assert (flow.lead.p50, flow.lead.p85, flow.cycle.p50, flow.cycle.p95) == (4, 5, 1, 3)
    weeks = [(week.first.day, week.last.day, week.completed, week.is_whole) for week in flow.weeks]
    assert weeks == [(2, 8, 2, True), (9, 12, 0, False)]
    # Begun on the 4th, and now is the 12th.
    assert [(each.number, each.column, each.days) for each in flow.ageing] == [(2, "In progress", 9)]


def test_weeks_begin_as_the_reader_counts(project, people):
    people[0].week_start = 0
    weeks = report_of(project, reader=people[0]).flow.weeks
    assert [week.first.day for week in weeks] == [2, 8]


def test_report_of_the_past_tells_the_past(project):
    report = report_of(project, last=day(5))
    assert (report.now.in_progress, report.now.completed) == (1, 1)
    assert numbers(report.overdue) == []
    assert numbers(report.tasks) == [3, 2, 1]
    assert [(each.number, each.days) for each in report.flow.ageing] == [(2, 2)]
    assert report.tasks[1].due == day(9)
    assert report.tasks[1].assignee == "Ben"


def test_unusual_age_is_a_risk(clock, people):
    ann = people[0]
    project = make_project(owner=ann)
    begun = column_of(project=project, status="in_progress")
    slow = make_task(project=project, title="Slow", column=begun)
    for number in range(5):
        make_task(project=project, title=f"Quick {number}", column=column_of(project=project, status="completed"))
    clock.to(3)
    assert [(line.number, line.reason, line.age) for line in report_of(project).at_risk] == [(slow.number, "ageing", 2)]


@pytest.mark.parametrize("fraction", [0, 1, 499_999, 999_499, 999_500, 999_999])
def test_moments_are_read_to_the_microsecond(clock, people, fraction):
    project = make_project(owner=people[0])
    task = make_task(project=project)
    clock.now = datetime.datetime(2026, 3, 3, 23, 59, 59, fraction, tzinfo=datetime.UTC)
    tasks.move(task=task, column_id=column_of(project=project, status="in_progress").pk, actor=people[0])
    (found,) = history.load(project, clock.now, clock.now).tasks
    assert found.times[-1] == pytest.approx(clock.now.timestamp(), abs=1e-6)
    clock.to(5)
    assert [each.in_progress for each in report_of(project).flow.days] == [0, 1, 1, 1]


def test_undo_of_a_completion_takes_it_out_of_the_pace(project, people):
    from boards.models import Activity
    from boards.services import undo

    done = tasks.complete(task=project.tasks.get(number=2), actor=people[0])
    assert len(report_of(project).flow.durations) == 3
    undo.undo(activity=Activity.objects.get(pk=done.activity_id), actor=people[0])
    assert len(report_of(project).flow.durations) == 2


def test_what_was_made_elsewhere_waits_until_it_came(clock, people):
    ann = people[0]
    clock.to(20)
    project = make_project(owner=ann)
    _pending, begun, done = project.columns.all()
    at = clock.now
    drafts = [
        TaskDraft(title="Done there", column=done, created_at=at.replace(day=2), completed_at=at.replace(day=6)),
        TaskDraft(title="Begun there", column=begun, created_at=at.replace(day=4)),
        TaskDraft(title="Put away", column=begun, created_at=at.replace(day=4), archived=True),
    ]
    create_tasks(project=project, drafts=drafts, actor=ann)
    report = report_of(project)
    days = {each.day.day: (each.pending, each.in_progress, each.completed) for each in report.flow.days}
    assert (days[2], days[4], days[6], days[19], days[20]) == ((1, 0, 0), (3, 0, 0), (2, 0, 1), (2, 0, 1), (0, 1, 1))
    assert [(each.lead, each.cycle) for each in report.flow.durations] == [(5, None)]


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        # 11:30 UTC on 5 March is half past midnight on the 6th in Auckland and still the 5th in Los Angeles.
        ("Pacific/Auckland", {5: 0, 6: 1}),
        ("UTC", {5: 1, 6: 1}),
        ("America/Los_Angeles", {5: 1, 6: 1}),
    ],
)
def test_days_are_the_readers(clock, people, zone, days):
    project = make_project(owner=people[0])
    task = make_task(project=project)
    clock.to(5, 11, 30)
    tasks.complete(task=task, actor=people[0])
    clock.to(7, 20)
    people[0].time_zone = zone
    report = report_of(project, reader=people[0], first=day(4), last=day(6))
    assert {each.day.day: each.completed for each in report.flow.days if each.day.day > 4} == days


def test_evening_in_los_angeles_is_not_yet_the_next_day(clock, people):
    project = make_project(owner=people[0])
    task = make_task(project=project)
    # On 8 March 2026 the clocks went forward there: that day had 23 hours, and ended at 07:00 UTC.
    clock.to(9, 6, 59)
    tasks.complete(task=task, actor=people[0])
    clock.to(9, 7, 1)
    people[0].time_zone = "America/Los_Angeles"
    report = report_of(project, reader=people[0])
    assert [(each.completed.day, each.lead) for each in report.flow.durations] == [(8, 7)]
    assert report.period.last == day(9)


def test_since_the_last_report_begins_at_its_moment(project, people, clock):
    from boards.reports import services

    clock_now = report_of(project).period
    services.remember(project=project, until=clock.now, actor=people[0])
    make_task(project=project, title="After")
    report = report_of(project, since="last")
    assert report.period.is_since_last
    assert numbers(report.changes.created) == [7]
    assert clock_now.first == day(2)
    assert report_of(project, reader=people[1], since="last").period.first == day(2)


def test_since_the_last_report_up_to_a_day_before_it_is_refused(project, people, clock):
    from boards.reports import services

    services.remember(project=project, until=clock.now, actor=people[0])
    assert report_of(project, since="last", last=day(12)).period.is_since_last
    with pytest.raises(InvalidInput) as refused:
        report_of(project, since="last", last=day(11))
    assert refused.value.field == "to"
    assert refused.value.sentence == (
        "“Since the last report” begins on 12 March 2026. Choose that day or a later one."
    )


def test_last_report_of_more_than_five_years_ago_is_refused(clock, people):
    from boards.reports import services

    project = make_project(owner=people[0])
    long_ago = datetime.datetime(2020, 3, 1, tzinfo=datetime.UTC)
    services.remember(project=project, until=long_ago, actor=people[0])
    with pytest.raises(InvalidInput) as refused:
        report_of(project, since="last")
    assert refused.value.field == "since"
    assert "1 March 2020, more than five years ago" in refused.value.sentence


def test_nothing_at_all(clock, people):
    report = report_of(make_project(owner=people[0]))
    assert (report.now.total, report.now.progress, report.forecast.refusal) == (0, 0, "empty")
    assert [each.scope for each in report.flow.days] == [0]
    assert (report.overdue, report.people, report.flow.durations, report.flow.lead.p50) == ([], [], [], None)


def test_one_task(clock, people):
    project = make_project(owner=people[0])
    make_task(project=project, title="見積もり Προσφορά " + "x" * 60)
    report = report_of(project)
    assert (report.now.total, report.forecast.refusal) == (1, "short")


def test_figures_stay_while_the_revision_stands(project, django_assert_num_queries, people):
    period = report_of(project).period
    from boards.reports import figures

    with django_assert_num_queries(0):
        figures.project_report(project, period, week_start=1, today=people[0].today())
    projects.update(project=project, changed={"title": "New"}, seen_version=None, actor=people[0])
    assert report_of(project).title == "New"


def test_figures_are_kept_for_minutes(project, people):
    from boards.reports import portfolio

    with mock.patch.object(caches["fragments"], "set_many") as keep:
        report_of(project)
    assert keep.call_args.args[1] == 20 * 60
    with mock.patch.object(caches["fragments"], "set_many") as keep:
        portfolio.lines(people[0])
    assert keep.call_args.args[1] == 20 * 60


def test_queries_are_as_many_for_ten_tasks_as_for_fifty(clock, people, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for count in (2, 50):
        project = make_project(owner=people[0])
        made = [make_task(project=project, tag_names=["a", "b"], assignee=people[0]) for _ in range(count)]
        for task in made:
            tasks.complete(task=task, actor=people[0])
        period = report_of(project).period
        project.revision += 1
        with CaptureQueriesContext(
            connection,
        ) as found:
            from boards.reports import figures

            figures.project_report(project, period, week_start=1, today=datetime.date(2026, 3, 2))
        counts.append(len(found))
    assert counts == [7, 7]
