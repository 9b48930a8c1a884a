"""A project with a long past, written straight into the tables: the services would take an hour for it."""

import datetime
import random

from django.utils import timezone

from boards.models import Activity, Kind, Project, Task
from tests.bench.seed import LANES, TAGS
from tests.factories import make_project, make_tag


def project(owner, *, tasks=5000, activities=50_000, days=200):
    """So many tasks and history rows over so many days; every third task is completed."""
    made = make_project(owner=owner, title=f"Past of {activities}", columns=LANES)
    lanes = list(made.columns.all())
    tags = [make_tag(project=made, name=name) for name in TAGS]
    draw, now = random.Random(5), timezone.now()
    begin = now - datetime.timedelta(days=days)
    rows = [
        Task(project=made, column=lanes[0], number=number + 1, position=f"i{number:06}", title=f"Task {number + 1}")
        for number in range(tasks)
    ]
    Task.objects.bulk_create(rows, batch_size=1000)
    history = [each for row in rows for each in _past(row, lanes, owner, draw, begin, days, activities // tasks)]
    Task.objects.bulk_update(rows, ["column", "progress", "completed_at", "due_date", "assignee", "created_at"], 500)
    through = Task.tags.through
    through.objects.bulk_create([through(task_id=row.pk, tag_id=draw.choice(tags).pk) for row in rows], batch_size=1000)
    history.sort(key=lambda pair: pair[0])
    written = Activity.objects.bulk_create([row for _at, row in history], batch_size=1000)
    for row, (at, _row) in zip(written, history, strict=True):
        row.created_at = at
    Activity.objects.bulk_update(written, ["created_at"], batch_size=500)
    Project.objects.filter(pk=made.pk).update(last_number=tasks, created_at=begin)
    return Project.objects.get(pk=made.pk)


def _past(row, lanes, owner, draw, begin, days, count):
    """A task's rows: it is made, moved about, dated and assigned anew, and maybe completed."""
    at = begin + datetime.timedelta(days=draw.random() * days * 0.7)
    row.created_at, row.assignee = at, owner
    yield at, _row(row, owner, Kind.TASK_CREATED, {"title": [None, row.title], "column": [None, _ref(lanes[0])]})
    for step in range(count - 1):
        at += datetime.timedelta(hours=draw.random() * days)
        if step == count - 2 and row.number % 3 == 0:
            changes = {
                "column": [_ref(row.column), _ref(lanes[3])],
                "progress": [row.progress, 100],
                "completed_at": [None, at.isoformat()],
            }
            row.column, row.progress, row.completed_at = lanes[3], 100, at
            yield at, _row(row, owner, Kind.TASK_COMPLETED, changes)
        elif step % 3 == 0:
            lane = draw.choice([lane for lane in lanes[:3] if lane != row.column])
            changes = {"column": [_ref(row.column), _ref(lane)], "position": ["i", "j"]}
            row.column = lane
            yield at, _row(row, owner, Kind.TASK_MOVED, changes)
        elif step % 3 == 1:
            before, row.progress = row.progress, draw.randrange(90)
            changes = {"progress": [before, row.progress], "description": ["", "A longer text. " * 20]}
            yield at, _row(row, owner, Kind.TASK_UPDATED, changes)
        else:
            before, row.due_date = row.due_date, (at + datetime.timedelta(days=draw.randrange(40))).date()
            changes = {"due_date": [before and before.isoformat(), row.due_date.isoformat()]}
            yield at, _row(row, owner, Kind.TASK_UPDATED, changes)


def _row(task, owner, kind, changes):
    return Activity(
        project_id=task.project_id,
        task=task,
        actor=owner,
        means="page",
        kind=kind,
        changes=changes,
        task_version=1,
        project_revision=1,
    )


def _ref(lane):
    return {"id": lane.pk, "name": lane.name}
