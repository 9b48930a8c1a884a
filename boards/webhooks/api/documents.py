"""What the OpenAPI document says under `webhooks`: each kind of message, in the shapes of the API itself."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from boards.webhooks.api.schemas import WebhookEvent
from boards.webhooks.queries import kinds

_REFERENCE = "#/components/schemas/{model}"
_HEADERS = {
    "webhook-id": "Names the message; the same however often it is sent.",
    "webhook-timestamp": "When this attempt was made, in seconds since 1970.",
    "webhook-signature": "One or two signatures `v1,…` with a blank between them; one that is right is enough.",
}
_DESCRIPTION = """\
Sent to webhooks of the format `standard` that chose this event. Signed as the Standard Webhooks specification has it:
HMAC-SHA256 over `webhook-id.webhook-timestamp.body` with the secret's bytes. `docs/webhooks.md` leads through it.\
"""
_ANSWERS = {
    "2XX": {"description": "Taken. No body is needed; answer within ten seconds."},
    "410": {"description": "Nobody is here any more: the webhook is switched off."},
    "default": {"description": "Anything else, redirects too: it is tried again, for a day."},
}


def with_webhooks(schema: OpenAPISchema) -> OpenAPISchema:
    """The document with the messages, and the shapes that they alone use."""
    known = schema["components"]["schemas"]
    made = WebhookEvent.model_json_schema(ref_template=_REFERENCE, mode="serialization")
    for name, shape in {**made.pop("$defs"), WebhookEvent.__name__: made}.items():
        shape.pop("title", None)
        known.setdefault(name, shape)
    every = [(kind, f"{group.label}: {words}") for group in kinds.groups() for kind, words in group.kinds]
    schema["webhooks"] = {kind: {"post": _message(kind, words)} for kind, words in [*every, (kinds.TEST, "A test")]}
    return schema


def _message(kind: str, words: str) -> dict[str, Any]:
    return {
        "operationId": f"on_{kind.replace('.', '_')}",
        "summary": words,
        "description": _DESCRIPTION,
        # Not that of the operations: a client would lose these (findings/openapi-generator-webhooks.sh).
        "tags": ["Messages of webhooks"],
        "parameters": [
            {"in": "header", "name": name, "required": True, "description": text, "schema": {"type": "string"}}
            for name, text in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "allOf": [
                            {"$ref": _REFERENCE.format(model=WebhookEvent.__name__)},
                            {"type": "object", "properties": {"type": {"const": kind}}},
                        ]
                    }
                }
            },
        },
        "responses": _ANSWERS,
        # Whoever calls shows who they are by the signature.
        "security": [],
    }
