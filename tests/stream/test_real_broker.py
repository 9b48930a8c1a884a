"""Over the real protocol, with processes that are killed and a broker that is away: everything arrives, in its order.

`make drill` (stream) does the same with 2,000 changes, thirty kills and half a minute without a broker.
"""

import time
from contextlib import ExitStack

import pytest

from boards.models import Activity
from boards.services import tasks
from boards.stream.services import positions
from tests.conftest import person
from tests.factories import column_of, fresh, make_project, make_task
from tests.stream import tansu
from tests.stream.processes import RelayProcess, environment, manage
from tests.stream.reading import read_all
from tests.stream.relaying import is_all_sent
from tests.stream.test_relay import assert_in_order, changes_in, ids_of_history

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.unmeasured]
KILLS, AWAY_SECONDS, CHANGES_EACH = 4, 3, 25


def change_something(projects, count):
    for number in range(count):
        project = fresh(projects[number % len(projects)])
        task = make_task(project=project, title=f"Task {number}")
        tasks.move(task=task, column_id=column_of(project=project, status="in_progress").pk, actor=project.owner)


def wait_until(found, seconds):
    end = time.monotonic() + seconds
    while not (thing := found()):
        assert time.monotonic() < end, positions.stream().problem
        time.sleep(0.1)
    return thing


def stop_in_turn(relays):
    """How each ends, whoever leads first: one that is still starting knows of no signal."""
    waiting = list(relays)
    while waiting:
        leads = wait_until(
            lambda: [each for each in waiting if positions.stream().leader.endswith(f":{each.pid}")], 30
        )[0]
        waiting.remove(leads)
        yield leads.stop()


def once_each(read):
    """As a consumer that remembers ids sees them."""
    return list({one.id: one for one in read}.values())


def test_nothing_is_lost_when_relays_are_killed_and_the_broker_is_away(tmp_path):
    owner = person("owner")
    projects = [make_project(owner=owner, title=f"Project {number}") for number in range(3)]
    with tansu.running() as gate, ExitStack() as stack:
        brokers = f"127.0.0.1:{gate.port}"
        told = environment(brokers)
        assert "All topics are there." in manage(told, "relay", "--create-topics", "--partitions", "3")
        assert "Made" not in manage(told, "relay", "--create-topics")
        relays = [RelayProcess(told, tmp_path / f"{number}.log") for number in range(2)]
        for each in relays:
            stack.callback(each.end)
        for number in range(KILLS):
            change_something(projects, CHANGES_EACH)
            victim = relays[number % 2]
            victim.kill()
            victim.start()
            if number == 1:
                gate.shut()
                time.sleep(AWAY_SECONDS)
                gate.open()
        wait_until(is_all_sent, 90)
        read = once_each(changes_in(read_all(brokers)))
        assert {one.id for one in read} == ids_of_history(positions.stream().epoch)
        assert len(read) == Activity.objects.count() > 2 * KILLS * CHANGES_EACH
        assert_in_order(read)
        assert list(stop_in_turn(relays)) == [0, 0]
