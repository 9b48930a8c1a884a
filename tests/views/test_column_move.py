"""Moving a column."""

import pytest

from tests.factories import column_of, make_project


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
