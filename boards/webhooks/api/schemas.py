"""Shapes of webhooks, of their deliveries, and of what they are sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictStr

from boards.api.schemas.changes import EventData
from boards.api.schemas.common import Input, Moment, Name, Output, PageOut, PageQuery, Person
from boards.models.webhooks import ADDRESS_LIMIT

FormatName = Literal["standard", "slack", "mattermost", "matrix", "teams"]
StateName = Literal["waiting", "sending", "delivered", "failed", "cancelled"]
OffReasonName = Literal["by_hand", "gone", "failing", "no_rights", "no_secret"]
EVENTS = "Kinds of change, as the history has them; `*` for all, those of later releases too."
Url = Annotated[StrictStr, Field(min_length=1, max_length=ADDRESS_LIMIT, examples=["https://example.com/hooks/board"])]
Events = Annotated[
    list[StrictStr], Field(description=EVENTS, max_length=200, examples=[["task.created", "task.moved"]])
]


class WebhookOut(Output):
    """A webhook."""

    id: int = Field(examples=[3])
    project_id: int | None = Field(description="Null: every project of the site.", examples=[7])
    name: str = Field(examples=["Release chat"])
    address: str = Field(examples=["https://example.com/hooks/board"])
    format: FormatName = Field(description="`standard` is what `webhooks` in this document describes.")
    events: list[str] = Field(description=EVENTS, examples=[["task.created", "task.moved"]])
    is_on: bool
    off_reason: OffReasonName | None = Field(description="Why it is off.")
    off_at: Moment | None
    failing_since: Moment | None = Field(description="Since when the receiver has taken nothing.")
    acts_for: Person | None = Field(description="Who made it or changed it last: it is sent what they may see.")
    previous_secret_until: Moment | None = Field(description="Until when the secret of before holds as well.")
    created_at: Moment
    secret: str | None = Field(None, description="Only in the answer that it was made in.", examples=["whsec_…"])


class WebhooksOut(Output):
    """Webhooks, the oldest first."""

    items: list[WebhookOut]


class WebhookIn(Input):
    """A new webhook. It acts for you."""

    name: Name = Field(examples=["Release chat"])
    address: Url
    format: FormatName = Field("standard", description="`standard` if left out.")
    events: Events = Field(["*"], description=f"{EVENTS} All if left out.")


class WebhookPatch(Input):
    """Fields of a webhook to change. It acts for you from then on."""

    name: Name = Field("", examples=["Release chat"])
    address: Url = ""
    format: FormatName = "standard"
    events: Events = []
    is_on: StrictBool = Field(True, description="Switches it on or off.")


class DeliveryOut(Output):
    """A message to a webhook."""

    id: int = Field(examples=[815])
    webhook_id: int = Field(examples=[3])
    event_id: str = Field(description="The header `webhook-id`.", examples=["msg_0f1e2d3c4b5a69788796a5b4"])
    kind: str = Field(examples=["task.moved"])
    activity_id: int | None = Field(description="The change; null for a test.", examples=[1204])
    project_id: int | None = Field(examples=[7])
    task_id: int | None = Field(examples=[42])
    state: StateName
    attempts: int = Field(examples=[1])
    due_at: Moment | None = Field(description="When it is tried (again).")
    sent_at: Moment | None = Field(description="When it was last tried.")
    ended_at: Moment | None
    status: int | None = Field(description="What the receiver answered last.", examples=[204])
    error: str = Field(description="Why there is no answer, or why it did not do.", examples=[""])
    created_at: Moment


class DeliveryDetail(DeliveryOut):
    """A message with what was sent and answered the last time."""

    request_headers: dict[str, str]
    request_body: str
    answer_headers: dict[str, str]
    answer_body: str = Field(description="The first 8 KB.")
    took_ms: int | None = Field(examples=[87])


class DeliveryPage(PageOut):
    """A part of the log, the newest first."""

    items: list[DeliveryOut]


class DeliveryQuery(PageQuery):
    """Which messages."""

    state: StateName | None = Field(None, description="Only those with which it stands so.")


class WebhookEvent(Output):
    """What a webhook of the format `standard` is sent."""

    type: str = Field(description="The kind of change.", examples=["task.moved"])
    timestamp: Moment = Field(description="When it happened.")
    data: EventData
