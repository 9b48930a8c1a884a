"""What the accounts forget by the clock, once a day. Invitations leave nothing behind: they are signed, not stored."""

from __future__ import annotations

import datetime

from boards.accounts.services import keys, sign_ins
from boards.jobs.registry import job

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
