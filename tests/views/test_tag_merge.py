"""Merging tags."""

import pytest

from tests.factories import make_project, make_tag, make_task


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 303), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, who, status):
    tag, into = make_tag(project=project), make_tag(project=project, name="defect")
    task = make_task(project=project, tag_names=["bug"])
    client, url = client_of(request.getfixturevalue(who)), f"/tags/{tag.pk}/merge/"
    assert client.get(url).status_code == (200 if status == 303 else status)
    assert client.post(url, {"into": into.pk}).status_code == status
    assert [each.name for each in task.tags.all()] == (["defect"] if status == 303 else ["bug"])


@pytest.mark.parametrize("into", ["", "x", "9" * 30, "self", "elsewhere"])
def test_the_other_must_be_a_tag_of_the_project(client_of, project, owner, into):
    tag = make_tag(project=project)
    others = {"self": tag.pk, "elsewhere": make_tag(project=make_project(owner=owner)).pk}
    assert client_of(owner).post(f"/tags/{tag.pk}/merge/", {"into": others.get(into, into)}).status_code == 422


def test_an_only_tag_has_nothing_to_merge_with(client_of, project, owner):
    page = client_of(owner).get(f"/tags/{make_tag(project=project).pk}/merge/")
    assert b"only tag" in page.content
