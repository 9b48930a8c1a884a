"""A project that its owner has offered to somebody, who has not answered yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from boards.models.projects import Project


class OwnershipOffer(models.Model):
    """Stands until it is accepted, declined or withdrawn, or one of the two leaves; one a project."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="offer")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="offers_made")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="offers_received")
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("offer of a project")
        verbose_name_plural = _("offers of projects")

    def __str__(self) -> str:
        return f"{self.project_id} to {self.to_id}"
