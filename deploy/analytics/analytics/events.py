"""Messages as they come from the brokers, read into what is counted; strict, so that nothing else reaches the database.

An event is CloudEvents 1.0 in its Kafka binding, structured or binary. What can't be read is `Unreadable`, with the
reason. Kinds and fields of later releases are passed over or counted as they are; a later version of what an event
tells can't be read.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

PEOPLE = "people"
# The fields of a task by which histories are made; of other changes it is kept that they happened.
FIELDS = ("column", "completed_at", "archived_at", "deleted_at")
COLUMN_KINDS = ("column.created", "column.updated", "column.deleted")
_TYPE = re.compile(r"boardsite\.([a-z0-9_.-]{1,80})\.v([0-9]{1,4})")
_MOST = 2**63 - 1
_STATUSES = ("pending", "in_progress", "completed")
# (before, after), as it is kept: ids of columns, moments as text, statuses.
Sides: TypeAlias = list[Any]


class Unreadable(Exception):
    """A message that is none of ours, or broken; says why."""


class Message(NamedTuple):
    """A message as it was read."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


class TaskNow(NamedTuple):
    """What a task was when the event was sent."""

    id: int
    number: int
    title: str
    column_id: int | None
    is_archived: bool
    created_at: datetime.datetime
    completed_at: datetime.datetime | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A row of the history. `changes` is kept of what histories are made of: None of all else."""

    id: int
    mark: str
    kind: str
    project_id: int
    task_id: int | None
    person_id: int
    at: datetime.datetime
    undoes: int | None
    changes: dict[str, Sides] | None
    task: TaskNow | None
    columns: list[tuple[int, str]]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who somebody is; `name` is None of one who has left."""

    id: int
    mark: str
    version: int
    name: str | None


def read(message: Message, people_topic: str) -> Change | Person:
    """Raises Unreadable."""
    event = _event(message)
    kind = _kind(event.get("type"))
    mark, _dash, number = _word(event.get("id"), "id").rpartition("-")
    if kind == "person.deleted" or (message.topic == people_topic and message.value is None):
        return Person(id=_key(message), mark=mark.partition("-")[0], version=_version(number or "0"), name=None)
    data = event.get("data")
    if not isinstance(data, dict):
        raise Unreadable("It tells nothing: data is missing.")
    if kind == "person.changed":
        return _person(data, mark.partition("-")[0], number)
    return _change(data, kind, mark)


def _event(message: Message) -> dict[str, Any]:
    headers = {name.lower(): _decoded(value) for name, value in message.headers}
    found = {name[3:]: value for name, value in headers.items() if name.startswith("ce_")}
    if headers.get("content-type", "").startswith("application/cloudevents+json"):
        event = _json(message.value)
        if not isinstance(event, dict):
            raise Unreadable("It is no JSON object.")
        return event
    if "type" not in found:
        raise Unreadable("It is no CloudEvents event: neither its content-type nor its headers say so.")
    return found | {"data": None if message.value is None else _json(message.value)}


def _decoded(value: bytes | None) -> str:
    try:
        return (value or b"").decode()
    except UnicodeDecodeError:
        raise Unreadable("A header is no UTF-8.") from None


def _json(value: bytes | None) -> Any:
    try:
        return json.loads((value or b"").decode())
    except (ValueError, RecursionError):
        raise Unreadable("It is no JSON.") from None


def _kind(told: object) -> str:
    found = _TYPE.fullmatch(_word(told, "type"))
    if found is None:
        raise Unreadable("Its type is none of Boardsite's.")
    if found[2] != "1":
        raise Unreadable(f"Version {found[2]} of what it tells is not known here. Update the service, then rebuild.")
    return found[1]


def _change(data: Mapping[str, Any], kind: str, mark: str) -> Change:
    activity = data.get("activity")
    if not isinstance(activity, dict):
        raise Unreadable("activity is missing.")
    told = activity.get("changes")
    if not isinstance(told, dict):
        raise Unreadable("activity.changes is missing.")
    task_id = _number_or_none(activity.get("task_id"), "activity.task_id")
    undoes = _number_or_none(activity.get("undoes"), "activity.undoes")
    return Change(
        id=_number(activity.get("id"), "activity.id"),
        mark=mark,
        kind=kind,
        project_id=_number(activity.get("project_id"), "activity.project_id"),
        task_id=task_id,
        person_id=_actor(activity.get("actor")),
        at=_moment(activity.get("created_at"), "activity.created_at"),
        undoes=undoes,
        changes=_kept(kind, told, is_of_task=task_id is not None, is_undo=undoes is not None),
        task=_task(data.get("task")),
        columns=_columns(data.get("columns")),
    )


def _kept(kind: str, told: Mapping[str, Any], *, is_of_task: bool, is_undo: bool) -> dict[str, Sides] | None:
    """What histories need of a change; None of one that they don't look at."""
    if kind in COLUMN_KINDS:
        return {
            "column": [_ref(side) for side in _sides(told, "column")],
            "status": [side if side in _STATUSES else None for side in _sides(told, "status")],
        }
    # What was said changes no task, nor do items of checklists but for the progress that follows them.
    if not is_of_task or "comment" in told or ("checklist" in told and "progress" not in told):
        return None
    found: dict[str, Sides] = {"column": [_ref(side) for side in _sides(told, "column")]} if "column" in told else {}
    for name in FIELDS[1:]:
        if name in told:
            found[name] = [side and _moment(side, name).isoformat() for side in _sides(told, name)]
    return found if found or is_undo or kind == "task.created" else None


def _sides(told: Mapping[str, Any], name: str) -> Sides:
    found = told.get(name, [None, None])
    if not isinstance(found, list) or len(found) != 2:
        raise Unreadable(f"activity.changes.{name} has no two sides.")
    return found


def _ref(side: Any) -> int | None:
    return None if side is None else _number(side.get("id") if isinstance(side, dict) else None, "column")


def _task(told: Any) -> TaskNow | None:
    if told is None:
        return None
    if not isinstance(told, dict):
        raise Unreadable("task is no object.")
    done = told.get("completed_at")
    return TaskNow(
        id=_number(told.get("id"), "task.id"),
        number=_number(told.get("number"), "task.number"),
        title=_word(told.get("title"), "task.title", least=0)[:500],
        column_id=_ref(told.get("column")),
        is_archived=told.get("archived") is True,
        created_at=_moment(told.get("created_at"), "task.created_at"),
        completed_at=None if done is None else _moment(done, "task.completed_at"),
    )


def _columns(told: Any) -> list[tuple[int, str]]:
    rows = told if isinstance(told, list) else []
    return [
        (_number(row.get("id"), "columns"), row["status"])
        for row in rows
        if isinstance(row, dict) and row.get("status") in _STATUSES
    ]


def _person(data: Mapping[str, Any], mark: str, number: str) -> Person:
    person = data.get("person")
    if not isinstance(person, dict):
        raise Unreadable("person is missing.")
    name = _word(person.get("name"), "person.name", least=0)
    return Person(id=_number(person.get("id"), "person.id"), mark=mark, version=_version(number), name=name[:200])


def _key(message: Message) -> int:
    try:
        return _number(int(message.key or b""), "key")
    except ValueError:
        raise Unreadable("Its key is no person's id.") from None


def _actor(told: Any) -> int:
    """The id of who did it, 0 for nobody."""
    return 0 if told is None else _number(told.get("id") if isinstance(told, dict) else None, "activity.actor")


def _word(told: Any, name: str, least: int = 1) -> str:
    if not isinstance(told, str) or len(told) < least or "\0" in told or not _is_text(told):
        raise Unreadable(f"{name} is missing or no text.")
    return told


def _is_text(told: str) -> bool:
    """Whether it can be written down at all: JSON may hold half a pair."""
    return told.isascii() or not any("\ud800" <= each <= "\udfff" for each in told)


def _version(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) < 19):
        raise Unreadable("id has no number.")
    return int(told)


def _number(told: Any, name: str) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or not 0 <= told <= _MOST:
        raise Unreadable(f"{name} is missing or no number.")
    return told


def _number_or_none(told: Any, name: str) -> int | None:
    return None if told is None else _number(told, name)


def _moment(told: Any, name: str) -> datetime.datetime:
    try:
        found = datetime.datetime.fromisoformat(told)
        return found.astimezone(datetime.UTC) if found.tzinfo else _refuse(name)
    except (TypeError, ValueError, OverflowError):
        return _refuse(name)


def _refuse(name: str) -> datetime.datetime:
    raise Unreadable(f"{name} is no moment.")
