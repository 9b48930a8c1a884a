"""Fills the database with what is in a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from boards.transfer import backup


class Command(BaseCommand):
    """As a whole or not at all. More in docs/operations.md."""

    help = "Restores the site from FILE into an empty database; --replace deletes what is there first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="delete all that is in the database first")

    def handle(self, *, file: Path, replace: bool, **_options: object) -> None:
        try:
            manifest = backup.restore(file, replace=replace)
        except backup.BackupRefused as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        rows = sum(table["rows"] for table in manifest["tables"])
        self.stdout.write(f"Restored {rows} rows of {len(manifest['tables'])} tables, as of {manifest['made_at']}.")
        self.stdout.write(f"Files: {manifest['files']['count']}, {manifest['files']['bytes']} bytes.")
        self.stdout.write("Everybody signs in again.")
