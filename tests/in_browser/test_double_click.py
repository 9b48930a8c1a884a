"""A double click with JavaScript switched off makes one thing, and the next page says that it was made."""

import threading

import pytest
from playwright.sync_api import expect

from boards.models import Comment, Project, Task
from boards.services import comments, projects, tasks
from tests.in_browser.steps import WORDS, toast

pytestmark = pytest.mark.browser


@pytest.fixture
def press_twice(monkeypatch):
    """`press_twice(page, "Save", tasks, "create")`: the second time before the service has done what the first asks."""

    def press_twice(page, name, module, verb):
        begun, pressed, service = threading.Event(), threading.Event(), getattr(module, verb)
        monkeypatch.setattr(module, verb, lambda **given: (begun.set(), pressed.wait(30), service(**given))[2])
        button = page.get_by_role("main").get_by_role("button", name=name)
        button.scroll_into_view_if_needed()
        place = button.evaluate(WORDS)
        page.mouse.click(*place)
        assert begun.wait(30)
        page.mouse.click(*place)
        pressed.set()

    return press_twice


@pytest.fixture
def plain(page_of, member):
    return page_of(member, java_script_enabled=False)


def test_one_project(plain, press_twice):
    plain.goto("/projects/new/")
    plain.get_by_label("Title", exact=True).fill("Garden")
    press_twice(plain, "Create project", projects, "create")
    expect(toast(plain, "Project created.")).to_be_visible()
    assert Project.objects.filter(title="Garden").count() == 1


def test_one_card(plain, press_twice, project):
    plain.goto(f"/projects/{project.pk}/tasks/new/")
    plain.get_by_label("Title", exact=True).fill("Dig")
    press_twice(plain, "Add task", tasks, "create")
    expect(toast(plain, "Added “Dig”.")).to_be_visible()
    assert Task.objects.filter(title="Dig").count() == 1


def test_one_comment(plain, press_twice, cards):
    plain.goto(f"/tasks/{cards[0].pk}/")
    plain.get_by_label("New comment").fill("Deep")
    press_twice(plain, "Add comment", comments, "add")
    expect(toast(plain, "Comment added.")).to_be_visible()
    assert Comment.objects.count() == 1


def test_one_deletion(plain, press_twice, cards):
    plain.goto(f"/tasks/{cards[0].pk}/")
    plain.get_by_label("More actions").click()
    press_twice(plain, "Delete", tasks, "delete")
    expect(toast(plain, "Deleted #1.")).to_be_visible()
    assert Task.objects.alive().count() == len(cards) - 1
