"""Tells an operator what is wrong with the installation, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from boards.management.doctor import LOOKS, Finding, Look

MARKS = {"ok": "  ok  ", "warning": " warn ", "failure": " FAIL "}


class Command(BaseCommand):
    """Changes nothing, and sends nothing. Ends with 1 if something does not work, or is not safe."""

    help = "Looks at settings, connections, mail, sign-in, the clock and permissions, with advice."
    requires_system_checks: list[str] = []

    def handle(self, **_options: object) -> None:
        failures = 0
        for look in LOOKS:
            for finding in complete(look):
                self.stdout.write(f"[{MARKS[finding.level]}] {finding.what}")
                if finding.advice:
                    self.stdout.write(f"         {finding.advice}")
                failures += finding.level == "failure"
        if failures:
            raise CommandError(f"{failures} of these must be mended.")
        self.stdout.write("The site can work.")


def complete(look: Look) -> Iterator[Finding]:
    """What it finds; without the database as far as it gets, that this is away has been said by then."""
    with suppress(Error):
        yield from look()
