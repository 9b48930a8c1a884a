"""The export of the whole site, as its administrators ask for it on a page."""

import pytest
from django.utils import timezone

from boards.models import Job, User
from boards.services import made_files
from boards.transfer import site_files, sites
from boards.transfer.jobs import exports as jobs
from boards.transfer.site_files import SiteParcel
from tests.factories import make_task

PAGE = "/site/export/"


@pytest.fixture(autouse=True)
def var_dir(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def test_an_administrator_gets_a_file_that_comes_in_again(project, staff, client_of, tmp_path):
    make_task(project=project, title="Kept")
    client = client_of(staff)
    assert "Make the file" in client.get(PAGE).content.decode()
    assert client.post(PAGE).status_code == 303
    waiting = client.get(PAGE)
    assert waiting["Refresh"] == "2"
    assert client.post(PAGE).status_code == 303
    assert Job.objects.filter(name=site_files.JOB).count() == 1
    jobs.make_site.run()
    assert "The file is ready" in client.get(PAGE).content.decode()
    answer = client.get(f"{PAGE}?file")
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    # The day it is of, not that of its end.
    assert f"site-{timezone.localdate().isoformat()}.zip" in answer["Content-Disposition"]
    path = tmp_path / "site.zip"
    path.write_bytes(answer.getvalue())
    assert [title for title, _pk in sites.bring_in(path, dry_run=True).projects_here] == [project.title]


def test_looking_sets_nothing_going(staff, client_of):
    client_of(staff).get(f"{PAGE}?file")
    assert site_files.known() is None
    assert not Job.objects.filter(name=site_files.JOB).exists()


def test_nobody_else_gets_it(project, owner, staff, client_of):
    site_files.ask(staff)
    jobs.make_site.run()
    for answer in (client_of(owner).get(f"{PAGE}?file"), client_of(owner).post(PAGE)):
        assert answer.status_code == 403


def test_who_is_no_administrator_any_more_gets_none(staff, client_of):
    site_files.ask(staff)
    User.objects.filter(pk=staff.pk).update(is_staff=False)
    jobs.make_site.run()
    assert made_files.of(site_files.KEY, SiteParcel).state is made_files.State.LOST


def test_one_that_fails_is_told_once(staff, client_of, monkeypatch):
    client = client_of(staff)
    client.post(PAGE)
    monkeypatch.setattr(sites, "write", lambda file: 1 / 0)
    jobs.make_site.run()
    assert "has been logged" in client.get(PAGE).content.decode()
    assert "Make the file" in client.get(PAGE).content.decode()
