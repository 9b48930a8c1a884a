"""Writes the whole site into one file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from boards.management.stopping import stoppable, unwritten
from boards.transfer import backup


class Command(BaseCommand):
    """Takes the site as it is at one moment, while people work. More in docs/operations.md."""

    help = "Writes the whole site into FILE, to be restored on SQLite or PostgreSQL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_options: object) -> None:
        try:
            with stoppable("Stopped. There is no backup."):
                manifest = backup.write(file)
        except (backup.BackupRefused, OSError) as error:
            raise CommandError(f"There is no backup: {unwritten(error, file)}") from error
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(f"{file}: {rows} rows of {len(manifest['tables'])} tables, {file.stat().st_size} bytes.")
        found = manifest["files"]
        self.stdout.write(f"Files: {found['count']}, {found['bytes']} bytes.")
        if found["missing"]:
            self.stdout.write(f"{found['missing']} more are not in the store: see manage.py doctor.")
        self.stdout.write("Keep SECRET_KEY beside it: second factors are encrypted with it.")
