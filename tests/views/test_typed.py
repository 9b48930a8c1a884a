"""A plain form that comes too late, after the session or its token, gets back what it sent."""

import pytest
from django.test import Client

from boards.services import projects
from tests.factories import make_task

HTMX = {"HX-Request": "true"}
HERE = "http://testserver"
TEXT = {"title": "Garden", "description": "Beds\r\n<b>and</b> trees", "visibility": "personal", "draft": "new-project"}


def test_stranger_gets_the_text_back_and_the_way_to_sign_in(client, db):
    answer = client.post("/projects/new/", TEXT, headers={"Referer": f"{HERE}/projects/new/?a=b&c"})
    assert (answer.status_code, answer["Cache-Control"]) == (403, "private, no-store")
    assert "You are signed out" in answer.text
    assert 'value="Garden"' in answer.text and "Beds\r\n&lt;b&gt;and&lt;/b&gt; trees</textarea>" in answer.text
    assert '<input type="hidden" name="visibility" value="personal">' in answer.text
    assert 'href="/accounts/login/?next=%2Fprojects%2Fnew%2F%3Fa%3Db%26c"' in answer.text


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/tasks/1/complete/", {}),
        ("/tasks/1/move/", {"column": "3"}),
        ("/projects/new/", {"title": "  ", "description": ""}),
        ("/account/delete/", {"name": "x", "password": "secret"}),
    ],
)
def test_stranger_who_typed_nothing_goes_to_sign_in_and_back(client, db, path, sent):
    answer = client.post(path, sent, headers={"Referer": f"{HERE}/tasks/1/"})
    assert answer.status_code == 302 and answer["Location"] == "/accounts/login/?next=/tasks/1/"


@pytest.mark.parametrize(
    "referer", ["", "https://elsewhere.example/tasks/1/", "//testserver/tasks/1/", "http://testserver"]
)
def test_from_elsewhere_it_leads_to_the_start_page(client, db, referer):
    answer = client.post("/tasks/1/complete/", headers={"Referer": referer})
    assert answer["Location"] == "/accounts/login/?next=/"


def test_scripts_are_told_that_nothing_was_saved(client, db):
    answer = client.post("/projects/new/", TEXT, headers={**HTMX, "HX-Current-URL": f"{HERE}/projects/new/"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/?next=/projects/new/")


@pytest.fixture
def careful(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    return client


def test_old_token_gets_the_text_back_with_a_fresh_one(careful):
    answer = careful.post("/projects/new/", {**TEXT, "csrfmiddlewaretoken": "x" * 64}, headers={"Origin": HERE})
    assert answer.status_code == 403 and "This page was open for too long" in answer.text
    assert 'value="Garden"' in answer.text and 'name="csrfmiddlewaretoken"' in answer.text
    assert "x" * 64 not in answer.text and "Sign in" not in answer.text


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_form_of_another_site_is_not_given_a_token(careful, origin):
    answer = careful.post("/projects/new/", TEXT, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 403 and "Garden" not in answer.text
    assert "Page too old" in answer.text


def test_old_token_of_a_script_is_one_sentence(careful):
    answer = careful.post("/projects/new/", TEXT, headers=HTMX)
    assert answer.status_code == 403 and "Load it anew" in answer.text and "<hx-partial" in answer.text


@pytest.mark.parametrize("field", ["text", "lines", "addresses"])
def test_lines_stay_lines(client, db, field):
    answer = client.post("/tasks/1/comments/", {field: "One\r\nTwo"})
    assert "One\r\nTwo</textarea>" in answer.text and 'value="One' not in answer.text


def test_who_may_only_read_by_now_gets_the_text_to_copy(client_of, project, viewer):
    task = make_task(project=project)
    answer = client_of(viewer).post(f"/tasks/{task.pk}/comments/", {"text": "One\r\n<b>Two"})
    assert answer.status_code == 403 and "can still be copied" in answer.text
    assert "One\r\n&lt;b&gt;Two</textarea>" in answer.text
    told = client_of(viewer).post(f"/tasks/{task.pk}/comments/", {"text": "One"}, headers=HTMX)
    assert told.status_code == 403 and "textarea" not in told.text


def test_so_does_who_has_been_removed(client_of, project, outsider):
    task = make_task(project=project, title="Merger")
    answer = client_of(outsider).post(f"/tasks/{task.pk}/comments/", {"text": "One"})
    assert answer.status_code == 404 and "There is nothing here" in answer.text and "One</textarea>" in answer.text
    assert task.title not in answer.text
    assert "textarea" not in client_of(outsider).get(f"/tasks/{task.pk}/").text


def test_so_does_who_writes_where_nothing_can_be_changed(client_of, project, owner, member):
    task = make_task(project=project)
    projects.archive(project=project, actor=owner)
    answer = client_of(member).post(f"/tasks/{task.pk}/checklists/", {"title": "Steps", "lines": "One\r\nTwo"})
    assert answer.status_code == 409 and "One\r\nTwo</textarea>" in answer.text


def test_a_password_is_never_shown(client_of, outsider):
    answer = client_of(outsider).post("/tasks/1/comments/", {"text": "One", "password": "secret"})
    assert answer.status_code == 404 and "secret" not in answer.text and "textarea" not in answer.text
