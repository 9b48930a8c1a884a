"""What people are told of: what they watch, what has been noted for them, and how they want to hear of it."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from boards.models.projects import Membership, Project, Role, Visibility
from boards.models.tasks import Task

# Beyond so many the sign in the top bar counts no further.
MOST_COUNTED = 99


class Reason(models.TextChoices):
    """Why somebody is told."""

    ASSIGNED = "assigned", _("Assigned to me")
    ITEM_ASSIGNED = "item_assigned", _("Given an item of a checklist")
    UNASSIGNED = "unassigned", _("Taken from me")
    MENTIONED = "mentioned", _("Mentioned")
    COMMENTED = "commented", _("Commented")
    CHANGED = "changed", _("Changed")
    WATCHING = "watching", _("Made to watch")
    DUE_TOMORROW = "due_tomorrow", _("Due tomorrow")
    OVERDUE = "overdue", _("Overdue")
    UNBLOCKED = "unblocked", _("No longer blocked")
    INVITED = "invited", _("Invited to a project")
    ROLE_CHANGED = "role_changed", _("Role changed")
    HANDED_OVER = "handed_over", _("Project handed over")
    ARCHIVED = "archived", _("Project archived")
    WEBHOOK_OFF = "webhook_off", _("Webhook switched off")


class EmailPace(models.TextChoices):
    """How a person hears of something by e-mail."""

    OFF = "off", _("Not at all")
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the digest")


class Watch(models.Model):
    """A person follows a task, or a project as a whole; or has muted it, which outweighs whatever else they take part
    in. `by_choice`: said so, where otherwise it came from taking part."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches")
    project = models.ForeignKey(Project, models.CASCADE, related_name="watches")
    # None: the project as a whole.
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="watches")
    is_muted = models.BooleanField(default=False)
    by_choice = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        constraints = (
            models.UniqueConstraint(fields=["user", "task"], name="watch_once_a_task", condition=Q(task__isnull=False)),
            models.UniqueConstraint(
                fields=["user", "project"], name="watch_once_a_project", condition=Q(task__isnull=True)
            ),
        )
        indexes = (models.Index(fields=["project", "user"], name="watch_of_project", condition=Q(task__isnull=True)),)

    def __str__(self) -> str:
        return f"{self.user_id} {'mutes' if self.is_muted else 'watches'} {self.task_id or self.project_id}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Words about what people are told."""

    def seen(self) -> NotificationQuerySet:
        """What the person it is for may still be told: of projects that they see, and of webhooks that they manage.

        The twin of `ProjectQuerySet.visible_to`, asked row by row: how many projects there are has no say.
        """
        is_told_to_all = Q(IsNull(OuterRef("webhook"), True))
        roles = Membership.objects.filter(project=OuterRef("project"), user=OuterRef("user"))
        allowed = Exists(roles.filter(Q(role=Role.ADMIN) | is_told_to_all))
        public = Q(project__visibility=Visibility.PUBLIC, webhook=None)
        theirs = Q(user__is_staff=True) | Q(project__owner=F("user"))
        return self.filter(theirs | public | allowed, project__deleted_at=None, task__deleted_at=None)

    def awake(self, now: datetime.datetime) -> NotificationQuerySet:
        """Without what is put off until later."""
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now))

    def unread(self, now: datetime.datetime) -> NotificationQuerySet:
        """What the bell counts."""
        return self.seen().awake(now).filter(in_inbox=True, archived_at=None, read_at=None)


class Notification(models.Model):
    """What a person is told: one entry of their inbox, for one reason, of one task or project, or of a webhook.

    Changes of one task within two minutes are one entry: `activities` are the ids of what it tells of. `key` marks
    what is told once, such as that a task is due on a day. Where it shows, and how it goes out by e-mail, is decided
    by the preferences at the time it is made.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    # None: of the whole site, for those who run it.
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="notifications")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="notifications")
    webhook = models.ForeignKey(
        "boards.Webhook", models.CASCADE, null=True, blank=True, related_name="notifications", db_index=False
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=16, choices=Reason.choices)
    activities = models.JSONField(default=list)
    key = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    in_inbox = models.BooleanField(default=True)
    by_email = models.CharField(max_length=8, choices=EmailPace.choices, default=EmailPace.OFF)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-changed_at", "-pk")
        indexes = (
            models.Index(
                fields=["user", "-changed_at", "-id"],
                name="notification_inbox",
                condition=Q(archived_at__isnull=True, in_inbox=True),
            ),
            models.Index(
                fields=["user", "-changed_at", "-id"],
                name="notification_archived",
                condition=Q(archived_at__isnull=False, in_inbox=True),
            ),
            models.Index(
                fields=["snoozed_until"], name="notification_snoozed", condition=Q(snoozed_until__isnull=False)
            ),
            models.Index(
                fields=["user"],
                name="notification_unread",
                condition=Q(read_at__isnull=True, archived_at__isnull=True, in_inbox=True),
            ),
            models.Index(
                fields=["user", "id"],
                name="notification_for_digest",
                condition=Q(by_email="digest", mailed_at__isnull=True),
            ),
            models.Index(fields=["user", "task", "reason", "-id"], name="notification_of_task"),
            models.Index(fields=["created_at"], name="notification_age"),
            models.Index(fields=["webhook"], name="notification_of_webhook", condition=Q(webhook__isnull=False)),
        )
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="notification_once", condition=~Q(key="")),)

    def __str__(self) -> str:
        return f"{self.reason} for {self.user_id}"


class UnreadCount(Subquery):
    """For accounts: how many entries are unread, counted no further than one above `MOST_COUNTED`."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()

    def __init__(self, now: datetime.datetime) -> None:
        unread = Notification.objects.filter(user=OuterRef("pk")).unread(now)
        super().__init__(unread.order_by().values("pk")[: MOST_COUNTED + 1])


class NotificationPreference(models.Model):
    """How a person wants to hear of one reason, where that isn't the default (boards/notifications/preferences.py)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    in_inbox = models.BooleanField(default=True)
    by_email = models.CharField(max_length=8, choices=EmailPace.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "reason"], name="notification_preference_once"),)

    def __str__(self) -> str:
        return f"{self.reason} for {self.user_id}: {self.by_email}"


class NotificationSettings(models.Model):
    """What holds for all of a person's e-mails; no row: the defaults. Hour and weekdays are of the person's zone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notification_settings"
    )
    digest_hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=8)
    # 0 is Sunday, as in `WeekStart`.
    digest_weekdays = models.JSONField(_("weekdays of the digest"), default=list)
    # Part of the secret in links that unsubscribe: a new one makes all sent before worthless.
    unsubscribe_salt = models.CharField(max_length=32, blank=True)
    # Why the last e-mail could not be delivered, in the words of the mail server; "" once one could again.
    bounce = models.TextField(blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(digest_hour__lt=24), name="digest_hour_range"),)

    def __str__(self) -> str:
        return f"settings of {self.user_id}"
