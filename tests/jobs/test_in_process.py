"""Without a broker: one thread of the server does the work, and no request notices."""

import datetime
import time

import httpx
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards.accounts.services import keys
from boards.jobs import beside, cleaning, in_process, registry, running
from boards.jobs.registry import Later, Queue
from boards.models import Activity, Job, JobState, Project
from boards.services import jobs
from tests.factories import make_project
from tests.jobs.processes import Server, eventually

real = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.unmeasured]


@pytest.fixture
def serve(tmp_path):
    """Starts servers on the database of the test."""
    servers = []

    def serve(**more):
        servers.append(Server(tmp_path, **more))
        return servers[-1]

    yield serve
    for server in servers:
        server.kill()


@pytest.fixture
def thread(db, monkeypatch):
    """Not started: its rounds are made by the test, and connections stay open."""
    monkeypatch.setattr(connections, "close_all", lambda: None)
    monkeypatch.setattr(in_process.Lane, "start", lambda lane, waiting: None)
    return in_process.Thread()


class TestServer:
    pytestmark = real

    def test_does_what_the_clock_calls_for_once_before_anybody_asks_for_anything(self, serve):
        project = make_project()
        Project.objects.filter(pk=project.pk).update(deleted_at=timezone.now() - datetime.timedelta(days=31))
        for _server in range(2):
            serve(WORKERS="2")
        scheduled = {known.name for known in registry.scheduled()}
        done = Job.objects.filter(state=JobState.DONE).order_by()
        assert eventually(lambda: set(done.values_list("name", flat=True)) == scheduled)
        assert not Project.objects.exists()
        time.sleep(1)
        # Those of every few minutes may have begun another period meanwhile.
        assert set(Job.objects.values_list("attempts", flat=True)) == {1}
        daily = [known.name for known in registry.scheduled() if known.every >= datetime.timedelta(days=1)]
        assert Job.objects.filter(name__in=daily).count() == len(daily)

    def test_tells_of_a_change_at_once(self, serve, owner):
        server = serve()
        server.until_up()
        eventually(lambda: Job.objects.filter(state=JobState.DONE).count() >= len(registry.scheduled()))
        headers = {"X-API-Key": keys.create(name="k", can_write=True, expires_at=None, actor=owner).secret}
        answer = httpx.post(f"{server.url}/api/v1/projects/", json={"title": "New"}, headers=headers)
        assert answer.status_code == 201
        assert eventually(lambda: Activity.objects.get().is_told, in_process.LOOK / 3)

    def test_finds_what_another_process_has_written_and_stops_when_told_to(self, serve):
        server = serve()
        server.until_up()
        jobs.add(cleaning.purge_cache.ask())
        assert eventually(lambda: Job.objects.filter(once="", state=JobState.DONE).exists())
        assert server.stop() == 0
        assert "Traceback" not in server.log.read_text()


def test_idle_round_writes_nothing_and_looks_a_few_times(thread):
    thread._round()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert thread._round() == in_process.LOOK
    assert len(asked) <= 3
    assert all(each["sql"].startswith("SELECT") for each in asked)


def test_looks_again_when_the_next_job_is_due(thread):
    thread._round()
    jobs.add(cleaning.purge_cache.ask(due_at=timezone.now() + datetime.timedelta(seconds=5)))
    assert 4 < thread._round() <= 5


def test_what_fails_is_told_in_a_line_and_tried_again(thread, monkeypatch, caplog):
    monkeypatch.setattr(in_process.telling, "tell_all", lambda: 1 / 0)
    assert thread._round() == in_process.PAUSE
    assert "Background work has to wait: division by zero" in caplog.text
    assert "Traceback" not in caplog.text


def test_begins_no_job_once_it_is_to_stop(thread, monkeypatch):
    monkeypatch.setattr(registry, "_known", {})
    done = []
    known = registry.job("test")(lambda number: (done.append(number), thread.stop()))
    jobs.add(known.ask(1), known.ask(2))
    thread._round()
    assert done == [1]
    assert sorted(Job.objects.values_list("state", flat=True)) == [JobState.DONE, JobState.WAITING]


def test_each_queue_that_waits_for_others_has_threads_of_its_own(settings):
    settings.PDFS_AT_ONCE = 3
    assert in_process._lanes() == {Queue.MAIL: 1, Queue.WEBHOOKS: 1, Queue.FILES: 3}


def test_nothing_wakes_where_no_thread_is(monkeypatch, django_capture_on_commit_callbacks, db):
    monkeypatch.setattr(in_process, "_thread", None)
    with django_capture_on_commit_callbacks(execute=True):
        make_project()
    beside.drain()


def test_waiting_for_its_moment_is_no_attempt(db, monkeypatch):
    monkeypatch.setattr(registry, "_known", {})
    tries = []

    def wait():
        tries.append(1)
        if len(tries) < 5:
            raise Later(timezone.now())

    jobs.add(registry.job("test", tries=2)(wait).ask())
    assert running.run_due() == 5
    assert (Job.objects.get().state, Job.objects.get().attempts) == (JobState.DONE, 1)


def test_schedule_has_periods_that_begin_alike_each_day(monkeypatch):
    monkeypatch.setattr(registry, "_known", {})
    for period in ({"minutes": 1}, {"minutes": 15}, {"hours": 1}, {"hours": 6}, {"days": 1}, {"days": 7}):
        registry.job("test", every=datetime.timedelta(**period))(lambda: None)
    for period in ({"seconds": 30}, {"minutes": 7}, {"minutes": 90}, {"hours": 5}, {"days": 2}):
        with pytest.raises(ValueError, match="no part"):
            registry.job("test", every=datetime.timedelta(**period))(lambda: None)
