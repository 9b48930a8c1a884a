"""Files attached to tasks. Their content lies in the store (`boardsite.attachments`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.tasks import Task
from boards.rules import file_names
from boards.rules.file_kinds import PDF, PICTURES

# So much of the digest of a file stands in the address of its small picture.
MARK = 12


def thumbnail_address(pk: int, sha256: str) -> str:
    """Where the small picture of a file is: elsewhere for another content, so that browsers need not ask again."""
    return f"/attachments/{pk}/thumbnail/?of={sha256[:MARK]}"


class Preview(models.TextChoices):
    """How it stands with the small picture of a file. The labels of what went wrong stand on the file."""

    NONE = "none", _("No picture")
    WAITING = "waiting", _("The preview is being made.")
    READY = "ready", _("Ready")
    TOO_LARGE = "too_large", _("No preview: the picture is too large.")
    BROKEN = "broken", _("No preview: the picture can't be read.")


class Attachment(models.Model):
    """A file of a task. `name` is as it was sent, to be shown as `shown_name`; what it holds never changes.

    A deleted one keeps row and content until it is purged, so that it can be undone.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="attachments")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    name = models.CharField(_("name"), max_length=file_names.NAME_LIMIT)
    # Found by what the file begins with, whatever was said of it.
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    # Its name in the store, made at random.
    key = models.CharField(max_length=64, unique=True, editable=False)
    preview = models.CharField(max_length=16, choices=Preview.choices, default=Preview.NONE)
    # Of a picture, as it is meant to be looked at.
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["task", "id"], name="attachment_of_task", condition=Q(deleted_at=None)),
            models.Index(fields=["deleted_at"], name="attachment_deleted", condition=Q(deleted_at__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="attachment_named"),
            models.CheckConstraint(condition=Q(size__gte=0), name="attachment_size"),
            models.CheckConstraint(condition=Q(preview__in=Preview.values), name="attachment_preview_known"),
        )

    def __str__(self) -> str:
        return f"file {self.pk} of task {self.task_id}"

    def get_absolute_url(self) -> str:
        """Where it is downloaded."""
        return f"/attachments/{self.pk}/"

    @property
    def thumbnail_key(self) -> str:
        """The name of its small picture in the store."""
        return f"{self.key}.thumbnail"

    @property
    def thumbnail_address(self) -> str:
        """Where its small picture is."""
        return thumbnail_address(self.pk, self.sha256)

    @property
    def shown_name(self) -> str:
        """The name for people to read."""
        return file_names.shown(self.name)

    @property
    def is_picture(self) -> bool:
        """Whether browsers show it."""
        return self.content_type in PICTURES

    @property
    def is_pdf(self) -> bool:
        """Whether browsers open it in a viewer of their own."""
        return self.content_type == PDF

    @property
    def can_be_seen(self) -> bool:
        """Whether there is something to look at: no picture that is broken, or too much for a browser."""
        return self.is_pdf or (self.is_picture and self.preview in (Preview.WAITING, Preview.READY))
