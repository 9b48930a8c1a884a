"""The shape of what the history keeps of a change: field → [before, after], as JSON.

Columns, people and tags stand there as references, whose id is looked up when they are shown; moments and days as text
of ISO 8601.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypeAlias, TypedDict


class Ref(TypedDict):
    """A row that a change names. The name, which people have none of, is that of the time."""

    id: int
    name: NotRequired[str]


Value: TypeAlias = str | int | Ref | list[Ref] | None
# Before and after. Written as pairs; read as lists, which JSON makes of them.
Change: TypeAlias = Sequence[Value]
Changes: TypeAlias = Mapping[str, Change]
# Fields that rise with every change, and so are in the way of taking none back.
COUNTERS = frozenset({"version"})
# What the references in a field are to. Whoever carries a history to another database has to know of each field.
REFERS_TO: Mapping[str, str] = {
    "assignee": "people",
    "attachment": "attachments",
    "checklist": "checklists",
    "column": "columns",
    "comment": "comments",
    "cover": "attachments",
    "from_task": "tasks",
    "group": "groups",
    "into": "columns",
    "invited_by": "people",
    "item": "checklist_items",
    "item_assignee": "people",
    "items": "checklist_items",
    "linked": "tasks",
    "made_task": "tasks",
    "member": "people",
    "other_assignees": "people",
    "owner": "people",
    "tags": "tags",
    "through": "groups",
    "web_link": "web_links",
}


def ref(value: object) -> Ref | None:
    """The reference that a value is; None for nobody, or nothing."""
    if isinstance(value, dict) and isinstance(value.get("id"), int):
        named: Ref = {"id": value["id"]}
        return {**named, "name": str(value["name"])} if "name" in value else named
    return None


def ref_id(value: object) -> int | None:
    """The id of the row that a value refers to."""
    found = ref(value)
    return found["id"] if found else None


def ref_name(value: object) -> str:
    """The name that a row had, as a value refers to it; empty for nothing."""
    found = ref(value)
    return found.get("name", "") if found else ""


def refs(value: object) -> list[Ref]:
    """The references that a value is a list of, such as tags; none for nothing."""
    return [found for each in value if (found := ref(each))] if isinstance(value, list) else []


def ref_ids(value: object) -> list[int]:
    """The ids of the rows that a value refers to, one or several."""
    one = ref(value)
    return [one["id"]] if one else [found["id"] for found in refs(value)]


def text(value: object) -> str:
    """A value that is text; empty for nothing."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    """A value that is a number; 0 for nothing."""
    return value if isinstance(value, int) else 0
