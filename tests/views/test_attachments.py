"""Files on the page of a task, and on cards."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Attachment, Preview
from boards.services import attachments, comments
from boardsite.attachments import store
from tests import pages
from tests.factories import fresh, make_attachment, make_task, picture

HTMX = {"HX-Request": "true"}


@pytest.fixture
def task(project):
    return make_task(project=project)


def in_task(task) -> dict[str, str]:
    return HTMX | {"X-Task": str(task.pk)}


def send(client, task, *files, **more):
    sent = [SimpleUploadedFile(name, content, content_type="text/html") for name, content in files]
    headers = more.pop("headers", {})
    return client.post(f"/tasks/{task.pk}/attachments/", {"file": sent, **more}, headers=headers)


def kept() -> int:
    return sum(1 for _each in store().names())


# --- Attaching --------------------------------------------------------------------------------------------------------


def test_a_plain_form_attaches_several_files(client_of, task, member):
    response = send(client_of(member), task, ("a.txt", b"A"), ("b.txt", b"B"))
    assert response.status_code == 303 and response.url == f"/tasks/{task.pk}/#files"
    page = client_of(member).get(f"/tasks/{task.pk}/")
    assert re.findall(r'class="file-name"[^>]*>([^<]+)<', page.text) == ["a.txt", "b.txt"]
    assert not pages.read(page.text).dangers
    assert {row.uploaded_by for row in Attachment.objects.all()} == {member}


def test_htmx_is_answered_with_what_changes(client_of, task, member):
    response = send(client_of(member), task, ("a.png", picture()), headers=in_task(task))
    file = Attachment.objects.get()
    assert 'hx-target="#file-list"' in response.text and f'id="file-{file.pk}"' in response.text
    assert f'"![a.png](/attachments/{file.pk}/)"' in response["X-Attachment"]


def test_the_answer_counts_files_that_came_at_the_same_time(client_of, task, member, monkeypatch):
    add = attachments.add

    def together(**given):
        made = add(**given)
        monkeypatch.setattr(attachments, "add", add)
        make_attachment(task=fresh(task), actor=member)
        return made

    monkeypatch.setattr(attachments, "add", together)
    answer = send(client_of(member), task, ("a.txt", b"A"), headers=in_task(task)).text
    assert answer.count('<li class="file') == 2 and 'id="file-count">2<' in answer and 'data-count="2"' in answer


def test_the_name_that_is_sent_beside_the_file_is_exact(client_of, task, member):
    # Django reads `&amp;` in the name of a part as HTML.
    send(client_of(member), task, ("x", b"A"), name="a&amp;b\u202e.txt")
    assert Attachment.objects.get().name == "a&amp;b\u202e.txt"


def test_nothing_is_no_file(client_of, task, member):
    assert client_of(member).post(f"/tasks/{task.pk}/attachments/").status_code == 422


def test_an_empty_file_is_one(client_of, task, member):
    send(client_of(member), task, ("empty.txt", b""))
    file = Attachment.objects.get()
    response = client_of(member).get(f"/attachments/{file.pk}/")
    assert (file.size, response.getvalue(), response["Content-Length"]) == (0, b"", "0")


def test_what_is_too_large_is_refused_with_a_sentence_and_leaves_nothing(client_of, task, member, settings):
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, megabytes=1)
    before = kept()
    response = send(client_of(member), task, ("a.bin", b"x" * 1_000_001), headers=HTMX)
    assert response.status_code == 409 and "A file may have at most 1 MB." in response.text
    assert kept() == before and not Attachment.objects.exists()


def test_what_can_be_taken_of_several_is(client_of, task, member, settings):
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, megabytes=1)
    response = send(client_of(member), task, ("a.bin", b"x" * 1_000_001), ("b.txt", b"B"), headers=HTMX)
    assert response.status_code == 200 and "Attached b.txt. A file may have at most 1 MB." in response.text


def test_files_beyond_the_most_at_once_are_said_to_be_missing(client_of, task, member):
    response = send(client_of(member), task, *((f"{at}.txt", b"A") for at in range(22)), headers=HTMX)
    assert "Attached 20 files. At most 20 files can be sent at once." in response.text
    assert Attachment.objects.count() == 20


def test_a_row_that_fails_leaves_no_content(client_of, task, member, monkeypatch):
    def fail(**_given):
        raise RuntimeError

    before = kept()
    monkeypatch.setattr(attachments, "add", fail)
    with pytest.raises(RuntimeError):
        send(client_of(member), task, ("a.txt", b"A"))
    assert kept() == before


@pytest.mark.parametrize(("size", "status"), [("1000", 204), ("99000000000", 409), ("9" * 50, 409), ("x", 204)])
def test_who_is_about_to_send_is_told_whether_it_would_be_taken(client_of, task, member, size, status):
    headers = {"X-Upload-Size": size}
    assert client_of(member).get(f"/tasks/{task.pk}/attachments/", headers=headers).status_code == status


def test_viewers_are_told_that_they_would_be_refused(client_of, task, viewer):
    assert client_of(viewer).get(f"/tasks/{task.pk}/attachments/", headers={"X-Upload-Size": "1"}).status_code == 403


# --- What is shown ----------------------------------------------------------------------------------------------------


def test_viewers_see_files_and_no_form(client_of, task, viewer):
    make_attachment(task=task)
    page = client_of(viewer).get(f"/tasks/{task.pk}/").text
    assert "notes.txt" in page and "file-drop" not in page and "/rename/" not in page


def test_without_files_viewers_see_no_section(client_of, task, viewer):
    assert 'id="files"' not in client_of(viewer).get(f"/tasks/{task.pk}/").text


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>.txt", '"><script>alert(1)</script>', "a\u202egpj.exe"])
def test_hostile_names_are_shown_safely(client_of, task, member, name):
    make_attachment(task=task, name=name.replace("/", ""))
    page = client_of(member).get(f"/tasks/{task.pk}/")
    assert not pages.read(page.text).dangers and "\u202e" not in page.text


def test_a_task_with_files_takes_a_constant_number_of_queries(client_of, project, member):
    few, many = make_task(project=project), make_task(project=project)
    make_attachment(task=few)
    for _each in range(12):
        make_attachment(task=many, content=picture())
    client = client_of(member)

    def queries(task):
        with CaptureQueriesContext(connection) as found:
            client.get(f"/tasks/{task.pk}/")
        return len(found)

    queries(few)
    assert queries(few) == queries(many)


def test_a_file_that_waits_for_its_preview_asks_again_but_not_for_ever(client_of, task, member):
    attachment = make_attachment(task=task, content=picture())
    client = client_of(member)
    assert f"/attachments/{attachment.pk}/row/?asked=1" in client.get(f"/tasks/{task.pk}/").text
    row = client.get(f"/attachments/{attachment.pk}/row/?asked=1", headers=HTMX)
    assert "asked=2" in row.text
    assert "asked=" not in client.get(f"/attachments/{attachment.pk}/row/?asked=10", headers=HTMX).text
    attachments.note_preview(attachment_id=attachment.pk, preview=Preview.READY, width=80, height=60)
    row = client.get(f"/attachments/{attachment.pk}/row/?asked=2", headers=HTMX)
    assert "asked=" not in row.text and f"/attachments/{attachment.pk}/thumbnail/" in row.text


def test_pictures_of_ours_are_shown_in_texts_and_others_are_links(client_of, task, member):
    attachment = make_attachment(task=task, content=picture())
    text = f"![Plan](/attachments/{attachment.pk}/) ![Other](https://example.com/x.png) ![No](/attachments/x/)"
    comments.add(task=task, text=text, actor=member)
    page = client_of(member).get(f"/tasks/{task.pk}/").text
    assert f'<img src="/attachments/{attachment.pk}/inline/" alt="Plan"' in page
    assert 'src="https://example.com' not in page and 'href="https://example.com/x.png"' in page


def test_cards_show_how_many_files_and_the_cover(client_of, project, task, owner, member):
    attachment = make_attachment(task=task, content=picture())
    attachments.note_preview(attachment_id=attachment.pk, preview=Preview.READY)
    response = client_of(member).post(f"/attachments/{attachment.pk}/cover/", {"on": "1"}, headers=in_task(task))
    assert response.status_code == 200
    page = client_of(member).get(f"/projects/{project.pk}/").text
    assert f'<img class="card-cover" src="{attachment.thumbnail_address}"' in page
    assert '<span class="visually-hidden">Files: </span>' in page


def test_renamed_and_deleted_from_the_page(client_of, task, member):
    attachment, client = make_attachment(task=task), client_of(member)
    renamed = client.post(f"/attachments/{attachment.pk}/rename/", {"name": "New.txt"}, headers=in_task(task))
    assert "New.txt" in renamed.text and "File renamed." in renamed.text
    deleted = client.post(f"/attachments/{attachment.pk}/delete/", headers=in_task(task))
    assert "File deleted." in deleted.text and deleted["X-Undo"] and f'id="file-{attachment.pk}"' not in deleted.text
    client.post(f"/activity/{deleted['X-Undo']}/undo/")
    assert fresh(attachment).deleted_at is None
