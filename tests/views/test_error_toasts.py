"""What htmx gets in the place of an error page: its sentence as a toast, and never a page within the page."""

import pytest

from boards.services import tasks
from tests.factories import make_task

HTMX = {"HX-Request": "true"}


def is_toast(answer, status, words):
    text = answer.text.strip()
    return answer.status_code == status and text.startswith("<hx-partial") and "<html" not in text and words in text


def test_what_is_not_there(client_of, member):
    assert is_toast(client_of(member).get("/tasks/999999/", headers=HTMX), 404, "the thing may have been deleted")
    assert "<html" in client_of(member).get("/tasks/999999/").text


def test_role_too_low(client_of, viewer, project):
    answer = client_of(viewer).post(f"/tasks/{make_task(project=project).pk}/complete/", headers=HTMX)
    assert answer.status_code == 403 and "<hx-partial" in answer.text and "<html" not in answer.text


@pytest.mark.parametrize("title", ["Card", "<b>bold</b>"])
def test_rule_that_says_no(client_of, member, project, title):
    card = make_task(project=project, title=title)
    tasks.archive(task=card, actor=member)
    assert is_toast(client_of(member).post(f"/tasks/{card.pk}/complete/", headers=HTMX), 409, "This task is archived.")
