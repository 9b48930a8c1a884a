"""Shapes of comments."""

from __future__ import annotations

from pydantic import Field

from boards.api.schemas.common import Input, Moment, Output, PageOut, PageQuery, Person, Text, Version
from boards.models import Emoji

SIGNS = ", ".join(Emoji.values)


class ReactionOut(Output):
    """A sign under a comment, and who made it."""

    emoji: str = Field(description=f"One of {SIGNS}.", examples=["heart"])
    people: list[Person]


class CommentOut(Output):
    """What somebody said about a task."""

    id: int = Field(examples=[7])
    task_id: int = Field(examples=[42])
    author: Person | None
    text: str = Field(description="Markdown.", examples=["Looks **good**, see #12."])
    reactions: list[ReactionOut]
    version: int = Field(examples=[1])
    created_at: Moment
    edited_at: Moment | None


class CommentPage(PageOut):
    """A part of the comments, the newest first."""

    items: list[CommentOut]


class CommentQuery(PageQuery):
    """Which part of the comments."""


class CommentIn(Input):
    """A new comment."""

    text: Text = Field(description="Markdown, with something in it to read.", examples=["Looks **good**, see #12."])


class CommentPatch(CommentIn):
    """Another text of one's own comment."""

    version: Version | None = Field(
        None, description="The version you have seen: 409 if it was changed to something else since."
    )
