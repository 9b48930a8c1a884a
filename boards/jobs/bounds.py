"""The bounds of a process that is made for one thing of people's own, such as a picture, and may be killed any time."""

from __future__ import annotations

import os
import resource
import signal


def keep_within(seconds: int, megabytes: int) -> None:
    """Lets others go first, and stays within bounds even if nobody watches any more."""
    os.nice(10)
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
