"""What an archive holds of a project: which rows, in which order, and which of their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models

from boards.models import (
    Activity,
    Attachment,
    Checklist,
    ChecklistItem,
    Column,
    Comment,
    Membership,
    Project,
    Reaction,
    Tag,
    Task,
    TaskAssignee,
    TaskLink,
    User,
    Watch,
    WebLink,
)
from boards.services.link_counts import COUNTS

Model = type[models.Model]
PEOPLE = "people"
# Worked out again from what the archive holds.
_OF_TASKS = frozenset(
    {"search_text", "comment_count", "file_count", "item_count", "items_done", "web_link_count", *COUNTS}
)
_OF_FILES = frozenset({"key", "content_type", "preview", "width", "height"})
_OF_PROJECTS = frozenset({"id", "title_key", "epoch", "linked_projects", "deleted_at"})


@dataclass(frozen=True)
class Table:
    """One kind of rows. `project` leads from a row to its project; `only` says which of the rows are meant.

    Rows refer to each other by numbers that count from 1 within the archive, in the order of the lines.
    """

    name: str
    model: Model
    project: str
    without: frozenset[str] = frozenset()
    only: Mapping[str, object] = field(default_factory=dict)
    # Whether archives of earlier releases have none of them.
    is_later: bool = False

    @cached_property
    def fields(self) -> Sequence[models.Field]:
        """Those that are carried, the key first."""
        found = [each for each in self.model._meta.concrete_fields if each.name not in self.without]
        return [each for each in found if each.related_model is not Project]

    def rows(self, project: int) -> models.QuerySet[models.Model]:
        """Those of a project, in the order of their keys."""
        only = {key: project if value is Project else value for key, value in self.only.items()}
        return self.model._base_manager.filter(**{self.project: project, **only}).order_by("pk")


TABLES: Sequence[Table] = (
    Table("members", Membership, "project", frozenset({"raised_from"})),
    Table("columns", Column, "project"),
    Table("tags", Tag, "project", frozenset({"name_key"})),
    Table("tasks", Task, "project", _OF_TASKS),
    Table("task_tags", Task.tags.through, "task__project"),
    Table("task_assignees", TaskAssignee, "task__project"),
    Table("attachments", Attachment, "task__project", _OF_FILES),
    Table("checklists", Checklist, "task__project"),
    Table("checklist_items", ChecklistItem, "checklist__task__project"),
    Table("comments", Comment, "task__project", frozenset({"search_text"})),
    Table("reactions", Reaction, "comment__task__project"),
    Table("links", TaskLink, "first__project", only={"second__project": Project}),
    Table("web_links", WebLink, "task__project", frozenset({"search_text"}), is_later=True),
    Table("watches", Watch, "project", only={"is_muted": False}),
    Table("history", Activity, "project", frozenset({"api_key", "is_told"})),
)
# Of whose rows a project may have some, and why none of them leaves the site.
LEFT_OUT: Mapping[str, str] = {
    "boards.BoardLink": "opens the board to whoever has it",
    "boards.BoardVisit": "of a link that stays",
    "boards.CalendarFeed": "a link of one person's",
    "boards.GroupRole": "groups are those of a site; what they make of people stands among the members",
    "boards.Import": "a file that one person has brought",
    "boards.ImportedTask": "of an import, by which it can be taken back or brought again here",
    "boards.Invitation": "addresses of people who have not answered",
    "boards.Mail": "what was sent to one person",
    "boards.Notification": "what was told to one person",
    "boards.OwnershipOffer": "concerns two people, and the site they are on",
    "boards.ReportMark": "where one person has read up to",
    "boards.StreamPosition": "how far others have been told",
    "boards.Webhook": "holds a secret, and calls programs",
    "boards.WebhookDelivery": "what was told to a program",
}
BY_MODEL: Mapping[Model, str] = {User: PEOPLE, **{table.model: table.name for table in TABLES}}


def of_project() -> Sequence[models.Field]:
    """What is carried of the project itself."""
    return [each for each in Project._meta.concrete_fields if each.name not in _OF_PROJECTS]


def comes_later(table: Table, field: models.Field) -> bool:
    """Whether what a field refers to stands in the same table, or in a later one."""
    names = [each.name for each in TABLES]
    target = refers_to(field)
    return target in names and names.index(target) >= names.index(table.name)


def refers_to(field: models.Field) -> str:
    """The name of the table that a field refers to; "" if it is a value."""
    return BY_MODEL[field.related_model] if field.related_model else ""  # type: ignore[index]
