"""The lanes of a board."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.fields import PositionField
from boards.models.projects import Project
from boards.rules.text import WORD_LIMIT


class Status(models.TextChoices):
    """What a column means for the tasks in it."""

    PENDING = "pending", _("Pending")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")


class Column(models.Model):
    """A lane of a board. `revision` is the project's revision at the last change inside the lane."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="columns")
    name = models.CharField(_("name"), max_length=WORD_LIMIT)
    position = PositionField()
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    wip_limit = models.PositiveSmallIntegerField(_("WIP limit"), null=True, blank=True)
    adds_on_top = models.BooleanField(_("new cards go on top"), default=False, db_default=False)
    revision = models.PositiveBigIntegerField(default=1)

    # The revision before the change that is being made; set by services, never stored.
    replaced_revision: int = 0

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("columns")
        ordering = ("position", "pk")
        indexes = (models.Index(fields=["project", "position", "id"], name="column_order"),)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="column_name_not_blank"),
            models.CheckConstraint(condition=~Q(position=""), name="column_position_not_blank"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="column_status_known"),
            models.CheckConstraint(condition=Q(wip_limit=None) | Q(wip_limit__gte=1), name="column_wip_limit_positive"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_completed(self) -> bool:
        """Whether tasks in it count as done."""
        return self.status == Status.COMPLETED
