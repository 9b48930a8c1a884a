"""What the accounts forget by the clock, once a day. Invitations to the site are signed, and leave nothing behind."""

from __future__ import annotations

import datetime

from boards.accounts.services import keys, sign_ins
from boards.jobs.registry import job
from boards.services import invitations

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
