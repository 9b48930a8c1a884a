"""What is remembered of reports."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from boards.models.projects import Project


class ReportMark(models.Model):
    """Up to when the report told that a person handed out last: where “since the last report” begins for them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="report_marks")
    project = models.ForeignKey(Project, models.CASCADE, related_name="report_marks")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "project"], name="report_mark_once"),)

    def __str__(self) -> str:
        return f"report of {self.project_id} by {self.user_id}"
