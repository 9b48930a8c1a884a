"""With a broker: real workers and beats do each job once, say whether they live, and find what was lost."""

import json
import os
import subprocess
import sys

import httpx
import pytest
import valkey
from django.db import connection

from boards.accounts.services import keys
from boards.jobs import cleaning
from boards.models import Activity, Job, JobState
from boards.services import jobs
from tests.factories import make_project
from tests.jobs.processes import BIN, ROOT, Process, Server, environment, eventually
from tests.servers import start_redis

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.unmeasured]


@pytest.fixture
def redis():
    with start_redis() as server:
        yield server


@pytest.fixture
def broker(redis):
    return redis.url.replace("/0", "/1")


@pytest.fixture
def start(tmp_path, broker):
    """Starts workers and beats on the database of the test."""
    found = []

    def start(what, name):
        command = [BIN / "celery", "-A", "boardsite.celery", what]
        command += ["--hostname", name] if what == "worker" else []
        found.append(Process(command, tmp_path, name, BROKER_URL=broker, TMPDIR=str(tmp_path / name)))
        (tmp_path / name).mkdir(exist_ok=True)
        return found[-1]

    command = [sys.executable, "manage.py", "prepare"]
    subprocess.run(command, cwd=ROOT, env=environment(tmp_path, BROKER_URL=broker), check=True, capture_output=True)
    yield start
    for each in found:
        each.kill()
    drop_schedule()


def drop_schedule():
    """The tables that other tests don't know: they would hold up their flush."""
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if name.startswith("django_celery_beat")
        ]
        for name in sorted(tables, key=lambda name: name != "django_celery_beat_periodictask"):
            cursor.execute(f"DROP TABLE {name}")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'django_celery_beat'")


def health(folder, broker, *what):
    command = [sys.executable, "-m", "boardsite.server.health", *what]
    env = os.environ | {"BROKER_URL": broker, "TMPDIR": str(folder)}
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


def until_done(count):
    return eventually(lambda: Job.objects.filter(state=JobState.DONE).count() >= count, 60)


def test_workers_and_beats(start, redis, broker, tmp_path, owner):
    """One after the other, because each start takes seconds."""
    assert not health(tmp_path, broker, "worker", "one@here")
    workers = [start("worker", "one@here"), start("worker", "two@here")]
    beats = [start("beat", "first"), start("beat", "second")]

    # What was written, and never told, is found; each is done by one of them.
    jobs.add(*(cleaning.purge_cache.ask() for _number in range(20)))
    Job.objects.update(queued_at=None)
    assert until_done(20)
    project = make_project()
    assert eventually(lambda: Activity.objects.filter(project=project, is_told=True).exists())

    # A server tells the broker, and what follows is done without the sweep.
    server = Server(tmp_path, BROKER_URL=broker)
    try:
        server.until_up()
        headers = {"X-API-Key": keys.create(name="k", can_write=True, expires_at=None, actor=owner).secret}
        httpx.post(f"{server.url}/api/v1/projects/", json={"title": "New"}, headers=headers)
        assert eventually(lambda: not Activity.objects.filter(is_told=False).exists(), 5)
    finally:
        server.kill()

    # They say whether they live.
    assert health(tmp_path, broker, "worker", "one@here")
    assert health(tmp_path / "first", broker, "beat")
    assert not health(tmp_path, broker, "beat")

    # An emptied broker forgets messages, and no job.
    valkey.Redis.from_url(redis.url).flushall()
    jobs.add(*(cleaning.purge_cache.ask(key=str(number)) for number in range(20)))
    assert until_done(40)
    assert health(tmp_path, broker, "worker", "two@here")
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}

    # They stop when they are told to, and leave nothing but lines of ours.
    for each in (*workers, *beats):
        assert each.stop() == 0
        assert "Traceback" not in each.log.read_text()
    assert not health(tmp_path, broker, "worker", "one@here")


SCRIPT = """
import django, json, sys
django.setup()
from boards.jobs import registry, schedule
from django_celery_beat.models import CrontabSchedule, PeriodicTask

def times():
    return {row.name: str(row.crontab.hour) for row in PeriodicTask.objects.filter(crontab__isnull=False)}

found = [times()]
night, _made = CrontabSchedule.objects.get_or_create(minute="5", hour="23", timezone="UTC")
PeriodicTask.objects.filter(name="boardsite cache.purge").update(crontab=night)
PeriodicTask.objects.create(name="an operator's own", task="x.y", crontab=night)
registry._known["projects.purge"] = registry._known["projects.purge"].__class__(
    **{**registry._known["projects.purge"].__dict__, "at": registry._known["projects.purge"].at * 2})
del registry._known["answers.purge"]
schedule.keep_in_step()
found.append(times())
schedule.keep_in_step()
found.append(times())

# What beat believes to have called for lately, and what nobody has heard of, is begun; once.
import datetime
from django.utils import timezone
from boards.jobs import celery
from boards.models import Job
PeriodicTask.objects.filter(name="boardsite jobs.purge").update(
    last_run_at=timezone.now() - datetime.timedelta(minutes=2))
PeriodicTask.objects.filter(name="boardsite accounts.keys").update(last_run_at=timezone.now())
PeriodicTask.objects.filter(name="boardsite accounts.sessions").update(
    last_run_at=timezone.now() - datetime.timedelta(days=2))
celery._begin_missed()
celery._begin_missed()
found.append(list(Job.objects.values_list("name", flat=True)))
print(json.dumps(found))
"""


def test_schedule_follows_the_registry_and_what_operators_changed(start, tmp_path, broker):
    env = environment(tmp_path, BROKER_URL=broker)
    ran = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    first, second, third, begun = json.loads(ran.stdout)
    assert begun == ["jobs.purge"]
    assert first["boardsite cache.purge"] == first["boardsite answers.purge"] == "2"
    assert (second["boardsite cache.purge"], second["boardsite projects.purge"]) == ("23", "5")
    assert "boardsite answers.purge" not in second and "an operator's own" in second
    assert second == third


def test_worker_without_a_broker_says_what_is_missing(tmp_path):
    command = [BIN / "celery", "-A", "boardsite.celery", "worker"]
    ran = subprocess.run(command, cwd=ROOT, env=environment(tmp_path), check=False, capture_output=True, text=True)
    assert "BROKER_URL is not set" in ran.stderr and ran.returncode == 4
