"""Where the content of files lies: the same of a folder and of a bucket."""

import datetime
import gzip
import os
import subprocess
import sys

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.utils import timezone

from boards.services import attachments, stored_files
from boardsite.attachments import PIECE, Folder, store
from tests.factories import make_attachment, make_task
from tests.site.conftest import SECRETS


@pytest.fixture(params=["folder", "bucket"])
def any_store(request, tmp_path):
    return request.getfixturevalue("bucket") if request.param == "bucket" else Folder(tmp_path / "files")


def test_content_is_kept_read_in_parts_listed_and_forgotten(any_store):
    content = os.urandom(PIECE + 10)
    name = any_store.save("ab/abcd", ContentFile(content))
    assert name == "ab/abcd" and any_store.exists(name) and any_store.size(name) == len(content)
    assert b"".join(any_store.pieces(name, 0, len(content))) == content
    assert b"".join(any_store.pieces(name, 5, PIECE + 5)) == content[5 : PIECE + 5]
    assert max(map(len, any_store.pieces(name, 0, len(content)))) <= PIECE
    (found,) = any_store.names()
    assert found.name == name and abs(timezone.now() - found.since) < datetime.timedelta(minutes=1)
    any_store.delete(name)
    any_store.delete(name)
    assert not any_store.exists(name) and not list(any_store.names())


def test_an_empty_file_has_no_pieces(any_store):
    assert b"".join(any_store.pieces(any_store.save("ab/empty", ContentFile(b"")), 0, 0)) == b""


def test_what_is_not_there_is_told(any_store):
    with pytest.raises(FileNotFoundError):
        list(any_store.pieces("ab/none", 0, 5))


def test_two_of_one_name_stay_apart(any_store):
    assert any_store.save("ab/abcd", ContentFile(b"1")) != any_store.save("ab/abcd", ContentFile(b"2"))


def test_only_the_server_reads_the_folder(tmp_path):
    folder = Folder(tmp_path / "files")
    folder.save("ab/abcd", ContentFile(b"x"))
    assert (tmp_path / "files" / "ab" / "abcd").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "files" / "ab").stat().st_mode & 0o777 == 0o700


def test_a_bucket_is_told_nothing_that_would_unpack_what_it_gives_out(bucket, monkeypatch, tmp_path):
    # findings/django-storages-gz-names.sh
    monkeypatch.setitem(storages._storages, "attachments", bucket)
    path = tmp_path / "notes.tar.gz"
    path.write_bytes(gzip.compress(b"what is inside"))
    with path.open("rb") as file:
        kept = stored_files.keep(File(file, name=path.name))
    found = bucket.bucket.Object(f"site/{kept.key}")
    assert found.content_encoding is None and found.get()["Body"].read() == path.read_bytes()


def test_the_bucket_is_private_and_its_address_never_told(bucket, project, client_of, member, monkeypatch):
    monkeypatch.setitem(storages._storages, "attachments", bucket)
    assert store() is bucket
    attachment = make_attachment(task=make_task(project=project), content=b"0123456789")
    response = client_of(member).get(f"/attachments/{attachment.pk}/", headers={"Range": "bytes=2-4"})
    assert (response.status_code, response.getvalue()) == (206, b"234")
    assert bucket.endpoint_url not in str(response.headers)
    grants = bucket.bucket.Object(f"site/{attachment.key}").Acl().grants
    assert not any("AllUsers" in str(grant) for grant in grants)
    attachments.delete(attachment=attachment, actor=project.owner)
    stored_files.discard([attachment.key])
    assert not list(bucket.names())


def test_a_store_that_is_away_costs_no_error_page(bucket, project, monkeypatch):
    stored = stored_files.keep(ContentFile(b"x"))
    away = type(bucket)(
        **{**SECRETS, "bucket_name": "x", "endpoint_url": "http://127.0.0.1:9", "addressing_style": "path"}
    )
    monkeypatch.setitem(storages._storages, "attachments", away)
    stored_files.discard([stored.key])


# --- What the environment says ----------------------------------------------------------------------------------------


def started(**environment):
    given = {"PATH": os.environ["PATH"], "SECRET_KEY": "x", "DATABASE_URL": "sqlite:///:memory:", **environment}
    code = "from django.conf import settings; print(settings.ATTACHMENTS.storage)"
    given["DJANGO_SETTINGS_MODULE"] = "boardsite.settings"
    return subprocess.run([sys.executable, "-c", code], env=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"S3_ENDPOINT": "https://minio.example.com"}, "no S3_BUCKET"),
        ({"S3_SECRET_ACCESS_KEY": "x"}, "no S3_BUCKET"),
        ({"S3_BUCKET": "b", "S3_ENDPOINT": "minio:9000"}, "S3_ENDPOINT must start with http"),
        ({"S3_BUCKET": "b", "S3_ACCESS_KEY_ID": "x"}, "set both, or neither"),
        ({"S3_BUCKET": "b", "S3_ADDRESSING": "x"}, "S3_ADDRESSING"),
        ({"ATTACHMENT_MB": "0"}, "ATTACHMENT_MB"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(environment, sentence):
    ended = started(**environment)
    assert ended.returncode == 4 and sentence in ended.stderr and "Traceback" not in ended.stderr


def test_a_bucket_is_taken_from_the_environment():
    ended = started(S3_BUCKET="b", S3_ENDPOINT="http://minio:9000", S3_ACCESS_KEY_ID="k", S3_SECRET_ACCESS_KEY="s")
    assert "boardsite.s3.Bucket" in ended.stdout and "'addressing_style': 'path'" in ended.stdout


def test_without_boto3_it_says_what_is_missing(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'boto3' else find(name, *more)\n"
    )
    ended = started(S3_BUCKET="b", PYTHONPATH=str(tmp_path))
    assert ended.returncode == 4 and "pip install -r requirements-s3.txt" in ended.stderr
