"""What the API of the inbox takes and gives."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from boards.api.schemas.common import Day, Id, Input, Moment, Output, PageOut, PageQuery, Person

ReasonName = Literal[
    "assigned",
    "item_assigned",
    "unassigned",
    "mentioned",
    "commented",
    "changed",
    "watching",
    "due_tomorrow",
    "overdue",
    "unblocked",
    "invited",
    "role_changed",
    "handed_over",
    "archived",
    "webhook_off",
]
Pace = Literal["off", "at_once", "digest"]
ChoiceName = Literal["watch", "mute", "default"]
Hour = Annotated[StrictInt, Field(ge=0, le=23, examples=[8])]
Weekday = Annotated[StrictInt, Field(ge=0, le=6)]


class InboxQuery(PageQuery):
    """Which entries."""

    state: Literal["open", "unread", "snoozed", "archived"] = Field(
        "open", description="`open`: neither archived nor put off; `unread`: those of them not yet read."
    )
    reason: list[ReasonName] = Field([], description="Why you were told; repeat it for any of them.")
    project: int | None = Field(None, ge=1, le=2**63 - 1, description="The id of a project.")


class ReadIn(Input):
    """Which entries are read now: all, or those of some reasons or of one project."""

    reasons: list[ReasonName] = Field([], max_length=20)
    project: Id | None = None


class SnoozeIn(Input):
    """The day on whose morning it comes back, in your zone; null: at once."""

    until: Day | None


class WatchIn(Input):
    """`watch`: hear of what happens to it; `mute`: don't; `default`: as follows from what you take part in."""

    choice: ChoiceName = Field(examples=["watch"])


class WatcherIn(Input):
    """Somebody who is to watch a task."""

    user: Id = Field(description="The id of somebody who takes part in the project.")


class Way(Input):
    """How you hear of one reason."""

    inbox: StrictBool = Field(description="Whether it stands in the inbox.")
    email: Pace = Field(description="`off`, `at_once` or in the `digest`.")


class PreferencesPatch(Input):
    """What is to be changed."""

    reasons: dict[ReasonName, Way] = Field({}, description="The reasons to change; the others stay.")
    digest_hour: Hour | None = Field(None, description="Hour of the digest, in your zone.")
    digest_weekdays: list[Weekday] | None = Field(
        None, min_length=1, max_length=7, description="Its days, 0 for Sunday to 6 for Saturday."
    )


class ProjectRef(Output):
    """The project of an entry."""

    id: int
    title: str


class TaskRef(Output):
    """The task of an entry."""

    id: int
    number: int
    title: str


class EntryOut(Output):
    """Something you were told: of changes of one task within two minutes there is one."""

    id: int
    reason: str = Field(examples=["assigned"])
    text: str = Field(examples=["Mina Park assigned #12 Write the texts to you"])
    details: list[str] = Field(description="What exactly, line by line.")
    url: str
    actor: Person | None
    project: ProjectRef | None = Field(description="Null for what concerns the whole site.")
    task: TaskRef | None
    created_at: Moment
    changed_at: Moment
    read_at: Moment | None
    archived_at: Moment | None
    snoozed_until: Moment | None


class InboxPage(PageOut):
    """A part of the inbox, the newest first."""

    items: list[EntryOut]


class CountOut(Output):
    """How many entries are unread; `more`: there are more than that."""

    unread: int
    more: bool


class WatchOut(Output):
    """What you said, and whether you hear of it."""

    choice: str = Field(examples=["watch"])
    hears: bool


class WatcherOut(Output):
    """Somebody who hears of what happens to a task."""

    user: Person
    through: str = Field(
        examples=["task"],
        description="`task`: took part in it, or was made to watch; `choice`: chose to; `project`: watches all of it.",
    )


class WatchersOut(Output):
    """Those who hear of what happens to a task and may see it, by name."""

    items: list[WatcherOut]


class PreferencesOut(Output):
    """How you hear of each reason, and when the digest comes."""

    reasons: dict[str, Way]
    digest_hour: int
    digest_weekdays: list[int]
