"""Public links to a board: whoever has one may look, without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.models.keys import HeldSecret
from boards.models.projects import Project

# The secret in an address begins with this, so that it is known for what it is where somebody finds one.
MARK = "bsl_"


class BoardLink(HeldSecret):
    """One of a project's. `password` is hashed as those of people are; blank: the link is enough."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="public_links")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    password = models.CharField(max_length=128, blank=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    class Meta:
        verbose_name = _("public link")
        verbose_name_plural = _("public links")
        ordering = ("-pk",)

    @property
    def is_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


class BoardVisit(models.Model):
    """How often a board was looked at by a link in one day (of the site's time zone). Nothing is kept of who did."""

    link = models.ForeignKey(BoardLink, models.CASCADE, related_name="visits")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("visits of a day")
        verbose_name_plural = _("visits of days")
        constraints = (models.UniqueConstraint(fields=["link", "day"], name="visits_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}: {self.count}"
