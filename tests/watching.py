"""What tests of services look at: the revision, the columns touched, and the history."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby

from boards.models import Activity, Column, Project, TaskAssignee
from boards.rules.progress import is_consistent
from boards.services import editing, history_values
from boards.services.validation import assignable

# Position is left out: re-spacing a column changes it without a word.
TOLD = {*editing.CLEANERS, *history_values.MOMENTS, "column"}


def statements_in(messages: Iterable[str]) -> list[str]:
    """The statements of what was sent to the database: PostgreSQL gets several in one message."""
    return [statement for message in messages for statement in message.split(";\n")]


@contextmanager
def one_revision(project: Project, *columns: Column) -> Iterator[None]:
    """The change inside raises the project's revision by exactly one, and that of these columns and no other."""
    before = _revisions(project)
    yield
    project.refresh_from_db()
    after = _revisions(project)
    revision = before["project"] + 1
    assert after["project"] == revision
    raised = {pk for pk, number in after.items() if pk in before and number != before[pk]} - {"project"}
    assert raised == {column.pk for column in columns}
    assert all(after[pk] == revision for pk in raised)
    assert {
        row.project_revision for row in Activity.objects.filter(project=project, project_revision__gt=revision - 1)
    } <= {revision}


@contextmanager
def nothing_written(project: Project) -> Iterator[None]:
    """The project, its tasks, columns, tags and history are the same afterwards."""
    before = snapshot(project)
    yield
    assert snapshot(project) == before


def snapshot(project: Project) -> list:
    """All rows of the project."""
    rows = (Project.objects.filter(pk=project.pk), project.columns, project.tasks, project.tags, project.memberships)
    tagged = project.tasks.order_by("pk").values_list("pk", "tags")
    rows += (project.activities, TaskAssignee.objects.filter(task__project=project))
    return [list(each.order_by("pk").values()) for each in rows] + [sorted(map(str, tagged))]


def latest(project: Project, kind: str | None = None) -> Activity:
    """The newest row of the history (of that kind)."""
    rows = project.activities.filter(kind=kind) if kind else project.activities
    return rows.latest("pk")


def _revisions(project: Project) -> dict:
    project = Project.objects.get(pk=project.pk)
    return {"project": project.revision} | dict(project.columns.values_list("pk", "revision"))


def check_tasks(project: Project) -> None:
    """Completed as a whole or not at all, numbered once, the mean right, given to those who work here, each once."""
    rows = list(project.tasks.select_related("column"))
    assert all(
        is_consistent(
            in_completed_column=task.column.is_completed,
            progress=task.progress,
            has_completed_at=task.completed_at is not None,
        )
        for task in rows
    )
    numbers = [task.number for task in rows]
    assert len(numbers) == len(set(numbers))
    assert max(numbers, default=0) <= project.last_number
    live = [task.progress for task in rows if not task.archived_at and not task.deleted_at]
    assert project.progress == (sum(live) // len(live) if live else 0)
    working = set(assignable(project).values_list("pk", flat=True))
    assert {task.assignee_id for task in rows} - {None} <= working
    shared = TaskAssignee.objects.filter(task__project=project).values_list("task", "user")
    responsible = {task.pk: task.assignee_id for task in rows}
    assert {user for _task, user in shared} <= working
    assert all(responsible[task] not in (None, user) for task, user in shared)


def check_columns(project: Project) -> None:
    """Each card of the board in one column, a start and an end, no tag twice."""
    lanes = list(project.columns.all())
    assert {"pending", "completed"} <= {column.status for column in lanes}
    assert all(column.revision <= project.revision for column in lanes)
    shown = [task.pk for column in lanes for task in column.tasks.on_board().in_order()]
    assert sorted(shown) == sorted(project.tasks.on_board().values_list("pk", flat=True))
    names = list(project.tags.values_list("name_key", flat=True))
    assert len(names) == len(set(names))


def check_history(project: Project) -> None:
    """Each row tells what was there before of the task's own fields, and the last of them what is there now.

    Of what hangs on a task, each comment, item or file has a course of its own under the same names.
    """
    rows = Activity.objects.filter(project=project, task__isnull=False).order_by("task", "pk").select_related("task")
    for task, activities in groupby(rows, lambda row: row.task):
        last, version = {}, 0
        for row in activities:
            assert row.task_version >= version
            version = row.task_version
            for field in row.changes.keys() & TOLD:
                old, new = row.changes[field]
                assert comparable(field, last.get(field, old)) == comparable(field, old)
                last[field] = new
        assert version == task.version
        for field, value in last.items():
            assert comparable(field, value) == comparable(field, history_values.dump(task, field))


def comparable(field: str, value: object) -> object:
    """A column is the same under a new name."""
    return value["id"] if field == "column" and value else value
