"""A worker of its own, for tests that kill it: does what is due, and ends when nothing is."""

import django

django.setup()

from boards.jobs import running  # noqa: E402  Django must be set up before

while running.run_due():
    pass
