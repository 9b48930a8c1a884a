"""Reading a backup, and refusing one that is not whole."""

from __future__ import annotations

import hashlib
import hmac
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from boards.transfer.backup import files, tables

FORMAT = "boardsite-backup-2"
MANIFEST = "manifest.json"
# What reading a damaged file ends with.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, NotImplementedError, OSError)


class BackupRefused(Exception):
    """Why a backup is not made, or not restored."""


def entry(label: str) -> str:
    """The name inside the file of what is in a table."""
    return f"tables/{label}.jsonl"


class Backup:
    """An opened backup."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        text = archive.read(MANIFEST)
        if not hmac.compare_digest(hashlib.sha256(text).hexdigest().encode(), archive.comment):
            raise BackupRefused(
                "The file is not a whole backup, or was altered: its manifest is not the one it was made with."
            )
        self.archive = archive
        self.manifest: tables.Manifest = json.loads(text)
        if self.manifest["format"] != FORMAT:
            raise BackupRefused(f"The file says it is {self.manifest['format']!r}; this release reads {FORMAT!r}.")

    @property
    def tables(self) -> list[tables.TableEntry]:
        """What the manifest says of each table."""
        return list(self.manifest["tables"])

    def verify(self) -> None:
        """Read every row and every file once: counts, checksums, and nothing but what the manifest names."""
        of_files = files.verify(self.archive, self.manifest["files"])
        names = {MANIFEST, *of_files, *(entry(table["name"]) for table in self.tables)}
        if set(self.archive.namelist()) != names or len(self.archive.namelist()) != len(names):
            raise BackupRefused("The file was altered: it does not hold the tables and files that its manifest names.")
        for table in self.tables:
            rows, mark = 0, hashlib.sha256()
            for line in self.lines(table["name"]):
                rows += 1
                mark.update(line)
            if (rows, mark.hexdigest()) != (table["rows"], table["sha256"]):
                raise BackupRefused(f"The file was altered: {table['name']} is not what the manifest says.")

    def fits(self) -> None:
        """The database must have been brought to the very state that the backup was made from."""
        here, there = tables.schema(), self.manifest["schema"]
        if here != there:
            apps = sorted({app for app, _name in set(here.items()) ^ set(there.items())})
            raise BackupRefused(
                f"The backup was made by release {self.manifest['release']} with other migrations ({', '.join(apps)}). "
                "Restore it with that release, then install this one and run manage.py prepare."
            )
        known = [(model._meta.label, tables.columns_of(model)) for model in tables.kept()]
        if sorted(known) != sorted((table["name"], table["columns"]) for table in self.tables):
            raise BackupRefused("The backup holds other tables than this release has.")

    def lines(self, label: str) -> Iterator[bytes]:
        """The rows of a table, one after the other."""
        with self.archive.open(entry(label)) as file:
            yield from file


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """The backup in a file; BackupRefused for one that is not whole."""
    with _whole(path), ExitStack() as stack:
        archive = stack.enter_context(zipfile.ZipFile(path))
        backup = Backup(archive)
        backup.verify()
        stack.pop_all()
    with archive:
        yield backup


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    try:
        yield
    except DAMAGE as error:
        raise BackupRefused(f"{path} is not a whole backup ({type(error).__name__}: {error}).") from error
