"""Exports from page and API: who may have what, at once or made by a job, for a day."""

import io
import os
import time
import zipfile
from dataclasses import replace
from urllib.parse import unquote

import icalendar
import pytest
from django.core.cache import caches
from django.test import Client

from boards.models import Job, Project
from boards.rules.calendar_texts import escaped
from boards.services import made_files, projects
from boards.transfer import packing
from boards.transfer.api.schemas import ExportQuery
from boards.transfer.exports import offers
from boards.transfer.files import Brought
from boards.transfer.formats import registry
from boards.transfer.jobs import exports as jobs
from tests.factories import make_task
from tests.transfer.archives import brought_in, content, packed


@pytest.fixture
def var_dir(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def large(project, var_dir):
    """A project whose exports are made by a job."""
    make_task(project=project, title="Much")
    Project.objects.filter(pk=project.pk).update(last_number=packing.FEW_TASKS + 1)
    return project


def of(user):
    client = Client()
    client.force_login(user)
    return client


def address(project, kind="boardsite", more=""):
    return f"/projects/{project.pk}/export/file/?format={kind}&separator=comma{more}"


def work():
    """Do the jobs that wait."""
    for job in Job.objects.filter(name=packing.JOB, state="waiting"):
        jobs.make.run(*job.arguments)


def body(response):
    return response.getvalue() if response.streaming else response.content


def test_no_two_kinds_of_files_have_one_name(project, owner):
    names = [packing.Order(project=project, user=owner, export=each).name for each in offers.OFFERS]
    assert len(set(names)) == len(names)


def test_titles_that_look_like_marks_of_todo_txt_come_back(project, owner, tmp_path):
    titles = ["+1 for @anna", "due:2026-03-01 is too late", "x it"]
    for title in titles:
        make_task(project=project, title=title)
    written = body(of(owner).get(address(project, "todo.txt")))
    (tmp_path / "todo.txt").write_bytes(written)
    (board,) = registry.recognised(Brought(tmp_path / "todo.txt")).parse(Brought(tmp_path / "todo.txt"))
    assert [card.title for card in board.cards] == titles and not any(card.due for card in board.cards)


def test_texts_of_calendars_come_back_letter_for_letter(project, owner):
    # Its library has words of its own for one of these: findings/icalendar-backslash-n.sh.
    path, tag = r"C:\New folder, a;b", r"C:\New; folder"
    Project.objects.filter(pk=project.pk).update(title=path)
    make_task(project=project, title=path, description=f"{path}\nnext", tag_names=[tag])
    written = body(of(owner).get(address(project, "ics")))
    assert f"X-WR-CALNAME:{escaped(path)}\r\n".encode() in written
    (todo,) = icalendar.Calendar.from_ical(written).walk("VTODO")
    read = [todo["SUMMARY"], todo["DESCRIPTION"].splitlines()[0], *todo["CATEGORIES"].cats]
    assert [str(text) for text in read] == [path, path, tag]


@pytest.mark.parametrize("export", offers.OFFERS, ids=lambda each: each.key)
def test_a_small_project_is_had_at_once_as_whatever_is_offered(project, owner, export):
    make_task(project=project, title="=HYPERLINK(1)", description="Ünïcode 🙏")
    response = of(owner).get(address(project, export.key))
    assert response.status_code == 200
    assert response["Content-Type"] == export.content_type
    assert f".{export.ending}" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert response.content


def test_the_archive_of_the_page_comes_in_again(project, owner, tmp_path):
    make_task(project=project, title="Kept")
    packet = of(owner).get(address(project)).content
    assert content(packed(brought_in(packet, owner, tmp_path))) == content(packed(project))


def test_the_page_offers_everything_to_admins_and_files_to_viewers(project, admin, viewer):
    page = f"/projects/{project.pk}/export/"
    assert 'value="boardsite"' in of(admin).get(page).content.decode()
    shown = of(viewer).get(page).content.decode()
    assert 'value="boardsite"' not in shown
    assert 'value="csv"' in shown


def test_a_viewer_is_refused_the_archive(project, viewer):
    assert of(viewer).get(address(project)).status_code == 403
    assert of(viewer).get(address(project, "csv")).status_code == 200


@pytest.mark.parametrize("query", ["", "format=pdf", "format=csv&separator=x", "format=%00"])
def test_a_wrong_choice_is_said(project, owner, query):
    response = of(owner).get(f"/projects/{project.pk}/export/file/?{query}")
    assert response.status_code == 422


def test_a_name_that_is_hostile_is_none_of_a_file(project, owner):
    Project.objects.filter(pk=project.pk).update(title='../../"; rm\r\nX: 1 =cmd|')
    name = of(owner).get(address(project, "csv"))["Content-Disposition"]
    assert name.startswith('attachment; filename="rm-x-1-cmd-')


def test_a_file_is_called_as_its_project_in_any_script(project, owner):
    Project.objects.filter(pk=project.pk).update(title="Große Straße 計画")
    name = of(owner).get(address(project, "csv"))["Content-Disposition"]
    assert "filename*=UTF-8''große-straße-計画-" in unquote(name)


def test_a_large_project_is_made_by_a_job_and_kept(large, owner):
    client = of(owner)
    first = client.get(address(large))
    assert (first.status_code, first["Refresh"]) == (202, "2")
    assert client.get(address(large)).status_code == 202
    assert Job.objects.filter(name=packing.JOB).count() == 1
    work()
    ready = client.get(address(large))
    assert ready.status_code == 200
    assert "&amp;file" in ready.content.decode()
    response = client.get(address(large, more="&file"))
    assert zipfile.is_zipfile(io.BytesIO(body(response)))
    assert "zip" in response["Content-Type"]


def test_a_file_is_of_who_asked_for_it_and_may_still_see_the_project(large, owner, admin, member):
    of(admin).get(address(large))
    work()
    # Another one's is theirs alone.
    assert of(owner).get(address(large, more="&file")).status_code == 202
    large.memberships.filter(user=admin).delete()
    assert of(admin).get(address(large, more="&file")).status_code == 404


def test_a_file_ends_after_a_day(large, owner, var_dir):
    client = of(owner)
    client.get(address(large))
    work()
    (path,) = (var_dir / "exports").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    os.utime(path, (time.time() - made_files.KEPT - 1,) * 2)
    jobs.purge.run()
    assert not path.exists()
    assert client.get(address(large, more="&file")).status_code == 202


def test_a_project_that_is_deleted_meanwhile_leaves_no_file(large, owner, admin, var_dir):
    of(admin).get(address(large))
    projects.delete(project=large, actor=owner)
    work()
    assert not (var_dir / "exports").exists() or not list((var_dir / "exports").iterdir())


def test_what_a_killed_worker_left_is_made_anew(large, owner):
    """The job is handed to somebody else, who finds the order as it was."""
    client = of(owner)
    client.get(address(large))
    key = Job.objects.get(name=packing.JOB).arguments[0]
    jobs.make.run(key)
    assert made_files.of(key, packing.Packet).state is made_files.State.DONE
    jobs.make.run(key)
    assert client.get(address(large)).status_code == 200


def test_what_was_lost_is_said_once(large, owner):
    client = of(owner)
    client.get(address(large))
    key = Job.objects.get(name=packing.JOB).arguments[0]
    packet = made_files.of(key, packing.Packet)
    made_files.note(key, replace(packet, begun=time.time() - made_files.GIVEN_UP - 1), made_files.State.MAKING)
    assert client.get(address(large)).status_code == 503
    assert client.get(address(large)).status_code == 202


def test_something_that_fails_is_told_and_leaves_nothing(large, owner, monkeypatch, var_dir):
    def fail(*_arguments):
        raise RuntimeError("disk full of bugs")

    client = of(owner)
    client.get(address(large))
    monkeypatch.setattr(jobs.offers, "offer_of", lambda key: replace(offers.ARCHIVE, write=fail))
    work()
    assert not list((var_dir / "exports").iterdir())
    response = client.get(address(large))
    assert response.status_code == 503
    assert "bugs" not in response.content.decode()


def test_the_api_gives_it_once_it_is_made(large, owner, api_of):
    caller = api_of(owner)
    path = f"projects/{large.pk}/export"
    first = caller.get(path)
    assert (first.status_code, first["Retry-After"], first.json()["state"]) == (202, "2", "making")
    work()
    done = caller.get(path)
    assert done.status_code == 200
    assert zipfile.is_zipfile(io.BytesIO(body(done)))


def test_the_api_offers_what_there_is():
    assert set(ExportQuery.model_json_schema()["properties"]["format"]["enum"]) == {each.key for each in offers.OFFERS}


def test_names_in_the_cache_are_no_paths(large, owner):
    client = of(owner)
    client.get(address(large))
    key = Job.objects.get(name=packing.JOB).arguments[0]
    entry = caches["default"].get(key)
    caches["default"].set(key, entry | {"state": "done", "file": "../secret"}, 60)
    with pytest.raises(ValueError, match="no name of a file"):
        client.get(address(large))
