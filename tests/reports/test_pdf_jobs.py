"""Who gets which PDF, and how its making ends, without making one."""

import contextlib
import datetime
import subprocess
import sys
import threading
import time
from dataclasses import asdict, replace

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.utils import timezone

from boards.jobs import running
from boards.jobs.registry import Queue
from boards.models import Job, JobState
from boards.reports import pdf_jobs
from boards.reports.pdf_jobs import Order, Paper, State
from boards.services import jobs

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def made(monkeypatch):
    """What is made instead of a PDF, by `made.append(paper)`; the HTML it was made of is in `made.pages`."""

    class Made(list):
        """Papers to come."""

    papers = Made()

    def make(html, tell, begun):
        papers.pages.append(html)
        return papers.pop(0)

    papers.pages = []
    monkeypatch.setattr(pdf_jobs, "make", make)
    return papers


def order(*wish: object, revision: int = 1) -> Order:
    return Order(wish or ("wish",), revision, lambda: "<p>html</p>")


def work() -> int:
    return running.run_due(queues=[Queue.FILES])


def finish(made, paper: Paper) -> None:
    """What was asked for is made, and becomes this."""
    made.append(paper)
    work()


def keep(wanted: Order, paper: Paper) -> None:
    caches["default"].set(wanted.key, asdict(paper), 60)


def test_first_to_ask_sets_it_going_and_the_second_joins(made):
    assert pdf_jobs.ask(order()).state is State.MAKING
    assert pdf_jobs.ask(order()).state is State.MAKING
    assert Job.objects.count() == 1
    finish(made, Paper(State.DONE, revision=1, content=b"%PDF"))
    assert made.pages == ["<p>html</p>"]
    # What it was made of is kept no longer than that.
    assert caches["default"].get(f"{order().key}:html") is None


def test_finished_pdf_is_handed_out_until_the_project_changes(made):
    pdf_jobs.ask(order())
    finish(made, Paper(State.DONE, revision=1, content=b"%PDF"))
    assert pdf_jobs.ask(order()).content == b"%PDF"
    # Who waited for it still gets it although somebody has moved a card.
    assert pdf_jobs.ask(order(revision=2)).content == b"%PDF"
    keep(order(), Paper(State.DONE, revision=1, heard=time.time() - pdf_jobs.FRESH - 1))
    assert pdf_jobs.ask(order(revision=2)).state is State.MAKING
    assert Job.objects.filter(state=JobState.WAITING).count() == 1


def test_each_reader_and_each_choice_has_a_pdf_of_its_own():
    for wish in (("ann", 1), ("ben", 1), ("ann", 2)):
        pdf_jobs.ask(order(*wish))
    assert Job.objects.count() == 3


def test_more_than_so_many_wait_their_turn(made, settings):
    settings.PDFS_AT_ONCE = 1
    place = pdf_jobs._take_place()
    pdf_jobs.ask(order())
    work()
    waiting = pdf_jobs.ask(order())
    assert waiting.state is State.WAITING and waiting.is_under_way
    # However long it waits, that is no failure.
    for _look in range(9):
        Job.objects.update(due_at=timezone.now())
        assert work() == 1
    caches["default"].delete(place)
    Job.objects.update(due_at=timezone.now())
    finish(made, Paper(State.DONE, revision=1, content=b"x"))
    assert pdf_jobs.ask(order()).content == b"x"
    assert pdf_jobs._take_place() == place


@pytest.mark.parametrize("state", [State.TOO_LARGE, State.TOO_SLOW, State.MISSING, State.BROKEN])
def test_an_end_without_pdf_is_told_once(made, state):
    pdf_jobs.ask(order())
    finish(made, Paper(state))
    told = pdf_jobs.ask(order())
    assert told.state is state and not told.is_under_way
    assert pdf_jobs.ask(order()).state is State.MAKING


def test_a_maker_that_fell_silent_is_followed_by_another(made):
    pdf_jobs.ask(order())
    claimed = jobs.claim(job_id=Job.objects.get().pk, seconds=1)
    keep(order(), Paper(State.MAKING, revision=1, heard=time.time() - pdf_jobs.SILENCE - 1))
    assert pdf_jobs.ask(order()).state is State.WAITING
    Job.objects.filter(pk=claimed.pk).update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    finish(made, Paper(State.DONE, revision=1, content=b"%PDF"))
    assert pdf_jobs.ask(order()).content == b"%PDF"


def test_one_that_nobody_takes_up_again_is_lost():
    keep(order(), Paper(State.MAKING, heard=time.time() - pdf_jobs.GIVEN_UP - 1))
    assert pdf_jobs.ask(order()).state is State.LOST
    assert pdf_jobs.ask(order()).state is State.MAKING


def test_what_nobody_waits_for_any_more_is_not_made(made):
    pdf_jobs.ask(order())
    caches["default"].clear()
    assert work() == 1
    assert (made.pages, Job.objects.get().state) == ([], JobState.DONE)


def test_an_error_on_the_way_frees_the_place(made, monkeypatch, settings):
    settings.PDFS_AT_ONCE = 1
    pdf_jobs.ask(order())
    monkeypatch.setattr(pdf_jobs, "make", lambda *args: 1 / 0)
    work()
    assert pdf_jobs.ask(order()).state is State.BROKEN
    assert pdf_jobs._take_place() is not None


class Failing:
    """A cache whose first writes of a state fail, as those of a busy SQLite or of a PostgreSQL that is restarted."""

    def __init__(self, times: int) -> None:
        self.times, self.real = times, caches["default"]

    def set(self, *args) -> None:
        if self.times:
            self.times -= 1
            raise OperationalError("database is locked")
        self.real.set(*args)

    def __getattr__(self, name):
        return getattr(self.real, name)


@pytest.fixture
def impatient(monkeypatch):
    """No pause between two attempts, and the transaction of the test stays."""
    monkeypatch.setattr(pdf_jobs, "AGAIN", (0, 0, 0))
    monkeypatch.setattr(pdf_jobs, "close_old_connections", lambda: None)


@pytest.mark.usefixtures("impatient")
def test_a_state_that_can_not_be_written_does_no_harm_to_the_pdf(monkeypatch, caplog):
    pdf_jobs.ask(order())
    failing = Failing(2)
    monkeypatch.setattr(pdf_jobs, "_cache", lambda: failing)

    def make(html, tell, begun):
        tell(begun)
        tell(begun)
        return replace(begun, state=State.DONE, content=b"%PDF")

    monkeypatch.setattr(pdf_jobs, "make", make)
    work()
    assert pdf_jobs.ask(order()).content == b"%PDF"
    assert caplog.text.count("database is locked") == 2 and "Traceback" not in caplog.text


@pytest.mark.usefixtures("impatient")
def test_the_end_is_written_in_a_few_attempts(made, monkeypatch):
    pdf_jobs.ask(order())
    failing = Failing(3)
    monkeypatch.setattr(pdf_jobs, "_cache", lambda: failing)
    finish(made, Paper(State.DONE, revision=1, content=b"%PDF"))
    assert pdf_jobs.ask(order()).content == b"%PDF"


@pytest.mark.usefixtures("impatient")
def test_an_end_that_can_not_be_written_at_all_is_found_by_the_silence(made, monkeypatch, caplog):
    pdf_jobs.ask(order())
    failing = Failing(99)
    monkeypatch.setattr(pdf_jobs, "_cache", lambda: failing)
    finish(made, Paper(State.DONE, revision=1, content=b"%PDF"))
    assert "it counts as lost" in caplog.text
    later = time.time() + pdf_jobs.GIVEN_UP + 1
    monkeypatch.setattr(pdf_jobs.time, "time", lambda: later)
    assert pdf_jobs.ask(order()).state is State.LOST


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is never restarted")
@pytest.mark.django_db(transaction=True)
def test_a_pdf_outlives_a_restart_of_the_database(monkeypatch):
    def make(html, tell, begun):
        tell(begun)
        with connection.cursor() as cursor, contextlib.suppress(OperationalError):
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        tell(begun)
        return replace(begun, state=State.DONE, content=b"%PDF")

    monkeypatch.setattr(pdf_jobs, "make", make)
    pdf_jobs.ask(order())
    thread = threading.Thread(target=lambda: (work(), connection.close()))
    thread.start()
    thread.join(30)
    assert pdf_jobs.ask(order()).content == b"%PDF"


def test_a_page_that_can_not_be_rendered_leaves_nothing_behind():
    with pytest.raises(ZeroDivisionError):
        pdf_jobs.ask(replace(order(), html=lambda: 1 / 0))
    assert not Job.objects.exists()
    assert pdf_jobs.ask(order()).state is State.MAKING


@pytest.mark.once
@pytest.mark.parametrize(
    ("program", "state"),
    [
        ("import sys; sys.exit(3)", State.MISSING),
        ("import sys; sys.exit(4)", State.TOO_LARGE),
        ("import sys; sys.exit(1)", State.BROKEN),
        ("import os; os.kill(os.getpid(), 5)", State.TOO_LARGE),
        ("import os; os.kill(os.getpid(), 6)", State.TOO_LARGE),
        ("import os; os.kill(os.getpid(), 9)", State.LOST),
        ("import os; os.kill(os.getpid(), 11)", State.BROKEN),
        ("import os; os.kill(os.getpid(), 14)", State.TOO_SLOW),
        ("print('%PDF', end='')", State.DONE),
    ],
)
def test_the_end_of_the_process_says_what_became_of_it(monkeypatch, program, state):
    def process(source, result):
        return subprocess.Popen([sys.executable, "-c", program], stdin=source, stdout=result, stderr=subprocess.PIPE)

    monkeypatch.setattr(pdf_jobs, "_process", process)
    found = pdf_jobs.make("<p>", lambda paper: None, Paper(State.MAKING), pause=0.05)
    assert found.state is state and found.content == (b"%PDF" if state is State.DONE else b"")


@pytest.mark.once
def test_a_pdf_that_was_done_while_the_database_kept_us_waiting_is_not_late(monkeypatch):
    monkeypatch.setattr(pdf_jobs, "SECONDS", 1)
    later, process = time.monotonic() + 9, subprocess.Popen([sys.executable, "-c", "pass"])

    def tell():
        process.wait(10)
        monkeypatch.setattr(pdf_jobs.time, "monotonic", lambda: later)

    assert pdf_jobs._wait(process, tell, pause=0.001) is False


@pytest.mark.once
def test_steps_are_heard_while_it_works(monkeypatch):
    program = "import sys; print('@5 84', 'a warning', '@6 0', sep='\\n', file=sys.stderr); sys.stdin.read()"

    def process(source, result):
        return subprocess.Popen([sys.executable, "-c", program], stdin=source, stdout=result, stderr=subprocess.PIPE)

    monkeypatch.setattr(pdf_jobs, "_process", process)
    found = pdf_jobs.make("<p>", lambda paper: None, Paper(State.MAKING), pause=0.05)
    assert (found.step, found.page) == (6, 84)


@pytest.mark.once
def test_process_is_given_no_secret(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:secret@host/name")
    given = {}
    monkeypatch.setattr(subprocess, "Popen", lambda args, **options: given.update(options))
    pdf_jobs._process(None, None)
    assert "PATH" in given["env"] and not {"DATABASE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"} & set(given["env"])


@pytest.mark.once
def test_the_site_itself_never_loads_weasyprint():
    program = "import django, sys; django.setup(); import boards.urls; print('weasyprint' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
