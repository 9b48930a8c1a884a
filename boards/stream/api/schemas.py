"""Shapes of events. What an event tells has the shape that webhooks tell it in (boards/api/schemas/changes.py)."""

from __future__ import annotations

from pydantic import Field

from boards.api.schemas.common import Moment, Output


class PersonNow(Output):
    """A person as they are now."""

    id: int = Field(examples=[3])
    name: str = Field(description="Empty where texts are kept out of the stream.", examples=["Ada"])
    is_active: bool = Field(description="Whether they may sign in.")


class PersonData(Output):
    """Who a person is now."""

    person: PersonNow


class Attributes(Output):
    """The attributes that CloudEvents 1.0 gives every event."""

    specversion: str = Field(pattern="^1\\.0$", examples=["1.0"])
    id: str = Field(
        description="The same however often the event is sent: remember it.", examples=["5f0c1e9ab27d-1204"]
    )
    source: str = Field(description="The site.", json_schema_extra={"format": "uri"})
    type: str = Field(description="The kind, and the version of what it tells.", examples=["boardsite.task.moved.v1"])
    subject: str = Field(examples=["projects/7/tasks/42"])
    time: Moment = Field(description="When it happened.")
    datacontenttype: str = Field(examples=["application/json"])
    dataschema: str = Field(json_schema_extra={"format": "uri"})
    partitionkey: str = Field(description="The key of the message.", examples=["7"])
    sequence: str = Field(
        description="Sorts the events of a project (of people: those of a person) as they happened.",
        pattern="^[0-9]{20}$",
        examples=["00000000000000001204"],
    )
    shortened: bool = Field(False, description="Too large for the broker, and therefore without its texts.")
