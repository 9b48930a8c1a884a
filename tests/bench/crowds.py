"""A site of many projects, written straight into the tables, for what its size alone costs."""

import datetime

from django.db import connection
from django.utils import timezone

from boards.models import Activity, Column, Kind, Membership, Project, Task, User
from boards.rules.text import fold
from tests.bench.seed import LANES

TASKS = 100
# In how many projects two people take part, however many there are.
FEW, MANY = 50, 200
# Every so many tasks hold the word that is searched for.
RARE = 50
BATCH = 2000


def crowd(projects, people):
    """So many projects of a hundred tasks, for an owner, a person in a few of them and one in many; ids of boards."""
    owner, few, many = (User.objects.get(pk=pk) for pk in people)
    made = [_project(f"Project {number}", owner) for number in range(projects)]
    Project.objects.bulk_create(made, batch_size=BATCH)
    for person, count in ((few, FEW), (many, MANY)):
        _join(made[:: max(1, projects // count)][:count], person)
    _fill(made, [name for name, _status in LANES], TASKS // len(LANES))
    wide = {count: _wide(owner, few, count) for count in (20, 200)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"project": made[0].pk, **{f"columns {count}": project.pk for count, project in wide.items()}}


def _project(title, owner):
    project = Project(title=title, title_key=fold(title), owner=owner, last_number=TASKS)
    project.joined = []
    return project


def _join(projects, person):
    """A task of each will be theirs."""
    for project in projects:
        project.joined.append(person)
    Membership.objects.bulk_create(Membership(project=each, user=person, role="member") for each in projects)


def _wide(owner, person, columns):
    """A board of many columns with five cards each."""
    project = _project(f"{columns} columns", owner)
    project.save()
    _join([project], person)
    _fill([project], [f"Column {number}" for number in range(columns - 1)] + ["Completed"], 5)
    return project


def _fill(projects, names, cards):
    """The same columns in each, with so many cards; those of the last one are completed."""
    lanes = [
        Column(project=project, name=name, position=f"c{step:04}", status=_status(step, len(names)))
        for project in projects
        for step, name in enumerate(names)
    ]
    Column.objects.bulk_create(lanes, batch_size=BATCH)
    tasks = [_task(lane, step % len(names) * cards + card) for step, lane in enumerate(lanes) for card in range(cards)]
    Task.objects.bulk_create(tasks, batch_size=BATCH)
    Activity.objects.bulk_create(map(_made, tasks), batch_size=BATCH)


def _status(step, count):
    return "completed" if step == count - 1 else "pending" if step == 0 else "in_progress"


def _task(lane, number):
    title = f"Task {number}{': a needle in the hay' if number % RARE == 0 else ''}"
    done, joined = lane.status == "completed", lane.project.joined
    return Task(
        project=lane.project,
        column=lane,
        number=number + 1,
        position=f"i{number:05}",
        title=title,
        search_text=fold(f"{title}\n"),
        priority=number % 5,
        assignee=joined[number - 1] if 0 < number <= len(joined) else None,
        due_date=datetime.date.today() + datetime.timedelta(days=number % 30 - 10) if number % 3 else None,
        progress=100 if done else 0,
        completed_at=timezone.now() - datetime.timedelta(days=number % 50) if done else None,
    )


def _made(task):
    changes = {"title": [None, task.title], "column": [None, {"id": task.column_id, "name": task.column.name}]}
    return Activity(
        project_id=task.project_id,
        task=task,
        actor_id=task.project.owner_id,
        means="page",
        kind=Kind.TASK_CREATED,
        changes=changes,
        task_version=1,
        project_revision=1,
    )
