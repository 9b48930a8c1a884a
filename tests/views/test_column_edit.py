"""Editing a column."""

import pytest

from boards.services import tasks
from tests.factories import column_of, fresh, make_column, make_task
from tests.pages import form_values

GOOD = {"name": "To do", "status": "pending", "wip_limit": ""}


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, who, status):
    column = column_of(project=project)
    client, url = client_of(request.getfixturevalue(who)), f"/columns/{column.pk}/edit/"
    assert client.get(url).status_code == (200 if status == 303 else status)
    assert client.post(url, GOOD).status_code == status
    assert fresh(column).name == ("To do" if status == 303 else "Pending")


def test_the_status_of_a_column_with_tasks_stays_and_so_does_what_was_typed(client_of, project, owner):
    column = make_task(project=project).column
    answer = client_of(owner).post(f"/columns/{column.pk}/edit/", {**GOOD, "status": "in_progress"})
    assert answer.status_code == 409
    assert b'value="To do"' in answer.content and b"while it is empty" in answer.content


def test_a_blank_name_comes_back(client_of, project, owner):
    column = column_of(project=project)
    assert client_of(owner).post(f"/columns/{column.pk}/edit/", {**GOOD, "name": " "}).status_code == 422


def test_a_name_that_is_taken_comes_back(client_of, project, owner):
    column = column_of(project=project)
    answer = client_of(owner).post(f"/columns/{column.pk}/edit/", {**GOOD, "name": "COMPLETED"})
    assert answer.status_code == 422
    assert b'value="COMPLETED"' in answer.content and b"has a column of that name" in answer.content


def test_there_is_no_such_column(client_of, owner):
    assert client_of(owner).get("/columns/999999999999999999/edit/").status_code == 404


def test_the_page_names_deleted_tasks_that_a_new_status_moves(client_of, project, owner):
    column = make_column(project=project)
    task = make_task(project=project, column=column)
    page = f"/columns/{column.pk}/edit/"
    assert b"deleted task" not in client_of(owner).get(page).content
    tasks.delete(task=task, actor=owner)
    assert b"1 deleted task" in client_of(owner).get(page).content


def test_new_cards_go_on_top_by_choice_and_the_history_tells(client_of, project, owner):
    column = column_of(project=project)
    client, address = client_of(owner), f"/columns/{column.pk}/edit/"
    assert 'name="adds_on_top"' in client.get(address).text
    client.post(address, {**GOOD, "name": column.name, "adds_on_top": "on"})
    assert fresh(column).adds_on_top
    assert "changed where new cards of" in client.get(f"/projects/{project.pk}/activity/").text
    client.post(address, {**GOOD, "name": column.name})
    assert not fresh(column).adds_on_top


def test_an_open_board_gets_the_new_head_in_the_light_of_its_filter(client_of, project, owner):
    column = make_task(project=project, title="Alpha").column
    make_task(project=project, title="Beta")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/projects/{project.pk}/?q=alpha"}
    client, address = client_of(owner), f"/columns/{column.pk}/edit/"
    assert client.get(address, headers=headers).text.lstrip().startswith('<div class="dialog-box">')
    answer = client.post(address, {**GOOD, "wip_limit": "1"}, headers=headers)
    assert f'hx-target="#column-head-{column.pk}"' in answer.text
    assert "1 of<" in answer.text and "limit 1" in answer.text and "To do" in answer.text


def test_a_new_status_loads_the_open_board_anew(client_of, project, owner):
    column = make_column(project=project)
    data = {"name": "Review", "status": "pending", "wip_limit": "", "next": f"/projects/{project.pk}/"}
    answer = client_of(owner).post(f"/columns/{column.pk}/edit/", data, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/projects/{project.pk}/"


def test_of_two_tabs_the_later_one_leaves_what_it_did_not_touch(client_of, project, owner):
    column = column_of(project=project)
    client, url = client_of(owner), f"/columns/{column.pk}/edit/"
    first, later = (form_values(client.get(url).text, "wip_limit") for _tab in range(2))
    assert client.post(url, {**first, "name": "To do", "adds_on_top": "on"}).status_code == 303
    assert client.post(url, {**later, "wip_limit": "4"}).status_code == 303
    now = fresh(column)
    assert (now.name, now.adds_on_top, now.wip_limit) == ("To do", True, 4)
    emptied = form_values(client.get(url).text, "wip_limit")
    client.post(url, {**emptied, "wip_limit": ""})
    assert fresh(column).wip_limit is None
