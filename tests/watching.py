"""What tests of services look at: the revision, the columns touched, and the history."""

from collections.abc import Iterator
from contextlib import contextmanager

from boards.models import Activity, Column, Project


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
    rows = [Project.objects.filter(pk=project.pk), project.columns, project.tasks, project.tags, project.memberships]
    tagged = project.tasks.order_by("pk").values_list("pk", "tags")
    return [list(each.order_by("pk").values()) for each in (*rows, project.activities)] + [sorted(map(str, tagged))]


def latest(project: Project, kind: str | None = None) -> Activity:
    """The newest row of the history (of that kind)."""
    rows = project.activities.filter(kind=kind) if kind else project.activities
    return rows.latest("pk")


def _revisions(project: Project) -> dict:
    project = Project.objects.get(pk=project.pk)
    return {"project": project.revision} | dict(project.columns.values_list("pk", "revision"))
