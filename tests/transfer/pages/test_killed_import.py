"""Whoever imports is killed in the midst of it: nothing half is there, and it is done by the next, or said."""

import datetime
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from boards.jobs import running
from boards.models import Attachment, Import, ImportState, Job, JobState, Project, Task
from boards.services import projects
from boards.transfer import shelf
from boards.transfer.jobs import imports as jobs
from boards.transfer.services import imports as services
from tests.factories import make_attachment, make_project, make_task
from tests.jobs.processes import ROOT, environment
from tests.transfer.archives import packed
from tests.transfer.exports import a_card, export, written
from tests.transfer.pages.bringing import address

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
CARDS = 6
# Does what is due, and stays where four tasks are made.
WORK = """
import sys, time, django
django.setup()
from pathlib import Path
from boards.jobs import running
from boards.services import bulk_creation
from boards.transfer import shelf

def tell(file, done, total):
    if done >= 4:
        Path(sys.argv[1]).touch()
        time.sleep(300)

bulk_creation.TOLD_EACH = 2
shelf.tell_progress = tell
running.run_due()
"""


def an_archive(owner):
    project = make_project(owner=owner, title="Bakery")
    for number in range(CARDS):
        make_task(project=project, title=f"Card {number}")
    make_attachment(task=project.tasks.first())
    packet = packed(project)
    projects.delete(project=project, actor=owner)
    return packet


def a_board(owner):
    return written(export(name="Bakery", cards=[a_card(number, id=f"c{number}") for number in range(CARDS)]))


def killed_in_the_midst(tmp_path):
    """A process that has begun it, and dies with four tasks made."""
    mark = tmp_path / "in the midst"
    process = subprocess.Popen([sys.executable, "-c", WORK, mark], cwd=ROOT, env=environment(tmp_path))
    try:
        until = time.monotonic() + 120
        while not mark.exists():
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.1)
        if connection.vendor == "postgresql":
            nobody_else_begins_it()
    finally:
        process.kill()
        process.wait()
    Job.objects.filter(state=JobState.WAITING).update(due_at=timezone.now())
    Job.objects.filter(state=JobState.RUNNING).update(leased_until=timezone.now())


def nobody_else_begins_it():
    """Not even when it takes longer than it should. (SQLite lets nobody write anything meanwhile.)"""
    Job.objects.filter(state=JobState.RUNNING).update(leased_until=timezone.now())
    running.run_due()
    assert Job.objects.filter(state=JobState.WAITING, due_at__gt=timezone.now(), attempts=1).exists()


@pytest.mark.parametrize("make", [an_archive, a_board], ids=["archive", "board"])
def test_killed_in_the_midst_and_done_by_the_next(client, bring, owner, tmp_path, make):
    found = bring(make(owner), "file")
    services.choose(found=found, choices=found.choices, start=True)
    tasks = Task.objects.count()
    killed_in_the_midst(tmp_path)
    found.refresh_from_db()
    assert found.state == ImportState.WAITING
    assert Task.objects.count() == tasks and not Project.objects.alive().exists()
    running.run_due()
    found.refresh_from_db()
    assert found.state == ImportState.DONE, found.problem
    assert Project.objects.alive().get().tasks.count() == CARDS
    assert Attachment.objects.exclude(key="").count() in (0, 2)


def test_what_is_at_work_is_begun_by_nobody_else(bring, owner):
    found = bring(a_board(owner))
    services.choose(found=found, choices=found.choices, start=True)
    with shelf.alone(found.file) as is_alone:
        assert is_alone
        running.run_due()
        found.refresh_from_db()
        assert found.state == ImportState.WAITING and not Project.objects.exists()
    Job.objects.filter(state=JobState.WAITING).update(due_at=timezone.now())
    running.run_due()
    found.refresh_from_db()
    assert found.state == ImportState.DONE


def test_begun_too_often_it_is_said_and_can_be_tried_again(client, bring, owner):
    found = bring(a_board(owner))
    services.choose(found=found, choices=found.choices, start=True)
    Job.objects.filter(name=services.CARRY_OUT).update(attempts=3)
    Import.objects.update(changed_at=timezone.now() - datetime.timedelta(minutes=2))
    jobs.purge.run()
    found.refresh_from_db()
    assert found.state == ImportState.WAITING
    running.run_due()
    jobs.purge.run()
    found.refresh_from_db()
    assert found.state == ImportState.FAILED
    assert "The work on it broke off. Try again." in client.get(address(found)).content.decode()
    form = client.get(address(found)).context["form"]
    client.post(address(found), {**{name: form[name].value() or "" for name in form.fields}, "then": "import"})
    running.run_due()
    found.refresh_from_db()
    assert found.state == ImportState.DONE and Project.objects.count() == 1
    assert client.get(reverse("import-one", args=[found.pk])).status_code == 200
