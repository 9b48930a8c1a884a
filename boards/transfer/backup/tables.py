"""Which tables a backup holds, and how a row is written."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, TypedDict

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from boards.models import AccountMail, CallCount, Job, Project, Stream
from boards.transfer.backup.files import FilesEntry

CHUNK = 2_000
# What is of the moment: who is signed in, how much of a limit is used up, and what is about to be done or sent, which
# the site that the backup is of has done a moment later.
_OF_THE_MOMENT = {model._meta.label for model in (AccountMail, CallCount, Job)}
LEFT_OUT = {"sessions.Session", "usersessions.UserSession", *_OF_THE_MOMENT}
# There only where a broker is set, with what `manage.py prepare` writes.
CLOCK = "django_celery_beat"
# What a restored row has anew.
RENEWED = {(Project._meta.label, "epoch"), (Stream._meta.label, "epoch")}

Model = type[models.Model]


class TableEntry(TypedDict):
    """What the manifest says of a table."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


class Manifest(TypedDict):
    """What a backup says of itself."""

    format: str
    made_at: str
    release: str
    database: str
    schema: dict[str, str]
    tables: list[TableEntry]
    files: FilesEntry


def every() -> list[Model]:
    """All tables that Django keeps, those between two others included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def kept() -> list[Model]:
    """The tables that a backup holds."""
    return [each for each in every() if each._meta.label not in LEFT_OUT and each._meta.app_label != CLOCK]


def columns_of(model: Model) -> list[str]:
    """The names of what is kept of a row."""
    label = model._meta.label
    return [field.attname for field in model._meta.concrete_fields if (label, field.attname) not in RENEWED]


def schema() -> dict[str, str]:
    """The last migration of each app: what both sides of a backup must agree about."""
    return {app: name for app, name in sorted(MigrationRecorder(connection).applied_migrations()) if app != CLOCK}


def lines(model: Model, columns: Sequence[str]) -> Iterator[bytes]:
    """The rows in the order of their keys, each as a line of JSON."""
    rows = model._base_manager.order_by("pk").values_list(*columns)
    for row in rows.iterator(chunk_size=CHUNK):
        yield json.dumps([_plain(value) for value in row], sort_keys=True, separators=(",", ":")).encode() + b"\n"


def values(model: Model, columns: Sequence[str], line: bytes) -> dict[str, object]:
    """A line as the values of a row."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: _typed(fields[name], value) for name, value in zip(columns, json.loads(line), strict=True)}


def digest(model: Model, columns: Sequence[str]) -> tuple[int, str]:
    """How many rows there are now, and the mark of what is in them."""
    count, mark = 0, hashlib.sha256()
    for line in lines(model, columns):
        count += 1
        mark.update(line)
    return count, mark.hexdigest()


def _plain(value: object) -> object:
    """Moments to the microsecond, in UTC; everything else is JSON already."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


def _typed(field: models.Field, value: Any) -> object:
    if value is None:
        return None
    if isinstance(field, models.DateTimeField):
        return datetime.datetime.fromisoformat(value)
    return datetime.date.fromisoformat(value) if isinstance(field, models.DateField) else value
