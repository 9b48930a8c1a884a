"""A row of the history, or a person, as an event of CloudEvents 1.0, laid out for Kafka."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from boards.models import Activity
from boards.queries.record_shapes import EventDataRecord
from boards.queries.records import moment
from boards.stream import texts, topics

# Of what events tell. A change that breaks a consumer takes the next one, and a schema of another name.
VERSION = 1
PERSON_CHANGED, PERSON_DELETED = "person.changed", "person.deleted"
# By whether the event is one JSON text (structured), or its attributes are headers (binary).
CONTENT_TYPES = {True: "application/cloudevents+json; charset=UTF-8", False: "application/json"}


@dataclass(frozen=True)
class Event:
    """One event: its attributes, what it tells (None for a tombstone), and where it goes."""

    topic: str
    key: str
    attributes: dict[str, str | bool]
    data: Mapping[str, object] | None


@dataclass(frozen=True)
class Message:
    """An event as Kafka is given it."""

    topic: str
    key: bytes
    value: bytes | None
    headers: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """At most so many bytes of a batch are for it."""
        headers = sum(len(name) + len(value) + 10 for name, value in self.headers)
        return len(self.key) + len(self.value or b"") + headers + _OVERHEAD


# What Kafka writes down for each record and for its batch.
_OVERHEAD = 200


def type_of(kind: str) -> str:
    """The type of events of a kind."""
    return f"boardsite.{kind}.v{VERSION}"


def of_change(change: Activity, data: EventDataRecord, mark: str) -> Event:
    """A row of the history; `mark` is that of the stream."""
    task = f"/tasks/{change.task_id}" if change.task_id else ""
    attributes = _attributes(
        kind=change.kind,
        number=f"{mark}-{change.pk}",
        subject=f"projects/{change.project_id}{task}",
        time=moment(change.created_at),
        schema="EventData",
        key=str(change.project_id),
        sequence=change.pk,
    )
    told = texts.without_names(data)
    if settings.KAFKA.without_texts:
        told = texts.without_texts(told)
    return Event(topics.named(topics.of_change(change)), str(change.project_id), attributes, told)


def shortened(event: Event) -> Event:
    """The same without its texts, and marked so."""
    data = texts.without_texts(event.data) if event.data is not None else None
    return Event(event.topic, event.key, event.attributes | {"shortened": True}, data)


def message(event: Event) -> Message:
    """The event as it goes out, in the mode of the settings. A tombstone has no value, and all else in headers."""
    if settings.KAFKA.is_binary or event.data is None:
        headers = [(f"ce_{name}", _text(value).encode()) for name, value in event.attributes.items()]
        headers.append(("content-type", CONTENT_TYPES[False].encode()))
        value = None if event.data is None else _dump(event.data)
        return Message(event.topic, event.key.encode(), value, headers)
    headers = [("content-type", CONTENT_TYPES[True].encode())]
    return Message(event.topic, event.key.encode(), _dump({**event.attributes, "data": event.data}), headers)


def fitting(event: Event, most: int) -> Message:
    """The event as it goes out: without its texts if it were more than `most` bytes."""
    whole = message(event)
    return whole if whole.size <= most else message(shortened(event))


def _attributes(
    *, kind: str, number: str, subject: str, time: str, schema: str, key: str, sequence: int
) -> dict[str, str | bool]:
    return {
        "specversion": "1.0",
        "id": number,
        "source": settings.SITE_URL,
        "type": type_of(kind),
        "subject": subject,
        "time": time,
        "datacontenttype": CONTENT_TYPES[False],
        "dataschema": f"{settings.SITE_URL}/api/v1/asyncapi.json#/components/schemas/{schema}",
        "partitionkey": key,
        "sequence": f"{sequence:020}",
    }


def of_person(*, pk: int, name: str, is_active: bool, version: int, mark: str, time: str) -> Event:
    """Who a person is now."""
    shown = "" if settings.KAFKA.without_texts else name
    data = {"person": {"id": pk, "name": shown, "is_active": is_active}}
    return Event(*_person(pk, PERSON_CHANGED, version, mark, time), data)


def of_gone(*, pk: int, version: int, mark: str, time: str) -> Event:
    """The tombstone of a person who has left."""
    return Event(*_person(pk, PERSON_DELETED, version, mark, time), None)


def _person(pk: int, kind: str, version: int, mark: str, time: str) -> tuple[str, str, dict[str, str | bool]]:
    attributes = _attributes(
        kind=kind,
        number=f"{mark}-p{pk}-{version}",
        subject=f"people/{pk}",
        time=time,
        schema="PersonData",
        key=str(pk),
        sequence=version,
    )
    return topics.named(topics.PEOPLE), str(pk), attributes


def _text(value: str | bool) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _dump(told: object) -> bytes:
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()
