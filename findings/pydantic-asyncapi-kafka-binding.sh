#!/bin/sh
# pydantic-asyncapi 0.3.2: refuses every AsyncAPI 3 document in which a message says what its Kafka key is.
#
# Expected: a valid document is valid. The Kafka binding of AsyncAPI (version 0.5.0) gives messages a "key", with a schema; asyncapi3 0.0.2 reads it.
# Seen: "components.messages.….bindings.kafka: Input should be None": the model knows no message binding of Kafka and lets nothing stand there.
#   Since a message may also be a reference, each comes with a second error ("$ref: Field required") that leads astray. Without the binding it is read.
# What follows for us: /api/v1/asyncapi.json keeps its bindings; tests validate it by its own schemas, and messages by those (tests/stream).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pydantic-asyncapi==0.3.2 asyncapi3==0.0.2 2> /dev/null
venv/bin/python -W ignore - <<'PYTHON'
from asyncapi3.models import AsyncAPI3
from pydantic import ValidationError
from pydantic_asyncapi import AsyncAPI


def document(**bindings):
    message = {"payload": {"type": "string"}, **({"bindings": bindings} if bindings else {})}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Example", "version": "1"},
        "channels": {"tasks": {"address": "tasks", "messages": {"made": {"$ref": "#/components/messages/made"}}}},
        "components": {"messages": {"made": message}},
    }


def errors(model, given):
    try:
        model.model_validate(given)
    except ValidationError as error:
        return [each["msg"] for each in error.errors()]
    return []


keyed = document(kafka={"key": {"type": "string"}, "bindingVersion": "0.5.0"})
print("without a binding:", errors(AsyncAPI, document()))
print("with one:", errors(AsyncAPI, keyed))
print("asyncapi3, with one:", errors(AsyncAPI3, keyed))
assert errors(AsyncAPI, document()) == [] and errors(AsyncAPI3, keyed) == []
assert errors(AsyncAPI, keyed) == ["Input should be None", "Field required"]
print("As described.")
PYTHON
