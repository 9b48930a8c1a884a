"""The event stream: what it costs the request that makes a change, and how fast a relay sends the past."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from boards.models import Activity
from boards.services.bulk_creation import TaskDraft, create_tasks
from boards.stream.services import positions
from tests.bench import jobs
from tests.factories import column_of, make_project
from tests.stream import tansu
from tests.stream.processes import RelayProcess, environment, manage

PROJECTS, TASKS = 20, 1_000
WORDS = "Compare both offers with last year's, ask for what is missing; then décidé: Größe, 見積もり.\n"


@dataclass
class Events:
    """`changes`: milliseconds of a move in each round, without a stream and with one. Events a second; megabytes."""

    changes: list[tuple[float, float]]
    count: int
    rate: float
    memory: float


def measure(person, mover, project, rounds):
    """The requests in turns, and then all of the history at once."""
    with tansu.running() as gate:
        brokers = f"127.0.0.1:{gate.port}"
        # The least of each round: both do the same, and what is more is the machine's.
        changes = jobs.compared(mover, project, {"KAFKA_BROKERS": brokers}, 3 * rounds, min)
        for number in range(PROJECTS):
            filled(person, number)
        told = environment(brokers)
        manage(told, "relay", "--create-topics")
        relay = RelayProcess(told, Path(os.environ["VAR_DIR"]) / "relay.log")
        try:
            count, rate = sent_per_second()
            return Events(changes, count, rate, jobs.memory(relay.pid))
        finally:
            relay.end()


def filled(person, number):
    """A project with many tasks, which have a description each."""
    project = make_project(owner=person, title=f"Streamed {number}")
    column = column_of(project=project)
    drafts = [TaskDraft(title=f"Task {place}", description=3 * WORDS, column=column) for place in range(TASKS)]
    for start in range(0, TASKS, 500):
        create_tasks(project=project, drafts=drafts[start : start + 500], actor=person)


def sent_per_second():
    """How many there were, and how many a second from the first to the last that the brokers had taken."""
    end, count = time.monotonic() + 180, Activity.objects.count()
    first = begun = 0
    while (sent := positions.stream().sent) < count:
        if sent and not first:
            first, begun = sent, time.monotonic()
        if time.monotonic() > end:
            raise RuntimeError(f"The relay has sent {sent} of {count}: {positions.stream().problem}")
        time.sleep(0.02)
    return count - first, (count - first) / (time.monotonic() - begun)
