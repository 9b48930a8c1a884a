"""Writes one project into a file, to be brought into this or another site."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from boards.exceptions import NotFound
from boards.management.stopping import stoppable, unwritten
from boards.transfer import archive
from boards.transfer.new_files import Taken, new_file


class Command(BaseCommand):
    """Takes the project as it is at one moment, while people work. More in docs/export.md."""

    help = "Writes a project with all that belongs to it into a file, which import_board brings into any Boardsite."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=int, metavar="ID", help="the number in the address of its board")
        parser.add_argument(
            "--output", type=Path, required=True, metavar="FILE", help="a new file; its name, best .zip"
        )

    def handle(self, *, project: int, output: Path, **_options: object) -> None:
        try:
            with stoppable("Stopped. There is no export."), new_file(output) as file:
                head = archive.write(project, file)
        except NotFound:
            raise CommandError(f"There is no project {project}.") from None
        except (Taken, OSError) as error:
            raise CommandError(f"There is no export: {unwritten(error, output)}") from error
        rows = sum(head["rows"].values())
        self.stdout.write(f"{output}: {rows} rows of project {project}, {output.stat().st_size} bytes.")
        self.stdout.write("It tells names and e-mail addresses of all who took part in the project.")
