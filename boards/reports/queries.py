"""What is remembered of reports."""

from __future__ import annotations

import datetime

from django.db.models import Min

from boards.models import Project, ReportMark, Task, User


def last_made(project: Project, person: User) -> datetime.datetime | None:
    """Up to when the report of the project told that the person handed out last; one query."""
    return ReportMark.objects.filter(project=project, user=person).values_list("made_at", flat=True).first()


def began(project: Project) -> datetime.datetime:
    """When the project was made, or its oldest task if that was made elsewhere before; one query."""
    oldest: datetime.datetime | None = Task.objects.filter(project=project).aggregate(at=Min("created_at"))["at"]
    return min(oldest, project.created_at) if oldest else project.created_at
