"""The relay sends each row of the history once, in the order of its project, and notes what has arrived."""

from collections import defaultdict
from dataclasses import replace
from threading import Event

import pytest

from boards.models import Activity, Stream, StreamPosition
from boards.services import tasks
from boards.stream import cloud_events
from boards.stream.problems import StreamProblem
from boards.stream.relay import Relay
from boards.stream.services import positions
from tests.factories import fresh, make_comment, make_project, make_task, make_tasks
from tests.stream.relaying import Always, is_all_sent, turns
from tests.stream.steps import changes_of_every_kind, floor_rises


def changes_in(read):
    return [one for one in read if "boardsite.people" not in one.topic]


def ids_of_history(mark):
    return {f"{mark}-{pk}" for pk in Activity.objects.values_list("pk", flat=True)}


def assert_in_order(read):
    """In each topic and project, each later event has the larger number."""
    lanes = defaultdict(list)
    for one in changes_in(read):
        lanes[one.topic, one.key].append(one.event["sequence"])
    assert all(lane == sorted(set(lane)) for lane in lanes.values())
    places = defaultdict(set)
    for one in changes_in(read):
        places[one.topic, one.key].add(one.partition)
    assert all(len(found) == 1 for found in places.values())


def test_the_whole_history_arrives_once_and_in_order(cluster, project):
    changes_of_every_kind(project)
    make_tasks(project=make_project(title="Other"), count=30)
    count = Activity.objects.count()
    assert turns() == count
    read = cluster.read()
    assert sorted(one.id for one in changes_in(read)) == sorted(ids_of_history(positions.stream().epoch))
    assert_in_order(read)
    assert is_all_sent() and positions.stream().sent == count
    assert turns() == 0
    assert len(cluster.read()) == len(read)


def test_what_comes_later_is_sent_later(cluster, project):
    turns()
    task = make_task(project=project)
    tasks.complete(task=task, actor=project.owner)
    assert turns() == 2
    assert [one.event["type"] for one in cluster.read() if one.topic == "boardsite.tasks"] == [
        "boardsite.task.created.v1",
        "boardsite.task.completed.v1",
    ]


def test_binary_mode_arrives_as_headers(cluster, project, settings):
    settings.KAFKA = replace(settings.KAFKA, is_binary=True)
    make_task(project=project)
    turns()
    one = next(one for one in cluster.read() if one.topic == "boardsite.tasks")
    assert one.headers["ce_type"] == "boardsite.task.created.v1"
    assert one.event["data"]["task"]["title"] == "Task"


def test_what_was_sent_but_not_noted_is_sent_again_with_its_id(cluster, project, monkeypatch):
    make_tasks(project=project, count=5)
    monkeypatch.setattr(positions, "note_sent", lambda **_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        turns()
    monkeypatch.undo()
    turns()
    read = changes_in(cluster.read())
    mark = positions.stream().epoch
    assert {one.id for one in read} == ids_of_history(mark)
    assert len(read) == 2 * len(ids_of_history(mark))


def test_one_that_fails_holds_up_what_follows_in_its_project_alone(cluster, project, monkeypatch):
    other = make_project(title="Other")
    told = [make_task(project=project), make_task(project=other), make_task(project=project), make_task(project=other)]
    rows = {row.task_id: row.pk for row in Activity.objects.filter(kind="task.created")}
    relay = Relay(Event())
    relay.turn(Always())
    StreamPosition.objects.all().delete()
    changes = list(Activity.objects.order_by("pk"))
    arrived = [row.pk != rows[told[2].pk] for row in changes]
    relay._note(positions.stream(), changes, arrived, Always())
    relay._end_sender()
    assert [row.pk for row in positions.unsent(0, 9)] == [rows[told[2].pk]]


def test_a_missing_topic_is_told_and_nothing_is_lost(bare_cluster, project):
    with pytest.raises(StreamProblem, match=r"Topics are missing: boardsite\..* relay --create-topics"):
        turns()
    bare_cluster.make_topics()
    assert turns() == Activity.objects.count()


def test_a_change_too_large_goes_without_its_texts(cluster, project, settings):
    settings.KAFKA = replace(settings.KAFKA, max_bytes=50_000)
    make_task(project=project, description="x" * 90_000)
    make_comment(task=make_task(project=project))
    turns()
    by_id = {one.id: one.event for one in cluster.read()}
    large = [event for event in by_id.values() if event.get("shortened")]
    assert [event["data"]["task"]["description"] for event in large] == [""]
    assert is_all_sent()


def test_from_the_beginning_sends_all_again_as_another_stream(cluster, project):
    make_task(project=project)
    turns()
    before = positions.stream().epoch
    positions.start_again()
    assert positions.stream().epoch != before
    assert turns() == Activity.objects.count()
    ids = {one.id for one in changes_in(cluster.read())}
    assert ids == ids_of_history(before) | ids_of_history(positions.stream().epoch)


def test_what_was_under_way_is_not_noted_for_a_stream_started_anew(project):
    positions.begin()
    old = positions.stream().epoch
    positions.start_again()
    positions.note_sent(epoch=old, reached={project.pk: 10**6}, count=1)
    assert not StreamPosition.objects.exists() and positions.stream().sent == 0


@pytest.mark.django_db(transaction=True)
def test_the_floor_rises_over_what_was_sent(cluster, project):
    make_tasks(project=project, count=3)
    relay = Relay(Event())
    relay.turn(Always())
    relay._end_sender()
    assert floor_rises(relay, Activity.objects.order_by("-pk").first().pk)
    make_task(project=fresh(project))
    assert turns() == 1


def test_the_floor_stays_below_what_is_unsent(project):
    positions.begin()
    relay = Relay(Event())
    for _ in range(4):
        relay._raise_floor(positions.stream())
    assert Stream.objects.get().floor == 0


def test_a_project_that_is_purged_takes_its_place_along(cluster, project):
    turns()
    project.delete()
    assert not StreamPosition.objects.exists()


def test_without_brokers_nothing_is_loaded():
    import subprocess
    import sys

    code = "import django, sys; django.setup(); sys.exit('confluent_kafka' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""})
    assert done.returncode == 0


def test_size_is_at_least_what_goes_out(project):
    event = cloud_events.Event("t", "7", {"id": "1"}, {"a": "ö"})
    message = cloud_events.message(event)
    assert message.size > len(message.value or b"") + 1
