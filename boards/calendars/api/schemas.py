"""What the API of calendar links takes and gives."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool

from boards.api.schemas.common import Id, Input, Moment, Name, Output

ShowsName = Literal["events", "todos", "both"]
SHOWS = "Due dates as events of a whole day, as to-dos, or as both."


class CalendarOut(Output):
    """A calendar link of yours."""

    id: int = Field(examples=[3])
    name: str = Field(description="Which calendar it is for.", examples=["Phone"])
    project_id: int | None = Field(description="Null: your own tasks, of all projects.", examples=[7])
    shows: ShowsName = Field(description=SHOWS)
    with_watched: bool = Field(description="Whether it shows the tasks that you watch too.")
    prefix: str = Field(description="What its secret begins with.", examples=["bsc_8fK2a1Qz"])
    leads_nowhere: bool = Field(description="You can't see its project any more.")
    created_at: Moment
    last_used_at: Moment | None
    link: str | None = Field(None, description="The address, in the answer that made it alone.", examples=[None])


class CalendarsOut(Output):
    """Your calendar links that are not revoked, the newest first."""

    items: list[CalendarOut]


class CalendarIn(Input):
    """A new calendar link."""

    name: Name = Field(description="Which calendar it is for.", examples=["Phone"])
    project_id: Id | None = Field(None, description="The tasks of this project; null: your own, of all projects.")
    shows: ShowsName = Field("events", description=f"{SHOWS} `events` if left out.")
    with_watched: StrictBool = Field(False, description="Show the tasks that you watch too; for your own tasks.")
