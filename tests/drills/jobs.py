"""Background work while workers are killed, and the broker is emptied and away: nothing is lost, and what is done twice
is explained and counted."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

from tests.drills.lines import Sink
from tests.drills.stage import BIN, ROOT, Web
from tests.servers import free_port

LINES = 200
ADD = """
import django, sys
django.setup()
from boards.jobs import registry, sending
from boards.services import jobs
known = registry.find(sys.argv[3])
jobs.add(*(known.ask(number) for number in range(int(sys.argv[1]), int(sys.argv[2]))))
sending.sender.flush()
"""


class Celery:
    """A worker with two processes, or a beat."""

    def __init__(self, what, name, folder, environment):
        self._command = [BIN / "celery", "--quiet", "-A", "boardsite.celery", what]
        self._command += ["--hostname", f"{name}@drill"] if what == "worker" else []
        self.log, self._environment = folder / f"{name}.log", environment

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self):
        """With its processes, at the same moment."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """As an operator stops it; gives the seconds that took."""
        started = time.monotonic()
        self.process.terminate()
        assert self.process.wait(60) == 0
        return time.monotonic() - started

    def end(self):
        if self.process.poll() is None:
            self.kill()


@contextmanager
def working(folder, broker, workers=2, beats=2):
    """Workers and beats, and a sink that they write to; gives those, and the environment of the site."""
    sink = Sink()
    environment = os.environ | {
        "BROKER_URL": broker,
        "DRILL_SINK": str(sink.port),
        "DJANGO_SETTINGS_MODULE": "tests.drills.settings",
        "WORKER_PROCESSES": "2",
    }
    _run(environment, "manage.py", "prepare")
    with ExitStack() as stack:
        kinds = [("worker", number) for number in range(workers)] + [("beat", number) for number in range(beats)]
        found = [Celery(what, f"{what}-{number}", folder, environment) for what, number in kinds]
        for each in found:
            each.start()
            stack.callback(each.end)
        yield sink, found, environment
    sink.shutdown()


def killed(stage, people, redis, seconds):
    """A worker is killed in the middle of 200 jobs, the broker is emptied, and away; two workers and two beats."""
    from boards.models import Job

    broker = redis.url.replace("/0", "/1")
    with working(stage.nginx_log.parent, broker) as (sink, processes, environment):
        began = time.monotonic()
        add(environment, 0, LINES)
        sink.until(50)
        # Both, so that no matter which has what in hand, some are broken off.
        for worker in processes[:2]:
            worker.kill()
            worker.start()
        sink.until(90)
        _flush(redis)
        sink.until(110)
        redis.stop()
        asked = _change_without_broker(stage, people, environment)
        add(environment, LINES, LINES + 20)
        time.sleep(seconds)
        redis.start()
        sink.until(LINES + 20, 240)
        took = time.monotonic() - began
        _settle(Job)
        stops = [each.stop() for each in processes]
    lines = Job.objects.filter(name="drill.line")
    assert set(lines.values_list("state", flat=True)) == {"done"}, "not all are done"
    assert sink.numbers() == {str(number) for number in range(LINES + 20)}, "some were lost"
    again = {str(arguments[0]) for arguments in lines.filter(attempts__gt=1).values_list("arguments", flat=True)}
    twice = {line for line in sink.numbers() if sink.arrived[line] > 1}
    assert twice <= again, f"{twice - again} arrived twice without having been begun twice"
    assert len(twice) <= 4, f"four processes were killed, and {len(twice)} lines arrived twice"
    heard = sum(sink.answered[line] > 1 for line in twice)
    minutes = {line: count for line, count in sink.arrived.items() if line.startswith("minute")}
    assert minutes and set(minutes.values()) == {1}, minutes
    return [
        f"{LINES + 20} jobs, all done after {took:.0f} s: {len(again)} begun twice, {len(twice)} of them arrived twice "
        f"({len(twice) - heard} broken off before the answer was heard, {heard} after), none lost",
        f"a change while the broker was away was answered after {asked:.2f} s",
        f"what the clock calls for each minute, by two beats: {len(minutes)} minutes, each once",
        f"stopping took {min(stops):.1f} to {max(stops):.1f} s",
    ]


def add(environment, first, last, name="drill.line"):
    """Jobs as requests write them, told to the broker at once."""
    _run(environment, "-c", ADD, str(first), str(last), name)


def _change_without_broker(stage, people, environment):
    """The longest of some changes by a server whose broker is away, in seconds."""
    web = Web(free_port(), stage.nginx_log.with_name("without-broker.log"), environment | {"WORKERS": "1"})
    try:
        web.start()
        longest = 0.0
        for number in range(10):
            card, target = people[0].next_move(number)
            started = time.monotonic()
            body = {"column": target, "left": people[0].cards[card]}
            status = people[0].ask(("127.0.0.1", web.port), "POST", f"/tasks/{card}/move/", body)
            # The first one loads what it needs.
            longest = max(longest, time.monotonic() - started) if number else longest
            assert status == 200, status
            people[0].cards[card] = target
        return longest
    finally:
        web.end()


def _settle(jobs):
    """Until all that the workers have in hand is written down."""
    end = time.monotonic() + 60
    while jobs.objects.filter(name="drill.line").exclude(state="done").exists() and time.monotonic() < end:
        time.sleep(0.2)


def _flush(redis):
    import valkey

    valkey.Redis.from_url(redis.url).flushall()


def _run(environment, *arguments):
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
