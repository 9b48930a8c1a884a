"""One's data with one's files: what is in the zip, what must not be, and how a large one comes."""

import csv
import io
import json
import os
import time
import zipfile

import pytest
from django.core.files.base import ContentFile

from boards.accounts import data_files, jobs
from boards.accounts.data_files import DataParcel
from boards.models import Attachment, Job
from boards.services import attachments, comments, made_files, members, stored_files
from boards.services.made_files import State
from tests.accounts.steps import PASSWORD, recovery_codes, sign_in, with_app, with_password
from tests.factories import make_comment, make_project, make_task

PATH = "/account/data/files/"


def attach(task, actor, name, content=b"content"):
    stored = stored_files.keep(ContentFile(content))
    return attachments.add(task=task, stored=stored, name=name, actor=actor)


def body(answer):
    return answer.getvalue() if answer.streaming else answer.content


def zipped(client, path=PATH):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(body(answer))) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def table(text):
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


@pytest.fixture
def person(owner):
    return with_password(owner)


@pytest.fixture
def var_dir(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def none_is_small(monkeypatch):
    monkeypatch.setattr(data_files, "FEW_BYTES", -1)


def test_the_zip_holds_tasks_comments_files_and_the_rest(person, client_of):
    project = make_project(owner=person, title="Launch")
    task = make_task(project=project, title="=1+1", description="ä\n", assignee=person)
    make_comment(task=task, actor=person, text="Said so")
    made = attach(task, person, "plan.txt", b"The plan")
    found = zipped(client_of(person))
    assert sorted(found) == ["README.txt", "comments.csv", "data.json", f"files/{made.pk}-plan.txt", "tasks.csv"]
    assert found[f"files/{made.pk}-plan.txt"] == b"The plan"
    assert json.loads(found["data.json"])["account"][0]["email"] == person.email
    (row,) = table(found["tasks.csv"])
    # No cell is a formula.
    assert (row["project"], row["title"], row["description"]) == ("Launch", "'=1+1", "ä\n")
    assert row["created_at"] == f"{task.created_at:%Y-%m-%d %H:%M:%S}"
    (row,) = table(found["comments.csv"])
    assert (row["project"], row["text"]) == ("Launch", "Said so")


def test_who_opens_it_is_told_what_is_what(person, client_of):
    found = zipped(client_of(person))
    told = found["README.txt"].decode("utf-8-sig")
    assert person.display_name in told.splitlines()[0]
    assert all(name in told for name in found if name != "README.txt")


def test_nothing_in_it_opens_an_account(person):
    client = sign_in(person)
    secret = with_app(person)
    text = b"".join(zipped(client).values()).decode()
    person.refresh_from_db()
    hidden = [secret, PASSWORD, person.password, client.session.session_key, *recovery_codes(person)]
    assert [word for word in hidden if word in text] == []


def test_files_of_others_and_what_is_deleted_are_not_in_it(project, owner, member, client_of):
    task, gone = make_task(project=project), make_task(project=project)
    attach(task, owner, "theirs.txt")
    attach(gone, member, "on a deleted task.txt")
    deleted = attach(task, member, "deleted.txt")
    kept = attach(task, member, "mine.txt")
    attachments.delete(attachment=deleted, actor=member)
    gone.__class__.objects.filter(pk=gone.pk).update(deleted_at=gone.created_at)
    names = [name for name in zipped(client_of(member)) if name.startswith("files/")]
    assert names == [f"files/{kept.pk}-mine.txt"]


def test_who_has_left_a_project_takes_no_file_or_title_of_it(project, owner, member, client_of):
    task = make_task(project=project, title="Secret of the others")
    attach(task, member, "mine.txt", b"in their project")
    make_comment(task=task, actor=member, text="My own words")
    members.remove(project=project, user=member, actor=owner)
    found = zipped(client_of(member))
    assert sorted(found) == ["README.txt", "comments.csv", "data.json", "tasks.csv"]
    assert b"Secret of the others" not in b"".join(found.values())
    assert table(found["tasks.csv"]) == []
    # What one has said is one's own, wherever it was.
    (row,) = table(found["comments.csv"])
    assert (row["project"], row["task"], row["text"]) == ("", "", "My own words")


def test_a_comment_that_was_taken_back_is_in_no_table(person, client_of):
    comment = make_comment(task=make_task(project=make_project(owner=person)), actor=person, text="Rash")
    comments.delete(comment=comment, actor=person)
    assert table(zipped(client_of(person))["comments.csv"]) == []


def test_names_of_files_lead_nowhere(person, client_of):
    task = make_task(project=make_project(owner=person))
    made = attach(task, person, "x.txt")
    Attachment.objects.filter(pk=made.pk).update(name='../../e\u202ec:"|*.txt')
    (name,) = (each for each in zipped(client_of(person)) if each.startswith("files/"))
    assert name == f"files/{made.pk}-e\ufffdc____.txt"


def test_a_file_that_the_store_has_lost_is_left_out(person, client_of):
    made = attach(make_task(project=make_project(owner=person)), person, "x.txt")
    stored_files.discard([made.key])
    assert sorted(zipped(client_of(person))) == ["README.txt", "comments.csv", "data.json", "tasks.csv"]


@pytest.mark.usefixtures("none_is_small")
def test_a_large_one_is_made_by_a_job_and_ends_after_a_day(person, client_of, var_dir):
    client = client_of(person)
    first = client.get(PATH)
    assert (first.status_code, first["Refresh"]) == (202, "2")
    assert client.get(PATH).status_code == 202
    assert Job.objects.filter(name=data_files.JOB).count() == 1
    jobs.write_data.run(person.pk)
    ready = client.get(PATH)
    assert ready.status_code == 200
    assert "The file is ready" in ready.content.decode()
    assert "data.json" in zipped(client, f"{PATH}?file")
    (path,) = (var_dir / "exports").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    os.utime(path, (time.time() - made_files.KEPT - 1,) * 2)
    made_files.remove_old()
    assert client.get(f"{PATH}?file").status_code == 202


@pytest.mark.usefixtures("none_is_small")
def test_nobody_gets_that_of_another_one(person, member, client_of):
    client_of(person).get(PATH)
    jobs.write_data.run(person.pk)
    assert client_of(member).get(f"{PATH}?file").status_code == 202


@pytest.mark.usefixtures("none_is_small")
def test_one_that_fails_is_told_once_and_made_anew(person, client_of, monkeypatch):
    client, key = client_of(person), data_files.key_of(person)
    client.get(PATH)
    monkeypatch.setattr(data_files, "write", lambda user, file: 1 / 0)
    jobs.write_data.run(person.pk)
    assert made_files.of(key, DataParcel).state is State.BROKEN
    assert client.get(PATH).status_code == 503
    assert client.get(PATH).status_code == 202


def test_queries_do_not_grow_with_what_there_is(person, client_of, django_assert_max_num_queries):
    project, client = make_project(owner=person), client_of(person)
    task = make_task(project=project)
    for number in range(10):
        make_task(project=project, title=f"Task {number}")
        make_comment(task=task, actor=person, text=f"Said {number}")
        attach(task, person, f"{number}.txt")
    with django_assert_max_num_queries(33):
        assert len(table(zipped(client)["tasks.csv"])) == 11
