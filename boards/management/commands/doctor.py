"""Tells an operator what is wrong with the installation, and what to do about it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from boards.management.doctor import LOOKS, Finding, Look
from boards.services import stored_files

MARKS = {"ok": "  ok  ", "warning": " warn ", "failure": " FAIL "}


class Command(BaseCommand):
    """Sends nothing, and changes nothing but with --clean. Ends with 1 if something does not work, or is not safe."""

    help = "Looks at settings, connections, mail, sign-in, the clock and permissions, with advice."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clean", action="store_true", help="remove content that belongs to no attached file")

    def handle(self, *, clean: bool = False, **_options: object) -> None:
        failures = 0
        if clean:
            self.stdout.write(f"Removed content that belonged to no file: {stored_files.clean()}.")
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
