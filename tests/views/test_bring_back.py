"""What was deleted can be brought back after its toast is gone: tasks from the history, projects from their list."""

import pytest

from boards.models import Project, Role, Task
from boards.services import members, projects, tasks
from tests.factories import make_project, make_task


def offered(client, project):
    page = client.get(f"/projects/{project.pk}/activity/").context["page"]
    return [entry.id for day in page.days for entry in day.entries if entry.can_undo]


@pytest.fixture
def gone(project, member):
    """A task that the member has deleted."""
    return tasks.delete(task=make_task(project=project, title="Gone"), actor=member)


def test_a_task_comes_back_from_the_history(client_of, project, member, gone):
    client, url = client_of(member), f"/projects/{project.pk}/activity/"
    (change,) = offered(client, project)
    assert f'action="/activity/{change}/undo/"' in client.get(url).content.decode()
    response = client.post(f"/activity/{change}/undo/", {"next": url})
    assert (response.status_code, response.url) == (303, url)
    assert Task.objects.on_board().filter(pk=gone.pk).exists()
    assert offered(client, project) == []


def test_after_a_second_deletion_only_that_one_is_offered(client_of, project, member, gone):
    client = client_of(member)
    (first,) = offered(client, project)
    client.post(f"/activity/{first}/undo/")
    again = tasks.delete(task=Task.objects.get(pk=gone.pk), actor=member)
    assert offered(client, project) == [again.last_activity_id]


def test_nobody_else_is_offered_it(client_of, project, owner, admin, viewer, gone):
    assert [offered(client_of(user), project) for user in (owner, admin, viewer)] == [[], [], []]


def test_who_may_not_delete_any_more_is_offered_nothing(client_of, project, owner, member, gone):
    members.change_role(project=project, user=member, role=Role.VIEWER, actor=owner)
    assert offered(client_of(member), project) == []


def test_an_archived_project_takes_no_changes(client_of, project, owner, member, gone):
    projects.archive(project=project, actor=owner)
    assert offered(client_of(member), project) == []


def test_a_project_comes_back_from_the_list(client_of, owner):
    made = make_project(owner=owner, title="Gone <b>too</b>")
    projects.delete(project=made, actor=owner)
    client = client_of(owner)
    response = client.get("/projects/")
    (deletion,) = response.context["deleted"]
    assert "Bring back Gone &lt;b&gt;too" in response.content.decode()
    response = client.post(f"/activity/{deletion.pk}/undo/", {"next": "/projects/?tab=mine"})
    assert (response.status_code, response.url) == (303, "/projects/?tab=mine")
    assert Project.objects.alive().filter(pk=made.pk).exists()
    assert client.get("/projects/").context["deleted"] == []


def test_deleted_projects_are_shown_to_their_owner_alone(client_of, project, owner, admin, member, staff):
    projects.delete(project=project, actor=owner)
    shown = [client_of(user).get("/projects/").context["deleted"] for user in (admin, member, staff)]
    assert shown == [[], [], []]
    assert "Deleted lately" not in client_of(member).get("/projects/").content.decode()
