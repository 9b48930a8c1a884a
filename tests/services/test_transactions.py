"""The frame: one transaction, all or nothing, and one lock."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards import events
from boards.exceptions import NotFound, ProjectArchived
from boards.models import Project
from boards.services import projects, tasks
from boards.services.transactions import in_service, lock, service
from tests.factories import fresh, make_task
from tests.watching import nothing_written


def test_failure_at_the_end_undoes_everything(project, member, monkeypatch):
    task = make_task(project=project)

    def fails(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(events, "announce", fails)
    with nothing_written(project), pytest.raises(RuntimeError):
        tasks.complete(task=task, actor=member)
    assert not in_service.get()


def test_service_marks_itself_and_no_reaction(project, member, monkeypatch, django_capture_on_commit_callbacks):
    marks = []
    monkeypatch.setattr(events, "_subscribers", [lambda event: marks.append(in_service.get())])
    seen = service(in_service.get)()
    with django_capture_on_commit_callbacks(execute=True):
        make_task(project=project)
    assert seen is True
    assert marks == [False]


@pytest.mark.django_db
def test_services_within_services_stay_marked():
    @service
    def outer():
        service(lambda: None)()
        return in_service.get()

    assert outer()
    assert not in_service.get()


def test_lock_is_the_first_statement_of_a_service(project, member):
    task = make_task(project=project)
    with CaptureQueriesContext(connection) as captured:
        tasks.complete(task=task, actor=member)
    first = next(query["sql"] for query in captured if "SAVEPOINT" not in query["sql"])
    assert 'FROM "boards_project"' in first
    if connection.features.has_select_for_no_key_update:
        assert first.split(";\n")[0].endswith("FOR NO KEY UPDATE")


def test_lock_of_what_is_deleted_or_archived(project, owner):
    projects.archive(project=project, actor=owner)
    with pytest.raises(ProjectArchived):
        lock(project.pk)
    assert lock(project.pk, archived=True).pk == project.pk
    projects.delete(project=project, actor=owner)
    with pytest.raises(NotFound):
        lock(project.pk, archived=True)
    assert lock(project.pk, archived=True, deleted=True).pk == project.pk
    with pytest.raises(NotFound):
        lock(10**17)


def test_time_of_the_last_change_of_the_project_rises(project, member):
    before = fresh(project).updated_at
    make_task(project=project)
    assert Project.objects.get(pk=project.pk).updated_at > before
