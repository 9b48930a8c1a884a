"""Brings the people, groups and projects of another site into this one."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from boards.exceptions import InvalidInput
from boards.management.stopping import stoppable
from boards.transfer import sites
from boards.transfer.plans import printable
from boards.transfer.sites import Came


class Command(BaseCommand):
    """What is here stays as it is; each project comes as a whole or not at all. More in docs/export.md."""

    help = (
        "Brings what export_site has written into this site. People are known by their addresses and groups by their "
        "names; projects are added, and those that came before are left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what export_site has written")
        parser.add_argument("--dry-run", action="store_true", help="say what would come, and change nothing")
        parser.add_argument(
            "--administrators", action="store_true", help="make site administrators of those who are there"
        )

    def handle(self, *, file: Path, dry_run: bool, administrators: bool, verbosity: int, **_options: Any) -> None:
        # Titles may hold what this terminal can't show; that is no reason to fail after the work.
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")

        def tell(title: str) -> None:
            if verbosity > 1:
                self.stdout.write(f"“{printable(title)}” …")

        try:
            file.open("rb").close()
            with stoppable("Stopped. What had come is here as a whole; bring the file again for the rest."):
                came = sites.bring_in(file, dry_run=dry_run, administrators=administrators, tell=tell)
        except InvalidInput as error:
            raise CommandError(error.sentence) from None
        except OSError as error:
            raise CommandError(f"{printable(str(file))} can't be read: {error.strerror or error}.") from None
        lines = _would(came, administrators) if dry_run else _did(came, administrators)
        self.stdout.write("\n".join([*lines, *_settings(came)]))
        if came.failed:
            raise CommandError(f"{len(came.failed)} projects did not come; the rest has. Bring the file again.")


def _did(came: Came, administrators: bool) -> Iterator[str]:
    yield f"People: {came.people} new, {came.people_here} here already."
    yield from _people(came, administrators)
    yield f"Groups: {came.groups} new, {len(came.groups_here)} here already."
    yield from _groups(came)
    yield f"Projects: {len(came.projects)} new, {len(came.projects_here)} here already, {len(came.failed)} failed."
    site = settings.SITE_URL.rstrip("/")
    yield from (f"  “{printable(title)}”: {site}/projects/{pk}/" for title, pk in came.projects)
    yield from (f"  “{printable(title)}” is here already: {site}/projects/{pk}/" for title, pk in came.projects_here)
    yield from (f"  “{printable(title)}” did not come: {sentence}" for title, sentence in came.failed)
    if came.links or came.links_lost:
        yield f"Links between projects: {came.links} made, {came.links_lost} left out."
    if came.people:
        yield "New people have no password here: they ask for one by “Forgot password”, or sign in by a provider."


def _would(came: Came, administrators: bool) -> Iterator[str]:
    yield f"People: {came.people} would be new, {came.people_here} are here already."
    yield from _people(came, administrators)
    yield f"Groups: {came.groups} would be new, {len(came.groups_here)} are here already."
    yield from _groups(came)
    yield f"Projects: {len(came.projects)} would come, {len(came.projects_here)} are here already."
    yield from (f"  “{printable(title)}” would come" for title, _pk in came.projects)
    yield from (f"  “{printable(title)}” is here already, as project {pk}" for title, pk in came.projects_here)
    yield "Nothing was changed."


def _people(came: Came, administrators: bool) -> Iterator[str]:
    for email in came.people_taken:
        yield f"  {email} is another address of somebody here, so there is no account for it."
    for email in came.administrators:
        yield f"  {email} was a site administrator there" + ("." if administrators else ", and is none here.")


def _groups(came: Came) -> Iterator[str]:
    for name in came.groups_here:
        yield f"  “{printable(name)}” keeps the people it has here."


def _settings(came: Came) -> Iterator[str]:
    if came.settings:
        yield "What is set otherwise there (README.md has the variables):"
    for name, there, here in came.settings:
        yield f"  {name}: {printable(str(there)) or 'nothing'}; here {printable(str(here)) or 'nothing'}"
