"""Columns that were removed or have another status now count in figures as they were."""

import pytest

from boards.services import columns, tasks
from tests.factories import column_of, make_project, make_task, make_user
from tests.reports.conftest import day, report_of


@pytest.fixture
def people(db):
    return make_user(name="ann"), make_user(name="ben")


def test_status_of_a_removed_column_is_remembered(clock, people):
    ann = people[0]
    project = make_project(owner=ann)
    review = columns.create(project=project, name="Review", status="in_progress", actor=ann)
    make_task(project=project, column=review)
    clock.to(4)
    columns.delete(column=review, into=column_of(project=project), actor=ann)
    clock.to(5)
    report = report_of(project)
    assert [(each.pending, each.in_progress) for each in report.flow.days] == [(0, 1), (0, 1), (1, 0), (1, 0)]
    assert report_of(project, first=day(3)).changes.moved[0].before == "Review"


def test_tasks_in_columns_removed_since_are_counted(clock, people):
    ann = people[0]
    lanes = ("Pending", "pending"), ("In progress", "in_progress"), *[("Review", "in_progress")] * 3
    project = make_project(owner=ann, columns=(*lanes, ("Completed", "completed")))
    removed = list(project.columns.filter(name="Review"))
    removed.append(columns.create(project=project, name="Shipped", status="completed", actor=ann))
    for column in (column_of(project=project), removed[0], removed[1], removed[1], removed[3]):
        make_task(project=project, column=column)
    clock.to(4)
    for column in removed:
        columns.delete(column=column, into=column_of(project=project), actor=ann)
    report = report_of(project, last=day(3))
    rows = [(each.name, each.status, each.count, each.is_removed) for each in report.columns]
    assert rows == [
        ("Pending", "pending", 1, False),
        ("In progress", "in_progress", 0, False),
        ("Completed", "completed", 0, False),
        ("Review", "in_progress", 1, True),
        ("Review", "in_progress", 2, True),
        ("Shipped", "completed", 1, True),
    ]
    assert report.now.total == 5
    assert not [each for each in report_of(project).columns if each.is_removed]


def test_first_column_that_is_removed_keeps_its_status(clock, people):
    project = make_project(
        owner=people[0], columns=(("To do", "pending"), ("Doing", "in_progress"), ("Done", "completed"))
    )
    doing = column_of(project=project, status="in_progress")
    make_task(project=project, column=doing)
    clock.to(3)
    columns.delete(column=doing, into=column_of(project=project), actor=people[0])
    assert [(each.pending, each.in_progress) for each in report_of(project).flow.days] == [(0, 1), (1, 0)]


def test_column_whose_status_changed_counts_as_it_was(clock, people):
    project = make_project(owner=people[0])
    extra = columns.create(project=project, name="Extra", status="pending", actor=people[0])
    task = make_task(project=project, column=extra)
    clock.to(3)
    tasks.move(task=task, column_id=column_of(project=project).pk, actor=people[0])
    columns.update(column=extra, name="Extra", status="in_progress", wip_limit=None, actor=people[0])
    clock.to(4)
    tasks.move(task=task, column_id=extra.pk, actor=people[0])
    days = [(each.pending, each.in_progress) for each in report_of(project).flow.days]
    assert days == [(1, 0), (1, 0), (0, 1)]
