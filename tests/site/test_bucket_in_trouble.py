"""A bucket that answers errors, cuts its answers off, or says nothing: a clear sentence, and nothing half."""

import datetime
import os

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from boards.jobs import running, thumbnails
from boards.models import Attachment, Job, Preview, Task
from boards.services import attachments, projects, stored_files
from boardsite import attachments as folder
from boardsite import s3
from boardsite.attachments import Folder, StoreAway
from tests.factories import fresh, make_attachment, make_task, picture
from tests.site.failing import WAYS, Before

SENTENCE = "The place where attached files are kept does not answer right now."
LARGE = os.urandom(9_000_000)


@pytest.fixture
def before(bucket):
    server = Before(bucket.connection.meta.client.meta.endpoint_url)
    yield server
    server.stop()


@pytest.fixture
def store_of(bucket, before, monkeypatch):
    """`store_of(seconds)`: the bucket by way of the server that may fail, and the store of the site from then on."""
    given = {"endpoint_url": before.url, "region_name": "us-east-1", "addressing_style": "path"}
    given |= {"bucket_name": bucket.bucket_name, "location": "site"}
    monkeypatch.setattr(s3, "TRIES", 1)

    def store_of(seconds):
        monkeypatch.setattr(s3, "SECONDS", seconds)
        found = s3.Bucket(**given, access_key="testing", secret_key="testing")
        monkeypatch.setitem(storages._storages, "attachments", found)
        return found

    return store_of


@pytest.fixture
def store(store_of):
    return store_of(60)


@pytest.fixture
def fail(store_of, before):
    """`fail(way, method)`: all requests by that method, or simply all. Of one that says nothing nobody waits long."""

    def fail(way, method=""):
        before.way = lambda asked, _path: way if method in ("", asked) else ""
        store_of(2 if way == "silent" else 60)

    return fail


@pytest.fixture
def task(project):
    return make_task(project=project)


def names(bucket):
    return {each.name for each in bucket.names()}


def begun(bucket):
    """Uploads of several parts that are neither whole nor given up."""
    found = bucket.connection.meta.client.list_multipart_uploads(Bucket=bucket.bucket_name)
    return found.get("Uploads", [])


def make_picture(task):
    """A file with a small picture of it."""
    file = make_attachment(task=task, content=picture(), name="a.png")
    thumbnails.make_thumbnail.run(file.pk)
    return fresh(file)


def attach(client, task, *contents, **headers):
    files = [SimpleUploadedFile(f"{number}.txt", content) for number, content in enumerate(contents)]
    return client.post(f"/tasks/{task.pk}/attachments/", {"file": files}, headers=headers)


@pytest.mark.parametrize("way, method", [("error", "HEAD"), *((way, "PUT") for way in WAYS)], ids=lambda given: given)
def test_an_upload_says_so_and_leaves_nothing(store, bucket, fail, client_of, member, task, way, method, settings):
    fail(way, method)
    sent = attach(client_of(member), task, b"Notes")
    assert sent.status_code == 503 and SENTENCE in sent.content.decode()
    assert sent["Retry-After"] == "60" and sent["Cache-Control"] == "no-store"
    told = attach(client_of(member), task, b"Notes", hx_request="true")
    assert told.status_code == 503 and SENTENCE in told.content.decode() and "<html" not in told.content.decode()
    assert not Attachment.objects.exists() and fresh(task).file_count == 0
    fail("")
    assert not names(bucket) and not list(settings.ATTACHMENTS.arriving.glob("*"))
    assert attach(client_of(member), task, b"Notes").status_code == 303


def test_a_large_one_that_fails_in_the_middle_is_given_up(store, bucket, before, client_of, member, task):
    before.way = lambda method, path: "error" if method == "PUT" and "partNumber=2" in path else ""
    assert attach(client_of(member), task, LARGE).status_code == 503
    assert not names(bucket) and not begun(bucket) and not Attachment.objects.exists()


def test_of_several_those_that_arrived_are_kept_and_the_rest_is_told_of(store, bucket, before, client_of, member, task):
    seen = []

    def way(method, path):
        if method == "PUT":
            seen.append(path)
        return "error" if method == "PUT" and len(seen) > 1 else ""

    before.way = way
    sent = attach(client_of(member), task, b"One", b"Two", b"Three", hx_request="true")
    assert sent.status_code == 200 and SENTENCE in sent.content.decode() and len(seen) == 2
    assert names(bucket) == {Attachment.objects.get().key} and fresh(task).file_count == 1


@pytest.mark.parametrize("way", WAYS)
def test_the_api_answers_with_a_problem(store, fail, client_of, member, task, way):
    file = make_attachment(task=task)
    fail(way)
    client = client_of(member)
    sent = client.post(f"/api/v1/tasks/{task.pk}/attachments/", {"file": SimpleUploadedFile("a.txt", b"A")})
    for answer in (sent, client.get(f"/api/v1/attachments/{file.pk}/content")):
        assert answer.status_code == 503 and answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"].startswith(SENTENCE) and answer["Retry-After"] == "60"
    assert Attachment.objects.get() == file and client.get(f"/api/v1/attachments/{file.pk}").status_code == 200


@pytest.mark.parametrize("way", WAYS)
def test_who_looks_at_a_file_is_told(store, fail, client_of, member, task, way):
    file = make_picture(task)
    fail(way)
    for part in ("", "inline/", "thumbnail/"):
        answer = client_of(member).get(f"/attachments/{file.pk}/{part}")
        assert answer.status_code == 503 and SENTENCE in answer.content.decode()
    assert client_of(member).get(f"/tasks/{task.pk}/").status_code == 200


def test_what_is_gone_from_the_store_is_nothing(store, client_of, member, task):
    file = make_picture(task)
    stored_files.discard([file.key, file.thumbnail_key])
    for part in ("", "inline/", "thumbnail/"):
        assert client_of(member).get(f"/attachments/{file.pk}/{part}").status_code == 404


@pytest.mark.parametrize("way", ["error", "cut"])
def test_a_small_picture_is_made_once_the_store_is_back(store, bucket, fail, task, way):
    file = make_attachment(task=task, content=picture(), name="a.png")
    job = Job.objects.get(name=attachments.THUMBNAIL)
    for method in ("GET", "PUT"):
        fail(way, method)
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
        assert running.run(job.pk) == "postponed"
        assert fresh(file).preview == Preview.WAITING and names(bucket) == {file.key}
    fail("")
    thumbnails.make_thumbnail.run(file.pk)
    assert fresh(file).preview == Preview.READY and names(bucket) == {file.key, file.thumbnail_key}


@pytest.mark.parametrize("way", ["error", "denied", "cut"])
def test_the_purge_leaves_the_content_to_the_doctor_and_asks_once(
    store, bucket, before, task, owner, way, capsys, django_capture_on_commit_callbacks
):
    files = [make_attachment(task=task) for _each in range(3)]
    for file in files:
        attachments.delete(attachment=file, actor=owner)
    Attachment.objects.update(deleted_at=timezone.now() - datetime.timedelta(days=31))
    asked = []
    before.way = lambda method, path: asked.append(path) or way
    with django_capture_on_commit_callbacks(execute=True):
        projects.purge()
    assert not Attachment.objects.exists() and len(asked) == 1
    with pytest.raises(CommandError):
        call_command("doctor")
    assert "The store of attached files can't be read" in capsys.readouterr().out
    before.way = lambda *_asked: ""
    assert names(bucket) == {file.key for file in files}


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
def test_a_folder_in_trouble_says_the_same(client_of, member, task, settings, tmp_path, monkeypatch, error):
    monkeypatch.setitem(storages._storages, "attachments", Folder(tmp_path / "store"))

    def half(_self, name, content):
        path = tmp_path / "store" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content.read(2))
        raise error

    monkeypatch.setattr(folder.FileSystemStorage, "_save", half)
    sent = attach(client_of(member), task, b"Notes")
    assert sent.status_code == 503 and SENTENCE in sent.content.decode()
    assert not [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert not Attachment.objects.exists() and Task.objects.get().file_count == 0


def test_a_download_that_the_store_breaks_off_is_no_whole_file(store, before, task):
    file = make_attachment(task=task, content=b"x" * 1000)
    before.way = lambda method, _path: "cut" if method == "GET" else ""
    with pytest.raises(StoreAway):
        list(store.pieces(file.key, 0, file.size))
