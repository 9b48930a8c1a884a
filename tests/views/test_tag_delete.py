"""Removing a tag."""

import pytest

from tests.factories import make_tag, make_task


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 303), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, who, status):
    url = f"/tags/{make_tag(project=project).pk}/delete/"
    task = make_task(project=project, tag_names=["bug"])
    client = client_of(request.getfixturevalue(who))
    assert client.get(url).status_code == (200 if status == 303 else status)
    assert client.post(url).status_code == status
    assert task.tags.exists() == (status != 303)


def test_the_second_time_it_is_not_there(client_of, project, owner):
    url = f"/tags/{make_tag(project=project).pk}/delete/"
    assert [client_of(owner).post(url).status_code for _ in range(2)] == [303, 404]
