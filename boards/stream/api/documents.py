"""The AsyncAPI 3 document: which topics there are, and what is in them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from pydantic import BaseModel

from boards.api.schemas.changes import EventData
from boards.models import Kind
from boards.stream import cloud_events, topics
from boards.stream.api.schemas import Attributes, PersonData

VERSION = "3.0.0"
_BINDING = {"bindingVersion": "0.5.0"}
_SCHEMA = "#/components/schemas/{model}"
_DESCRIPTION = """\
Every row of the history leaves the site as an event on Kafka. docs/events.md of the source leads through it: what is
promised, and a consumer of fifteen lines. Events follow CloudEvents 1.0 in its Kafka binding; what they tell has the
shape that webhooks have (`/api/v1/openapi.json`), but that people have no names here: those are in the topic of people.
"""
_PERSON = {
    "type": "object",
    "description": "A person. Names are in the topic of people.",
    "properties": {"id": {"type": "integer", "examples": [3]}},
    "required": ["id"],
    "additionalProperties": False,
}


@require_safe
def asyncapi(request: HttpRequest) -> JsonResponse:
    """The document, for everybody as that of the API is; it says nothing of where the brokers are."""
    return JsonResponse(document())


def document() -> dict[str, Any]:
    """The whole, for the settings of this site."""
    return {
        "asyncapi": VERSION,
        "info": {"title": "Boardsite events", "version": "1", "description": _DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": {noun: _channel(noun) for noun in topics.nouns()},
        "operations": {f"send_{noun}": _operation(noun) for noun in topics.nouns()},
        "components": {"schemas": dict(schemas()), "messages": _messages()},
    }


@lru_cache(maxsize=1)
def schemas() -> dict[str, Any]:
    """The shapes by their names: those of the API, and people without their names."""
    found: dict[str, Any] = {}
    for model in (Attributes, EventData, PersonData):
        found |= _shapes(model)
    found["Person"] = _PERSON
    event = found["Attributes"] | {"description": "An event, all in one."}
    found["Event"] = event | {
        "properties": {**event["properties"], "data": {}},
        "required": [*event["required"], "data"],
    }
    return found


def _shapes(model: type[BaseModel]) -> dict[str, Any]:
    made = model.model_json_schema(ref_template=_SCHEMA, mode="validation")
    return {name: _plain(shape) for name, shape in {**made.pop("$defs", {}), model.__name__: made}.items()}


def _plain(shape: dict[str, Any]) -> dict[str, Any]:
    """Without the title that only repeats the name, and open to fields of later releases."""
    return {name: value for name, value in shape.items() if name not in ("title", "additionalProperties")}


def _channel(noun: str) -> dict[str, Any]:
    is_people = noun == topics.PEOPLE
    return {
        "address": topics.named(noun),
        "description": "Who there is: the last message for each person is who they are now."
        if is_people
        else f"What happens to {noun}, in the order of each project.",
        "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in map(_key, _kinds_in(noun))},
        "bindings": {"kafka": _BINDING | _compacted(is_people=is_people)},
    }


def _compacted(*, is_people: bool) -> dict[str, Any]:
    return {"topicConfiguration": {"cleanup.policy": ["compact"]}} if is_people else {}


def _operation(noun: str) -> dict[str, Any]:
    return {"action": "send", "channel": {"$ref": f"#/channels/{noun}"}, "summary": f"Sends what happens to {noun}."}


def _key(kind: str) -> str:
    """What a message is called in the document: not every reader of it takes a dot."""
    return kind.replace(".", "_")


def _kinds_in(noun: str) -> list[str]:
    if noun == topics.PEOPLE:
        return [cloud_events.PERSON_CHANGED, cloud_events.PERSON_DELETED]
    return [kind.value for kind in Kind if kind is Kind.UNDONE or topics.noun_of(kind) == noun]


def _messages() -> dict[str, Any]:
    told = {kind.value: EventData.__name__ for kind in Kind} | {cloud_events.PERSON_CHANGED: PersonData.__name__}
    found = {_key(kind): _message(kind, data) for kind, data in told.items()}
    # No value: compaction takes away what was there of the key.
    found[_key(cloud_events.PERSON_DELETED)] = _message(cloud_events.PERSON_DELETED, None)
    return found


def _message(kind: str, data: str | None) -> dict[str, Any]:
    in_headers = settings.KAFKA.is_binary or data is None
    key = "The id of the person." if data != EventData.__name__ else "The id of the project."
    return {
        "name": cloud_events.type_of(kind),
        "title": kind.replace(".", " ").capitalize(),
        "contentType": cloud_events.CONTENT_TYPES[not in_headers],
        "headers": _headers(kind) if in_headers else _content_type(is_structured=True),
        "payload": _payload(kind, data),
        "bindings": {"kafka": _BINDING | {"key": {"type": "string", "description": key}}},
    }


def _payload(kind: str, data: str | None) -> dict[str, Any]:
    if data is None:
        return {"type": "null"}
    shape = {"$ref": _SCHEMA.format(model=data)}
    if settings.KAFKA.is_binary:
        return shape
    told = {"type": {"const": cloud_events.type_of(kind)}, "data": shape}
    return {"allOf": [{"$ref": _SCHEMA.format(model="Event")}, {"type": "object", "properties": told}]}


def _content_type(*, is_structured: bool) -> dict[str, Any]:
    told = {"content-type": {"const": cloud_events.CONTENT_TYPES[is_structured]}}
    return {"type": "object", "properties": told, "required": ["content-type"]}


def _headers(kind: str) -> dict[str, Any]:
    attributes = schemas()["Attributes"]
    told = {f"ce_{name}": {**shape, "type": "string"} for name, shape in attributes["properties"].items()}
    told["ce_type"] = {"type": "string", "const": cloud_events.type_of(kind)}
    told["ce_shortened"] = {"type": "string", "const": "true"}
    told |= _content_type(is_structured=False)["properties"]
    required = [f"ce_{name}" for name in attributes["required"]]
    return {"type": "object", "properties": told, "required": required}
