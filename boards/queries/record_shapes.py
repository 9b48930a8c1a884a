"""The shapes of what the API gives, one for each noun; a test (`test_record_shapes.py`) holds them against the schemas.

Moments and days are text of ISO 8601. Status, role and visibility are the values of the models' choices.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypeAlias, TypedDict

# One thing, of whatever noun, as those take it who only write it down.
Record: TypeAlias = Mapping[str, object]


class PersonRecord(TypedDict):
    """Somebody, as others see them."""

    id: int
    name: str


class ColumnRefRecord(TypedDict):
    """The column that a task stands in."""

    id: int
    name: str


class ItemCountsRecord(TypedDict):
    """How many items the checklists of a task have."""

    total: int
    done: int


class TaskRecord(TypedDict):
    """A task."""

    id: int
    number: int
    project_id: int
    title: str
    description: str
    status: str
    column: ColumnRefRecord
    tags: list[str]
    priority: int
    assignee: PersonRecord | None
    other_assignees: list[PersonRecord]
    progress: int
    follows_items: bool
    items: ItemCountsRecord
    completed: bool
    due_date: str | None
    position: str
    version: int
    created_by: PersonRecord | None
    created_at: str
    updated_at: str
    completed_at: str | None
    archived: bool
    blocked: bool
    open_blockers: int
    children: int
    completed_children: int


class LinkedTaskRecord(TypedDict):
    """The task at the other end of a link."""

    id: int
    number: int
    project_id: int
    title: str
    status: str
    completed: bool
    archived: bool
    assignee: PersonRecord | None
    due_date: str | None


class TaskLinkRecord(TypedDict):
    """A link, as one of its tasks sees it."""

    id: int
    task_id: int
    relation: str
    other: LinkedTaskRecord
    created_by: PersonRecord | None
    created_at: str


class TaskCountsRecord(TypedDict):
    """How many tasks are on a board."""

    total: int
    open: int
    completed: int
    overdue: int


class ProjectRecord(TypedDict):
    """A project, with the role of who reads it."""

    id: int
    title: str
    name: str
    description: str
    visibility: str
    owner: PersonRecord
    role: str
    progress: int
    finish_date: str | None
    tasks: TaskCountsRecord
    version: int
    revision: int
    archived: bool
    created_at: str
    updated_at: str


class ColumnRecord(TypedDict):
    """A column of a board."""

    id: int
    project_id: int
    name: str
    status: str
    wip_limit: int | None
    adds_on_top: bool
    position: str
    revision: int
    tasks: int


class TagRecord(TypedDict):
    """A tag of a project."""

    id: int
    project_id: int
    name: str
    colour: int
    tasks: int


class ThroughRecord(TypedDict):
    """A group that brings somebody into a project, and its role."""

    id: int
    name: str
    role: str


class MemberRecord(TypedDict):
    """Somebody who takes part in a project."""

    user: PersonRecord
    role: str
    own_role: str | None
    groups: list[ThroughRecord]
    open_tasks: int


class GroupRecord(TypedDict):
    """A group of people."""

    id: int
    name: str
    people: int
    projects: int
    is_offered: bool
    issuer: str | None
    claim: str | None
    created_at: str


class GroupRefRecord(TypedDict):
    """A group of people, in brief."""

    id: int
    name: str
    people: int


class GroupRoleRecord(TypedDict):
    """A group with its role in a project."""

    group: GroupRefRecord
    role: str


class InvitationRecord(TypedDict):
    """An address that was invited to a project."""

    id: int
    project_id: int
    email: str
    role: str
    invited_by: PersonRecord
    created_at: str
    expires_at: str
    is_expired: bool
    delivery: str
    link: NotRequired[str]


class OfferRecord(TypedDict):
    """A project that is offered to somebody."""

    project_id: int
    offered_by: PersonRecord
    to: PersonRecord
    created_at: str


class VisitsRecord(TypedDict):
    """The visits of one day."""

    day: str
    count: int


class LinkRecord(TypedDict):
    """A public link."""

    id: int
    project_id: int
    name: str
    prefix: str
    has_password: bool
    created_by: PersonRecord | None
    created_at: str
    expires_at: str | None
    is_expired: bool
    visits: list[VisitsRecord]
    link: NotRequired[str]


class UserRecord(TypedDict):
    """A person; all but the name only for themselves and site administrators."""

    id: int
    display_name: str
    email: NotRequired[str]
    time_zone: NotRequired[str]
    theme: NotRequired[str]
    shortcuts: NotRequired[bool]
    is_visible: NotRequired[bool]
    is_staff: NotRequired[bool]
    is_active: NotRequired[bool]


class ReactionRecord(TypedDict):
    """A sign under a comment, and who made it."""

    emoji: str
    people: list[PersonRecord]


class CommentRecord(TypedDict):
    """What somebody said about a task."""

    id: int
    task_id: int
    author: PersonRecord | None
    text: str
    reactions: list[ReactionRecord]
    version: int
    created_at: str
    edited_at: str | None


class ItemRecord(TypedDict):
    """One thing of a checklist."""

    id: int
    checklist_id: int
    task_id: int
    text: str
    done: bool
    done_at: str | None
    done_by: PersonRecord | None
    assignee: PersonRecord | None
    due_date: str | None
    position: str
    version: int
    created_at: str


class ChecklistRecord(TypedDict):
    """A checklist of a task, with its items."""

    id: int
    task_id: int
    title: str
    position: str
    items: list[ItemRecord]
    version: int
    created_at: str


class AttachmentRecord(TypedDict):
    """A file of a task."""

    id: int
    task_id: int
    name: str
    content_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    preview: str
    is_cover: bool
    uploaded_by: PersonRecord | None
    created_at: str
    url: str


class WebLinkRecord(TypedDict):
    """A web address of a task."""

    id: int
    task_id: int
    url: str
    title: str
    version: int
    created_by: PersonRecord | None
    created_at: str


class ActivityRecord(TypedDict):
    """A change: each field with what it was and what it became."""

    id: int
    kind: str
    actor: PersonRecord | None
    actor_name: str | None
    means: str
    project_id: int
    task_id: int | None
    task_version: int | None
    project_revision: int
    changes: dict[str, object]
    undoes: int | None
    created_at: str


class ColumnNamedRecord(TypedDict):
    """A column that a change names."""

    id: int
    name: str
    status: str


class EventDataRecord(TypedDict):
    """What happened, and what it happened to, as it is when it is told."""

    activity: ActivityRecord | None
    project: ProjectRecord | None
    task: TaskRecord | None
    comment: CommentRecord | None
    items: list[ItemRecord]
    columns: list[ColumnNamedRecord]
    attachment: AttachmentRecord | None
    web_link: WebLinkRecord | None
    url: str
