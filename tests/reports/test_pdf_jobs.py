"""Who gets which PDF, and how its making ends, without making one."""

import contextlib
import subprocess
import sys
import threading
import time
from dataclasses import asdict, replace

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection

from boards.reports import pdf_jobs
from boards.reports.pdf_jobs import Order, Paper, State

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def started(monkeypatch) -> list[tuple]:
    """What was set going, instead of a process: (order, paper, place, html)."""
    found = []
    monkeypatch.setattr(pdf_jobs, "start", lambda *args: found.append(args))
    return found


def order(*wish: object, revision: int = 1) -> Order:
    return Order(wish or ("wish",), revision, lambda: "<p>html</p>")


def finish(monkeypatch, started, paper: Paper) -> None:
    """The process that was set going ends like this."""
    monkeypatch.setattr(pdf_jobs, "make", lambda html, tell, begun: paper)
    pdf_jobs.watched(*started[-1])


def keep(wanted: Order, paper: Paper) -> None:
    caches["default"].set(wanted.key, asdict(paper), 60)


def test_first_to_ask_sets_it_going_and_the_second_joins(started):
    assert pdf_jobs.ask(order()).state is State.MAKING
    assert pdf_jobs.ask(order()).state is State.MAKING
    assert len(started) == 1 and started[0][3] == "<p>html</p>"


def test_finished_pdf_is_handed_out_until_the_project_changes(started, monkeypatch):
    pdf_jobs.ask(order())
    finish(monkeypatch, started, Paper(State.DONE, revision=1, content=b"%PDF"))
    assert pdf_jobs.ask(order()).content == b"%PDF"
    # Who waited for it still gets it although somebody has moved a card.
    assert pdf_jobs.ask(order(revision=2)).content == b"%PDF"
    keep(order(), Paper(State.DONE, revision=1, heard=time.time() - pdf_jobs.FRESH - 1))
    assert pdf_jobs.ask(order(revision=2)).state is State.MAKING
    assert len(started) == 2


def test_each_reader_and_each_choice_has_a_pdf_of_its_own(started, settings):
    settings.PDFS_AT_ONCE = 9
    for wish in (("ann", 1), ("ben", 1), ("ann", 2)):
        pdf_jobs.ask(order(*wish))
    assert len(started) == 3


def test_more_than_so_many_wait_their_turn(started, monkeypatch):
    for name in ("a", "b", "c"):
        last = pdf_jobs.ask(order(name))
    assert last.state is State.WAITING and last.is_under_way and len(started) == 2
    finish(monkeypatch, started, Paper(State.DONE, content=b"x"))
    assert pdf_jobs.ask(order("c")).state is State.MAKING


@pytest.mark.parametrize("state", [State.TOO_LARGE, State.TOO_SLOW, State.MISSING, State.BROKEN])
def test_an_end_without_pdf_is_told_once(started, monkeypatch, state):
    pdf_jobs.ask(order())
    finish(monkeypatch, started, Paper(state))
    told = pdf_jobs.ask(order())
    assert told.state is state and not told.is_under_way
    assert pdf_jobs.ask(order()).state is State.MAKING


def test_a_maker_that_fell_silent_is_lost(started):
    keep(order(), Paper(State.MAKING, heard=time.time() - pdf_jobs.SILENCE - 1))
    assert pdf_jobs.ask(order()).state is State.LOST
    assert started == []


def test_an_error_on_the_way_frees_the_place(started, monkeypatch, settings):
    settings.PDFS_AT_ONCE = 1
    pdf_jobs.ask(order())
    monkeypatch.setattr(pdf_jobs, "make", lambda *args: 1 / 0)
    pdf_jobs.watched(*started[0])
    assert pdf_jobs.ask(order()).state is State.BROKEN
    assert pdf_jobs.ask(order("next")).state is State.MAKING


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
def test_a_state_that_can_not_be_written_does_no_harm_to_the_pdf(started, monkeypatch, caplog):
    pdf_jobs.ask(order())
    failing = Failing(2)
    monkeypatch.setattr(pdf_jobs, "_cache", lambda: failing)

    def make(html, tell, begun):
        tell(begun)
        tell(begun)
        return replace(begun, state=State.DONE, content=b"%PDF")

    monkeypatch.setattr(pdf_jobs, "make", make)
    pdf_jobs.watched(*started[0])
    assert pdf_jobs.ask(order()).content == b"%PDF"
    assert caplog.text.count("database is locked") == 2 and "Traceback" not in caplog.text


@pytest.mark.usefixtures("impatient")
def test_the_end_is_written_in_a_few_attempts(started, monkeypatch):
    pdf_jobs.ask(order())
    failing = Failing(3)
    monkeypatch.setattr(pdf_jobs, "_cache", lambda: failing)
    finish(monkeypatch, started, Paper(State.DONE, revision=1, content=b"%PDF"))
    assert pdf_jobs.ask(order()).content == b"%PDF"


@pytest.mark.usefixtures("impatient")
def test_an_end_that_can_not_be_written_at_all_is_found_by_the_silence(started, monkeypatch, caplog):
    pdf_jobs.ask(order())
    failing = Failing(99)
    monkeypatch.setattr(pdf_jobs, "_cache", lambda: failing)
    finish(monkeypatch, started, Paper(State.DONE, revision=1, content=b"%PDF"))
    assert "it counts as lost" in caplog.text
    later = time.time() + pdf_jobs.SILENCE + 1
    monkeypatch.setattr(pdf_jobs.time, "time", lambda: later)
    assert pdf_jobs.ask(order()).state is State.LOST


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is never restarted")
@pytest.mark.django_db(transaction=True)
def test_a_pdf_outlives_a_restart_of_the_database(started, monkeypatch):
    def make(html, tell, begun):
        tell(begun)
        with connection.cursor() as cursor, contextlib.suppress(OperationalError):
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        tell(begun)
        return replace(begun, state=State.DONE, content=b"%PDF")

    monkeypatch.setattr(pdf_jobs, "make", make)
    pdf_jobs.ask(order())
    thread = threading.Thread(target=lambda: (pdf_jobs.watched(*started[0]), connection.close()))
    thread.start()
    thread.join(30)
    assert pdf_jobs.ask(order()).content == b"%PDF"


def test_a_page_that_can_not_be_rendered_frees_the_place(started, settings):
    settings.PDFS_AT_ONCE = 1
    with pytest.raises(ZeroDivisionError):
        pdf_jobs.ask(replace(order(), html=lambda: 1 / 0))
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
