"""What does not leave the site in the stream: names of people, which have a topic of their own, and on demand all
that people wrote.

Both go by what is known to be harmless, so that a field of a later release stays here until somebody has thought of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Fields whose values {"id", "name"} are no people.
_PLACES = frozenset({"column", "columns", "into", "tags"})
# Texts that nobody wrote: words of ours, days and moments, places in an order, addresses of pages.
_WORDS = frozenset({"kind", "means", "status", "role", "visibility", "position", "emoji", "url"})
_MOMENTS = frozenset(
    {"due_date", "item_due_date", "finish_date", "completed_at", "done_at", "archived_at", "deleted_at", "edited_at"}
)
_KEPT = _WORDS | _MOMENTS | {"created_at", "updated_at"}
_NESTED = (dict, list)
# Names of columns and tags stay: whoever counts has to call them something.
_NAMING = ("column.", "tag.")


def without_names(data: Mapping[str, Any]) -> dict[str, Any]:
    """What an event tells, with people by their ids alone. What the history keeps of them has no names by itself."""
    return {name: value if name == "activity" else _nameless(value, name) for name, value in data.items()} | {
        "activity": _of_actor(data["activity"])
    }


def _of_actor(activity: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if activity is None:
        return None
    return {**activity, "actor": _nameless(activity["actor"], "actor"), "actor_name": None}


def _nameless(value: Any, field: str) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"id", "name"} and field not in _PLACES:
            return {"id": value["id"]}
        return {name: _nameless(each, name) if type(each) in _NESTED else each for name, each in value.items()}
    return [_nameless(each, field) for each in value] if isinstance(value, list) else value


def without_texts(data: Mapping[str, Any]) -> dict[str, Any]:
    """What an event tells, without what people wrote: texts are empty, in changes null."""
    activity = data.get("activity")
    plain = {name: _textless(value, name, "") for name, value in data.items() if name != "activity"}
    return plain if activity is None else {"activity": {**activity, "changes": _changes(activity)}, **plain}


def _changes(activity: Mapping[str, Any]) -> dict[str, Any]:
    is_naming = str(activity["kind"]).startswith(_NAMING)
    return {
        field: sides if is_naming else [_textless(side, field, None) for side in sides]
        for field, sides in activity["changes"].items()
    }


def _textless(value: Any, field: str, nothing: str | None) -> Any:
    """The value of a field with `nothing` in place of texts."""
    if isinstance(value, str):
        return value if field in _KEPT or field in _PLACES else nothing
    if isinstance(value, dict):
        return {
            name: each if name == "name" and field in _PLACES else _textless(each, name, nothing)
            for name, each in value.items()
        }
    return [_textless(each, field, nothing) for each in value] if isinstance(value, list) else value
