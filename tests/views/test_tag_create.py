"""Making a tag."""

import pytest

GOOD = {"name": "urgent", "colour": "5"}


def url(project):
    return f"/projects/{project.pk}/tags/new/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 303), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(url(project)).status_code == (200 if status == 303 else status)
    assert client.post(url(project), GOOD).status_code == status
    assert project.tags.filter(name="urgent", colour=5).exists() == (status == 303)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 51), ("name", "\x00"), ("colour", "12"), ("colour", "-1"), ("colour", "")],
)
def test_what_does_not_fit_comes_back(client_of, project, owner, field, value):
    answer = client_of(owner).post(url(project), {**GOOD, field: value})
    assert answer.status_code == 422 and b"field-error" in answer.content


def test_a_name_that_is_there_is_refused_in_any_spelling(client_of, project, owner):
    client = client_of(owner)
    client.post(url(project), GOOD)
    answer = client.post(url(project), {"name": "URGENT", "colour": "1"})
    assert answer.status_code == 422 and b'value="URGENT"' in answer.content
    assert project.tags.count() == 1


def test_an_open_board_offers_the_new_tag_in_its_filter(client_of, project, member):
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/projects/{project.pk}/?q=zzz"}
    client, address = client_of(member), f"/projects/{project.pk}/tags/new/"
    assert client.get(address, headers=headers).text.lstrip().startswith('<div class="dialog-box">')
    answer = client.post(address, {"name": "fresh", "colour": "3"}, headers=headers)
    assert 'hx-target="#filter"' in answer.text and 'value="fresh"' in answer.text and 'value="zzz"' in answer.text
    assert "0 of 0" in answer.text and "Tag “fresh” made." in answer.text
    assert client.post(address, {"name": "fresh", "colour": "3"}, headers=headers).status_code == 422


def test_settings_get_the_tags_with_the_new_one(client_of, project, owner):
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/projects/{project.pk}/settings/"}
    url = f"/projects/{project.pk}/tags/new/"
    answer = client_of(owner).post(url, {"name": "Bug", "colour": "3"}, headers=headers).text
    assert '<hx-partial hx-target="#tags"' in answer and "Bug" in answer and 'id="filter"' not in answer
