"""Shapes of checklists and their items."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, StrictStr

from boards.api.schemas.common import Day, Id, Input, Moment, Name, Output, Person, Version
from boards.rules.checklists import MOST_ITEMS
from boards.rules.text import ITEM_LIMIT

Line = Annotated[StrictStr, Field(min_length=1, max_length=ITEM_LIMIT)]


class ItemOut(Output):
    """One thing of a checklist."""

    id: int = Field(examples=[7])
    checklist_id: int = Field(examples=[3])
    task_id: int = Field(examples=[42])
    text: str = Field(description="One line. `#12` names a task.", examples=["Ask the printer"])
    done: bool
    done_at: Moment | None
    done_by: Person | None
    assignee: Person | None
    due_date: str | None = Field(json_schema_extra={"format": "date"}, examples=["2026-11-30"])
    position: str = Field(description="Where it stands in its checklist; compare as text.", examples=["i"])
    version: int = Field(description="Rises when a field changes.", examples=[1])
    created_at: Moment


class ChecklistOut(Output):
    """A checklist of a task, with its items in their order."""

    id: int = Field(examples=[3])
    task_id: int = Field(examples=[42])
    title: str = Field(examples=["Before the launch"])
    position: str = Field(description="Where it stands among those of the task; compare as text.", examples=["i"])
    items: list[ItemOut]
    version: int = Field(description="Rises when the title changes.", examples=[1])
    created_at: Moment


class ChecklistsOut(Output):
    """The checklists of a task."""

    items: list[ChecklistOut]


class ChecklistIn(Input):
    """A new checklist."""

    title: Name = Field(examples=["Before the launch"])
    items: list[Line] = Field(
        [], max_length=MOST_ITEMS, description="The texts of its items.", examples=[["Ask the printer"]]
    )


class ChecklistPatch(Input):
    """Another title of a checklist."""

    title: Name = Field(examples=["Before the launch"])
    version: Version | None = Field(None, description="The version you have seen.")


class ChecklistMoveIn(Input):
    """Where a checklist goes: below another one of its task, by default on top."""

    after: Id | None = Field(None, description="The id of the checklist above it.")


class ItemIn(Input):
    """A new item, at the end of its checklist."""

    text: Line = Field(examples=["Ask the printer"])
    assignee: Id | None = Field(None, description="The id of somebody who may work on tasks of the project.")
    due_date: Day | None = None
    done: StrictBool = False


class ItemPatch(Input):
    """Fields of an item to change."""

    text: Line = Field("", examples=["Ask the printer"])
    assignee: Id | None = Field(None, description="The id of somebody who may work on tasks of the project.")
    due_date: Day | None = None
    done: StrictBool = False
    version: Version | None = Field(None, description="The version you have seen: changes since are merged with yours.")


class ItemMoveIn(Input):
    """Where an item goes: below another one of a checklist of its task, by default on top."""

    checklist: Id | None = Field(None, description="The id of the checklist; by default it stays in its own.")
    after: Id | None = Field(None, description="The id of the item above it.")


class ItemOfTaskIn(Input):
    """Which task another one becomes an item of."""

    into: Id = Field(description="The id of another task of the project.")
    checklist: Id | None = Field(None, description="The id of one of its checklists; by default the last.")
