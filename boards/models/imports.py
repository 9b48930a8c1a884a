"""Files that people bring, from the upload until what came of it can't be taken back any more."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from boards.models.projects import Project
from boards.models.tasks import Task


class ImportState(models.TextChoices):
    """How it stands with a file that somebody has brought."""

    READING = "reading", _("Being read")
    READY = "ready", _("Ready to be imported")
    WAITING = "waiting", _("About to be imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Not imported")
    CANCELLED = "cancelled", _("Cancelled")
    UNDONE = "undone", _("Taken back")


# The states in which something is done, or about to be done, beside requests.
AT_WORK = (ImportState.READING, ImportState.WAITING)
# Those in which the file is still needed.
OPEN = (*AT_WORK, ImportState.READY, ImportState.FAILED)


class Import(models.Model):
    """A file of another tool, and what its owner wants of it.

    `file` is the name under which it lies on disk, "" once it is removed. `choices` are those of the owner
    (transfer/choices.py); `outline` tells what the file holds, for the page that asks for them. `report` says what came
    of it, and `last_activity_id` up to which change of the project it went.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="imports")
    # What the cards go into, if not into a project of their own; and what they are in once they are there.
    into = models.ForeignKey(Project, models.CASCADE, null=True, related_name="+")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="imports")
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    name = models.CharField(max_length=255)
    file = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    format = models.CharField(max_length=30, blank=True)
    choices = models.JSONField(default=dict)
    outline = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    last_activity_id = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)
        indexes = (models.Index(fields=["changed_at"], name="import_age", condition=~models.Q(file="")),)

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class ImportedTask(models.Model):
    """Where a task has come from: the import, and what the card is known by in the tool."""

    origin = models.ForeignKey(Import, models.CASCADE, related_name="tasks")
    task = models.OneToOneField(Task, models.CASCADE, related_name="imported")
    foreign_id = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("imported task")
        verbose_name_plural = _("imported tasks")

    def __str__(self) -> str:
        return f"{self.task_id} from {self.foreign_id}"
