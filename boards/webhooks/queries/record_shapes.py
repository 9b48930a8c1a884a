"""The shapes of what the API says of webhooks, and of what they send; a test holds them against the schemas."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from boards.queries.record_shapes import EventDataRecord, PersonRecord


class WebhookRecord(TypedDict):
    """A webhook. `secret` is there once: when it is made."""

    id: int
    project_id: int | None
    name: str
    address: str
    format: str
    events: list[str]
    is_on: bool
    off_reason: str | None
    off_at: str | None
    failing_since: str | None
    acts_for: PersonRecord | None
    previous_secret_until: str | None
    created_at: str
    secret: NotRequired[str | None]


class DeliveryRecord(TypedDict):
    """A message to a webhook, without what was sent and answered."""

    id: int
    webhook_id: int
    event_id: str
    kind: str
    activity_id: int | None
    project_id: int | None
    task_id: int | None
    state: str
    attempts: int
    due_at: str | None
    sent_at: str | None
    ended_at: str | None
    status: int | None
    error: str
    created_at: str


class DeliveryDetailRecord(DeliveryRecord):
    """The same with what was sent and answered the last time."""

    request_headers: dict[str, str]
    request_body: str
    answer_headers: dict[str, str]
    answer_body: str
    took_ms: int | None


class EventRecord(TypedDict):
    """The body of a message."""

    type: str
    timestamp: str
    data: EventDataRecord
