"""The event stream while relays are killed and the broker is away: all arrives, in the order of each project."""

import os
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from django.db import connection

from tests.stream import tansu
from tests.stream.processes import RelayProcess, environment, manage
from tests.stream.reading import read_all

KILLS, CHANGES, PROJECTS = 30, 2_000, 8


def killed(_stage, _people, seconds):
    """Whichever relay leads is killed, thirty times; in the middle no broker can be reached for a while."""
    from boards.models import Activity
    from boards.stream.services import positions

    with tansu.running() as gate, ExitStack() as stack:
        told = environment(f"127.0.0.1:{gate.port}")
        manage(told, "relay", "--create-topics")
        relays = [RelayProcess(told, Path(os.environ["VAR_DIR"]) / f"relay-{number}.log") for number in range(2)]
        for relay in relays:
            stack.callback(relay.end)
        begun = Activity.objects.count()
        writers = Writers()
        stack.callback(writers.stop)
        away = 0.0
        for number in range(KILLS):
            until_sending(relays)
            kill_leader(relays)
            if number == KILLS // 2:
                gate.shut()
                started = time.monotonic()
                time.sleep(seconds)
                gate.open()
                away = time.monotonic() - started
            # As many changes as are wanted by the last kill.
            until(lambda done=number + 1: writers.count >= CHANGES * done // KILLS, "nobody changes anything")
        writers.stop()
        until(lambda: positions.lag(0)[0] == 0, lambda: f"not all is sent: {positions.stream().problem}")
        read = [one for one in read_all(f"127.0.0.1:{gate.port}") if not one.topic.endswith(".people")]
        return [*checked(read), f"{Activity.objects.count() - begun} changes meanwhile, no broker for {away:.0f} s"]


class Writers:
    """Some threads, each with projects of its own, until they are stopped."""

    def __init__(self):
        self.count, self._over = 0, threading.Event()
        self._threads = [threading.Thread(target=self._work, args=[number]) for number in range(4)]
        for thread in self._threads:
            thread.start()

    def _work(self, number):
        from boards.services import tasks
        from tests.factories import make_project, make_task, make_user

        owner = make_user(name=f"streamer{number}")
        projects = [make_project(owner=owner, title=f"Streamed {number}") for _ in range(PROJECTS // 4)]
        turn = 0
        while not self._over.is_set():
            project = projects[turn % len(projects)]
            task = make_task(project=project, title=f"Task {turn}")
            tasks.complete(task=task, actor=owner)
            self.count, turn = self.count + 2, turn + 1
            # So that the kills are spread over all of them.
            self._over.wait(0.05)
        connection.close()

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join()


def leader():
    from boards.stream.services import positions

    return int(positions.stream().leader.rpartition(":")[2] or 0)


def until_sending(relays):
    """One of those that run leads, and has sent something since."""
    from boards.stream.services import positions

    until(lambda: leader() in [relay.pid for relay in relays], "nobody leads")
    sent = positions.stream().sent
    until(lambda: positions.stream().sent > sent, lambda: f"nothing is sent: {positions.stream().problem}")


def kill_leader(relays):
    pid = leader()
    [relay] = [relay for relay in relays if relay.pid == pid]
    relay.kill()
    relay.start()


def checked(read):
    """What a consumer sees that remembers ids, against the history."""
    from boards.models import Activity
    from boards.stream.services import positions

    mark = positions.stream().epoch
    seen = {one.id: one for one in read}
    wanted = {f"{mark}-{pk}" for pk in Activity.objects.values_list("pk", flat=True)}
    assert set(seen) == wanted, f"{len(wanted - set(seen))} are missing, {len(set(seen) - wanted)} are strange"
    lanes = {}
    for one in seen.values():
        lanes.setdefault((one.topic, one.key), []).append(one.event["sequence"])
    wrong = [lane for lane, told in lanes.items() if told != sorted(told)]
    assert not wrong, f"out of order: {wrong}"
    again = len(read) - len(seen)
    return [f"{len(seen)} events, each there and in order; {again} of them more than once ({KILLS} kills)"]


def until(found, problem, seconds=120):
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, problem if isinstance(problem, str) else problem()
        time.sleep(0.05)
