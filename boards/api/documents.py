"""What the OpenAPI document says beyond what django-ninja works out."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from boards.api.errors import CONTENT_TYPE

DESCRIPTION = """\
The JSON API of Boardsite. `docs/api.md` of the source leads through a first hour with curl.

**Signing in.** An API key in the header `X-API-Key`, a bearer token of `auth/login`, or the session of your browser
(changes then need the header `X-CSRFToken`).

**Strictness.** An unknown parameter or field is a 400 that names it. Problems are told as RFC 9457 has it.

**Writing safely.** Each answer has an `ETag`, which stands for all that it shows. `If-Match` refuses a change unless
that is still the mark (412); a `version` in the body merges with what others did to other fields (409 for the same
one); without either the last write wins.
`Idempotency-Key` on POST gives the first successful answer again for 24 hours.

**Lists** come in parts: follow `next` and `previous`, which are also in the `Link` header.
"""

_REQUEST_ID = {"description": "Names this request in the log.", "schema": {"type": "string"}}
# Where it is known who calls.
_LIMITS: dict[str, object] = {
    "RateLimit-Limit": {"description": "Calls a minute.", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "Calls left in this minute.", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "Seconds until the next minute.", "schema": {"type": "integer"}},
}
_ETAG = {"description": "The mark of this state.", "schema": {"type": "string"}}
_LINK = {"description": "The neighbours of this part of the list.", "schema": {"type": "string"}}
# What shows a thing as it is, or says that it still is so.
_MARKED = {200, 201, 304}
_RETRY = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
# By the status that an endpoint gives when it knows them.
_CONDITIONS = {
    "If-None-Match": (304, "Answers 304 if this is still the mark."),
    "If-Match": (412, "Refuses the change (412) unless this is the mark."),
    "Idempotency-Key": (422, "Gives the first successful answer again for 24 hours."),
}
_WORDS = {
    304: "You have this already",
    400: "Not valid",
    401: "Not signed in",
    403: "Not allowed to you",
    404: "Not there, or not for you to see",
    409: "A rule says no, or somebody else changed the same",
    412: "Changed since you read it",
    413: "Too large",
    415: "Not JSON",
    422: "The key was used for another call",
    429: "Too many calls",
}


def completed(schema: OpenAPISchema) -> OpenAPISchema:
    """The document with headers, conditions, types of problems and common parts."""
    for path in schema["paths"].values():
        for operation in path.values():
            _complete(operation)
    for body in schema["components"].get("schemas", {}).values():
        body.pop("title", None)
    return schema


def _complete(operation: dict[str, Any]) -> None:
    """`x-mark` and `x-content` are of `api.routes`: answers have an ETag, and what they hold that is no JSON."""
    has_mark, counts = operation.pop("x-mark", False), bool(operation.get("security"))
    content = operation.pop("x-content", None)
    if content:
        operation["responses"][200]["content"] = content
    for kind in operation.get("requestBody", {}).get("content", {}).values():
        # Says nothing that "required: false" doesn't, and makers of clients leave out operations for it.
        kind["schema"].pop("default", None)
    for name, (status, text) in _CONDITIONS.items():
        if status in operation["responses"]:
            operation["parameters"].append(
                {"in": "header", "name": name, "required": False, "description": text, "schema": {"type": "string"}}
            )
    for status, response in operation["responses"].items():
        response["description"] = _WORDS.get(status, response["description"])
        response["headers"] = {"X-Request-ID": _REQUEST_ID, **(_LIMITS if counts and status != 401 else {})}
        if has_mark and status in _MARKED:
            response["headers"]["ETag"] = _ETAG
        if status == 429:
            response["headers"]["Retry-After"] = _RETRY
        if status >= 400 and "content" in response:
            response["content"] = {CONTENT_TYPE: next(iter(response["content"].values()))}
