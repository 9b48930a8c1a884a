"""Adding a card: from the foot of a column, and from the page with every field."""

import pytest

from boards.models import Task
from tests.factories import column_of, make_project

HTMX = {"HX-Request": "true"}


def add(client, project, headers=None, **sent):
    return client.post(f"/projects/{project.pk}/tasks/new/", sent, headers=headers or {})


def test_title_alone_is_enough(client_of, project, member):
    lane = column_of(project=project, status="in_progress")
    answer = add(client_of(member), project, title=" Write ", column=lane.pk)
    assert answer.status_code == 303 and answer["Location"] == f"/projects/{project.pk}/"
    made = Task.objects.get()
    assert (made.title, made.column, made.number, made.created_by) == ("Write", lane, 1, member)


def test_htmx_gets_the_card_and_its_head(client_of, project, member):
    lane = column_of(project=project)
    answer = add(client_of(member), project, headers={**HTMX, "X-Board": str(project.pk)}, title="A", column=lane.pk)
    assert answer.text.count('class="card"') == 1 and 'data-count="1"' in answer.text


def test_page_with_every_field(client_of, project, member):
    client = client_of(member)
    assert "Add task" in client.get(f"/projects/{project.pk}/tasks/new/").text
    add(
        client,
        project,
        title="A",
        description="B",
        priority="3",
        assignee=member.pk,
        due_date="2026-12-24",
        tags="x, y",
        column=column_of(project=project, status="completed").pk,
    )
    made = Task.objects.get()
    assert (made.description, made.priority, made.assignee, made.progress) == ("B", 3, member, 100)
    assert made.tags.count() == 2


@pytest.mark.parametrize(("name", "status"), [("viewer", 403), ("outsider", 404)])
def test_others_may_not(request, client_of, project, name, status):
    assert add(client_of(request.getfixturevalue(name)), project, title="A").status_code == status
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"title": ""},
        {"title": "x" * 501},
        {"title": "a\x00"},
        {"title": "A", "column": "9" * 25},
        {"title": "A", "tags": "x" * 51},
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_wrong_shapes_are_422_and_add_nothing(client_of, project, member, sent, headers):
    answer = add(client_of(member), project, headers=headers, **sent)
    assert answer.status_code == 422 and 'class="toast' in answer.text or "field-error" in answer.text
    assert not Task.objects.exists()


def test_column_of_another_project_is_refused(client_of, project, owner, member):
    lane = column_of(project=make_project(owner=owner))
    assert add(client_of(member), project, title="A", column=lane.pk).status_code == 422
