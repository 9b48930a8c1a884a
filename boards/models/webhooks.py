"""Webhooks: who outside is told of what happens, and every message that goes out to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.activity import Activity
from boards.models.projects import Project
from boards.models.tasks import Task
from boards.rules.text import NAME_LIMIT

ADDRESS_LIMIT = 2000
# Stands among `events` for all of them, those of later releases too.
EVERYTHING = "*"


class WebhookFormat(models.TextChoices):
    """What a receiver understands."""

    STANDARD = "standard", _("JSON of Boardsite")
    SLACK = "slack", "Slack"
    MATTERMOST = "mattermost", "Mattermost"
    MATRIX = "matrix", "Matrix (Hookshot)"
    TEAMS = "teams", "Microsoft Teams"


class OffReason(models.TextChoices):
    """Why nothing is sent to a webhook."""

    BY_HAND = "by_hand", _("Somebody switched it off.")
    GONE = "gone", _("The receiver answered that it is gone for good (410).")
    FAILING = "failing", _("The receiver has taken nothing for three days.")
    NO_RIGHTS = "no_rights", _("Whoever it acts for may not see these changes any more.")
    NO_SECRET = "no_secret", _("Its secret can't be read: the site's key was replaced. Make a new secret.")


class DeliveryState(models.TextChoices):
    """How it stands with a delivery."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")
    CANCELLED = "cancelled", _("Not sent")


class Webhook(models.Model):
    """An address that is told of changes, of one project or of the whole site.

    It is sent what `user` may see, who made it or was the last to change it. The secrets are stored sealed
    (`boardsite.sealing`). `failing_since` and `failures` count since something was last taken; until `paused_until`
    nothing is tried.
    """

    # None: every project of the site.
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="webhooks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="webhooks")
    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    address = models.CharField(_("address"), max_length=ADDRESS_LIMIT)
    format = models.CharField(_("format"), max_length=12, choices=WebhookFormat.choices, default=WebhookFormat.STANDARD)
    events = models.JSONField(_("events"), default=list)
    secret = models.TextField(editable=False)
    previous_secret = models.TextField(blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    is_on = models.BooleanField(_("on"), default=True)
    off_reason = models.CharField(max_length=12, choices=OffReason.choices, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("pk",)
        indexes = (models.Index(fields=["project"], name="webhook_that_is_on", condition=Q(is_on=True)),)

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One message to one webhook: of one change, or a test (no `activity`).

    Of one task those to the same webhook go out one after the other, in the order of their ids; of what concerns no
    task those of one project. `event_id` stays the same however often it is tried, so that a receiver can tell.
    `body` is what was sent, to the letter, and is sent again.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, related_name="deliveries")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="+")
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    event_id = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    # From when the time is counted after which it is given up.
    begun_at = models.DateTimeField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # The last attempt: what was sent, and what came back.
    sent_at = models.DateTimeField(null=True)
    sent_headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    took_ms = models.PositiveIntegerField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer_headers = models.JSONField(default=dict)
    answer_body = models.TextField(blank=True)
    # Why there is no answer, or why it did not do.
    error = models.TextField(blank=True)

    # What it is called on a page; queries set it, it is not stored.
    label: str = ""

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
            models.Index(
                fields=["webhook", "project", "task", "id"],
                name="delivery_lane",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["ended_at"], name="delivery_age", condition=Q(ended_at__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["webhook", "activity"], name="delivery_once", condition=Q(activity__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} to webhook {self.webhook_id}"

    @property
    def is_test(self) -> bool:
        """Whether somebody asked for it by hand, to see whether messages arrive."""
        return self.activity_id is None

    @property
    def has_ended(self) -> bool:
        """Whether nothing is tried any more."""
        return self.state not in (DeliveryState.WAITING, DeliveryState.SENDING)
