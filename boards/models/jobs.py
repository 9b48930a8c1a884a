"""Work that is done beside requests: what is to be done stands in rows, and a queue only says that there is some."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """How it stands with a job."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """One piece of work, written in the transaction of what it follows from.

    `name` is one of the registry's (boards/jobs/registry.py), `arguments` are ids. Of jobs with the same `key` one
    waits at a time; one with the same `once` is there one time for as long as it is kept. `attempts` counts how often
    it was begun, and marks with `started_at` whose it is: who was too slow, and whose lease has ended, has no say in
    it any more.
    """

    name = models.CharField(max_length=60)
    queue = models.CharField(max_length=20)
    arguments = models.JSONField(default=list)
    key = models.CharField(max_length=100, blank=True)
    once = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    due_at = models.DateTimeField()
    # When it was last handed to the broker; another look is due a while after.
    queued_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["due_at"], name="job_due", condition=Q(state=JobState.WAITING)),
            models.Index(fields=["leased_until"], name="job_leased", condition=Q(state=JobState.RUNNING)),
            models.Index(fields=["state", "name", "-id"], name="job_by_state"),
            models.Index(fields=["finished_at"], name="job_age", condition=Q(finished_at__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["name", "key"], name="job_waits_once", condition=Q(state=JobState.WAITING) & ~Q(key="")
            ),
            models.UniqueConstraint(fields=["once"], name="job_there_once", condition=~Q(once="")),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.arguments}"
