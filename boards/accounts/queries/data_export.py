"""Everything the site knows about one person, for them to take along: as JSON, and of their work as tables and files.

No password, no secret of a second factor, no key: what could open an account stays here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypedDict, TypeVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

from boards.models import (
    Activity,
    Attachment,
    ChecklistItem,
    Comment,
    Membership,
    NotificationSettings,
    Project,
    SignIn,
    Task,
    TaskLink,
    User,
    WebLink,
)
from boards.models.tasks import assigned_to

ACCOUNT = (
    "id",
    "email",
    "display_name",
    "time_zone",
    "language",
    "theme",
    "week_start",
    "shortcuts",
    "is_visible",
    "has_one_stream",
)
MORE = ("is_staff", "date_joined", "last_login")
PROJECT = ("id", "title", "description", "visibility", "finish_date", "created_at", "archived_at", "deleted_at")
FEED = ("name", "prefix", "project_id", "shows", "with_watched", "created_at", "last_used_at", "revoked_at")
IMPORT = ("name", "size", "format", "state", "project_id", "created_at", "finished_at")
TASK = ("id", "project_id", "number", "title", "description", "priority", "due_date", "progress")
ITEM = ("id", "checklist__task_id", "text", "due_date", "done_at", "assignee_id", "done_by_id")
TIMES = ("created_at", "updated_at", "completed_at", "archived_at")
# What each tells of stands in the history: here are no texts of others.
NOTIFICATION = (
    *("reason", "project_id", "task_id", "created_at", "changed_at", "read_at", "archived_at", "snoozed_until"),
    *("in_inbox", "by_email", "mailed_at"),
)
DIGEST = ("digest_hour", "digest_weekdays", "bounce", "bounced_at")
FILE = ("id", "task_id", "name", "content_type", "size", "sha256", "created_at", "deleted_at")
CHUNK = 500

Row = dict[str, object]
M = TypeVar("M", bound=Model)


class _Seen(TypedDict):
    """What `_activities` adds to a row."""

    seen: bool


if TYPE_CHECKING:
    # Of the packages that check types alone.
    from django_stubs_ext import WithAnnotations

    SeenActivity = WithAnnotations[Activity, _Seen]


def as_json(user: User) -> Iterator[str]:
    """All of it as one object, piece by piece: one section after the other, one row a line."""
    encoder = DjangoJSONEncoder(ensure_ascii=False)
    yield "{"
    for number, (name, rows) in enumerate(sections(user)):
        yield f"{',' if number else ''}\n{json.dumps(name)}: ["
        for count, row in enumerate(rows):
            yield f"{',' if count else ''}\n  {encoder.encode(row)}"
        yield "\n]"
    yield "\n}\n"


def tasks(user: User) -> Iterator[tuple[object, ...]]:
    """The person's tasks as rows of a table, with names in place of numbers; the first has the headings."""
    yield ("project", "number", "title", "description", "column", "priority", "due", "progress", *TIMES)
    fields = ("project__title", "number", "title", "description", "column__name", "priority", "due_date", "progress")
    yield from _tasks(user).values_list(*fields, *TIMES).iterator(CHUNK)


def comments(user: User) -> Iterator[tuple[object, ...]]:
    """What the person has said and not taken back, as rows of a table. Titles stand beside it where they may still see
    them."""
    yield ("project", "task", "title", "text", "created_at", "edited_at")
    said = _comments(user).filter(deleted_at=None).select_related("task__project").annotate(seen=_is_seen(user))
    for row in said.iterator(CHUNK):
        place = (row.task.project.title, row.task.number, row.task.title) if row.seen else ("", None, "")
        yield (*place, row.text, row.created_at, row.edited_at)


def attachments(user: User) -> QuerySet[Attachment]:
    """What the person has attached to tasks that they may still see."""
    return _files(user).filter(deleted_at=None, task__deleted_at=None, task__project__in=_visible(user))


def sections(user: User) -> Iterator[tuple[str, Iterable[Row]]]:
    """(name, rows) of each part; the rows are read while they are written, some hundred at a time."""
    yield "account", [{field: getattr(user, field) for field in ACCOUNT + MORE}]
    yield "email_addresses", _rows(EmailAddress.objects.filter(user=user), "email", "verified", "primary")
    yield "identities", _identities(user)
    yield "second_factors", (_factor(row) for row in Authenticator.objects.filter(user=user).order_by("pk"))
    yield "devices", _rows(UserSession.objects.filter(user=user), "created_at", "last_seen_at", "ip", "user_agent")
    yield "api_keys", _rows(user.api_keys.order_by("pk"), "name", "prefix", "can_write", "created_at", "revoked_at")
    yield "calendar_links", _rows(user.calendar_feeds.order_by("pk"), *FEED)
    yield "sign_ins", _rows(SignIn.objects.filter(user=user), "created_at", "means", "succeeded", "ip", "user_agent")
    yield "mails", _rows(user.mails.order_by("pk"), "created_at", "subject", "state", "sent_at")
    yield "projects_owned", _rows(Project.objects.filter(owner=user).order_by("pk"), *PROJECT)
    yield "memberships", _rows(_memberships(user), "project_id", "project__title", "role", "created_at")
    yield "groups", _rows(user.places_in_groups.order_by("pk"), "group_id", "group__name", "created_at")
    yield "invitations", _rows(user.invitations_made.order_by("pk"), "project_id", "email", "role", "created_at")
    yield "imports", _rows(user.imports.order_by("pk"), *IMPORT)
    yield "reports", _rows(user.report_marks.order_by("pk"), "project_id", "made_at")
    yield (
        "webhooks",
        _rows(user.webhooks.order_by("pk"), "project_id", "name", "format", "events", "is_on", "created_at"),
    )
    yield "tasks", _rows(_tasks(user), *TASK, *TIMES, "created_by_id", "assignee_id")
    yield "tasks_shared", _rows(user.shared_tasks.filter(task__in=_tasks(user)).order_by("pk"), "task_id")
    yield "task_links", _rows(_links(user), "first_id", "kind", "second_id", "created_at")
    yield "comments", _rows(_comments(user), "id", "task_id", "text", "created_at", "edited_at", "deleted_at")
    yield "checklist_items", _rows(_items(user), *ITEM)
    yield "files", _rows(_files(user), *FILE)
    yield "web_links", _rows(_web_links(user), "task_id", "url", "title", "created_at", "deleted_at")
    yield "watches", _rows(user.watches.order_by("pk"), "project_id", "task_id", "is_muted", "by_choice")
    yield "notifications", _rows(user.notifications.order_by("pk"), *NOTIFICATION)
    yield (
        "notification_preferences",
        _rows(user.notification_preferences.order_by("pk"), "reason", "in_inbox", "by_email"),
    )
    yield "notification_settings", _rows(NotificationSettings.objects.filter(user=user), *DIGEST)
    yield "activity", (_activity(row) for row in _activities(user).iterator(CHUNK))


def _rows(found: QuerySet[M], *fields: str) -> Iterator[Row]:
    return iter(found.values(*fields).iterator(CHUNK))


def _identities(user: User) -> Iterable[Row]:
    """What single sign-on told, if this site has it."""
    if not apps.is_installed("allauth.socialaccount"):
        return []
    from allauth.socialaccount.models import SocialAccount

    return _rows(SocialAccount.objects.filter(user=user), "provider", "uid", "extra_data", "date_joined", "last_login")


def _factor(row: Authenticator) -> Row:
    name = row.data.get("name", "") if row.type == Authenticator.Type.WEBAUTHN else ""
    return {"type": row.type, "name": name, "created_at": row.created_at, "last_used_at": row.last_used_at}


def _memberships(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, project__deleted_at=None).order_by("pk")


def _tasks(user: User) -> QuerySet[Task]:
    """Those the person has made or has, responsible or beside somebody, where they may still see them."""
    mine = Q(created_by=user) | assigned_to([user.pk])
    return Task.objects.filter(mine, deleted_at=None, project__in=_visible(user)).order_by("pk")


def _links(user: User) -> QuerySet[TaskLink]:
    """Those the person has made between tasks that they may still see."""
    seen = Task.objects.visible_to(user).values("pk")
    return TaskLink.objects.filter(created_by=user, first__in=seen, second__in=seen).order_by("pk")


def _comments(user: User) -> QuerySet[Comment]:
    """What the person has said, deleted or not: it is theirs wherever they said it."""
    return Comment.objects.filter(author=user).order_by("pk")


def _items(user: User) -> QuerySet[ChecklistItem]:
    """Those the person has, or has done, where they may still see them."""
    alive = ChecklistItem.objects.filter(deleted_at=None, checklist__deleted_at=None, checklist__task__deleted_at=None)
    mine = alive.filter(Q(assignee=user) | Q(done_by=user), checklist__task__project__in=_visible(user))
    return mine.order_by("pk")


def _files(user: User) -> QuerySet[Attachment]:
    """What the person has attached; what is in it is downloaded from its task."""
    return Attachment.objects.filter(uploaded_by=user).order_by("pk")


def _web_links(user: User) -> QuerySet[WebLink]:
    """What the person has put beside tasks that they may still see."""
    seen = Task.objects.visible_to(user).values("pk")
    return WebLink.objects.filter(created_by=user, task__in=seen).order_by("pk")


def _activities(user: User) -> QuerySet[SeenActivity]:
    """Everything the person has done; `seen` tells whether the project is still theirs to see."""
    return Activity.objects.filter(actor=user).annotate(seen=Q(project__in=_visible(user))).order_by("pk")


def _is_seen(user: User) -> Q:
    return Q(task__deleted_at=None, task__project__in=_visible(user))


def _visible(user: User) -> QuerySet[Project]:
    return Project.objects.visible_to(user)


def _activity(row: SeenActivity) -> Row:
    """Without the texts of a project from which the person has gone: they hold what others wrote. So may those of
    comments, of which one's own are listed by themselves."""
    changes = {name: change for name, change in row.changes.items() if "comment" not in row.changes or name != "text"}
    shown = {"task_id": row.task_id, "changes": changes} if row.seen else {}
    return {
        "id": row.pk,
        "at": row.created_at,
        "kind": row.kind,
        "means": row.means,
        "project_id": row.project_id,
        **shown,
    }
