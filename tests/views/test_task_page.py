"""A task as a page and as the inside of a dialog."""

import pytest

from boards.services import projects, tasks
from tests.factories import make_task

HTMX = {"HX-Request": "true"}


@pytest.fixture
def card(project, owner):
    text = "# Plan\n\n<script>alert(1)</script> ![x](https://example.com/x.png) [y](javascript:alert(1))"
    return make_task(project=project, title="Write <b>texts</b>", description=text, tag_names=["copy"], assignee=owner)


def get(client, card, headers=None):
    return client.get(f"/tasks/{card.pk}/", headers=headers or {})


@pytest.mark.parametrize("name", ["owner", "admin", "member", "viewer", "staff"])
def test_everybody_with_a_role_sees_it(request, client_of, card, name):
    page = get(client_of(request.getfixturevalue(name)), card)
    assert page.status_code == 200 and "Write &lt;b&gt;texts&lt;/b&gt;" in page.text and "copy" in page.text


def test_outsider_gets_404(client_of, outsider, card):
    assert get(client_of(outsider), card).status_code == 404


def test_markdown_is_shown_and_nothing_in_it_runs_or_loads(client_of, viewer, card):
    page = get(client_of(viewer), card).text
    assert "<h3>Plan</h3>" in page
    assert "<script>alert" not in page and "<img" not in page and 'href="javascript' not in page


def test_htmx_gets_the_inside_alone(client_of, viewer, card):
    answer = get(client_of(viewer), card, HTMX)
    assert "<html" not in answer.text and answer.text.strip().startswith("<task-view")
    assert "HX-Request" in answer["Vary"]


def test_viewer_gets_no_controls(client_of, viewer, card):
    page = get(client_of(viewer), card).text
    assert "task-form" not in page and "/complete/" not in page and "/move/" not in page


def test_completed_task_says_how_to_change_it(client_of, member, card):
    tasks.complete(task=card, actor=member)
    page = get(client_of(member), card).text
    assert "Reopen it to make changes" in page and "/reopen/" in page and "task-form" not in page


def test_task_of_an_archived_project_has_no_controls(client_of, owner, card):
    projects.archive(project=card.project, actor=owner)
    page = get(client_of(owner), card).text
    assert "task-form" not in page and "/complete/" not in page and "is archived" in page


def test_history_tells_who_did_what(client_of, member, card):
    tasks.update(task=card, changed={"title": "Newer"}, seen_version=None, actor=member)
    page = get(client_of(member), card).text
    assert "Member" in page and "Newer" in page


@pytest.mark.parametrize("pk", ["0", "999999999", "9" * 18, "9" * 30, "x", "-1", "1%00"])
def test_unknown_tasks_are_404(client_of, member, pk):
    assert client_of(member).get(f"/tasks/{pk}/").status_code == 404
