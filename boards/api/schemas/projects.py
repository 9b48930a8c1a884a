"""Shapes of projects."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic.config import JsonDict

from boards.api.schemas.common import Day, Id, Input, Moment, Output, PageOut, PageQuery, Person, Text, Title, Version
from boards.models import Visibility

TITLE_OR_NAME: JsonDict = {"anyOf": [{"required": ["title"]}, {"required": ["name"]}]}
RoleName = Literal["owner", "admin", "member", "viewer"]
# What pages call private is `personal` here.
VisibilityName = Literal["personal", "public"]


class TaskCounts(Output):
    """How many tasks are on the board; archived ones are left out."""

    total: int = Field(examples=[12])
    open: int = Field(examples=[9])
    completed: int = Field(examples=[3])
    overdue: int = Field(examples=[1])


class ProjectOut(Output):
    """A project, with the caller's role in it."""

    id: int = Field(examples=[7])
    title: str = Field(examples=["Launch"])
    name: str = Field(description="The same as `title`.", examples=["Launch"])
    description: str = Field(description="Markdown.", examples=["Everything until the **launch**."])
    visibility: VisibilityName
    owner: Person
    role: RoleName = Field(description="What you are in it.")
    progress: int = Field(description="The mean of its tasks, in percent.", examples=[42])
    finish_date: str | None = Field(json_schema_extra={"format": "date"}, examples=["2026-12-24"])
    tasks: TaskCounts
    version: int = Field(description="Rises when a field of the project changes.", examples=[3])
    revision: int = Field(description="Rises when anything in the project changes.", examples=[118])
    archived: bool
    created_at: Moment
    updated_at: Moment


class ProjectPage(PageOut):
    """A part of the list of projects."""

    items: list[ProjectOut]


class ProjectQuery(PageQuery):
    """Which projects."""

    q: str | None = Field(None, description="Text in the title.", max_length=500)
    archived: bool | None = Field(None, description="Archived ones or those in use; both if left out.")
    sort: Literal["title", "-title", "created_at", "-created_at", "updated_at", "-updated_at"] = Field(
        "title", description="The order, descending with `-`."
    )


class ProjectPatch(Input):
    """Fields of a project to change."""

    title: Title = Field("", examples=["Launch"])
    name: Title = Field("", description="Another name for `title`.", examples=["Launch"])
    description: Text = ""
    visibility: VisibilityName = "personal"
    finish_date: Day | None = None
    version: Version | None = Field(None, description="The version you have seen: changes since are merged with yours.")

    @model_validator(mode="after")
    def _one_title(self) -> ProjectPatch:
        if {"title", "name"} <= self.model_fields_set and self.title != self.name:
            raise ValueError("Give title or name, not two different ones.")
        return self

    def changed(self) -> dict[str, Any]:
        """The fields to write, under the names of the columns."""
        found = self.given()
        found.pop("version", None)
        if "name" in found:
            found["title"] = found.pop("name")
        return found


class ProjectPut(ProjectPatch):
    """All fields of a project; what is left out gets its default."""

    model_config = {"json_schema_extra": TITLE_OR_NAME}

    @model_validator(mode="after")
    def _needs_title(self) -> ProjectPut:
        if self.model_fields_set.isdisjoint({"title", "name"}):
            raise ValueError("A project needs a title.")
        return self

    def changed(self) -> dict[str, Any]:
        """The same, with the defaults of what was left out."""
        defaults = {"description": "", "visibility": Visibility.PERSONAL.value, "finish_date": None}
        return defaults | super().changed()


class ProjectIn(ProjectPut):
    """A new project; it belongs to you."""

    model_config = {"json_schema_extra": {**TITLE_OR_NAME, "examples": [{"title": "Launch", "visibility": "personal"}]}}


class TransferIn(Input):
    """Who is to own the project: somebody who takes part in it."""

    to: Id = Field(description="The id of a member.")
