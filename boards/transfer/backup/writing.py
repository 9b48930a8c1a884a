"""Making a backup."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.db import connection, transaction
from django.utils import timezone

from boards.transfer.backup import files, tables
from boards.transfer.backup.reading import FORMAT, MANIFEST, BackupRefused, entry
from boardsite import __version__

_TAKEN = "{path} exists already; choose another name."


def write(path: Path) -> tables.Manifest:
    """Write the site as it is at one moment; returns the manifest. Nobody who works on the site has to wait.

    The file gets its name when it is whole and on disk, and only its owner may read it. Until then it lies beside,
    under a name of its own.
    """
    if path.exists():
        raise BackupRefused(_TAKEN.format(path=path))
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(number, "w+b") as file:
            manifest = _fill(file)
            file.flush()
            os.fsync(file.fileno())
        _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _name(draft: Path, path: Path) -> None:
    """Give the file its name, unless somebody has taken it in the meantime; on disk too when this returns."""
    try:
        os.link(draft, path)
    except FileExistsError as error:
        raise BackupRefused(_TAKEN.format(path=path)) from error
    except OSError:  # a file system without hard links
        draft.replace(path)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        with suppress(OSError):  # not every file system can do this for a folder
            os.fsync(folder)
        os.close(folder)


def _fill(file: IO[bytes]) -> tables.Manifest:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, _snapshot():
        manifest: tables.Manifest = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "release": __version__,
            "database": connection.vendor,
            "schema": tables.schema(),
            "tables": [_table(archive, model) for model in tables.kept()],
            "files": files.write(archive),
        }
        text = json.dumps(manifest, indent=1).encode()
        archive.writestr(MANIFEST, text)
        archive.comment = hashlib.sha256(text).hexdigest().encode()
    return manifest


def _table(archive: zipfile.ZipFile, model: tables.Model) -> tables.TableEntry:
    columns, rows, mark = tables.columns_of(model), 0, hashlib.sha256()
    with archive.open(entry(model._meta.label), "w", force_zip64=True) as file:
        for line in tables.lines(model, columns):
            file.write(line)
            mark.update(line)
            rows += 1
    return {"name": model._meta.label, "columns": columns, "rows": rows, "sha256": mark.hexdigest()}


@contextmanager
def _snapshot() -> Iterator[None]:
    """All reads inside see the same moment, and hold up no writer."""
    with _reading(), transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _reading() -> Iterator[None]:
    """Transactions of the site take SQLite's one write lock when they begin; this one only reads."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    usual: str | None = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
