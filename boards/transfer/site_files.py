"""The export of a whole site for its administrators: made by a job, kept for a day."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.utils import timezone

from boards.models import User
from boards.services import made_files
from boards.services.jobs import NewJob
from boards.services.made_files import Parcel

JOB, QUEUE = "exports.site", "files"
# There is one for all administrators.
KEY = "export:site"


@dataclass(frozen=True, kw_only=True)
class SiteParcel(Parcel):
    """The export as far as it is, and who has asked for it."""

    user: int

    @property
    def name(self) -> str:
        """What the file is called when it is downloaded."""
        return f"site-{timezone.localdate(self.begun_at).isoformat()}.zip"


def known() -> SiteParcel | None:
    """How it stands with the last one; None if there is none any more. An end without a file is told once."""
    return made_files.known(KEY, SiteParcel)


def ask(user: User) -> SiteParcel:
    """Have one made, in place of one that is done."""
    return made_files.ask(
        KEY, SiteParcel(user=user.pk, begun=time.time()), NewJob(JOB, QUEUE, (), key=KEY), lambda there: True
    )
