"""Shapes of links between tasks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from boards.api.schemas.common import Id, Input, Moment, Output, Person
from boards.api.schemas.tasks import StatusName

RelationName = Literal["blocked_by", "blocks", "parent", "child", "relates", "duplicates", "duplicated_by"]
WHAT_IT_IS = (
    "What the link is to the task: it is `blocked_by` the other one, `blocks` it, `relates` to it, `duplicates` it or "
    "is `duplicated_by` it; the other one is its `parent`, or its `child`."
)


class LinkedTaskOut(Output):
    """The task at the other end of a link."""

    id: int = Field(examples=[43])
    number: int = Field(examples=[13])
    project_id: int = Field(examples=[7])
    title: str = Field(examples=["Book the hall"])
    status: StatusName
    completed: bool
    archived: bool
    assignee: Person | None
    due_date: str | None = Field(json_schema_extra={"format": "date"}, examples=["2026-11-30"])


class TaskLinkOut(Output):
    """A link between two tasks, as the task sees it that you asked about."""

    id: int = Field(examples=[5])
    task_id: int = Field(examples=[42])
    relation: RelationName = Field(description=WHAT_IT_IS)
    other: LinkedTaskOut
    created_by: Person | None
    created_at: Moment


class TaskLinksOut(Output):
    """The links of a task, in the order they were made."""

    items: list[TaskLinkOut]


class TaskLinkIn(Input):
    """A new link."""

    relation: RelationName = Field(description=WHAT_IT_IS, examples=["blocked_by"])
    task: Id = Field(description="The id of the other task.", examples=[43])
