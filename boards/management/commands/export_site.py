"""Writes people, groups and projects of the whole site into one file, to be brought into another site."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from boards.management.stopping import stoppable, unwritten
from boards.transfer import sites
from boards.transfer.new_files import Taken, new_file
from boards.transfer.plans import printable


class Command(BaseCommand):
    """Takes the site as it is at one moment, while people work. More in docs/export.md."""

    help = (
        "Writes people, groups and all projects into a file, which import_site brings into any Boardsite, new or in "
        "use. For a copy of everything, with passwords and keys, there is backup."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--output", type=Path, required=True, metavar="FILE", help="a new file; its name, best .zip"
        )

    def handle(self, *, output: Path, verbosity: int, **_options: object) -> None:
        def tell(title: str) -> None:
            if verbosity > 1:
                self.stdout.write(f"“{printable(title)}”")

        try:
            with stoppable("Stopped. There is no export."), new_file(output) as file:
                rows = sites.write(file, tell)["rows"]
        except (Taken, OSError) as error:
            raise CommandError(f"There is no export: {unwritten(error, output)}") from error
        counts = f"{rows['projects']} projects, {rows['people']} people, {rows['groups']} groups"
        self.stdout.write(f"{output}: {counts}, {output.stat().st_size} bytes.")
        self.stdout.write("It tells names and e-mail addresses, and all that is in the projects; no passwords or keys.")
