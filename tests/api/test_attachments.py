"""Files through the API."""

import hashlib
from dataclasses import replace

import pytest

from boards.models import Attachment, Preview
from boards.services import attachments
from boardsite.attachments import store
from tests.api_caller import fields
from tests.factories import make_attachment, make_task, picture


@pytest.fixture
def task(project):
    return make_task(project=project)


def path_of(task) -> str:
    return f"tasks/{task.pk}/attachments/"


def test_a_file_is_attached_read_and_downloaded(api_of, task, member):
    api = api_of(member)
    made = api.post(path_of(task), {"file": b"Plan"})
    assert made.status_code == 201
    record = made.json()
    assert (record["name"], record["size"], record["content_type"]) == ("file.txt", 4, "text/plain")
    assert record["sha256"] == hashlib.sha256(b"Plan").hexdigest()
    assert made["Location"].endswith(f"/api/v1/attachments/{record['id']}")
    assert api.get(f"attachments/{record['id']}").json() == record
    assert [item["id"] for item in api.get(path_of(task)).json()["items"]] == [record["id"]]
    content = api.get(f"attachments/{record['id']}/content", Range="bytes=1-")
    assert (content.status_code, content.getvalue()) == (206, b"lan")


def test_a_name_may_be_given(api_of, task, member):
    assert api_of(member).post(path_of(task), {"file": b"A", "name": "../a&amp;b"}).json()["name"] == "a&amp;b"


@pytest.mark.parametrize("body", [{"title": "x"}, b"x", None])
def test_only_forms_bring_files(api_of, task, member, body):
    assert api_of(member).post(path_of(task), body).status_code == 415


def test_a_form_without_a_file_says_so(api_of, task, member):
    response = api_of(member).send("POST", path_of(task), {"name": "x"})
    assert response.status_code == 400 and fields(response) == ["file"]


def test_too_large_is_a_sentence_and_leaves_nothing(api_of, task, member, settings):
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, megabytes=1)
    before = sum(1 for _each in store().names())
    response = api_of(member).post(path_of(task), {"file": b"x" * 1_000_001})
    assert response.status_code == 409 and response.json()["detail"] == "A file may have at most 1 MB."
    assert sum(1 for _each in store().names()) == before


def test_a_repeated_call_attaches_once(api_of, task, member):
    api, key = api_of(member), "upload-1"
    first = api.post(path_of(task), {"file": b"Plan"}, Idempotency_Key=key)
    again = api.post(path_of(task), {"file": b"Plan"}, Idempotency_Key=key)
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    assert Attachment.objects.count() == 1
    assert api.post(path_of(task), {"file": b"Other"}, Idempotency_Key=key).status_code == 422


def test_a_repeated_call_leaves_no_content_behind(api_of, task, member):
    before = sum(1 for _each in store().names())
    for _each in range(2):
        api_of(member).post(path_of(task), {"file": b"Plan"}, Idempotency_Key="upload-2")
    assert sum(1 for _each in store().names()) == before + 1


def test_renamed_and_shown_on_the_card(api_of, task, member):
    attachment, api = make_attachment(task=task, content=picture()), api_of(member)
    path = f"attachments/{attachment.pk}"
    assert api.patch(path, {"name": "New.png"}).json()["name"] == "New.png"
    assert api.patch(path, {"is_cover": True}).status_code == 400
    attachments.note_preview(attachment_id=attachment.pk, preview=Preview.READY, width=80, height=60)
    assert api.patch(path, {"is_cover": True}).json()["is_cover"] is True
    assert api.patch(path, {"is_cover": False}).json()["is_cover"] is False
    assert api.patch(path, {}).status_code == 400


def test_a_change_may_be_bound_to_a_state(api_of, task, member):
    attachment, api = make_attachment(task=task), api_of(member)
    path = f"attachments/{attachment.pk}"
    etag = api.get(path)["ETag"]
    api.patch(path, {"name": "New.txt"})
    assert api.patch(path, {"name": "Other.txt"}, If_Match=etag).status_code == 412
    assert api.delete(path, If_Match=api.get(path)["ETag"]).status_code == 204
    assert api.get(path).status_code == api.get(f"{path}/content").status_code == 404


def test_head_of_content_has_no_body(api_of, task, member):
    attachment = make_attachment(task=task)
    response = api_of(member).call("HEAD", f"attachments/{attachment.pk}/content")
    assert (response.status_code, response["Content-Length"], response.getvalue()) == (200, "5", b"")


def test_who_is_about_to_send_is_told_whether_it_would_be_taken(api_of, task, member, viewer):
    assert api_of(member).get(path_of(task), X_Upload_Size="1000").status_code == 204
    assert api_of(member).get(path_of(task), X_Upload_Size="99000000000").status_code == 409
    assert api_of(viewer).get(path_of(task), X_Upload_Size="1").status_code == 403
