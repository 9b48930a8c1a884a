"""Making a backup."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import IO

from django.db import connection
from django.utils import timezone

from boards.transfer.backup import files, tables
from boards.transfer.backup.reading import FORMAT, MANIFEST, BackupRefused, entry
from boards.transfer.new_files import Taken, new_file
from boards.transfer.snapshots import snapshot
from boardsite import __version__


def write(path: Path) -> tables.Manifest:
    """Write the site as it is at one moment; returns the manifest. Nobody who works on the site has to wait."""
    try:
        with new_file(path) as file:
            return _fill(file)
    except Taken as error:
        raise BackupRefused(str(error)) from error


def _fill(file: IO[bytes]) -> tables.Manifest:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, snapshot():
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
