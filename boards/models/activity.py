"""The history: one row for each change, written in the same transaction as the change."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from boards.models.keys import ApiKey
from boards.models.projects import Project
from boards.models.tasks import Task
from boards.rules.text import NAME_LIMIT


class Kind(StrEnum):
    """Kinds of change. The words a person reads for each are in `queries.history`."""

    PROJECT_CREATED = "project.created"
    PROJECT_UPDATED = "project.updated"
    PROJECT_ARCHIVED = "project.archived"
    PROJECT_RESTORED = "project.restored"
    PROJECT_DELETED = "project.deleted"
    PROJECT_TRANSFERRED = "project.transferred"
    MEMBER_ADDED = "member.added"
    MEMBER_CHANGED = "member.changed"
    MEMBER_REMOVED = "member.removed"
    GROUP_ADDED = "group.added"
    GROUP_CHANGED = "group.changed"
    GROUP_REMOVED = "group.removed"
    COLUMN_CREATED = "column.created"
    COLUMN_UPDATED = "column.updated"
    COLUMN_MOVED = "column.moved"
    COLUMN_DELETED = "column.deleted"
    TAG_CREATED = "tag.created"
    TAG_UPDATED = "tag.updated"
    TAG_MERGED = "tag.merged"
    TAG_DELETED = "tag.deleted"
    TASK_CREATED = "task.created"
    TASK_UPDATED = "task.updated"
    TASK_MOVED = "task.moved"
    TASK_COMPLETED = "task.completed"
    TASK_REOPENED = "task.reopened"
    TASK_ARCHIVED = "task.archived"
    TASK_RESTORED = "task.restored"
    TASK_DELETED = "task.deleted"
    COMMENT_CREATED = "comment.created"
    COMMENT_UPDATED = "comment.updated"
    COMMENT_DELETED = "comment.deleted"
    CHECKLIST_CREATED = "checklist.created"
    CHECKLIST_UPDATED = "checklist.updated"
    CHECKLIST_MOVED = "checklist.moved"
    CHECKLIST_DELETED = "checklist.deleted"
    ITEM_CREATED = "item.created"
    ITEM_UPDATED = "item.updated"
    ITEM_COMPLETED = "item.completed"
    ITEM_REOPENED = "item.reopened"
    ITEM_MOVED = "item.moved"
    ITEM_DELETED = "item.deleted"
    LINK_CREATED = "link.created"
    LINK_DELETED = "link.deleted"
    ATTACHMENT_CREATED = "attachment.created"
    ATTACHMENT_UPDATED = "attachment.updated"
    ATTACHMENT_DELETED = "attachment.deleted"
    WEB_LINK_CREATED = "web_link.created"
    WEB_LINK_UPDATED = "web_link.updated"
    WEB_LINK_DELETED = "web_link.deleted"
    UNDONE = "undone"


class Activity(models.Model):
    """Who changed what, when and by which means.

    `changes` maps each field to [before, after]. Dates are ISO texts; columns and tags are
    {"id": …, "name": …}, people are {"id": …}: a name that changes later leaves no old name behind.
    """

    # The indexes below begin with these and with the actor: own ones would be in the way, and cost each change.
    project = models.ForeignKey(Project, models.CASCADE, related_name="activities", db_index=False)
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="activities", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="activities", db_index=False
    )
    # Who it was, where that is no account here: in what an archive has brought along.
    actor_name = models.CharField(max_length=NAME_LIMIT, null=True, blank=True, editable=False)  # noqa: DJ001  quick to add
    means = models.CharField(_("means"), max_length=12)
    # The key through which it was made, if any.
    api_key = models.ForeignKey(
        ApiKey, models.SET_NULL, null=True, blank=True, related_name="activities", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=40)
    changes = models.JSONField(_("changes"), default=dict, encoder=DjangoJSONEncoder)
    task_version = models.PositiveIntegerField(null=True)
    project_revision = models.PositiveBigIntegerField()
    undoes = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="undone_by")
    created_at = models.DateTimeField(auto_now_add=True)
    # Whether those who subscribed for certain have been told (boards/jobs/telling.py); what is older than them counts
    # as told.
    is_told = models.BooleanField(default=False, db_default=True, editable=False)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("-pk",)
        indexes = (
            # What a history is filtered by stands in them: rows that a filter passes over are not read.
            models.Index(fields=["task", "-id", "kind", "actor", "created_at"], name="activity_of_task_filtered"),
            models.Index(fields=["project", "-id", "kind", "actor", "created_at"], name="activity_of_project_filtered"),
            models.Index(fields=["actor", "-id"], name="activity_of_actor"),
            models.Index(fields=["api_key"], condition=models.Q(api_key__isnull=False), name="activity_of_key"),
            models.Index(fields=["id"], condition=models.Q(is_told=False), name="activity_untold"),
        )

    def __str__(self) -> str:
        return f"{self.kind} in project {self.project_id}"


def edits_of_project(project: Project) -> models.QuerySet[Activity]:
    """The changes that raised the version of a project, each by one, the newest first."""
    rows = Activity.objects.filter(project=project, task=None)
    undone = models.Q(kind=Kind.UNDONE, changes__has_key="version")
    return rows.filter(models.Q(kind=Kind.PROJECT_UPDATED) | undone).order_by("-pk")


def edits_of_comment(comment: int, task: int, version: int) -> models.QuerySet[Activity]:
    """The edits of a comment on that task since one of its versions, the newest first."""
    edits = (Kind.COMMENT_UPDATED, Kind.UNDONE)
    rows = Activity.objects.filter(task=task, kind__in=edits, changes__comment__1__id=comment)
    return rows.filter(changes__comment_version__1__gt=version).order_by("-pk")


def edits_of_part(name: str, pk: int, task: int, version: int) -> models.QuerySet[Activity]:
    """The changes of a checklist, an item or a web link (`name`) since one of its versions, the newest first."""
    return Activity.objects.filter(
        task=task, **{f"changes__{name}__1__id": pk, f"changes__{name}_version__1__gt": version}
    ).order_by("-pk")
