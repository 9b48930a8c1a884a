"""Restoring a backup: as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction

from boards.models import Attachment, Project, User
from boards.models.projects import new_epoch
from boards.services import stored_files
from boards.transfer.backup import files, tables
from boards.transfer.backup.reading import Backup, BackupRefused, opened
from boardsite.database.loading import Loader


def restore(path: Path, *, replace: bool = False) -> tables.Manifest:
    """Fill the database with what is in the file; returns the manifest. Everybody has to sign in again.

    The file is read twice: before anything is touched, to see that it is whole, and then to load it. What was loaded
    is read back and compared. Whatever is wrong, the database stays as it was. Redis is left alone: the new epoch is in
    all keys, so what is kept there is never asked for again, and others may use the same Redis. The content of files is
    put into the store first, and what nobody knows any more is taken out last.
    """
    with opened(path) as backup:
        backup.fits()
        if not replace and (User.objects.exists() or Project.objects.exists()):
            raise BackupRefused("The database is not empty. With --replace, all that is in it is deleted first.")
        before = set(Attachment.objects.values_list("key", flat=True))
        with files.brought(backup.archive), transaction.atomic(durable=True):
            _empty()
            _load(backup)
            _compare(backup)
        gone = before - set(Attachment.objects.values_list("key", flat=True))
        stored_files.discard(name for key in gone for name in (key, f"{key}.thumbnail"))
    return backup.manifest


def _empty() -> None:
    """Everything goes, with the sessions and the counts of limits; their numbers begin anew."""
    names = [model._meta.db_table for model in tables.every() if model._meta.app_label != tables.CLOCK]
    names.append(str(settings.CACHES["default"]["LOCATION"]))
    there = set(connection.introspection.table_names())
    statements = connection.ops.sql_flush(no_style(), [name for name in names if name in there], reset_sequences=True)
    _execute(statements)


def _load(backup: Backup) -> None:
    models = {model._meta.label: model for model in tables.kept()}
    epoch = new_epoch()
    for table in backup.tables:
        model = models[table["name"]]
        loader = Loader(model, list(model._meta.concrete_fields))
        for some in _batches(backup.lines(table["name"]), loader.most):
            loader.write([{"epoch": epoch, **tables.values(model, table["columns"], line)} for line in some])
    _execute(connection.ops.sequence_reset_sql(no_style(), list(models.values())))


def _batches(rows: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    remaining = iter(rows)
    while some := list(islice(remaining, size)):
        yield some


def _compare(backup: Backup) -> None:
    models = {model._meta.label: model for model in tables.kept()}
    for table in backup.tables:
        found = tables.digest(models[table["name"]], table["columns"])
        if found != (table["rows"], table["sha256"]):
            raise BackupRefused(f"{table['name']} did not arrive as it was; nothing was changed.")


def _execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
