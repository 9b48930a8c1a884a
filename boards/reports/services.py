"""The only writer of what is remembered of reports. No board shows it, so no revision rises."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Project, ReportMark, User
from boards.services.transactions import service


@service
def remember(*, project: Project, until: datetime.datetime, actor: User) -> ReportMark:
    """Let “since the last report” begin at `until`, up to which that report told, for this person and project.

    Raises InvalidInput for a moment that is still to come.
    """
    if until > timezone.now():
        raise InvalidInput("until", _("Choose a time that is not in the future."))
    mark, _made = ReportMark.objects.update_or_create(user=actor, project=project, defaults={"made_at": until})
    return mark
