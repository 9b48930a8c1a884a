"""The work of an import: how far it is, cancelled, killed, begun again, and files that nobody wants any more."""

import datetime
import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from boards.jobs import running
from boards.models import Import, ImportState, Job, Project
from boards.services import bulk_creation
from boards.transfer import bringing, importing, shelf
from boards.transfer.jobs import imports as jobs
from boards.transfer.services import imports as services
from tests.transfer.exports import a_card, a_list
from tests.transfer.pages.bringing import address, trello

pytestmark = pytest.mark.django_db


def test_page_asks_again_until_it_is_over(client, bring):
    client.post(reverse("import"), {"file": SimpleUploadedFile("b.json", trello())})
    found = Import.objects.get()
    page = client.get(address(found)).content.decode()
    assert "The file is being read" in page and 'http-equiv="refresh"' in page
    shelf.tell_progress(found.file, 500, 2000)
    part = client.get(address(found), headers={"HX-Request": "true"}).content.decode()
    assert 'value="25"' in part and "500 of 2,000" in part and "<html" not in part
    running.run_due()
    response = client.get(address(found), headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, address(found))


def test_cancelled_before_it_begins(client, bring, folder):
    found = bring(trello())
    client.post(reverse("import-cancel", args=[found.pk]))
    assert not list(folder.iterdir())
    assert "cancelled" in client.get(address(found)).content.decode()
    running.run_due()
    assert not Project.objects.exists()


def test_what_is_cancelled_in_another_tab_says_so_when_it_is_to_be_imported(client, bring):
    found = bring(trello())
    client.post(reverse("import-cancel", args=[found.pk]))
    response = client.post(address(found), {"then": "import"})
    assert response.status_code == 409 and "This import was cancelled." in response.content.decode()


def test_cancelled_in_the_midst_of_it(bring, monkeypatch, folder):
    """The work itself is called, and hears of it after the first four of its six cards."""
    found = bring(trello(cards=[a_card(number, id=f"c{number}") for number in range(6)]))
    services.choose(found=found, choices=found.choices, start=True)
    monkeypatch.setattr(bulk_creation, "TOLD_EACH", 2)
    told = []

    def tell(file, done, total):
        told.append((done, total))
        if done == 4:
            shelf.ask_to_stop(file)

    monkeypatch.setattr(shelf, "tell_progress", tell)
    jobs.carry_out.run(found.pk)
    found.refresh_from_db()
    assert found.state == ImportState.CANCELLED and told == [(0, 6), (0, 6), (2, 6), (4, 6)]
    assert not Project.objects.exists() and not list(folder.iterdir())


def test_cancelled_while_nobody_could_be_told(bring, choose, monkeypatch):
    """Where the database lets the cancelling in at once, the work notices at its end."""
    found = bring(trello())
    monkeypatch.setattr(services, "finish", lambda **_: False)
    choose(found)
    assert found.state == ImportState.CANCELLED and not Project.objects.exists()


def test_begun_twice_is_done_once(bring, choose):
    found = bring(trello())
    choose(found)
    for _time in range(2):
        jobs.carry_out.run(found.pk)
        jobs.read.run(found.pk)
    assert Project.objects.count() == 1


def test_killed_in_the_midst_and_begun_again(bring, client, choose, monkeypatch):
    found = bring(trello())

    class Killed(BaseException):
        pass

    def kill(**_values):
        raise Killed

    monkeypatch.setattr(services, "finish", kill)
    services.choose(found=found, choices=found.choices, start=True)
    with pytest.raises(Killed), transaction.atomic():
        jobs.carry_out.run(found.pk)
    monkeypatch.undo()
    assert not Project.objects.exists()
    jobs.carry_out.run(found.pk)
    assert Project.objects.count() == 1


def test_file_that_is_gone(bring, choose, folder, client):
    found = bring(trello())
    shelf.path_of(found.file).unlink()
    choose(found)
    assert found.state == ImportState.FAILED and "not here any more" in found.problem
    assert "not here any more" in client.get(address(found)).content.decode()


def test_what_nobody_expected_is_told_and_leaves_nothing(bring, choose, monkeypatch):
    found = bring(trello())
    monkeypatch.setattr(services, "finish", lambda **_: 1 / 0)
    choose(found)
    assert found.state == ImportState.FAILED and "has been logged" in found.problem
    assert not Project.objects.exists()


def test_old_files_are_removed(bring, folder):
    found = bring(trello())
    stray = folder / ("0" * 32)
    stray.write_text("left by who was killed")
    jobs.purge.run()
    assert stray.exists() and shelf.path_of(found.file).exists()
    long_ago = time.time() - 3 * 86400
    os.utime(stray, (long_ago, long_ago))
    Import.objects.update(changed_at=timezone.now() - datetime.timedelta(days=1, minutes=1))
    jobs.purge.run()
    assert not list(folder.iterdir())
    found.refresh_from_db()
    assert found.state == ImportState.CANCELLED


def test_work_that_fell_silent_is_given_up(bring):
    found = bring(trello())
    Job.objects.all().delete()
    Import.objects.update(state=ImportState.WAITING, changed_at=timezone.now() - datetime.timedelta(hours=2))
    jobs.purge.run()
    found.refresh_from_db()
    assert found.state == ImportState.FAILED and found.problem


def test_what_was_read_is_let_go_of_before_rows_are_made(bring, choose, monkeypatch):
    held, texts, opened, carry_out = [], [], bringing._file, importing.carry_out
    monkeypatch.setattr(bringing, "_file", lambda found: held.append(opened(found)) or held[-1])

    def looked_at(*args, **kwargs):
        assert not held[-1].made and not {"content", "text", "json", "json_list"} & vars(held[-1]).keys()
        # It can be read anew.
        texts.append(held[-1].text[:1])
        return carry_out(*args, **kwargs)

    monkeypatch.setattr(importing, "carry_out", looked_at)
    for content in (b"Task,Status\nBake,Now\nEat,Done\n", trello(lists=[a_list(1)], cards=[a_card(1)])):
        found = bring(content)
        choose(found)
        assert found.state == ImportState.DONE
    assert texts == ["T", "{"]
