"""The shapes of what the API tells of an inbox; `tests/api/test_record_shapes.py` holds them against the schemas."""

from __future__ import annotations

from typing import TypedDict

from boards.queries.record_shapes import PersonRecord


class ProjectRefRecord(TypedDict):
    """The project of an entry."""

    id: int
    title: str


class TaskRefRecord(TypedDict):
    """The task of an entry."""

    id: int
    number: int
    title: str


class EntryRecord(TypedDict):
    """One entry."""

    id: int
    reason: str
    text: str
    details: list[str]
    url: str
    actor: PersonRecord | None
    project: ProjectRefRecord | None
    task: TaskRefRecord | None
    created_at: str
    changed_at: str
    read_at: str | None
    archived_at: str | None
    snoozed_until: str | None


class CountRecord(TypedDict):
    """How many entries are unread."""

    unread: int
    more: bool


class WatcherRecord(TypedDict):
    """Somebody who hears of what happens to a task."""

    user: PersonRecord
    through: str


class WatchRecord(TypedDict):
    """What somebody hears of a task or a project."""

    choice: str
    hears: bool


class WayRecord(TypedDict):
    """How somebody hears of one reason."""

    inbox: bool
    email: str


class PreferencesRecord(TypedDict):
    """How somebody hears of each reason, and when the digest comes."""

    reasons: dict[str, WayRecord]
    digest_hour: int
    digest_weekdays: list[int]
