"""The life of a file whose content lies in a bucket: what a folder does, from the upload to the purge and back."""

import datetime
import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from boards.jobs import thumbnails
from boards.models import Attachment
from boards.queries import stored_files as queries
from boards.services import attachments, projects, stored_files
from boardsite.attachments import store
from tests.factories import make_attachment, make_task, picture


@pytest.fixture(autouse=True)
def chosen(bucket, monkeypatch):
    """The store of the site is the bucket."""
    monkeypatch.setitem(storages._storages, "attachments", bucket)
    return bucket


@pytest.fixture
def task(project):
    return make_task(project=project)


def names(bucket):
    return {each.name for each in bucket.names()}


def test_what_is_sent_by_a_form_is_looked_at_and_downloaded(chosen, client_of, member, task):
    client, content = client_of(member), picture(size=(900, 600))
    sent = client.post(f"/tasks/{task.pk}/attachments/", {"file": SimpleUploadedFile("Plan.png", content)})
    assert sent.status_code == 303
    file = Attachment.objects.get()
    assert names(chosen) == {file.key}
    thumbnails.make_thumbnail.run(file.pk)
    assert names(chosen) == {file.key, file.thumbnail_key}
    small = client.get(f"/attachments/{file.pk}/thumbnail/")
    assert max(Image.open(io.BytesIO(small.getvalue())).size) < 900
    assert client.get(f"/attachments/{file.pk}/inline/").getvalue() == content
    assert client.get(f"/attachments/{file.pk}/").getvalue() == content
    for part, status, expected in (
        ("bytes=0-3", 206, content[:4]),
        ("bytes=-5", 206, content[-5:]),
        ("bytes=10-", 206, content[10:]),
        (f"bytes={len(content)}-", 416, None),
    ):
        answer = client.get(f"/attachments/{file.pk}/", headers={"Range": part})
        assert answer.status_code == status and expected in (None, answer.getvalue())


def test_what_is_refused_leaves_nothing(chosen, client_of, member, viewer, task, settings):
    task.file_count = settings.ATTACHMENTS.per_task
    task.save(update_fields=["file_count"])
    for person, status in ((member, 409), (viewer, 403)):
        sent = client_of(person).post(f"/tasks/{task.pk}/attachments/", {"file": ContentFile(b"x", name="a.txt")})
        assert sent.status_code == status and not names(chosen)


def test_deleted_ones_stay_until_the_purge(chosen, owner, task, django_capture_on_commit_callbacks):
    file = make_attachment(task=task)
    stored_files.keep_thumbnail(file.thumbnail_key, b"small")
    attachments.delete(attachment=file, actor=owner)
    for days, left in ((29, 2), (31, 0)):
        Attachment.objects.filter(pk=file.pk).update(deleted_at=timezone.now() - datetime.timedelta(days=days))
        with django_capture_on_commit_callbacks(execute=True):
            projects.purge()
        assert len(names(chosen)) == left


def test_the_doctor_finds_what_is_missing_and_removes_what_is_left(chosen, task, capsys, monkeypatch):
    monkeypatch.setattr(queries, "YOUNG", datetime.timedelta(days=-1))
    kept, lost = make_attachment(task=task), make_attachment(task=task)
    stored_files.discard([lost.key])
    left = stored_files.keep(ContentFile(b"left"))
    with pytest.raises(CommandError):
        call_command("doctor", clean=True)
    assert f"the content is missing: 1 (#{lost.pk})" in capsys.readouterr().out
    assert names(chosen) == {kept.key} and left.key != kept.key


@pytest.mark.django_db(transaction=True)
def test_a_backup_carries_them_and_brings_them_back(chosen, task, tmp_path):
    file, path = make_attachment(task=task, content=b"Notes of the day"), tmp_path / "site.backup"
    call_command("backup", str(path))
    with zipfile.ZipFile(path) as archive:
        assert archive.read(f"files/{file.key}") == b"Notes of the day"
    stored_files.discard([file.key])
    later = make_attachment(task=task)
    call_command("restore", str(path), replace=True)
    assert names(chosen) == {file.key} and not store().exists(later.key)
    assert b"".join(store().pieces(file.key, 0, file.size)) == b"Notes of the day"


def test_ones_own_data_has_them(client_of, member, task):
    make_attachment(task=task, actor=member, name="mine.txt", content=b"Mine")
    answer = client_of(member).get("/account/data/files/")
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert b"Mine" in [archive.read(name) for name in archive.namelist()]
