"""The shape of what the API tells of a calendar link; `tests/api/test_record_shapes.py` holds it against the schema."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class CalendarRecord(TypedDict):
    """A calendar link, without its address."""

    id: int
    name: str
    project_id: int | None
    shows: str
    with_watched: bool
    prefix: str
    leads_nowhere: bool
    created_at: str
    last_used_at: str | None
    link: NotRequired[str | None]
