"""Adding a column."""

import pytest

from boards.services import columns, projects
from tests.factories import column_of

GOOD = {"name": "Review", "status": "in_progress", "wip_limit": "3"}


def url(project):
    return f"/projects/{project.pk}/columns/new/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(url(project)).status_code == (200 if status == 303 else status)
    assert client.post(url(project), GOOD).status_code == status
    assert project.columns.filter(name="Review", wip_limit=3).exists() == (status == 303)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 51),
        ("name", "a\nb"),
        ("name", "\x00"),
        ("status", "done"),
        ("wip_limit", "0"),
        ("wip_limit", "1e309"),
        ("wip_limit", "10000"),
    ],
)
def test_what_does_not_fit_comes_back(client_of, project, owner, field, value):
    answer = client_of(owner).post(url(project), {**GOOD, field: value})
    assert answer.status_code == 422 and b"field-error" in answer.content
    assert project.columns.count() == 3


def test_a_name_that_is_taken_comes_back(client_of, project, owner):
    answer = client_of(owner).post(url(project), {**GOOD, "name": "pending"})
    assert answer.status_code == 422
    assert b'value="pending"' in answer.content and b"has a column of that name" in answer.content


def test_it_goes_back_to_where_it_was_asked_for(client_of, project, owner):
    answer = client_of(owner).post(url(project), {**GOOD, "next": f"/projects/{project.pk}/"})
    assert answer["Location"] == f"/projects/{project.pk}/"


def test_it_goes_nowhere_else(client_of, project, owner):
    answer = client_of(owner).post(url(project), {**GOOD, "next": "//example.com/"})
    assert answer["Location"] == f"/projects/{project.pk}/settings/#columns"


def test_an_archived_project_takes_none_and_keeps_what_was_typed(client_of, project, owner):
    projects.archive(project=project, actor=owner)
    answer = client_of(owner).post(url(project), GOOD)
    assert answer.status_code == 409 and b'value="Review"' in answer.content


HTMX = {"HX-Request": "true"}


def test_an_open_board_gets_the_form_in_its_dialog_and_then_the_column_in_its_place(client_of, project, owner):
    client = client_of(owner)
    form = client.get(url(project), headers=HTMX).text
    assert form.lstrip().startswith('<div class="dialog-box">') and "<html" not in form
    answer = client.post(url(project), GOOD, headers=HTMX)
    left, made = column_of(project=project, status="in_progress"), project.columns.get(name="Review")
    assert f'hx-target="#column-{left.pk}" hx-swap="afterend"' in answer.text
    assert f'id="column-{made.pk}"' in answer.text and "csrfmiddlewaretoken" in answer.text
    assert 'hx-target="#dialog-inside" hx-swap="innerHTML"></hx-partial>' in answer.text


def test_the_first_of_all_columns_goes_to_the_front_of_the_board(client_of, project, owner):
    lanes = list(project.columns.all())
    columns.move(column=lanes[2], after=None, actor=owner)
    columns.delete(column=lanes[1], actor=owner)
    columns.move(column=lanes[0], after=lanes[2], actor=owner)
    answer = client_of(owner).post(url(project), {**GOOD, "status": "completed"}, headers=HTMX)
    assert f'hx-target="#column-{lanes[0].pk}" hx-swap="afterend"' in answer.text


def test_in_the_dialog_what_does_not_fit_comes_back_too(client_of, project, owner):
    answer = client_of(owner).post(url(project), {**GOOD, "name": "pending"}, headers=HTMX)
    assert answer.status_code == 422 and "<html" not in answer.text
    assert 'value="pending"' in answer.text and "has a column of that name" in answer.text
