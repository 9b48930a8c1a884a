"""What leaves the site is what the AsyncAPI document promises: every kind, in both modes, with texts and without."""

from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from boards.models import Activity, Emoji, Kind
from boards.services import comments
from boards.stream import cloud_events, topics
from boards.stream.api.documents import document
from boards.stream.services import positions
from tests.factories import make_comment, make_project, make_task
from tests.stream.steps import SECRET, changes_of_every_kind, events, read, rows


def validator(kind: str, part: str) -> Draft202012Validator:
    found = document()
    schema = found["components"]["messages"][kind.replace(".", "_")][part]
    return Draft202012Validator({**schema, "components": found["components"]})


@pytest.fixture(params=["structured", "binary"])
def mode(request, settings) -> str:
    settings.KAFKA = replace(settings.KAFKA, is_binary=request.param == "binary")
    return request.param


@pytest.mark.parametrize("without_texts", [False, True], ids=["whole", "without texts"])
def test_every_kind_is_what_the_document_says(mode, without_texts, project, settings):
    settings.KAFKA = replace(settings.KAFKA, without_texts=without_texts)
    changes_of_every_kind(project)
    for kind in set(Kind) - {row.kind for row in rows()}:
        Activity.objects.create(project=project, kind=kind, means="page", project_revision=0)
    told = rows()
    assert {row.kind for row in told} == set(Kind)
    for row, event in zip(told, events(told), strict=True):
        message = cloud_events.message(event)
        told_headers = {name: value.decode() for name, value in message.headers}
        validator(row.kind, "headers").validate(told_headers)
        whole = read(message)
        validator(row.kind, "payload").validate(whole if mode == "structured" else whole["data"])
        assert whole["data"]["activity"]["id"] == row.pk
        assert message.key.decode() == whole["partitionkey"] == str(row.project_id)


def test_the_envelope_is_that_of_cloudevents(project):
    task = make_task(project=project)
    event = read(cloud_events.message(events()[-1]))
    assert {name: event[name] for name in ("specversion", "id", "source", "type", "subject", "partitionkey")} == {
        "specversion": "1.0",
        "id": f"mark-{rows()[-1].pk}",
        "source": "http://testserver",
        "type": "boardsite.task.created.v1",
        "subject": f"projects/{project.pk}/tasks/{task.pk}",
        "partitionkey": str(project.pk),
    }
    # As a name of an attribute may be; others a consumer's library refuses.
    assert all(name.isascii() and name.isalnum() and name.islower() for name in event)


def test_ids_rise_as_text_within_a_project(project):
    for _ in range(12):
        make_task(project=project)
    sequences = [event.attributes["sequence"] for event in events()]
    assert sequences == sorted(set(sequences))


def test_no_person_has_a_name(project):
    project.owner.display_name = "Nominata"
    project.owner.save()
    task = make_task(project=project, assignee=project.owner)
    comments.react(comment=make_comment(task=task), emoji=Emoji.values[0], on=True, actor=project.owner)
    Activity.objects.filter(task=task).update(actor=None, actor_name="Nominata")
    told = [event.data for event in events()]
    assert "Nominata" not in str(told)
    assert all(each["activity"]["actor_name"] is None for each in told)


def test_texts_stay_here_on_demand(project, settings):
    settings.KAFKA = replace(settings.KAFKA, without_texts=True)
    changes_of_every_kind(project)
    told = [cloud_events.message(event) for event in events()]
    assert SECRET.encode() not in b"".join(message.value or b"" for message in told)
    data = [read(message)["data"] for message in told]
    moved = next(one for one in data if one["activity"]["kind"] == "task.moved")
    # The column is called something, and that a title has changed is told.
    assert moved["activity"]["changes"]["column"][1]["name"] == "Looking"
    assert moved["task"]["priority"] == 2
    renamed = next(one for one in data if one["activity"]["kind"] == "project.updated")
    assert renamed["activity"]["changes"]["title"] == [None, None]


def test_what_is_too_large_goes_without_its_texts(project):
    make_task(project=project, title="Long", description="ö" * 20_000)
    event = events()[-1]
    assert "shortened" not in read(cloud_events.fitting(event, 1_000_000))
    message = cloud_events.fitting(event, 20_000)
    assert message.size < 20_000
    told = read(message)
    assert told["shortened"] in (True, "true")
    assert told["id"] == event.attributes["id"]
    assert told["data"]["task"]["description"] == "" and told["data"]["task"]["number"] == 1
    validator("task.created", "payload").validate(told)


def test_columns_are_told_with_what_they_mean(project):
    make_project(title="New")
    task = make_task(project=project)
    from boards.services import tasks

    tasks.complete(task=task, actor=project.owner)
    made, *_others, done = [event.data for event in events() if event.data["activity"]["kind"] != "member.added"][1:]
    assert [one["status"] for one in made["columns"]] == ["pending", "in_progress", "completed"]
    assert [one["status"] for one in done["columns"]] == ["pending", "completed"]


def test_each_kind_has_its_topic(project):
    changes_of_every_kind(project)
    where = {}
    for row, event in zip(rows(), events(), strict=True):
        where.setdefault(event.topic, set()).add(row.kind)
    assert where["boardsite.tasks"] >= {"task.moved", "undone"}
    assert where["boardsite.columns"] == {"column.created", "column.updated", "column.moved", "column.deleted"}
    assert set(where) <= {topics.named(noun) for noun in topics.nouns() if noun != topics.PEOPLE}
    assert all(topic == topics.named(topics.noun_of(kind)) for topic in where for kind in where[topic] - {"undone"})


def test_events_of_many_changes_cost_no_more_queries(project, django_assert_max_num_queries):
    def tell(count):
        for number in range(count):
            make_comment(task=make_task(project=project, title=str(number), tag_names=["a"]))
        return positions.unsent(0, 1000)

    for count in (2, 12):
        told = tell(count)
        with django_assert_max_num_queries(15):
            events(told)


def test_a_change_of_something_deleted_is_told_without_it(project):
    changes_of_every_kind(project)
    deleted = [event.data for event in events() if event.data["activity"]["kind"] == "task.deleted"]
    assert [one["task"] for one in deleted] == [None]
    gone = [event.data for event in events() if event.data["activity"]["kind"] == "project.deleted"]
    assert [one["project"] for one in gone] == [None]


def test_people_and_their_tombstones_are_what_the_document_says(mode):
    given = {"pk": 3, "version": 2, "mark": "mark", "time": "2026-11-27T09:30:00.000000+00:00"}
    changed = cloud_events.message(cloud_events.of_person(name="Ada", is_active=True, **given))
    told = read(changed)
    validator("person.changed", "payload").validate(told if mode == "structured" else told["data"])
    assert told["data"] == {"person": {"id": 3, "name": "Ada", "is_active": True}}
    gone = cloud_events.message(cloud_events.of_gone(**given))
    assert (gone.key, gone.value, gone.topic) == (b"3", None, "boardsite.people")
    validator("person.deleted", "headers").validate({name: value.decode() for name, value in gone.headers})
