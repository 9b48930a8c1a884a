"""Removing a column."""

import pytest

from boards.services import tasks
from tests.factories import column_of, make_column, make_project, make_task


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, who, status):
    url = f"/columns/{make_column(project=project).pk}/delete/"
    client = client_of(request.getfixturevalue(who))
    assert client.get(url).status_code == (200 if status == 303 else status)
    assert client.post(url).status_code == status
    assert project.columns.filter(name="Review").exists() == (status != 303)


def test_its_tasks_need_a_target(client_of, project, owner):
    column = make_column(project=project)
    task = make_task(project=project, column=column)
    url = f"/columns/{column.pk}/delete/"
    assert client_of(owner).post(url).status_code == 422
    assert client_of(owner).post(url, {"into": column_of(project=project).pk}).status_code == 303
    task.refresh_from_db()
    assert task.column == column_of(project=project)


@pytest.mark.parametrize("into", ["x", "9" * 30, "self", "elsewhere"])
def test_the_target_must_be_another_column_of_the_project(client_of, project, owner, into):
    column = make_task(project=project, column=make_column(project=project)).column
    others = {"self": column.pk, "elsewhere": column_of(project=make_project(owner=owner)).pk}
    answer = client_of(owner).post(f"/columns/{column.pk}/delete/", {"into": others.get(into, into)})
    assert answer.status_code == 422 and b"field-error" in answer.content


def test_the_last_pending_column_stays(client_of, project, owner):
    answer = client_of(owner).post(f"/columns/{column_of(project=project).pk}/delete/")
    assert answer.status_code == 409 and b"at least one column" in answer.content
    assert b'name="into"' not in answer.content


def test_the_second_time_it_is_not_there(client_of, project, owner):
    url = f"/columns/{make_column(project=project).pk}/delete/"
    assert [client_of(owner).post(url).status_code for _ in range(2)] == [303, 404]


def test_the_page_names_deleted_tasks_too(client_of, project, owner):
    column = make_column(project=project)
    gone = [make_task(project=project, column=column) for _ in range(2)]
    page = f"/columns/{column.pk}/delete/"
    assert b"deleted" not in client_of(owner).get(page).content
    for task in gone:
        tasks.delete(task=task, actor=owner)
    answer = client_of(owner).get(page)
    assert b"It is empty." not in answer.content and b"2 deleted tasks" in answer.content
    make_task(project=project, column=column)
    answer = client_of(owner).get(page)
    assert b"It holds 1 task," in answer.content and b"2 deleted tasks" in answer.content


HTMX = {"HX-Request": "true"}


def test_an_open_board_gets_the_form_in_its_dialog(client_of, project, owner):
    column = make_task(project=project, column=make_column(project=project)).column
    form = client_of(owner).get(f"/columns/{column.pk}/delete/", headers=HTMX).text
    assert form.lstrip().startswith('<div class="dialog-box">') and "<html" not in form
    assert "It holds 1 task," in form and 'name="into"' in form
    refused = client_of(owner).post(f"/columns/{column.pk}/delete/", headers=HTMX)
    assert refused.status_code == 422 and "<html" not in refused.text and "field-error" in refused.text


def test_an_open_board_loses_the_column_and_shows_its_cards_where_they_went(client_of, project, owner):
    column, into = make_column(project=project), column_of(project=project, status="completed")
    task = make_task(project=project, column=column, title="Moved along")
    page = {**HTMX, "HX-Current-URL": f"http://testserver/projects/{project.pk}/"}
    answer = client_of(owner).post(f"/columns/{column.pk}/delete/", {"into": into.pk}, headers=page)
    assert f'hx-target="#column-{column.pk}" hx-swap="delete"' in answer.text
    assert f'id="column-head-{into.pk}"' in answer.text and f'id="task-{task.pk}"' in answer.text
    assert "100 %</span>" in answer.text and "Column “Review” removed." in answer.text
    assert 'hx-target="#dialog-inside" hx-swap="innerHTML"></hx-partial>' in answer.text


def test_a_filtered_board_shows_there_what_the_filter_leaves(client_of, project, owner):
    column, into = make_column(project=project), column_of(project=project)
    hidden, shown = (make_task(project=project, column=column, title=title) for title in ("Hidden", "Shown"))
    page = {**HTMX, "HX-Current-URL": f"http://testserver/projects/{project.pk}/?q=shown"}
    answer = client_of(owner).post(f"/columns/{column.pk}/delete/", {"into": into.pk}, headers=page)
    assert f'id="task-{shown.pk}"' in answer.text and f'id="task-{hidden.pk}"' not in answer.text


def test_in_the_dialog_a_rule_that_says_no_stands_in_the_form(client_of, project, owner):
    answer = client_of(owner).post(f"/columns/{column_of(project=project).pk}/delete/", headers=HTMX)
    assert answer.status_code == 409 and "<html" not in answer.text and "HX-Reswap" not in answer
    assert "at least one column" in answer.text and 'class="dialog-box"' in answer.text
