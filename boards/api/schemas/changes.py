"""What a change looks like to those who are told of it: by a webhook, or in the event stream."""

from __future__ import annotations

from pydantic import Field

from boards.api.schemas.attachments import AttachmentOut
from boards.api.schemas.checklists import ItemOut
from boards.api.schemas.comments import CommentOut
from boards.api.schemas.common import Output
from boards.api.schemas.projects import ProjectOut
from boards.api.schemas.rest import ActivityOut
from boards.api.schemas.tasks import StatusName, TaskOut
from boards.api.schemas.web_links import WebLinkOut


class ColumnNamed(Output):
    """A column that a change names, with what standing in it means."""

    id: int = Field(examples=[21])
    name: str = Field(examples=["Doing"])
    status: StatusName


class EventData(Output):
    """What happened, and what it happened to, as that is when the message is first sent."""

    activity: ActivityOut | None = Field(description="The change; null for a test.")
    project: ProjectOut | None = Field(description="Null once it is deleted.")
    task: TaskOut | None = Field(description="Null if it concerns no task, and once that is deleted.")
    comment: CommentOut | None = Field(description="Null if it concerns no comment, and once that is deleted.")
    items: list[ItemOut] = Field(
        description="The checklist items it concerns, as far as they are there; none if it concerns none."
    )
    columns: list[ColumnNamed] = Field(
        description="The columns that the change names, and of a new project all; without those that are gone."
    )
    attachment: AttachmentOut | None = Field(description="Null if it concerns no file, and once that is deleted.")
    web_link: WebLinkOut | None = Field(description="Null if it concerns no web link, and once that is deleted.")
    url: str = Field(description="The page to see it on.", examples=["https://boards.example.com/tasks/42/"])
