"""Boxes in texts on the page: a plain form ticks them, and who may not sees them."""

import pytest

from boards.services import tasks
from tests.factories import fresh, make_comment, make_task


@pytest.fixture
def task(project):
    return make_task(project=project, description="- [ ] One\n- [x] Two")


def test_a_plain_form_ticks(client, member, owner, task):
    comment = make_comment(task=task, actor=owner, text="- [ ] Said")
    client.force_login(member)
    page = client.get(f"/tasks/{task.pk}/").text
    assert 'form="description-boxes" name="box" value="0-yes"' in page and f'form="boxes-{comment.pk}"' in page
    answer = client.post(f"/tasks/{task.pk}/box/", {"box": "0-yes", "version": "1"})
    assert answer.status_code == 303 and fresh(task).description == "- [x] One\n- [x] Two"
    answer = client.post(f"/comments/{comment.pk}/box/", {"box": "0-yes", "version": "1"})
    assert answer.status_code == 303 and fresh(comment).text == "- [x] Said"


@pytest.mark.parametrize("box", ["", "x", "0", "0-maybe", "-1-yes", "999999-yes"])
def test_what_is_no_box_is_422(client, member, task, box):
    client.force_login(member)
    assert client.post(f"/tasks/{task.pk}/box/", {"box": box}).status_code == 422


def test_what_is_gone_is_409_with_a_sentence(client, member, task):
    client.force_login(member)
    answer = client.post(f"/tasks/{task.pk}/box/", {"box": "7-yes"})
    assert answer.status_code == 409 and "not there any more" in answer.text


def test_viewers_and_completed_tasks_have_them_to_be_read(client, viewer, owner, task):
    make_comment(task=task, actor=owner, text="- [ ] Said")
    client.force_login(viewer)
    page = client.get(f"/tasks/{task.pk}/").text
    assert 'role="checkbox"' not in page and page.count('type="checkbox" disabled') == 3
    tasks.complete(task=task, actor=owner)
    client.force_login(owner)
    page = client.get(f"/tasks/{task.pk}/").text
    # Comments stay open.
    assert page.count('role="checkbox"') == 1


def test_htmx_gets_the_task_anew(client, member, project, task):
    client.force_login(member)
    headers = {"HX-Request": "true", "X-Task": str(task.pk)}
    answer = client.post(f"/tasks/{task.pk}/box/", {"box": "0-yes", "version": "1"}, headers=headers)
    assert 'aria-checked="true" aria-label="One"' in answer.text and answer["X-Undo"]
