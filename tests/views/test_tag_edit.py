"""Renaming and recolouring a tag."""

import pytest

from tests.factories import fresh, make_tag
from tests.pages import form_values


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 303), ("admin", 303), ("staff", 303), ("member", 303), ("viewer", 403), ("outsider", 404)],
)
def test_roles(request, client_of, project, who, status):
    tag = make_tag(project=project)
    client, url = client_of(request.getfixturevalue(who)), f"/tags/{tag.pk}/edit/"
    assert client.get(url).status_code == (200 if status == 303 else status)
    assert client.post(url, {"name": "Bug", "colour": "3"}).status_code == status
    assert (fresh(tag).name == "Bug") == (status == 303)


def test_the_name_of_another_tag_is_refused(client_of, project, owner):
    make_tag(project=project, name="feature")
    tag = make_tag(project=project)
    answer = client_of(owner).post(f"/tags/{tag.pk}/edit/", {"name": "Feature", "colour": "3"})
    assert answer.status_code == 422 and b"merge the two" in answer.content


def test_hostile_names_come_back_inert(client_of, project, owner, hostile_sample):
    tag = make_tag(project=project)
    for text in (each.encode("utf-8", "replace").decode() for each in hostile_sample[::6]):
        answer = client_of(owner).post(f"/tags/{tag.pk}/edit/", {"name": text, "colour": "99"})
        assert answer.status_code == 422 and b"<script>alert" not in answer.content


def test_of_two_tabs_the_later_one_leaves_what_it_did_not_touch(client_of, project, owner):
    tag = make_tag(project=project, name="Bug", colour=3)
    client, url = client_of(owner), f"/tags/{tag.pk}/edit/"
    first, later = (form_values(client.get(url).text, "colour") for _tab in range(2))
    assert client.post(url, {**first, "colour": "5"}).status_code == 303
    assert client.post(url, {**later, "name": "Fault"}).status_code == 303
    assert (fresh(tag).name, fresh(tag).colour) == ("Fault", 5)


def test_settings_get_the_form_in_their_dialog_and_then_the_tags(client_of, project, owner):
    tag, headers = make_tag(project=project), {"HX-Request": "true"}
    client, url = client_of(owner), f"/tags/{tag.pk}/edit/"
    form = client.get(url, headers=headers).text
    assert form.lstrip().startswith('<div class="dialog-box">') and f"/tags/{tag.pk}/merge/" in form
    refused = client.post(url, {"name": "", "colour": "3"}, headers=headers)
    assert refused.status_code == 422 and "<html" not in refused.text
    answer = client.post(url, {"name": "Bug", "colour": "3"}, headers=headers).text
    assert '<hx-partial hx-target="#tags"' in answer and "Bug" in answer and "<html" not in answer
