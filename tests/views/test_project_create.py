"""Making a project."""

import pytest

from boards.models import Project

URL = "/projects/new/"
GOOD = {"title": "Launch", "description": "Why\r\nand how", "visibility": "public", "finish_date": "2027-03-01"}


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(URL).status_code == 302


def test_everybody_signed_in_sees_the_form(client_of, outsider):
    assert b'name="title"' in client_of(outsider).get(URL).content


def test_a_project_is_made_and_opened(client_of, outsider):
    answer = client_of(outsider).post(URL, GOOD)
    project = Project.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/projects/{project.pk}/")
    assert (project.title, project.description, project.visibility) == ("Launch", "Why\nand how", "public")
    assert (project.owner, str(project.finish_date)) == (outsider, "2027-03-01")
    assert [column.status for column in project.columns.all()] == ["pending", "in_progress", "completed"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", " \t "),
        ("title", "x" * 501),
        ("title", "a\x00b"),
        ("description", "x" * 100_001),
        ("visibility", "secret"),
        ("visibility", ""),
        ("finish_date", "2027-02-30"),
        ("finish_date", "99999-01-01"),
        ("finish_date", "11111111"),
    ],
)
def test_what_does_not_fit_comes_back_with_what_was_typed(client_of, owner, field, value):
    answer = client_of(owner).post(URL, {**GOOD, field: value})
    assert answer.status_code == 422
    assert b"field-error" in answer.content
    if field != "description":
        assert b"Why" in answer.content
    assert not Project.objects.exists()


def test_hostile_text_is_shown_inert(client_of, owner, hostile_sample):
    client = client_of(owner)
    for text in (each.encode("utf-8", "replace").decode() for each in hostile_sample[::6]):
        answer = client.post(URL, {**GOOD, "title": text, "description": text, "visibility": "nonsense"})
        assert answer.status_code == 422
        assert b"<script>alert" not in answer.content and b"<svg onload" not in answer.content


def test_delete_is_not_a_method(client_of, owner):
    assert client_of(owner).delete(URL).status_code == 405


def test_finish_date_is_understood_in_words_and_shown_as_the_language_writes_it(client_of, owner):
    client = client_of(owner)
    sent = {"title": "Launch", "visibility": "personal"}
    refused = client.post("/projects/new/", {**sent, "finish_date": "30 feb"})
    assert refused.status_code == 422 and "no such day" in refused.text and 'value="30 feb"' in refused.text
    client.post("/projects/new/", {**sent, "finish_date": "24 dec 2030"})
    made = Project.objects.get(title="Launch")
    assert str(made.finish_date) == "2030-12-24"
    shown = client.get(f"/projects/{made.pk}/settings/").text
    assert 'value="24 December 2030"' in shown and "Private" in shown and ">Personal" not in shown
