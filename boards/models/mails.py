"""E-mails to people: what has been sent to whom, so that nothing is lost on the way and nothing is said twice."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.tasks import Task

KEPT = datetime.timedelta(days=90)

# A link that somebody has waited for all day is asked for anew.
SEALED_KEPT = datetime.timedelta(days=1)


class MailState(models.TextChoices):
    """How it stands with an e-mail."""

    WAITING = "waiting", _("Waiting")
    # Being handed over: whoever finds it so doesn't know whether the mail server has taken it.
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused")


class Mail(models.Model):
    """One message to one person.

    `key` says what it is about, so that there is one of it: `notification:7`, `digest:3:2026-11-27`. `message_id` stays
    the same however often it is tried, so that mail programs show what came twice once. `uncertain` counts how often it
    was sent again without an answer to the time before. What belongs to one task has the subject of the first.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mails")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    key = models.CharField(max_length=60, unique=True)
    message_id = models.CharField(max_length=200)
    subject = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    uncertain = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["task", "user", "id"], name="mail_of_task", condition=Q(task__isnull=False)),
            models.Index(fields=["created_at"], name="mail_age"),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.state}"


class AccountMail(models.Model):
    """What an e-mail about an account is made of, until it is sent: sealed, for there may be a secret link in it."""

    content = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("e-mail about an account")
        verbose_name_plural = _("e-mails about accounts")
        indexes = (models.Index(fields=["created_at"], name="account_mail_age"),)

    def __str__(self) -> str:
        return f"e-mail {self.pk}"
