"""Moving a column."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import column_of, fresh, make_column, make_project, make_tasks


def names(project):
    return [column.name for column in project.columns.all()]


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 403), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, who, status):
    column = column_of(project=project, status="completed")
    answer = client_of(request.getfixturevalue(who)).post(f"/columns/{column.pk}/move/", {"after": ""})
    assert answer.status_code == status
    assert (names(project)[0] == "Completed") == (status == 303)


def test_the_buttons_of_the_settings_move_by_one(client_of, project, owner):
    client = client_of(owner)
    settings = f"/projects/{project.pk}/settings/"
    pending = column_of(project=project)
    row = client.get(settings).context["page"].columns[0]
    client.post(f"/columns/{pending.pk}/move/", {"after": row.right})
    assert names(project) == ["In progress", "Pending", "Completed"]
    row = client.get(settings).context["page"].columns[1]
    client.post(f"/columns/{pending.pk}/move/", {"after": row.left})
    assert names(project) == ["Pending", "In progress", "Completed"]


@pytest.mark.parametrize("after", [None, "x", "0", "9" * 30, "self", "elsewhere"])
def test_the_neighbour_must_be_another_column_of_the_project(client_of, project, owner, after):
    column = column_of(project=project)
    others = {"self": column.pk, "elsewhere": column_of(project=make_project(owner=owner)).pk}
    data = {} if after is None else {"after": others.get(after, after)}
    assert client_of(owner).post(f"/columns/{column.pk}/move/", data).status_code == 422
    assert names(project)[0] == "Pending"


def test_get_is_refused(client_of, project, owner):
    assert client_of(owner).get(f"/columns/{column_of(project=project).pk}/move/").status_code == 405


def test_one_step_to_the_left_or_right(client_of, project, owner):
    client, pending = client_of(owner), column_of(project=project)

    def step(way, **headers):
        return client.post(f"/columns/{pending.pk}/move/", {"step": way}, headers=headers)

    step("right")
    assert names(project) == ["In progress", "Pending", "Completed"]
    step("right")
    assert names(project) == ["In progress", "Completed", "Pending"]
    revision = fresh(project).revision
    assert "at the end already" in step("right", **{"HX-Request": "true"}).text
    assert fresh(project).revision == revision
    step("left")
    step("left")
    assert names(project) == ["Pending", "In progress", "Completed"]
    assert "at the end already" in step("left", **{"HX-Request": "true"}).text
    assert step("up").status_code == 422


def test_an_open_board_is_told_in_a_toast_alone(client_of, project, owner):
    lanes = list(project.columns.all())
    answer = client_of(owner).post(
        f"/columns/{lanes[0].pk}/move/", {"after": lanes[1].pk}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200 and "Column “Pending” moved." in answer.text and "<section" not in answer.text


def test_a_move_writes_the_column_and_the_project_whatever_they_hold(client_of, project, owner):
    lanes, written = list(project.columns.all()), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            client_of(owner).post(f"/columns/{lanes[0].pk}/move/", {"after": lanes[2].pk})
        kinds = [query["sql"].split(maxsplit=1)[0] for query in captured if "boards_" in query["sql"]]
        written.append([kind for kind in kinds if kind in {"INSERT", "UPDATE", "DELETE"}])
        make_tasks(project=project, count=60, column=lanes[0])
        for number in range(5):
            make_column(project=project, name=f"Step {project.columns.count()}.{number}")
    assert written[0] == written[1] and len(written[0]) <= 4


def test_settings_get_their_columns_anew(client_of, owner, project):
    lanes = list(project.columns.order_by("position"))
    headers = {"HX-Request": "true", "HX-Target": "section#columns"}
    answer = client_of(owner).post(f"/columns/{lanes[0].pk}/move/", {"after": lanes[1].pk}, headers=headers)
    assert answer.status_code == 200 and "<html" not in answer.text and "moved" in answer.text
    rows = [answer.text.index(f'id="column-row-{lane.pk}"') for lane in lanes]
    assert rows[1] < rows[0] < rows[2]
