"""Each event is counted once, whatever is sent again and wherever it ends; what can't be read is put aside."""

import json
from dataclasses import replace

import pytest
from analytics import schema
from analytics.events import Message
from analytics.store import Store, Swapped

from boards.models import Activity
from tests.analytics.feeding import Log, contents, feed
from tests.factories import make_task, make_tasks, make_user
from tests.stream.steps import changes_of_every_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    return Log()


def total(store):
    return store.connection.execute("SELECT coalesce(sum(count), 0) FROM counts").fetchone()[0]


def letters(store):
    return store.connection.execute("SELECT reason FROM dead_letters ORDER BY message_offset").fetchall()


def test_every_kind_of_change_is_counted_by_day_person_and_kind(store, log, project):
    changes_of_every_kind(project)
    done = feed(store, log.changes())
    assert (done.counted, done.unreadable) == (Activity.objects.count(), 0)
    rows = store.connection.execute("SELECT day, project_id, person_id, kind, count FROM counts").fetchall()
    expected = {}
    for row in Activity.objects.all():
        key = (row.created_at.date(), row.project_id, row.actor_id, row.kind)
        expected[key] = expected.get(key, 0) + 1
    assert {row[:4]: row[4] for row in rows} == expected


@pytest.mark.parametrize("at_once", [1, 7, 1000])
def test_what_is_read_again_changes_nothing(store, log, project, at_once):
    changes_of_every_kind(project)
    found = log.changes()
    feed(store, found)
    before = contents(store)
    assert feed(store, found, at_once).behind == len(found)
    assert contents(store) == before


def test_what_is_sent_again_is_known_by_its_id(store, log, project):
    make_tasks(project=project, count=5)
    found = log.changes()
    again = [log.append(message) for message in found]
    assert feed(store, [*found, *again]).counted == len(found) == total(store)


def test_binary_events_are_the_same(known, store, log, project, settings):
    changes_of_every_kind(project)
    feed(store, log.changes())
    before = contents(store)
    settings.KAFKA = replace(settings.KAFKA, is_binary=True)
    again = Log()
    again._ends = log._ends
    assert feed(store, again.changes()).counted == 0
    with schema.connect(known.database_url, f"{known.schema}_new") as connection:
        schema.make(connection, f"{known.schema}_new", "UTC")
        other = Store(connection, known)
        feed(other, again.messages)
        assert contents(other) == before


def test_nothing_of_a_batch_is_kept_that_does_not_end(store, log, project, monkeypatch):
    make_tasks(project=project, count=5)
    found = log.changes()
    generation = store.places().generation
    monkeypatch.setattr(store, "_move_on", lambda *_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.write(found, generation)
    assert total(store) == 0 and store.places().offsets == {}
    monkeypatch.undo()
    assert store.write(found, generation).counted == total(store) == len(found)


def test_two_that_read_the_same_count_once(known, store, log, project):
    make_tasks(project=project, count=5)
    found = log.changes()
    with schema.connect(known.database_url, known.schema) as connection:
        other = Store(connection, known)
        assert feed(store, found, 3).counted == len(found)
        assert feed(other, found, 2) == (0, 0, len(found))
    assert total(store) == len(found)


def test_a_stream_sent_anew_under_another_mark_counts_nothing_twice(store, log, project):
    changes_of_every_kind(project)
    feed(store, log.changes("old"))
    before = contents(store)["counts"]
    log._told = 0
    assert feed(store, log.changes("new")).counted == Activity.objects.count()
    assert contents(store)["counts"] == before


def test_a_number_that_a_restored_site_gives_anew_replaces_what_was_lost(store, log, project):
    task = make_task(project=project)
    feed(store, log.changes("old"))
    row = Activity.objects.get(kind="task.created")
    number = row.pk
    row.delete()
    # Given by the restored site to another change.
    Activity.objects.create(
        pk=number, project=project, task=task, actor=project.owner, kind="task.archived", changes={}, project_revision=9
    )
    log._told = number - 1
    feed(store, log.changes("new"))
    kinds = store.connection.execute("SELECT kind, count FROM counts WHERE kind LIKE 'task%' ORDER BY 1").fetchall()
    assert kinds == [("task.archived", 1), ("task.created", 0)]


GOOD = {"specversion": "1.0", "id": "mark-1", "type": "boardsite.task.created.v1"}
ACTIVITY = {"id": 1, "kind": "task.created", "project_id": 7, "created_at": "2026-11-27T09:30:00+00:00", "changes": {}}


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (b"{", "It is no JSON."),
        (b"\xff", "It is no JSON."),
        (b"[" * 100_000, "It is no JSON."),
        (b"[]", "It is no JSON object."),
        (None, "It is no JSON."),
        ({}, "type is missing or no text."),
        (GOOD | {"type": "org.example.made"}, "Its type is none of Boardsite's."),
        (GOOD | {"type": "boardsite.task.created.v2"}, "Version 2 of what it tells is not known here."),
        (GOOD, "It tells nothing: data is missing."),
        (GOOD | {"data": {}}, "activity is missing."),
        (GOOD | {"data": {"activity": ACTIVITY | {"id": 2**80}}}, "activity.id is missing or no number."),
        (GOOD | {"data": {"activity": ACTIVITY | {"id": True}}}, "activity.id is missing or no number."),
        (GOOD | {"data": {"activity": ACTIVITY | {"created_at": "soon"}}}, "activity.created_at is no moment."),
        (GOOD | {"data": {"activity": ACTIVITY | {"created_at": "2026-11-27T09:30:00"}}}, "activity.created_at is no"),
        (GOOD | {"data": {"activity": ACTIVITY | {"task_id": 3, "changes": {"column": 4}}}}, "has no two sides"),
        (GOOD | {"data": {"activity": ACTIVITY, "task": {"id": 1}}}, "task.number is missing or no number."),
        (GOOD | {"id": "mark\0-1", "data": {"activity": ACTIVITY}}, "id is missing or no text."),
        (GOOD | {"id": "\ud800-1", "data": {"activity": ACTIVITY}}, "id is missing or no text."),
        (GOOD | {"type": "boardsite.person.changed.v1", "data": {"person": {"id": 1}}}, "person.name is missing"),
        (GOOD | {"type": "boardsite.person.changed.v1", "id": "x", "data": {"person": {"id": 1, "name": "A"}}}, "id"),
    ],
)
def test_what_cannot_be_read_is_put_aside_and_the_rest_goes_on(store, log, project, event, reason):
    found = log.changes()
    end = log._ends["boardsite.projects"]
    value = json.dumps(event).encode() if isinstance(event, dict) else event
    headers = [("content-type", b"application/cloudevents+json")]
    bad = Message("boardsite.projects", 0, end, b"\xff", value, headers)
    good = Message("boardsite.projects", 0, end + 1, *found[0][3:])
    done = feed(store, [*found, bad, good])
    assert (done.counted, done.unreadable) == (len(found), 1)
    assert reason in letters(store)[0][0]
    assert feed(store, [*found, bad, good]).unreadable == 0
    assert store.places().offsets["boardsite.projects", 0] == end + 2


@pytest.mark.parametrize(
    "headers", [[], [("ce_type", None)], [("content-type", b"\xff")], [("ce_type", b"boardsite.x")]]
)
def test_what_is_no_event_at_all_is_put_aside(store, headers):
    assert feed(store, [Message("boardsite.tasks", 0, 3, None, b"hello", headers)]).unreadable == 1
    assert len(letters(store)) == 1


def test_what_the_database_refuses_is_put_aside_alone(store, log, project, monkeypatch):
    found = log.changes()
    refused = found[0]
    keep = store._keep

    def keep_or_fail(new):
        keep(new)
        if any(each.id == 1 or each.kind == "project.created" for each in new):
            store.connection.execute("SELECT 'x'::text::integer")

    monkeypatch.setattr(store, "_keep", keep_or_fail)
    make_tasks(project=project, count=3)
    rest = log.changes()
    done = feed(store, [refused, *rest])
    assert (done.counted, done.unreadable) == (len(rest), 1)
    assert letters(store) == [("The database can't hold what it tells.",)]


def test_kinds_and_fields_of_later_releases_are_counted(store, log, project):
    event = GOOD | {"type": "boardsite.vote.cast.v1", "data": {"activity": ACTIVITY | {"new": 1}, "other": {}}}
    headers = [("content-type", b"application/cloudevents+json")]
    assert feed(store, [Message("boardsite.votes", 0, 0, b"7", json.dumps(event).encode(), headers)]).counted == 1


def names(store):
    return store.connection.execute("SELECT id, name FROM people ORDER BY id").fetchall()


def test_people_have_the_last_name_and_none_once_they_left(store, log):
    ada, bob = make_user(name="ada"), make_user(name="bob")
    found = [log.person(ada), log.person(bob), log.person(ada, 2, is_gone=True)]
    feed(store, found)
    assert names(store) == [(ada.pk, None), (bob.pk, bob.display_name)]
    # Sent again after a crash, the name does not come back.
    feed(store, [log.append(found[0])])
    assert names(store)[0] == (ada.pk, None)


def test_tables_that_were_swapped_are_not_written_to_blindly(known, store, log, project):
    found = log.changes()
    generation = store.places().generation
    new = f"{known.schema}_new"
    with schema.connect(known.database_url, new) as connection:
        schema.make(connection, new, "UTC")
        schema.swap(connection, new, known.schema)
    with pytest.raises(Swapped):
        store.write(found, generation)
    assert feed(store, found).counted == len(found)
