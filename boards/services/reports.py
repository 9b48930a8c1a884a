"""The only writer of what is remembered of reports. No board shows it, so no revision rises."""

from __future__ import annotations

from django.utils import timezone

from boards.models import Project, ReportMark, User
from boards.services.unit import service


@service
def remember(*, project: Project, actor: User) -> ReportMark:
    """Let “since the last report” begin now, for this person and project."""
    mark, _made = ReportMark.objects.update_or_create(user=actor, project=project, defaults={"made_at": timezone.now()})
    return mark
