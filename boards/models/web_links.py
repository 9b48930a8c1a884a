"""Addresses in the web that belong to tasks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.fields import MadeAtField
from boards.models.tasks import Task
from boards.rules import web_addresses
from boards.rules.text import TITLE_LIMIT, searched


class WebLink(models.Model):
    """A web address of a task, with a title if it was given one; in the order they were added.

    A deleted one keeps its row until it is purged, so that it can be undone.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="web_links")
    url = models.CharField(_("address"), max_length=web_addresses.URL_LIMIT)
    title = models.CharField(_("title"), max_length=TITLE_LIMIT, blank=True)
    search_text = models.TextField(editable=False, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="web_links"
    )
    created_at = MadeAtField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("web link")
        verbose_name_plural = _("web links")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["task", "id"], name="web_link_of_task", condition=Q(deleted_at=None)),
            models.Index(fields=["deleted_at"], name="web_link_deleted", condition=Q(deleted_at__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(url=""), name="web_link_url_not_blank"),
            models.CheckConstraint(condition=Q(version__gte=1), name="web_link_version_positive"),
        )

    def __str__(self) -> str:
        return self.title or web_addresses.shown(self.url)

    def fill_search_text(self) -> None:
        """Keep what it is found by along with what it says."""
        self.search_text = searched(self.title, self.url)
