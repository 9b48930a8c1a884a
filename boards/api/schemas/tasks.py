"""Shapes of tasks."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, WithJsonSchema, model_validator

from boards.api.schemas.common import (
    Day,
    Id,
    Input,
    Moment,
    Output,
    PageOut,
    PageQuery,
    Person,
    Text,
    Title,
    Version,
    VersionIn,
    Word,
)
from boards.models import Status
from boards.models.tasks import HIGHEST_PRIORITY, MOST_OTHERS
from boards.rules.progress import COMPLETE
from boards.services.task_changes import TaskChange

MOST_TAGS = 50
EVEN_IF_BLOCKED = "Whether to complete it although it waits for other tasks: refused otherwise."
MOST_CHANGES = 500
StatusName = Literal["pending", "in_progress", "completed"]
# What a task is written with, under the names of the schema, beside where it stands.
DEFAULTS: dict[str, object] = {
    "description": "",
    "tags": [],
    "priority": 0,
    "assignee": None,
    "other_assignees": [],
    "due_date": None,
    "follows_items": False,
}
_OTHER_NAMES = (("tag", "tags"), ("finish_date", "due_date"))


def _status(value: object) -> object:
    """`In Progress` and `in-progress` are in_progress."""
    return re.sub(r"[\s-]+", "_", value.strip().lower()) if isinstance(value, str) else value


AnyStatus = Annotated[
    StatusName,
    BeforeValidator(_status),
    WithJsonSchema({"type": "string", "enum": list(Status.values), "examples": ["in_progress"]}),
]


class ColumnRef(Output):
    """The column a task stands in."""

    id: int = Field(examples=[11])
    name: str = Field(examples=["In progress"])


class ItemCounts(Output):
    """The items of all checklists of a task."""

    total: int = Field(examples=[7])
    done: int = Field(examples=[3])


class TaskOut(Output):
    """A task."""

    id: int = Field(examples=[42])
    number: int = Field(description="Its number within the project.", examples=[12])
    project_id: int = Field(examples=[7])
    title: str = Field(examples=["Write the press release"])
    description: str = Field(description="Markdown.")
    status: StatusName
    column: ColumnRef
    tags: list[str] = Field(examples=[["press"]])
    priority: int = Field(examples=[2])
    assignee: Person | None = Field(description="Who is responsible; null for nobody.")
    other_assignees: list[Person] = Field(description="Who has it beside them, in the order in which they came.")
    progress: int = Field(examples=[50])
    follows_items: bool = Field(description="Whether the progress is the share of checklist items done.")
    items: ItemCounts
    completed: bool
    due_date: str | None = Field(json_schema_extra={"format": "date"}, examples=["2026-11-30"])
    position: str = Field(description="Where it stands in its column; compare as text.", examples=["i"])
    version: int = Field(description="Rises when a field of the task changes.", examples=[3])
    created_by: Person | None
    created_at: Moment
    updated_at: Moment
    completed_at: Moment | None
    archived: bool
    blocked: bool = Field(description="Whether it is open and waits for another task that you may see.")
    open_blockers: int = Field(description="How many tasks that you may see it waits for.", examples=[0])
    children: int = Field(description="How many children you may see that are on their board.", examples=[3])
    completed_children: int = Field(description="How many of them are completed.", examples=[1])


class MovedOut(TaskOut):
    """A task that was moved."""

    neighbour_gone: bool = Field(
        description="Whether the neighbour was not there any more, so that the task went to the end of the column.",
        examples=[False],
    )


class TaskPage(PageOut):
    """A part of a list of tasks."""

    items: list[TaskOut]


class TasksOut(Output):
    """The tasks as they are after the changes, in the order of the changes."""

    items: list[TaskOut]


class TaskQuery(PageQuery):
    """Which tasks: the same parameters as on the pages."""

    q: str | None = Field(None, description="Text in title or description; `#12` finds that number.")
    tag: list[str] = Field([], description="The name of a tag; repeat it for tasks with all of them.")
    status: list[str] = Field([], description="pending, in_progress or completed; repeat it for any of them.")
    assignee: list[str] = Field(
        [],
        description="The id of a person, `me` or `none`; repeat it for any of them. "
        "Whoever has a task counts, responsible or not.",
    )
    mine: str | None = Field(None, description="`true`: only tasks that you have, responsible or not.")
    priority: list[str] = Field([], description="A priority; repeat it for any of them. `urgent` is 4 and above.")
    priority_min: str | None = Field(None, description="At least this priority.")
    due: list[str] = Field([], description="overdue, today, week, future or none; repeat it for any of them.")
    due_before: str | None = Field(None, description="Due before that day, as 2026-11-30.")
    due_after: str | None = Field(None, description="Due after that day, as 2026-11-30.")
    blocked: str | None = Field(None, description="`true` for tasks that wait for others, `false` for the rest.")
    completed: str | None = Field(None, description="`true` for completed tasks, `false` for open ones.")
    archived: str | None = Field(None, description="`true` for archived tasks; without it you get the others.")
    project: str | None = Field(None, description="The id of a project.")
    updated_since: str | None = Field(None, description="Changed at that time or later, as 2026-11-30T08:00:00Z.")
    sort: str | None = Field(
        None,
        description="priority, due_date, status, title, created_at, updated_at or position; descending with `-`.",
    )


class TaskFields(Input):
    """What a task can be written with."""

    description: Text = Field("", description="Markdown.")
    tags: list[Word] = Field([], max_length=MOST_TAGS, description="Names; new ones are made.", examples=[["press"]])
    tag: Word = Field("", description="A single tag, instead of `tags`.")
    priority: StrictInt = Field(0, ge=0, le=HIGHEST_PRIORITY, examples=[2])
    assignee: Id | None = Field(
        None,
        description="The id of somebody who may work on tasks of the project: the one responsible. "
        "With null the first of the others is, if there are any.",
    )
    other_assignees: list[Id] = Field(
        [], max_length=MOST_OTHERS, description="The ids of those who have it too; whoever is responsible is left out."
    )
    due_date: Day | None = None
    finish_date: Day | None = Field(None, description="Another name for `due_date`.")
    progress: StrictInt = Field(0, ge=0, le=COMPLETE, description="100 completes the task.", examples=[50])
    follows_items: StrictBool = Field(
        False, description="`true`: from then on the progress is the share of checklist items done."
    )
    completed: StrictBool = Field(False, description="`true` completes the task.")
    status: AnyStatus = Field("pending", description="Alone it means the first column of that status.")
    column: Id = Field(0, description="The id of a column of the project.")
    even_if_blocked: StrictBool = Field(False, description=EVEN_IF_BLOCKED)

    @model_validator(mode="after")
    def _agrees(self) -> TaskFields:
        for other, name in _OTHER_NAMES:
            if {other, name} <= self.model_fields_set:
                raise ValueError(f"Give {name} or {other}, not both.")
        said = {
            "completed": self.completed if "completed" in self.model_fields_set else None,
            "status": self.status == "completed" if "status" in self.model_fields_set else None,
            "progress": self.progress == COMPLETE if "progress" in self.model_fields_set else None,
        }
        if {True, False} <= set(said.values()):
            raise ValueError(
                "These say different things: " + ", ".join(name for name in said if said[name] is not None)
            )
        return self

    def change(self) -> TaskChange:
        """What is to be written."""
        values = self.given()
        if "tag" in values:
            values["tags"] = [values.pop("tag")]
        if "finish_date" in values:
            values["due_date"] = values.pop("finish_date")
        place = {name: values.pop(name) for name in ("completed", "status", "column") if name in values}
        version = values.pop("version", None)
        values.pop("id", None)
        archived = values.pop("archived", None)
        even_if_blocked = values.pop("even_if_blocked", False)
        return TaskChange(values=values, version=version, archived=archived, even_if_blocked=even_if_blocked, **place)


class TaskPatch(TaskFields):
    """Fields of a task to change."""

    title: Title = Field("", examples=["Write the press release"])
    version: Version | None = Field(None, description="The version you have seen: changes since are merged with yours.")
    model_config = {"json_schema_extra": {"examples": [{"priority": 3, "version": 3}]}}


class TaskIn(TaskFields):
    """A new task. Without a column it goes to the first pending one."""

    title: Title = Field(examples=["Write the press release"])
    model_config = {"json_schema_extra": {"examples": [{"title": "Write the press release", "tags": ["press"]}]}}


class TaskPut(TaskIn):
    """All fields of a task; what is left out gets its default, but for the column, which stays."""

    version: Version | None = Field(None, description="The version you have seen: changes since are merged with yours.")

    def change(self) -> TaskChange:
        """The same, with the defaults of what was left out."""
        given = super().change()
        defaults = dict(DEFAULTS)
        if not (given.completed or given.status == Status.COMPLETED):
            defaults["progress"] = 0
        return given.over(defaults)


class BulkChange(TaskPatch):
    """Changes of one task."""

    id: Id
    archived: StrictBool = Field(False, description="Puts the task away, or takes it out again.")
    model_config = {"json_schema_extra": {"examples": [{"id": 42, "version": 3, "status": "completed"}]}}


class BulkIn(Input):
    """Up to 500 changes: all of them are made, or none."""

    changes: list[BulkChange] = Field(min_length=1, max_length=MOST_CHANGES)
    model_config = {"json_schema_extra": {"examples": [{"changes": [{"id": 42, "version": 3, "status": "completed"}]}]}}


class MoveIn(Input):
    """Where a task goes. Without a neighbour it goes on top; with one that is gone, to the end."""

    column: Id = Field(0, description="The id of a column of the project; the present one if left out.")
    status: AnyStatus = Field("pending", description="The first column of that status, instead of `column`.")
    after: Id | None = Field(None, description="The id of the task it goes below.")
    before: Id | None = Field(None, description="The id of the task it goes above, instead of `after`.")
    left: Id | None = Field(None, description="The column you took it from: refused if it is elsewhere by now.")
    version: Version | None = Field(None, description="The version you have seen: refused if it was moved since.")
    even_if_blocked: StrictBool = Field(False, description=EVEN_IF_BLOCKED)
    model_config = {"json_schema_extra": {"examples": [{"status": "in_progress", "version": 3}]}}

    @model_validator(mode="after")
    def _one_of_two(self) -> MoveIn:
        for one, other in (("column", "status"), ("after", "before")):
            if {one, other} <= self.model_fields_set and getattr(self, one) and getattr(self, other):
                raise ValueError(f"Give {one} or {other}, not both.")
        return self


class CompleteIn(VersionIn):
    """Whether it is to be completed at all events."""

    even_if_blocked: StrictBool = Field(False, description=EVEN_IF_BLOCKED)


class AssignIn(Input):
    """Whose task it is to be."""

    assignee: Id | None = Field(description="The id of a person, null for nobody.")
    other_assignees: list[Id] = Field(
        [], max_length=MOST_OTHERS, description="The ids of those who have it too; left out, they stay."
    )
    version: Version | None = Field(None, description="The version you have seen.")
