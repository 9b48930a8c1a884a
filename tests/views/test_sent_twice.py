"""A plain form that is sent twice as it stood in one page, by a double click or by a browser, makes one thing."""

import threading
from functools import partial

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import timezone

from boards.models import (
    ApiKey,
    Attachment,
    ChecklistItem,
    Column,
    Comment,
    Invitation,
    KeptAnswer,
    Membership,
    Project,
    Tag,
    Task,
    TaskLink,
    WebLink,
)
from boards.models.keys import PREFIX_LENGTH
from boards.services import idempotency, projects
from boards.views import once
from tests import pages
from tests.factories import make_checklist, make_project, make_task
from tests.services.test_together import at_once

NEW = "/projects/new/"


@pytest.fixture
def card(project):
    return make_task(project=project, title="Card")


@pytest.fixture
def browser(client_of, owner):
    return client_of(owner)


def filled_in(browser, page=NEW, **values):
    """What a browser sends of a form in this page, whose token is that of this rendering."""
    token = pages.form_values(browser.get(page).text, "csrfmiddlewaretoken")["csrfmiddlewaretoken"]
    return {"csrfmiddlewaretoken": token, **values}


def garden(browser, title="Garden"):
    return filled_in(browser, title=title, visibility="personal")


def said(answer):
    return [(message.message, message.extra_tags) for message in get_messages(answer.wsgi_request)]


FORMS = {
    "project": (NEW, {"title": "Garden", "visibility": "personal"}, Project),
    "task": ("/projects/{project}/tasks/new/", {"title": "Dig"}, Task),
    "column": ("/projects/{project}/columns/new/", {"name": "Later", "status": "pending"}, Column),
    "tag": ("/projects/{project}/tags/new/", {"name": "green", "colour": "1"}, Tag),
    "comment": ("/tasks/{task}/comments/", {"text": "Deep"}, Comment),
    "item": ("/checklists/{checklist}/items/", {"lines": "Spade"}, ChecklistItem),
    "web link": ("/tasks/{task}/web-links/", {"url": "https://example.com/"}, WebLink),
    "link": ("/tasks/{task}/links/", {"relation": "blocks", "other": "#{other}"}, TaskLink),
    "member": ("/projects/{project}/members/new/", {"email": "outsider@example.com", "role": "viewer"}, Membership),
    "invitation": ("/projects/{project}/members/new/", {"email": "new@example.com", "role": "viewer"}, Invitation),
}


@pytest.fixture
def ids(project, card, owner, outsider):
    make_project(owner=owner, title="Known", roles={outsider: "viewer"})
    other = make_task(project=project, title="Other")
    return {"project": project.pk, "task": card.pk, "other": other.number, "checklist": make_checklist(task=card).pk}


@pytest.mark.parametrize("noun", FORMS)
def test_makes_one_thing_and_says_so_both_times(browser, ids, noun, settings):
    settings.SENDS_EMAIL = True
    path, values, model = FORMS[noun]
    path, before = path.format(**ids), model.objects.count()
    sent = filled_in(browser, **{name: value.format(**ids) for name, value in values.items()})
    first, second = browser.post(path, sent), browser.post(path, sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert (second["Location"], said(second)) == (first["Location"], said(first))
    assert model.objects.count() == before + 1


def test_the_second_of_two_at_once_is_answered_as_the_first(transactional_db, browser, client_of, owner):
    sent, answers = garden(browser), []
    browsers = [client_of(owner), client_of(owner)]
    assert at_once(*(lambda each=each: answers.append(each.post(NEW, sent)) for each in browsers)) == []
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"] == f"/projects/{Project.objects.get().pk}/"


def test_the_second_waits_until_the_first_is_done(transactional_db, browser, client_of, owner, monkeypatch):
    sent, waits, create = garden(browser), threading.Event(), projects.create
    monkeypatch.setattr(projects, "create", lambda **given: waits.wait(30) and create(**given))
    monkeypatch.setattr(once, "rest", waits.set)
    browsers = [client_of(owner), client_of(owner)]
    assert at_once(*(partial(each.post, NEW, sent) for each in browsers)) == []
    assert Project.objects.count() == 1


def test_who_waits_in_vain_gets_the_text_back_and_is_told_to_look(browser, monkeypatch):
    monkeypatch.setattr(once, "rest", lambda: None)
    sent, create, answers = garden(browser), projects.create, []

    def slow(**given):
        answers.append(browser.post(NEW, sent))
        return create(**given)

    monkeypatch.setattr(projects, "create", slow)
    assert browser.post(NEW, sent).status_code == 303
    assert answers[0].status_code == 409 and "still being saved" in answers[0].text
    assert "Garden</textarea>" in answers[0].text and Project.objects.count() == 1


def test_what_never_came_to_its_end_may_be_sent_again(browser):
    sent = garden(browser)
    browser.post(NEW, sent)
    KeptAnswer.objects.update(status=None, created_at=timezone.now() - idempotency.LONGEST)
    assert browser.post(NEW, sent).status_code == 303
    assert Project.objects.count() == 2


def test_another_text_in_the_same_page_makes_another_thing(browser):
    sent = garden(browser)
    for title in ("Garden", "Orchard"):
        browser.post(NEW, {**sent, "title": title})
    assert sorted(Project.objects.values_list("title", flat=True)) == ["Garden", "Orchard"]


def test_the_same_text_in_another_page_makes_another_thing(browser):
    for _time in range(2):
        browser.post(NEW, garden(browser))
    assert Project.objects.count() == 2


def test_what_was_refused_may_be_sent_corrected_and_as_it_was(browser, card):
    path = f"/projects/{card.project_id}/archive/"
    comment, archive = filled_in(browser, text="Deep"), filled_in(browser)
    browser.post(path, archive)
    assert browser.post(f"/tasks/{card.pk}/comments/", comment).status_code == 409
    browser.post(path.replace("archive", "restore"), archive)
    assert browser.post(f"/tasks/{card.pk}/comments/", {**comment, "text": " "}).status_code == 422
    assert browser.post(f"/tasks/{card.pk}/comments/", comment).status_code == 303
    assert Comment.objects.count() == 1


def test_what_failed_may_be_sent_again(browser, monkeypatch):
    def fail(**given):
        raise OperationalError("the server is away")

    browser.raise_request_exception, sent = False, garden(browser)
    with monkeypatch.context() as patched:
        patched.setattr(projects, "create", fail)
        assert browser.post(NEW, sent).status_code == 503
    assert browser.post(NEW, sent).status_code == 303
    assert Project.objects.count() == 1


def test_another_person_with_the_same_token_makes_their_own(browser, client_of, member):
    sent = garden(browser)
    for each in (browser, client_of(member)):
        each.post(NEW, sent)
    assert Project.objects.count() == 2


def test_nobody_is_told_of_it_once_the_session_has_ended(browser, client_of):
    sent = garden(browser)
    browser.post(NEW, sent)
    answer = client_of(None).post(NEW, sent)
    assert answer.status_code == 403 and "You are signed out" in answer.text
    assert Project.objects.count() == 1


def test_what_was_undone_since_may_be_done_again(browser, card):
    sent = filled_in(browser)
    for path in ("archive", "restore", "archive"):
        assert browser.post(f"/tasks/{card.pk}/{path}/", sent).status_code == 303
    assert Task.objects.get().is_archived


def test_a_day_later_it_is_another_thing(browser):
    sent = garden(browser)
    browser.post(NEW, sent)
    KeptAnswer.objects.update(created_at=timezone.now() - idempotency.KEPT)
    browser.post(NEW, sent)
    assert Project.objects.count() == 2


@pytest.mark.parametrize(("second", "files"), [(b"One", 1), (b"Two", 2)])
def test_a_file_is_known_by_its_content(browser, card, second, files):
    sent = filled_in(browser)
    for content in (b"One", second):
        file = SimpleUploadedFile("notes.txt", content)
        browser.post(f"/tasks/{card.pk}/attachments/", {**sent, "file": [file]})
    assert Attachment.objects.count() == files


def test_a_secret_is_shown_both_times_and_kept_encrypted(browser):
    sent = filled_in(browser, "/account/keys/", name="Key", rights="read", lifetime="30")
    first, second = browser.post("/account/keys/", sent), browser.post("/account/keys/", sent)
    (secret,) = pages.read(first.text).values["input"][:1]
    assert (second.status_code, second.content, second["Cache-Control"]) == (201, first.content, "no-store")
    assert ApiKey.objects.get().prefix == secret[:PREFIX_LENGTH]
    assert secret not in KeptAnswer.objects.get().body


def test_scripts_see_to_it_themselves(browser, card):
    sent = filled_in(browser, text="Deep")
    for _time in range(2):
        browser.post(f"/tasks/{card.pk}/comments/", sent, headers={"HX-Request": "true"})
    assert (Comment.objects.count(), KeptAnswer.objects.count()) == (2, 0)
