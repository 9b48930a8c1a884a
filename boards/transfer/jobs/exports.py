"""A large project is written into a file for who has asked for it. It may be begun twice: then it is written anew."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db import Error
from django.utils import translation

from boards import access
from boards.exceptions import NotAllowed, NotFound
from boards.jobs.limits import TookTooLong
from boards.jobs.registry import Queue, job
from boards.models import User
from boards.rules.spreadsheets import SEPARATORS
from boards.services import made_files
from boards.services.made_files import State
from boards.transfer import packing, site_files
from boards.transfer.exports import offers
from boards.transfer.exports.base import Choices
from boards.transfer.new_files import new_file
from boards.transfer.packing import Packet
from boards.transfer.site_files import SiteParcel
from boardsite.observing import telemetry

logger = logging.getLogger("boardsite.exports")

# The longest that one may take.
SECONDS = 120
# And that of a whole site.
SITE_SECONDS = 3_000
HOUR = datetime.timedelta(hours=1)


@job(packing.JOB, queue=Queue.FILES, seconds=SECONDS, tries=3, first_pause=5)
def make(key: str) -> None:
    """Write what was asked for under this key."""
    packet = made_files.of(key, Packet)
    if packet is None or packet.state is not State.MAKING:
        return
    try:
        _make(key, packet)
    except (NotFound, NotAllowed):
        made_files.note(key, packet, State.LOST)
    except TookTooLong:
        made_files.note(key, packet, State.TOO_SLOW)
    except Error:
        # The database is away or busy: the job is tried again.
        raise
    except Exception as error:
        logger.exception("An export could not be made.")
        telemetry.report(error)
        made_files.note(key, packet, State.BROKEN)


@job(site_files.JOB, queue=Queue.FILES, seconds=SITE_SECONDS, tries=2, first_pause=5)
def make_site() -> None:
    """Write the whole site into a file, for an administrator who has asked for it."""
    # Loaded with the first one, like what the offers write with.
    from boards.transfer import sites

    parcel = made_files.of(site_files.KEY, SiteParcel)
    if parcel is None or not parcel.is_making:
        return
    try:
        if not User.objects.filter(pk=parcel.user, is_active=True, is_staff=True).exists():
            raise NotAllowed
        path = made_files.new_path()
        with new_file(path) as file:
            sites.write(file)
        made_files.note(site_files.KEY, parcel, State.DONE, file=path.name, size=path.stat().st_size)
    except NotAllowed:
        made_files.note(site_files.KEY, parcel, State.LOST)
    except TookTooLong:
        made_files.note(site_files.KEY, parcel, State.TOO_SLOW)
    except Error:
        # The database is away or busy: the job is tried again.
        raise
    except Exception as error:
        logger.exception("The export of the site could not be made.")
        telemetry.report(error)
        made_files.note(site_files.KEY, parcel, State.BROKEN)


@job("exports.purge", every=HOUR, at=datetime.timedelta(minutes=40))
def purge() -> None:
    """Remove files that were made a day ago."""
    made_files.remove_old()


def _make(key: str, packet: Packet) -> None:
    user = User.objects.filter(pk=packet.user, is_active=True).first()
    export = offers.offer_of(packet.export)
    if user is None or export is None:
        raise NotFound
    project, _rights = access.get_project(user, packet.project, offers.action_for(export))
    path = made_files.new_path()
    with translation.override(user.language or settings.LANGUAGE_CODE), new_file(path) as file:
        export.write(project, user, file, Choices(SEPARATORS[packet.separator]))
    made_files.note(key, packet, State.DONE, file=path.name, size=path.stat().st_size)
