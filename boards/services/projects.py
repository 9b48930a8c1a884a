"""The only writer of projects."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, Noun, RuleBroken
from boards.models import (
    Activity,
    Attachment,
    Column,
    Membership,
    OwnershipOffer,
    Project,
    Role,
    Status,
    User,
    Visibility,
)
from boards.models.activity import edits_of_project
from boards.rules import days, ordering
from boards.rules.changes import Changes, Value
from boards.rules.text import TITLE_LIMIT, WORD_LIMIT, clean_line, clean_text, fold
from boards.services import attachments, checklists, comments, history_values, link_counts, web_links
from boards.services.transactions import lock, raise_revision, service
from boards.services.versioned_edits import Versioned

EDITABLE = ("title", "description", "visibility", "finish_date")
KEPT_DELETED = datetime.timedelta(days=30)
# (name, status) of each column.
Lanes = tuple[tuple[str, str], ...]


@service
def create(
    *,
    title: str,
    description: str = "",
    visibility: str = Visibility.PERSONAL,
    finish_date: datetime.date | None = None,
    columns: Lanes | None = None,
    limits: Sequence[int | None] = (),
    actor: User,
) -> Project:
    """Make a project of the actor's own; `columns` are (name, status), by default one of each status.

    `limits` are the WIP limits of these columns, in their order.
    """
    lanes = _checked_lanes(columns or tuple((str(status.label), status.value) for status in Status))
    project = Project.objects.create(
        title=clean_line("title", title, TITLE_LIMIT),
        description=clean_text("description", description),
        visibility=_checked_visibility(visibility),
        finish_date=days.checked("finish_date", finish_date),
        owner=actor,
    )
    places = ordering.spaced(len(lanes))
    Column.objects.bulk_create(
        Column(project=project, name=name, status=status, wip_limit=limit, position=place)
        for (name, status), limit, place in zip(lanes, limits or [None] * len(lanes), places, strict=True)
    )
    stored = {field: _dump(project, field) for field in EDITABLE}
    changes = {field: [None, value] for field, value in stored.items() if value not in (None, "")}
    events.publish(Kind.PROJECT_CREATED, project=project, actor=actor, changes=changes)
    return project


@service
def update(*, project: Project, changed: Mapping[str, object], seen_version: int | None, actor: User) -> Project:
    """Write title, description, visibility, finish_date; fields merge as those of a task do.

    Raises EditConflict when somebody else has changed the same field since `seen_version`.
    """
    project = lock(project.pk)
    merged = VERSIONED.merge(project, changed, seen_version)
    VERSIONED.refuse_conflicts(project, merged, changed)
    if not merged.changes:
        return project
    values = {name: changed[name] if name == "finish_date" else value for name, value in merged.changes.items()}
    changes = _write(project, values)
    events.publish(Kind.PROJECT_UPDATED, project=project, actor=actor, changes=changes)
    return project


def take_back(project: Project, activity: Activity, *, actor: User) -> Activity:
    """Undo a change of fields, for `services.undo`, which holds the lock and knows that nothing newer is in the way."""
    before = {name: value for name, (value, _after) in activity.changes.items() if name in EDITABLE}
    if "finish_date" in before:
        before["finish_date"] = history_values.load_date(before["finish_date"])
    return events.publish(Kind.UNDONE, project=project, actor=actor, changes=_write(project, before), undoes=activity)


def _write(project: Project, values: Mapping[str, Any]) -> Changes:
    """Write fields; the project's version rises. Returns what the history keeps."""
    before = VERSIONED.dumped(project, [*values, "version"])
    for field, value in values.items():
        setattr(project, field, value)
    project.version, project.title_key = project.version + 1, fold(project.title)
    raise_revision(project, fields=[*values, "title_key", "version"])
    return VERSIONED.recorded(project, before)


@service
def archive(*, project: Project, actor: User) -> Project:
    """Put the project away: it stays readable and takes no changes."""
    project = lock(project.pk, archived=True)
    if project.is_archived:
        return project
    return _mark(project, "archived_at", timezone.now(), Kind.PROJECT_ARCHIVED, actor)


@service
def restore(*, project: Project, actor: User) -> Project:
    """Take an archived project into use again."""
    project = lock(project.pk, archived=True)
    if not project.is_archived:
        return project
    return _mark(project, "archived_at", None, Kind.PROJECT_RESTORED, actor)


@service
def delete(*, project: Project, actor: User) -> Project:
    """Hide the project at once; it can be undone until it is purged after 30 days."""
    project = lock(project.pk, archived=True)
    return _mark(project, "deleted_at", timezone.now(), Kind.PROJECT_DELETED, actor)


@service
def transfer(*, project: Project, to: User, actor: User) -> Project:
    """Hand the project over to a person who takes part in it; the owner of before stays as an admin."""
    project = lock(project.pk)
    membership = Membership.objects.filter(project=project, user=to).first()
    if membership is None or not to.is_active:
        raise RuleBroken(_("Choose somebody who takes part in this project. Invite them first."))
    before = project.owner
    OwnershipOffer.objects.filter(project=project).delete()
    membership.delete()
    Membership.objects.create(project=project, user=before, role=Role.ADMIN)
    project.owner = to
    raise_revision(project, fields=["owner"])
    changes = {"owner": [history_values.person_ref(before), history_values.person_ref(to)]}
    events.publish(Kind.PROJECT_TRANSFERRED, project=project, actor=actor, changes=changes)
    return project


def purge() -> int:
    """Remove for good what was deleted more than 30 days ago; returns how many rows that were.

    Each project is locked and looked at again, so that nothing is removed that is being brought back.
    """
    border = timezone.now() - KEPT_DELETED
    projects = Project.objects.filter(Q(deleted_at__lt=border) | Q(tasks__deleted_at__lt=border))
    gone = sum(_purge(pk, border) for pk in projects.order_by("pk").values_list("pk", flat=True).distinct())
    return gone + sum(noun.purge(border) for noun in (comments, checklists, attachments, web_links))


@service
def _purge(project_id: int, border: datetime.datetime) -> int:
    try:
        project = lock(project_id, archived=True, deleted=True)
    except NotFound:
        return 0
    gone = project.deleted_at is not None and project.deleted_at < border
    # Tasks first: they hold on to their column.
    tasks = project.tasks.all() if gone else project.tasks.filter(deleted_at__lt=border)
    count = tasks.count() + gone
    left = link_counts.neighbours_of(tasks)
    attachments.forget(list(Attachment.objects.filter(task__in=tasks).values_list("key", flat=True)))
    tasks.delete()
    link_counts.forget(left, project)
    if gone:
        project.delete()
    return count


def _mark(project: Project, field: str, moment: datetime.datetime | None, kind: Kind, actor: User) -> Project:
    before = getattr(project, field)
    setattr(project, field, moment)
    raise_revision(project, fields=[field])
    changes = {field: [before and before.isoformat(), moment and moment.isoformat()]}
    events.publish(kind, project=project, actor=actor, changes=changes)
    return project


def _checked_visibility(value: str) -> str:
    if value not in Visibility.values:
        raise InvalidInput("visibility", _("Choose personal or public."))
    return str(value)


# Makes of what a person sent what the history writes.
_CLEANERS: dict[str, Callable[[Any], object]] = {
    "title": lambda value: clean_line("title", value, TITLE_LIMIT),
    "description": lambda value: clean_text("description", value),
    "visibility": _checked_visibility,
    "finish_date": lambda value: days.iso("finish_date", value),
}


def _checked_lanes(lanes: Lanes) -> Lanes:
    """Return the lanes with clean names; raise InvalidInput unless one is pending and one completed."""
    statuses = {status for _name, status in lanes}
    if not {Status.PENDING, Status.COMPLETED} <= statuses <= set(Status.values):
        raise InvalidInput("columns", _("A board needs at least one pending and one completed column."))
    return tuple((clean_line("columns", name, WORD_LIMIT), status) for name, status in lanes)


def _dump(project: Project, field: str) -> Value:
    value: str | int | datetime.date | None = getattr(project, field)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _later(project: Project, version: int) -> Iterable[Changes]:
    """What was changed of the project since a version, the newest first; one query. Each change raised it by one."""
    return edits_of_project(project).values_list("changes", flat=True)[: project.version - version]


VERSIONED: Versioned[Project] = Versioned(Noun.PROJECT, _CLEANERS, _dump, _later)
