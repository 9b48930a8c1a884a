"""Watching a task or a project by choice."""

import pytest

from boards.models import Watch
from boards.notifications.queries import watching
from boards.notifications.queries.watching import Choice
from tests.factories import make_task

HTMX = {"HX-Request": "true"}


@pytest.fixture
def task(project):
    return make_task(project=project)


@pytest.fixture
def client(client_of, viewer):
    return client_of(viewer)


def test_task_is_watched_and_muted_by_a_button(client, task, viewer):
    address = f"/tasks/{task.pk}/watch/"
    assert 'value="watch"' in client.get(address, headers=HTMX).content.decode()
    assert 'value="mute"' in client.post(address, {"choice": "watch"}, headers=HTMX).content.decode()
    assert watching.hears_of(viewer, task)
    assert client.post(address, {"choice": "mute"})["Location"] == f"/tasks/{task.pk}/"
    assert not watching.hears_of(viewer, task)
    assert Watch.objects.get(user=viewer).is_muted


def test_page_without_javascript(client, task):
    page = client.get(f"/tasks/{task.pk}/watch/").content.decode()
    assert "Watch" in page
    assert "<html" in page


def test_project_is_watched_muted_or_left_to_what_one_takes_part_in(client, task, viewer, project):
    address = f"/projects/{project.pk}/watch/"
    for choice, hears in (("watch", True), ("mute", False), ("default", False)):
        assert client.post(address, {"choice": choice}).status_code == 303
        assert watching.choice_of(viewer, project) == Choice(choice)
        assert watching.hears_of(viewer, task) is hears
    assert client.post(address, {"choice": "x"}).status_code == 422
    assert "<html" not in client.get(address, headers=HTMX).content.decode()


def test_what_one_takes_part_in_gives_way_to_a_muted_project(task, viewer, project):
    Watch.objects.create(user=viewer, project=project, task=task)
    assert watching.hears_of(viewer, task)
    muted = Watch.objects.create(user=viewer, project=project, is_muted=True, by_choice=True)
    assert not watching.hears_of(viewer, task)
    muted.is_muted = False
    muted.save()
    assert watching.hears_of(viewer, task)
    Watch.objects.filter(task=task).update(is_muted=True)
    assert not watching.hears_of(viewer, task)


def test_twins_agree_on_who_hears_of_a_task(task, viewer, project):
    """`queries.watching.hears_of` and `scene.Watching.watchers`."""
    from itertools import product

    from boards.notifications.scene import Watching

    kinds = [None, *product([True, False], repeat=2)]
    for of_task, of_project in product(kinds, kinds):
        Watch.objects.all().delete()
        for kind, about in ((of_task, task), (of_project, None)):
            if kind:
                Watch.objects.create(user=viewer, project=project, task=about, is_muted=kind[0], by_choice=kind[1])
        found = Watching.of([task.pk], [project.pk]).watchers(task.pk, project.pk)
        assert (viewer.pk in found) is watching.hears_of(viewer, task), (of_task, of_project)
