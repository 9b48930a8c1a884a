"""Where the event stream is: how far the history has been sent, and which people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from boards.models.projects import Project, new_epoch


class Stream(models.Model):
    """The one row that says how it stands with the stream; kept by the relay that leads.

    `epoch` is the mark in the ids of all events, another one after a backup was restored. `floor`: every row of the
    history up to that id has been sent, those too that are committed late; where to begin to look. `position`: the
    highest id that has been sent. `retries` counts how often sending had to be tried again.
    """

    epoch = models.CharField(max_length=12, default=new_epoch, editable=False)
    floor = models.PositiveBigIntegerField(default=0)
    position = models.PositiveBigIntegerField(default=0)
    sent = models.PositiveBigIntegerField(default=0)
    retries = models.PositiveBigIntegerField(default=0)
    leader = models.CharField(max_length=100, blank=True)
    seen_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    problem_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("event stream")
        verbose_name_plural = _("event streams")

    def __str__(self) -> str:
        return f"stream {self.epoch}"


class StreamPosition(models.Model):
    """How far the history of a project has been sent.

    Its rows are written under its lock, so that none appears later with a lower id than one that is there; of rows of
    different projects the lower id may be committed last.
    """

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="stream_position")
    activity_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("position of the event stream")
        verbose_name_plural = _("positions of the event stream")

    def __str__(self) -> str:
        return f"project {self.project_id} up to {self.activity_id}"


class StreamPerson(models.Model):
    """What was last told of a person, as a mark that nobody can read; empty once they have left.

    No foreign key: that somebody is gone without a trace is told too. `is_sent`: the broker has it.
    """

    person_id = models.PositiveBigIntegerField(primary_key=True)
    version = models.PositiveBigIntegerField(default=1)
    mark = models.CharField(max_length=32, blank=True)
    changed_at = models.DateTimeField()
    is_sent = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("person of the event stream")
        verbose_name_plural = _("people of the event stream")
        indexes = (models.Index(fields=["person_id"], name="stream_unsent_people", condition=models.Q(is_sent=False)),)

    def __str__(self) -> str:
        return f"person {self.person_id}, version {self.version}"
