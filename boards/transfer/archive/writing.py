"""Making an archive: row by row, so that it takes no more memory for a large project."""

from __future__ import annotations

import datetime
import json
import zipfile
from collections.abc import Callable, Collection, Iterator
from typing import IO, Any, TypedDict

from django.db import models
from django.utils import timezone

from boards.exceptions import NotFound
from boards.models import Project, User
from boards.transfer.archive import contents, numbers, tables
from boards.transfer.archive.numbers import NOBODY
from boards.transfer.archive.tables import PEOPLE, TABLES, Table
from boards.transfer.snapshots import snapshot
from boardsite import __version__

FORMAT, VERSION = "boardsite-project", 1
HEAD = "project.json"
CHUNK = 2_000
# The middle costs twice the time of this, for a tenth less to keep.
PACKING = 3

Row = dict[str, Any]
Encode = Callable[[Any], Any]


class Head(TypedDict):
    """What an archive says of itself, in `project.json`."""

    format: str
    version: int
    release: str
    made_at: str
    project: Row
    rows: dict[str, int]


def entry(name: str) -> str:
    """The name inside the archive of the rows of a table."""
    return f"{name}.jsonl"


def write(project: int, file: IO[bytes], *, addresses: Collection[int] | None = None) -> Head:
    """Write a project as it is at one moment. Raises NotFound for one that is deleted.

    `addresses` are the ids of those whose e-mail addresses may be told; None: everybody's.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKING) as archive, snapshot():
        return _Writer(project, archive, addresses).write()


class _People:
    """Numbers people as they come. `known` are those who have a part in the project: nobody else can be had by being
    named in a text."""

    def __init__(self, known: Collection[int], addresses: Collection[int] | None) -> None:
        self._known, self._addresses = known, addresses
        self._rows: dict[int, Row | None] = {}
        self._count = 0

    def number(self, pk: int) -> int:
        if pk not in self._rows:
            self._rows[pk] = self._row(pk)
        row = self._rows[pk]
        return row["id"] if row else NOBODY

    def mentioned(self, pk: int) -> int:
        return self.number(pk) if pk in self._known else NOBODY

    def rows(self) -> Iterator[Row]:
        yield from filter(None, self._rows.values())

    def _row(self, pk: int) -> Row | None:
        found = User.objects.filter(pk=pk).values("display_name", "email", "left_at").first()
        if found is None:
            return None
        self._count += 1
        row = {"id": self._count, "name": found["display_name"]}
        told = found["left_at"] is None and (self._addresses is None or pk in self._addresses)
        return row | ({"email": found["email"]} if told else {})


class _Writer:
    def __init__(self, project: int, archive: zipfile.ZipFile, addresses: Collection[int] | None) -> None:
        self.archive, self.numbers = archive, numbers.by_table()
        found = Project.objects.alive().filter(pk=project).first()
        if found is None:
            raise NotFound
        self.project = found
        self.people = _People(_taking_part(found), addresses)

    def write(self) -> Head:
        head: Head = {
            "format": FORMAT,
            "version": VERSION,
            "release": __version__,
            "made_at": timezone.now().isoformat(),
            "project": self._head(),
            "rows": {table.name: self._lines(table.name, self._rows(table)) for table in TABLES},
        }
        # After all others: now it is known who they are.
        head["rows"][PEOPLE] = self._lines(PEOPLE, self.people.rows())
        contents.write(self.archive, self.project.pk, self.numbers["attachments"])
        self.archive.writestr(HEAD, json.dumps(head, ensure_ascii=False, indent=1))
        return head

    def _head(self) -> Row:
        fields = tables.of_project()
        values = [getattr(self.project, each.attname) for each in fields]
        return _row([(each.name, self._encode("", each)) for each in fields], values)

    def _lines(self, name: str, rows: Iterator[Row]) -> int:
        count = 0
        with self.archive.open(entry(name), "w", force_zip64=True) as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                count += 1
        return count

    def _rows(self, table: Table) -> Iterator[Row]:
        names = [(each.name, self._encode(table.name, each)) for each in table.fields]
        self._number_what_comes_later(table)
        found = table.rows(self.project.pk).values_list(*(each.attname for each in table.fields))
        for values in found.iterator(chunk_size=CHUNK):
            yield _row(names, values)

    def _number_what_comes_later(self, table: Table) -> None:
        for field in table.fields:
            target = next((each for each in TABLES if each.name == tables.refers_to(field)), None)
            if target and target is not table and tables.comes_later(table, field):
                for key in target.rows(self.project.pk).values_list("pk", flat=True).iterator(CHUNK):
                    self.numbers[target.name].add(key)

    def _encode(self, table: str, field: models.Field) -> Encode:
        """How a value of the field is written."""
        if field.primary_key:
            return self.numbers[table].number if len(self.numbers[table]) else self.numbers[table].add
        target = tables.refers_to(field)
        if target:
            return self.people.number if target == PEOPLE else self.numbers[target].number
        if isinstance(field, models.JSONField):
            return lambda value: numbers.changes(value, self._translate)
        if isinstance(field, models.TextField):
            return lambda value: numbers.mentions(value, self._translate)
        return _plain

    def _translate(self, table: str, key: int) -> int:
        if table == "mentions":
            return self.people.mentioned(key)
        if table == PEOPLE:
            return self.people.number(key)
        return self.numbers[table].number(key) if table in self.numbers else NOBODY


def _row(names: list[tuple[str, Encode]], values: Any) -> Row:
    """What is not there is left out."""
    return {name: encode(value) for (name, encode), value in zip(names, values, strict=True) if value is not None}


def _plain(value: object) -> object:
    """Moments to the microsecond, in UTC."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


def _taking_part(project: Project) -> set[int]:
    """All who are named by a row of the project; a query for each such field."""
    found = {project.owner_id}
    for table in TABLES:
        for field in table.fields:
            if tables.refers_to(field) == PEOPLE:
                rows = table.rows(project.pk).order_by().exclude(**{field.name: None})
                found |= set(rows.values_list(field.attname, flat=True).distinct())
    return found
