"""Deleting a project."""

import pytest

from boards.services import projects
from tests.factories import fresh


def url(project):
    return f"/projects/{project.pk}/delete/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 403), ("staff", 403), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_only_the_owner_deletes(request, client_of, project, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(url(project)).status_code == (200 if status == 303 else status)
    assert client.post(url(project), {"title": "Launch"}).status_code == status
    assert (fresh(project).deleted_at is not None) == (status == 303)


@pytest.mark.parametrize("typed", ["", "launch", "Launch!", "\x00"])
def test_the_title_has_to_be_typed(client_of, project, owner, typed):
    assert client_of(owner).post(url(project), {"title": typed}).status_code == 422
    assert fresh(project).deleted_at is None


def test_spaces_that_a_page_does_not_show_need_not_be_typed(client_of, owner):
    project = projects.create(title="Two  spaces", actor=owner)
    assert client_of(owner).post(url(project), {"title": " Two spaces "}).status_code == 303


def test_it_can_be_undone(client_of, project, owner):
    client = client_of(owner)
    page = client.post(url(project), {"title": "Launch"}, follow=True)
    undo = f"/activity/{project.activities.first().pk}/undo/"
    assert undo in page.content.decode()
    assert client.post(undo).status_code == 303
    assert fresh(project).deleted_at is None


def test_the_second_time_it_is_not_there(client_of, project, owner):
    client = client_of(owner)
    client.post(url(project), {"title": "Launch"})
    assert client.post(url(project), {"title": "Launch"}).status_code == 404


def test_an_archived_project_can_be_deleted(client_of, project, owner):
    projects.archive(project=project, actor=owner)
    assert client_of(owner).post(url(project), {"title": "Launch"}).status_code == 303
