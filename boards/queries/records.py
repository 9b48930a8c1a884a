"""What the API gives: rows as plain values, ready for JSON, and the queries that load all a row needs."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from boards.exceptions import NotFound
from boards.models import (
    Column,
    Invitation,
    Membership,
    OwnershipOffer,
    Project,
    Role,
    Tag,
    Task,
    TaskAssignee,
    User,
)
from boards.models.tasks import others_along
from boards.policy import role_in
from boards.queries import task_links
from boards.queries.links import LinkRow
from boards.queries.people import Participant
from boards.queries.projects import TaskCounts, task_counts
from boards.queries.record_shapes import (
    ColumnRecord,
    GroupRecord,
    GroupRoleRecord,
    InvitationRecord,
    LinkRecord,
    MemberRecord,
    OfferRecord,
    PersonRecord,
    ProjectRecord,
    TagRecord,
    TaskRecord,
    UserRecord,
)
from boardsite.database.prepared import Prepared
from boardsite.database.statements import together

if TYPE_CHECKING:
    from boards.queries.groups import CountedGroup, CountedRole

_SHOWN = Q(tasks__archived_at=None, tasks__deleted_at=None)


def person(user: User) -> PersonRecord:
    """Somebody, as others see them."""
    return {"id": user.pk, "name": user.display_name}


def anybody(user: User | None) -> PersonRecord | None:
    """Somebody, or nobody."""
    return person(user) if user else None


def moment(value: datetime.datetime) -> str:
    """A point in time, always with its microseconds so that texts compare."""
    return value.isoformat(timespec="microseconds")


def day(value: datetime.date | None) -> str | None:
    """A date."""
    return value.isoformat() if value else None


# --- Tasks ------------------------------------------------------------------------------------------------------------


def with_task_details(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Load along what `task` shows; two queries more, for tags and people."""
    return _with_people(tasks).prefetch_related("tags", others_along())


def _with_people(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.select_related("column", "assignee", "created_by").defer("search_text")


_TASK = Prepared(lambda pk: _with_people(Task.objects.filter(pk=pk)), pk=int)
_TAGS = Prepared(lambda task: Tag.objects.filter(tasks=task).values_list("name"), task=int)
_OTHERS = Prepared(
    lambda task: TaskAssignee.objects.filter(task=task).values_list("user_id", "user__display_name"), task=int
)


def tasks_of(pks: Iterable[int], reader: User | None) -> dict[int, TaskRecord]:
    """Tasks by their ids; three queries, and two more if one of them has links."""
    rows = list(with_task_details(Task.objects.filter(pk__in=list(pks))))
    return {record["id"]: record for record in tasks(rows, reader)}


def task_of(pk: int, reader: User | None) -> TaskRecord:
    """One task; three queries, in one message, and two more if it has links."""
    (row,), tags, others = together(_TASK.of(pk=pk), _TAGS.of(task=pk), _OTHERS.of(task=pk))
    links = task_links.counts([row], reader).get(pk, task_links.NONE)
    return _task(row, [name for (name,) in tags], [{"id": user, "name": name} for user, name in others], links)


def tasks(rows: Sequence[Task], reader: User | None) -> list[TaskRecord]:
    """Tasks that were loaded by `with_task_details`."""
    links = task_links.counts(rows, reader)
    return [_record(row, links.get(row.pk, task_links.NONE)) for row in rows]


def tasks_of_site(rows: Iterable[Task]) -> list[TaskRecord]:
    """The same for a site administrator, who sees every link: so the counts of the rows are right."""
    return [_record(row, task_links.of_row(row)) for row in rows]


def _record(row: Task, links: task_links.Counts) -> TaskRecord:
    return _task(row, [tag.name for tag in row.tags.all()], list(map(person, row.others)), links)


def _task(row: Task, tags: list[str], others: list[PersonRecord], links: task_links.Counts) -> TaskRecord:
    return {
        "id": row.pk,
        "number": row.number,
        "project_id": row.project_id,
        "title": row.title,
        "description": row.description,
        "status": row.column.status,
        "column": {"id": row.column_id, "name": row.column.name},
        "tags": tags,
        "priority": row.priority,
        "assignee": anybody(row.assignee),
        "other_assignees": others,
        "progress": row.progress,
        "follows_items": row.follows_items,
        "items": {"total": row.item_count, "done": row.items_done},
        "completed": row.is_completed,
        "due_date": day(row.due_date),
        "position": row.position,
        "version": row.version,
        "created_by": anybody(row.created_by),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
        "completed_at": moment(row.completed_at) if row.completed_at else None,
        "archived": row.is_archived,
        "blocked": bool(links.open_blockers) and not row.is_completed,
        "open_blockers": links.open_blockers,
        "children": links.children,
        "completed_children": links.done_children,
    }


# --- Projects ---------------------------------------------------------------------------------------------------------


def projects_of(user: User) -> QuerySet[Project]:
    """Every project the person may see, with what `projects` shows."""
    stored = Membership.objects.filter(project=OuterRef("pk"), user=user).values("role")[:1]
    return Project.objects.visible_to(user).select_related("owner").annotate(stored_role=Subquery(stored))


def project_of(user: User, pk: int) -> ProjectRecord:
    """One project; two queries."""
    return projects([projects_of(user).get(pk=pk)], user)[0]


def projects(rows: Sequence[Project], user: User) -> list[ProjectRecord]:
    """Projects that were loaded by `projects_of`, with the counts of their tasks; one query for those."""
    counts = task_counts([row.pk for row in rows], user.today())
    return [_project(row, user, counts.get(row.pk, TaskCounts())) for row in rows]


def projects_of_site(pks: Collection[int]) -> list[ProjectRecord]:
    """Projects by their ids as a site administrator sees them, on the site's day, without those that are deleted; two
    queries."""
    counts = task_counts(list(pks), timezone.localdate(timezone=timezone.get_default_timezone()))
    rows = Project.objects.alive().filter(pk__in=pks).select_related("owner")
    return [_told_project(row, Role.ADMIN, counts.get(row.pk, TaskCounts())) for row in rows]


def _project(row: Project, user: User, counts: TaskCounts) -> ProjectRecord:
    role = role_in(user, row, getattr(row, "stored_role", None))
    if role is None:
        raise NotFound
    return _told_project(row, role, counts)


def _told_project(row: Project, role: Role, counts: TaskCounts) -> ProjectRecord:
    return {
        "id": row.pk,
        "title": row.title,
        "name": row.title,
        "description": row.description,
        "visibility": row.visibility,
        "owner": person(row.owner),
        "role": role.value,
        "progress": row.progress,
        "finish_date": day(row.finish_date),
        "tasks": {
            "total": counts.total,
            "open": counts.open,
            "overdue": counts.overdue,
            "completed": counts.total - counts.open,
        },
        "version": row.version,
        "revision": row.revision,
        "archived": row.is_archived,
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


# --- Columns, tags, members -------------------------------------------------------------------------------------------


def columns_of(project: Project) -> list[ColumnRecord]:
    """The columns of a board, from left to right; one query."""
    return [_column(row) for row in _counted(project.columns.order_by("position", "pk"))]


def column_of(pk: int) -> ColumnRecord:
    """One column; one query."""
    return _column(_counted(Column.objects.all()).get(pk=pk))


class _Shown(TypedDict):
    """The annotation of `_counted`: how many tasks are on the board."""

    shown: int


if TYPE_CHECKING:
    # Of the packages that check types alone.
    from django_stubs_ext import WithAnnotations

    _CountedColumn = WithAnnotations[Column, _Shown]
    _CountedTag = WithAnnotations[Tag, _Shown]


def _counted(rows: QuerySet) -> QuerySet:
    """With the number of tasks on the board. Grouping drops the order a model has by itself, so callers name it."""
    return rows.annotate(shown=Count("tasks", filter=_SHOWN))


def _column(row: _CountedColumn) -> ColumnRecord:
    return {
        "id": row.pk,
        "project_id": row.project_id,
        "name": row.name,
        "status": row.status,
        "wip_limit": row.wip_limit,
        "adds_on_top": row.adds_on_top,
        "position": row.position,
        "revision": row.revision,
        "tasks": row.shown,
    }


def tags_of(project: Project) -> list[TagRecord]:
    """The tags of a project, by name; one query."""
    return [_tag(row) for row in _counted(project.tags.order_by("name_key", "pk"))]


def tag_of(pk: int) -> TagRecord:
    """One tag; one query."""
    return _tag(_counted(Tag.objects.all()).get(pk=pk))


def _tag(row: _CountedTag) -> TagRecord:
    return {
        "id": row.pk,
        "project_id": row.project_id,
        "name": row.name,
        "colour": row.colour,
        "tasks": row.shown,
    }


def member(one: Participant) -> MemberRecord:
    """Somebody who takes part in a project."""
    return {
        "user": person(one.user),
        "role": one.role.value,
        "own_role": str(one.own_role) if one.own_role else None,
        "groups": [{"id": each.pk, "name": each.name, "role": each.role} for each in one.groups],
        "open_tasks": one.tasks,
    }


def group(row: CountedGroup, reader: User) -> GroupRecord:
    """A group; who brings its people is told to site administrators."""
    return {
        "id": row.pk,
        "name": row.name,
        "people": row.people,
        "projects": row.projects,
        "is_offered": row.is_offered,
        "issuer": (row.issuer or None) if reader.is_staff else None,
        "claim": (row.claim or None) if reader.is_staff else None,
        "created_at": moment(row.created_at),
    }


def group_role(row: CountedRole) -> GroupRoleRecord:
    """A group with its role in a project."""
    return {"group": {"id": row.group_id, "name": row.group.name, "people": row.people}, "role": str(row.role)}


def invitation(row: Invitation) -> InvitationRecord:
    """An invitation that waits, without its link."""
    return {
        "id": row.pk,
        "project_id": row.project_id,
        "email": row.email,
        "role": str(row.role),
        "invited_by": person(row.invited_by),
        "created_at": moment(row.created_at),
        "expires_at": moment(row.expires_at),
        "is_expired": row.is_expired,
        "delivery": _delivery(row),
    }


def _delivery(row: Invitation) -> str:
    if row.is_refused:
        return "refused"
    if not row.is_mailed:
        return "by hand"
    return "sent" if row.sent_at else "waiting"


def offer(row: OwnershipOffer) -> OfferRecord:
    """A project that is offered."""
    return {
        "project_id": row.project_id,
        "offered_by": person(row.offered_by),
        "to": person(row.to),
        "created_at": moment(row.created_at),
    }


def link(row: LinkRow) -> LinkRecord:
    """A public link, without its address."""
    one = row.link
    return {
        "id": one.pk,
        "project_id": one.project_id,
        "name": one.name,
        "prefix": one.prefix,
        "has_password": bool(one.password),
        "created_by": anybody(one.created_by),
        "created_at": moment(one.created_at),
        "expires_at": moment(one.expires_at) if one.expires_at else None,
        "is_expired": one.is_expired,
        "visits": [{"day": date.isoformat(), "count": count} for date, count in row.days],
    }


# --- People -----------------------------------------------------------------------------------------------------------


def people_known_to(user: User) -> QuerySet[User]:
    """Oneself and those one shares a project with; everybody for a site administrator."""
    if user.is_staff:
        return User.objects.all()
    shared = Project.objects.alive().taken_part_in_by(user)
    owned = Exists(shared.filter(owner=OuterRef("pk")))
    joined = Exists(Membership.objects.filter(user=OuterRef("pk"), project__in=shared))
    return User.objects.filter(Q(pk=user.pk) | owned | joined)


def user(row: User, reader: User) -> UserRecord:
    """A person; the address and what they have set only for themselves and site administrators."""
    found: UserRecord = {"id": row.pk, "display_name": row.display_name}
    if reader.pk == row.pk or reader.is_staff:
        found |= {
            "email": row.email,
            "time_zone": row.time_zone,
            "theme": row.theme,
            "shortcuts": row.shortcuts,
            "is_visible": row.is_visible,
            "is_staff": row.is_staff,
            "is_active": row.is_active,
        }
    return found
