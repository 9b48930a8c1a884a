"""Shapes of attached files."""

from __future__ import annotations

from pydantic import Field

from boards.api.schemas.common import Input, Moment, Output, PageOut, PageQuery, Person
from boards.models import Preview

STATES = ", ".join(Preview.values)


class AttachmentOut(Output):
    """A file of a task."""

    id: int = Field(examples=[7])
    task_id: int = Field(examples=[42])
    name: str = Field(description="As it was sent.", examples=["Plan.pdf"])
    content_type: str = Field(description="Found by what it begins with.", examples=["application/pdf"])
    size: int = Field(description="In bytes.", examples=[48213])
    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    width: int | None = Field(description="Of a picture, once its preview is ready.")
    height: int | None = Field(description="Of a picture, once its preview is ready.")
    preview: str = Field(description=f"One of {STATES}.", examples=["none"])
    is_cover: bool = Field(description="Whether the card of the task shows it.")
    uploaded_by: Person | None
    created_at: Moment
    url: str = Field(
        description="Where its content is, for who may see the task.",
        examples=["https://boards.example.com/api/v1/attachments/7/content"],
    )


class AttachmentPage(PageOut):
    """A part of the files, the newest first."""

    items: list[AttachmentOut]


class AttachmentQuery(PageQuery):
    """Which part of the files."""


class AttachmentPatch(Input):
    """What of a file may be changed."""

    name: str | None = Field(None, description="Another name.", examples=["Plan, second draft.pdf"])
    is_cover: bool | None = Field(None, description="Whether the card of the task shows it.")
