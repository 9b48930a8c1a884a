"""A file that somebody has brought is read, shown, and carried out: each a job, which may be begun twice."""

from __future__ import annotations

import datetime
import time

from django.utils import timezone

from boards.jobs.registry import Later, job
from boards.jobs.registry import Queue as Queues
from boards.models import Import, ImportState
from boards.transfer import shelf
from boards.transfer.services import imports as services

# The longest that one may take; after that, and a grace, whoever was killed in the midst of it is given up.
SECONDS = 120
OFTEN, LOOK_AGAIN = datetime.timedelta(minutes=5), datetime.timedelta(seconds=30)


@job(services.READ, queue=Queues.FILES, seconds=SECONDS, tries=3, first_pause=5)
def read(pk: int) -> None:
    """Find out what a file is and holds."""
    # Loaded with the first file: a hundred modules, of which most servers need none.
    from boards.transfer import bringing

    found = _waiting(pk, ImportState.READING)
    if found is not None:
        bringing.read(found)


@job(services.CARRY_OUT, queue=Queues.FILES, seconds=SECONDS, tries=3, first_pause=5)
def carry_out(pk: int) -> None:
    """Make what a file holds, as its owner has chosen."""
    from boards.transfer import bringing

    found = _waiting(pk, ImportState.WAITING)
    if found is None:
        return
    with shelf.alone(found.file) as is_alone:
        if not is_alone:
            # It takes longer than a job should, and where nobody breaks it off, it goes on.
            raise Later(timezone.now() + LOOK_AGAIN)
        bringing.carry_out(found)
    if found.state == ImportState.DONE and len(found.outline.get("boards", ())) < 2:
        services.let_go(found=found)
        shelf.remove(found.file)


@job("imports.purge", every=OFTEN)
def purge() -> None:
    """Give up what was begun too often and never ended; remove files that were brought a day ago, and what was left by
    who was killed while one arrived."""
    for file in services.forget_old():
        shelf.remove(file)
    for file in list(shelf.lying(time.time() - 2 * services.KEPT.total_seconds())):
        if not Import.objects.filter(file=file).exists():
            shelf.remove(file)


def _waiting(pk: int, state: ImportState) -> Import | None:
    waiting = Import.objects.select_related("owner", "into__owner").filter(pk=pk, state=state, owner__is_active=True)
    return waiting.exclude(file="").first()
