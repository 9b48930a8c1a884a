"""Checklists of a task, and their items."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.fields import MadeAtField, PositionField
from boards.models.tasks import Task
from boards.rules.text import ITEM_LIMIT, NAME_LIMIT


class Checklist(models.Model):
    """A named list of things to be done for a task; a deleted one keeps its row and items, so that it can be undone."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="checklists")
    title = models.CharField(_("title"), max_length=NAME_LIMIT)
    position = PositionField()
    version = models.PositiveIntegerField(default=1)
    created_at = MadeAtField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ("position", "pk")
        indexes = (
            models.Index(fields=["task", "position", "id"], name="checklist_of_task", condition=Q(deleted_at=None)),
            models.Index(fields=["deleted_at"], name="checklist_deleted", condition=Q(deleted_at__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="checklist_title_not_blank"),
            models.CheckConstraint(condition=~Q(position=""), name="checklist_position_not_blank"),
            models.CheckConstraint(condition=Q(version__gte=1), name="checklist_version_positive"),
        )

    def __str__(self) -> str:
        return self.title


class ChecklistItem(models.Model):
    """One thing of a checklist. `version` rises with each change but of its place."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items")
    text = models.CharField(_("text"), max_length=ITEM_LIMIT)
    position = PositionField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="items_done", db_index=False
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned_items"
    )
    due_date = models.DateField(_("due date"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = MadeAtField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ("position", "pk")
        indexes = (
            models.Index(
                fields=["checklist", "position", "id"], name="checklist_item_order", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["due_date"],
                name="checklist_item_due",
                condition=Q(deleted_at=None, done_at=None, due_date__isnull=False),
            ),
            models.Index(fields=["deleted_at"], name="checklist_item_deleted", condition=Q(deleted_at__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="checklist_item_not_blank"),
            models.CheckConstraint(condition=~Q(position=""), name="checklist_item_position_not_blank"),
            models.CheckConstraint(condition=Q(version__gte=1), name="checklist_item_version_positive"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        """Whether it has been ticked."""
        return self.done_at is not None
