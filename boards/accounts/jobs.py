"""What the accounts forget by the clock, once a day, and what they write for who takes their data along. Invitations to
the site are signed, and leave nothing behind."""

from __future__ import annotations

import datetime
import logging

from django.db import Error

from boards.accounts import data_files
from boards.accounts.data_files import DataParcel
from boards.accounts.services import keys, sign_ins
from boards.jobs.limits import TookTooLong
from boards.jobs.registry import Queue, job
from boards.models import User
from boards.services import invitations, made_files
from boards.services.made_files import State
from boardsite.observing import telemetry

logger = logging.getLogger("boardsite.exports")

DAY = datetime.timedelta(days=1)
# With the rest of what is cleaned (boards/jobs/cleaning.py).
NIGHT = datetime.timedelta(hours=2, minutes=40)


@job("accounts.sessions", seconds=300, every=DAY, at=NIGHT)
def purge_sessions() -> None:
    """Delete sessions that are over, with the refresh tokens in them, and the devices and sign-ins of before."""
    sign_ins.purge_sessions()
    sign_ins.purge()


@job("accounts.keys", every=DAY, at=NIGHT)
def purge_keys() -> None:
    """Delete API keys that have been of no use for long, and that no history names."""
    keys.purge()


@job("invitations.purge", every=DAY, at=NIGHT)
def purge_invitations() -> None:
    """Addresses of people who were invited to projects are not kept for ever."""
    invitations.purge()


@job(data_files.JOB, queue=Queue.FILES, seconds=300, tries=3, first_pause=5)
def write_data(user_id: int) -> None:
    """Write what the site knows about a person into a file, if that is still asked for. It may be begun twice: then it
    is written anew."""
    user = User.objects.filter(pk=user_id, is_active=True, left_at=None).first()
    if user is None:
        return
    key = data_files.key_of(user)
    parcel = made_files.of(key, DataParcel)
    if parcel is None or not parcel.is_making:
        return
    try:
        path = made_files.new_path()
        with open(path, "xb", opener=made_files.private) as file:
            data_files.write(user, file)
        made_files.note(key, parcel, State.DONE, file=path.name, size=path.stat().st_size)
    except TookTooLong:
        made_files.note(key, parcel, State.TOO_SLOW)
    except Error:
        # The database is away or busy: the job is tried again.
        raise
    except Exception as error:
        logger.exception("What somebody takes along could not be written.")
        telemetry.report(error)
        made_files.note(key, parcel, State.BROKEN)
