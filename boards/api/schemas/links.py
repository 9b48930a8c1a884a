"""Shapes of public links to a board."""

from __future__ import annotations

import datetime

from pydantic import Field

from boards.api.schemas.common import Input, Moment, Name, Output, Person


class VisitsOut(Output):
    """How often a board was looked at by a link in one day."""

    day: str = Field(examples=["2026-11-27"], json_schema_extra={"format": "date"})
    count: int = Field(examples=[12])


class LinkOut(Output):
    """A public link to a board."""

    id: int = Field(examples=[3])
    project_id: int = Field(examples=[7])
    name: str = Field(examples=["For the client"])
    prefix: str = Field(description="What its secret begins with.", examples=["bsl_8fK2a1Qz"])
    has_password: bool
    created_by: Person | None
    created_at: Moment
    expires_at: Moment | None
    is_expired: bool
    visits: list[VisitsOut] = Field(description="Of the last thirty days, the newest first; days without are left out.")
    link: str | None = Field(None, description="The address, in the answer that made it alone.", examples=[None])


class LinksOut(Output):
    """The links that are not revoked, the newest first."""

    items: list[LinkOut]


class LinkIn(Input):
    """A new public link."""

    name: Name = Field(description="Whom it is for.", examples=["For the client"])
    password: str = Field("", max_length=128, description="Asked for before the board is shown; empty for none.")
    expires_at: datetime.datetime | None = Field(None, description="When it ends, with a time zone; null for never.")
