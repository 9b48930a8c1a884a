"""The only way to reach an object from outside: by id, for a person who wants to do something with it.

Each loader takes one query, raises NotFound where the person may not know of the thing and NotAllowed
where their role is too low, and gives the thing together with the person's rights in its project.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput, NotAllowed, NotFound
from boards.models import (
    Activity,
    ApiKey,
    Attachment,
    Checklist,
    ChecklistItem,
    Column,
    Comment,
    Kind,
    Project,
    Relation,
    Tag,
    Task,
    TaskLink,
    User,
    WebLink,
)
from boards.policy import UNDO, Action, Rights, can, check, has_own_role, may_delete_comment, role_in, stored_role
from boards.queries import task_links
from boards.queries.reached import Named, Reached, Reader

Thing = TypeVar("Thing", Project, Column, Tag, Task, Comment, Attachment, Checklist, ChecklistItem, WebLink, Activity)
T = TypeVar("T", Column, Tag, Task)
M = TypeVar("M", bound=Model)


class Granted(NamedTuple, Generic[Thing]):
    """What was asked for, and what the person is in its project."""

    thing: Thing
    rights: Rights


def get_project(user: User, pk: int, action: Action) -> Granted[Project]:
    """The project, deleted ones excluded."""
    project = _PROJECT.first(user, pk)
    if project is None:
        raise NotFound
    return Granted(project, _checked(user, project, action, _stored(project)))


def get_column(user: User, pk: int, action: Action) -> Granted[Column]:
    """A column, with its project."""
    column = _COLUMN.first(user, pk)
    if column is None:
        raise NotFound
    return Granted(column, _checked(user, column.project, action, _stored(column)))


def get_tag(user: User, pk: int, action: Action) -> Granted[Tag]:
    """A tag, with its project."""
    tag = _TAG.first(user, pk)
    if tag is None:
        raise NotFound
    return Granted(tag, _checked(user, tag.project, action, _stored(tag)))


def get_task(user: User, pk: int, action: Action) -> Granted[Task]:
    """A task with its project, column and assignee; deleted ones excluded."""
    task = _TASK.first(user, pk)
    if task is None or task.deleted_at is not None:
        raise NotFound
    return Granted(task, _checked(user, task.project, action, _stored(task)))


def get_task_or_what_was(user: User, pk: int) -> Granted[Task]:
    """A task to be viewed, as long as its project is there, even when it has been deleted: for whoever has it open."""
    task = _TASK.first(user, pk)
    if task is None:
        raise NotFound
    return Granted(task, _checked(user, task.project, Action.VIEW, _stored(task)))


def get_tasks(user: User, pks: Collection[int], action: Action) -> dict[int, Granted[Task]]:
    """Several tasks by their ids, as `get_task` gives one; NotFound if one of them is not there. One query."""
    tasks = list(_tasks(user.pk).select_related("column", "assignee").filter(pk__in=pks))
    granted = {task.pk: Granted(task, _rights(user, task.project, action, _stored(task))) for task in tasks}
    if len(granted) < len(set(pks)):
        raise NotFound
    return granted


def get_comment(user: User, pk: int, action: Action) -> Granted[Comment]:
    """A comment, with its author, its task and its project."""
    comment = _COMMENT.first(user, pk)
    if comment is None:
        raise NotFound
    return Granted(comment, _checked(user, comment.task.project, action, _stored(comment)))


def get_comment_to_edit(user: User, pk: int) -> Granted[Comment]:
    """A comment of the person's own, for as long as they may comment."""
    granted = get_comment(user, pk, Action.COMMENT)
    if granted.thing.author_id != user.pk:
        raise NotAllowed(_("Only its author can change a comment."))
    return granted


def get_comment_to_delete(user: User, pk: int) -> Granted[Comment]:
    """A comment of the person's own, or any for who looks after the project."""
    granted = get_comment(user, pk, Action.COMMENT)
    if not may_delete_comment(user, granted.thing.author_id, granted.rights.role):
        raise NotAllowed(_("Only its author and the admins of the project can delete a comment."))
    return granted


def get_checklist(user: User, pk: int, action: Action) -> Granted[Checklist]:
    """A checklist, with its task and its project."""
    checklist = _CHECKLIST.first(user, pk)
    if checklist is None:
        raise NotFound
    return Granted(checklist, _checked(user, checklist.task.project, action, _stored(checklist)))


def get_item(user: User, pk: int, action: Action) -> Granted[ChecklistItem]:
    """An item of a checklist, with that, its task and its project."""
    item = _ITEM.first(user, pk)
    if item is None:
        raise NotFound
    return Granted(item, _checked(user, item.checklist.task.project, action, _stored(item)))


def get_task_link(user: User, task_id: int, pk: int, action: Action) -> tuple[Task, TaskLink]:
    """A link of a task whose other end the person may see; two queries."""
    task, _rights = get_task(user, task_id, action)
    link = task_links.rows_of(task, user).filter(pk=pk).first()
    if link is None:
        raise NotFound
    return task, link


def get_other_end(user: User, pk: int, relation: Relation) -> Task:
    """A task to be linked to another one; for links that its own board shows too, with the right to edit it there."""
    try:
        action = Action.EDIT_TASK if relation in task_links.BEARS_ON_OTHER else Action.VIEW
        return get_task(user, pk, action).thing
    except NotFound as error:
        raise InvalidInput("task", _("There is no such task, or none that you may see.")) from error
    except NotAllowed as error:
        raise NotAllowed(_("Your role in the project of the other task does not allow a link of this kind.")) from error


def get_attachment(user: User, pk: int, action: Action) -> Granted[Attachment]:
    """A file, with its task and project, and who has attached it."""
    attachment = _ATTACHMENT.first(user, pk)
    if attachment is None:
        raise NotFound
    return Granted(attachment, _checked(user, attachment.task.project, action, _stored(attachment)))


def get_web_link(user: User, pk: int, action: Action) -> Granted[WebLink]:
    """A web link, with its task and its project."""
    link = _WEB_LINK.first(user, pk)
    if link is None:
        raise NotFound
    return Granted(link, _checked(user, link.task.project, action, _stored(link)))


def get_activity(user: User, pk: int) -> Activity:
    """A change of the person's own, to be undone; projects just deleted are included, for that is undone so too.

    It takes the role that the change itself takes: who has lost it since can't undo.
    """
    activity = _ACTIVITY.first(user, pk)
    if activity is None:
        raise NotFound
    rights = _checked(user, activity.project, Action.VIEW, _stored(activity))
    if activity.actor_id != user.pk:
        raise NotAllowed
    check(user, activity.project, rights.role, UNDO.get(Kind(activity.kind), Action.VIEW))
    return activity


def get_change(user: User, pk: int, action: Action = Action.VIEW) -> Granted[Activity]:
    """A change of whomever, to be looked at, or for what its texts are wanted for; with its project and its task.

    What a deleted task held is for those who might bring it back.
    """
    activity = _ACTIVITY.first(user, pk)
    if activity is None or activity.project.deleted_at is not None:
        raise NotFound
    rights = _checked(user, activity.project, Action.VIEW, _stored(activity))
    if activity.task is not None and activity.task.deleted_at and not can(rights.role, Action.EDIT_TASK):
        raise NotFound
    check(user, activity.project, rights.role, action)
    return Granted(activity, rights)


def get_key(user: User, pk: int) -> ApiKey:
    """An API key of the person's own."""
    key = ApiKey.objects.filter(pk=pk, user=user).first()
    if key is None:
        raise NotFound
    return key


def _with_rights(rows: QuerySet[M], user: Reader, project: str) -> QuerySet[M]:
    """What `_checked` needs of the person's Membership in the project that the field names."""
    return rows.annotate(stored_role=stored_role(user, project), has_joined=has_own_role(user, project))


def _in_living_project(rows: QuerySet[T], user: Reader) -> QuerySet[T]:
    return _with_rights(rows.select_related("project").filter(project__deleted_at=None), user, "project_id")


def _tasks(user: Reader) -> QuerySet[Task]:
    return _in_living_project(Task.objects.filter(deleted_at=None).defer("search_text"), user)


def _projects(user: Reader) -> QuerySet[Project]:
    return _with_rights(Project.objects.alive().select_related("owner"), user, "pk")


def _activities(user: Reader) -> QuerySet[Activity]:
    activities = Activity.objects.select_related("project__owner", "task", "actor").defer("task__search_text")
    return _with_rights(activities, user, "project_id")


_PROJECT = Reached(lambda pk, user: _projects(user).filter(pk=pk))
_COLUMN = Reached(lambda pk, user: _in_living_project(Column.objects.filter(pk=pk), user))
_TAG = Reached(lambda pk, user: _in_living_project(Tag.objects.filter(pk=pk), user))
# With deleted ones. Services read the row anew under their lock; there is but one kind, so that it can come along.
_TASK = Reached(
    lambda pk, user: _in_living_project(
        Task.objects.filter(pk=pk).defer("search_text").select_related("column", "assignee"), user
    )
)
_COMMENT = Reached(
    lambda pk, user: _with_rights(
        Comment.objects.filter(pk=pk, deleted_at=None, task__deleted_at=None, task__project__deleted_at=None)
        .select_related("author", "task__project", "task__column", "task__assignee")
        .defer("task__description", "task__search_text"),
        user,
        "task__project_id",
    ),
)
_CHECKLIST = Reached(
    lambda pk, user: _with_rights(
        Checklist.objects.filter(pk=pk, deleted_at=None, task__deleted_at=None, task__project__deleted_at=None)
        .select_related("task__project", "task__column", "task__assignee")
        .defer("task__description", "task__search_text"),
        user,
        "task__project_id",
    ),
)
_ITEM = Reached(
    lambda pk, user: _with_rights(
        ChecklistItem.objects.filter(pk=pk, deleted_at=None, checklist__deleted_at=None)
        .filter(checklist__task__deleted_at=None, checklist__task__project__deleted_at=None)
        .select_related("assignee", "checklist__task__project", "checklist__task__column", "checklist__task__assignee")
        .defer("checklist__task__description", "checklist__task__search_text"),
        user,
        "checklist__task__project_id",
    ),
)
_ATTACHMENT = Reached(
    lambda pk, user: _with_rights(
        Attachment.objects.filter(pk=pk, deleted_at=None, task__deleted_at=None, task__project__deleted_at=None)
        .select_related("uploaded_by", "task__project", "task__column", "task__assignee")
        .defer("task__description", "task__search_text"),
        user,
        "task__project_id",
    ),
)
_WEB_LINK = Reached(
    lambda pk, user: _with_rights(
        WebLink.objects.filter(pk=pk, deleted_at=None, task__deleted_at=None, task__project__deleted_at=None)
        .select_related("created_by", "task__project", "task__column", "task__assignee")
        .defer("task__description", "task__search_text"),
        user,
        "task__project_id",
    ),
)
_ACTIVITY = Reached(lambda pk, user: _activities(user).filter(pk=pk))

# What stands before the id in the addresses of pages.
_NAMED: dict[str, Reached[Any]] = {
    "projects": _PROJECT,
    "columns": _COLUMN,
    "tags": _TAG,
    "tasks": _TASK,
    "comments": _COMMENT,
    "checklists": _CHECKLIST,
    "checklist-items": _ITEM,
    "attachments": _ATTACHMENT,
    "web-links": _WEB_LINK,
    "activity": _ACTIVITY,
}
_ADDRESS = re.compile(rf"/({'|'.join(_NAMED)})/([1-9][0-9]{{0,17}})/")


def named_by(path: str) -> Named | None:
    """What the address of a page names, so that it can be asked for in one message with the person."""
    found = _ADDRESS.match(path)
    return Named(_NAMED[found[1]], int(found[2])) if found else None


class _Stored(NamedTuple):
    """What the rows of Membership say of the reader: their role, and whether they have one of their own."""

    role: str | None
    has_joined: bool


def _stored(row: Model) -> _Stored:
    """As the annotations of `_with_rights` hold it."""
    return _Stored(getattr(row, "stored_role"), getattr(row, "has_joined"))  # noqa: B009  of whatever model


def _checked(user: User, project: Project, action: Action, stored: _Stored) -> Rights:
    """One query more for a project whose tasks have links to others, of which some may be hidden from the person."""
    rights = _rights(user, project, action, stored)
    note_hidden(user, project)
    return rights


def note_hidden(user: User, project: Project) -> None:
    """Note on the project which of those that its tasks have links to are hidden from the person."""
    if project.linked_projects:
        project.hidden_ids = task_links.hidden_projects(project.linked_ids, user)


def _rights(user: User, project: Project, action: Action, stored: _Stored) -> Rights:
    role = check(user, project, role_in(user, project, stored.role), action)
    return Rights(role, has_joined=stored.has_joined)
