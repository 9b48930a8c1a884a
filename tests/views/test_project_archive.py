"""Archiving a project, and taking it into use again."""

import pytest

from boards.services import projects
from tests.factories import fresh, make_task

ROLES = [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("outsider", 404)]


@pytest.mark.parametrize(("who", "status"), ROLES)
def test_who_may_archive(request, client_of, project, who, status):
    answer = client_of(request.getfixturevalue(who)).post(f"/projects/{project.pk}/archive/")
    assert answer.status_code == status
    assert fresh(project).is_archived == (status == 303)


@pytest.mark.parametrize(("who", "status"), ROLES)
def test_who_may_restore(request, client_of, project, owner, who, status):
    projects.archive(project=project, actor=owner)
    answer = client_of(request.getfixturevalue(who)).post(f"/projects/{project.pk}/restore/")
    assert answer.status_code == status
    assert fresh(project).is_archived == (status != 303)


@pytest.mark.parametrize("who", ["owner", "admin", "member", "viewer"])
def test_the_notice_of_an_archived_project_lets_restore_it_who_may(request, client_of, project, owner, who):
    task = make_task(project=project)
    projects.archive(project=project, actor=owner)
    client = client_of(request.getfixturevalue(who))
    may, form = who in ("owner", "admin"), f'action="/projects/{project.pk}/restore/"'
    board, table = f"/projects/{project.pk}/", f"/projects/{project.pk}/list/"
    for page in (board, f"{board}?q=a", table, f"/tasks/{task.pk}/", *([f"{board}settings/"] if may else [])):
        html = client.get(page).content.decode()
        assert html.count("once it is restored") == 1
        assert (form in html and f'name="next" value="{page}"' in html) == may
    assert (form in client.get(board).content.decode()) == may


def test_archiving_offers_undo(client_of, project, owner):
    answer = client_of(owner).post(f"/projects/{project.pk}/archive/", follow=True)
    assert f"/activity/{project.activities.first().pk}/undo/" in answer.content.decode()


def test_twice_is_as_good_as_once(client_of, project, owner):
    client = client_of(owner)
    assert [client.post(f"/projects/{project.pk}/archive/").status_code for _ in range(2)] == [303, 303]
    assert project.activities.filter(kind="project.archived").count() == 1


def test_restoring_goes_back_to_the_page_it_came_from(client_of, project, owner):
    projects.archive(project=project, actor=owner)
    answer = client_of(owner).post(f"/projects/{project.pk}/restore/", {"next": "/projects/"})
    assert answer["Location"] == "/projects/"


@pytest.mark.parametrize("verb", ["archive", "restore"])
def test_get_is_refused(client_of, project, owner, verb):
    assert client_of(owner).get(f"/projects/{project.pk}/{verb}/").status_code == 405
