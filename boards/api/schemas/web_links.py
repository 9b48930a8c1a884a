"""Shapes of the web links of tasks."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictStr

from boards.api.schemas.common import Input, Moment, Output, Person, Version
from boards.rules.text import TITLE_LIMIT
from boards.rules.web_addresses import URL_LIMIT

Url = Annotated[StrictStr, Field(min_length=1, max_length=URL_LIMIT)]
Title = Annotated[StrictStr, Field(max_length=TITLE_LIMIT)]


class WebLinkOut(Output):
    """A web address of a task."""

    id: int = Field(examples=[7])
    task_id: int = Field(examples=[42])
    url: str = Field(
        description="Begins with `https:`, `http:` or `mailto:`. The server never fetches it.",
        examples=["https://example.com/prices"],
    )
    title: str = Field(description="May be empty: the host and path are shown then.", examples=["Price list"])
    version: int = Field(description="Rises when the address or the title changes.", examples=[1])
    created_by: Person | None
    created_at: Moment


class WebLinksOut(Output):
    """The web links of a task."""

    items: list[WebLinkOut]


class WebLinkIn(Input):
    """A new web link."""

    url: Url = Field(
        description="An address that begins with `https:`, `http:` or `mailto:`.",
        examples=["https://example.com/prices"],
    )
    title: Title = Field("", examples=["Price list"])


class WebLinkPatch(Input):
    """What of a web link may be changed."""

    url: Url = Field("", examples=["https://example.com/prices"])
    title: Title = Field("", examples=["Price list"])
    version: Version | None = Field(None, description="The version you have seen: changes since are merged with yours.")
