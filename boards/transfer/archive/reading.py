"""Reading an archive, which anybody may have written: what is wrong with it becomes one sentence."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DataError, IntegrityError, models
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Kind
from boards.models.fields import PositionField
from boards.rules.text import TEXT_LIMIT, is_blank
from boards.services.bulk_creation import HIGHEST_NUMBER
from boards.transfer.archive import history, values
from boards.transfer.archive.tables import PEOPLE, TABLES
from boards.transfer.archive.values import Wrong
from boards.transfer.archive.writing import FORMAT, HEAD, VERSION, entry
from boards.transfer.files import Archive, Brought, refusal

# A line has room for a change of two texts of the longest kind, however they are written.
MOST_LINE = 8 * 1024 * 1024
# What reading a damaged or a wrong file ends with.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, NotImplementedError, OSError)
# Cards are told by numbers of so many digits.
_HIGHEST = {"number": HIGHEST_NUMBER, "last_number": HIGHEST_NUMBER}
# What people know a thing by.
_SEEN = frozenset({"name", "title"})
# What an archive says of itself is short.
MOST_HEAD = 1024 * 1024

Row = dict[str, Any]
Decode = Callable[[Any], Any]


def recognises(file: Brought) -> bool:
    """Whether this says that it is an archive of a project."""
    if file.archive is None or HEAD not in file.archive or file.archive.size(HEAD) > MOST_HEAD:
        return False
    return f'"{FORMAT}"'.encode() in file.archive.read(HEAD)


def head(archive: Archive) -> Row:
    """What the archive says of itself. Raises InvalidInput for one of another kind or a later version, and for one that
    is not complete."""
    with whole():
        found = json.loads(archive.read(HEAD))
        if found["format"] != FORMAT:
            raise Wrong
        if not isinstance(found["version"], int) or not isinstance(found["project"], dict):
            raise Wrong
    if found["version"] > VERSION:
        raise refusal(
            _("The archive was made by a later release of Boardsite (%(release)s). Update this site first.")
            % {"release": str(found.get("release", ""))[:20]}
        )
    wanted = (PEOPLE, *(each.name for each in TABLES if not each.is_later))
    if missing := [name for name in wanted if entry(name) not in archive]:
        raise refusal(_("The archive is not complete: “%(name)s” is missing.") % {"name": entry(missing[0])})
    return dict(found)


@contextmanager
def whole() -> Iterator[None]:
    """What goes wrong inside is told as one sentence about the file."""
    try:
        yield
    except InvalidInput:
        raise
    except (IntegrityError, DataError, RecursionError):
        raise refusal(_("The archive contradicts itself, so nothing was imported.")) from None
    except DAMAGE:
        raise refusal(_("The archive is damaged or was altered, so nothing was imported.")) from None


def lines(archive: Archive, name: str) -> Iterator[Row]:
    """The rows of a table, one after the other."""
    place = 0
    if entry(name) not in archive:
        # Of a release that had none of these (`head`).
        return
    with archive.open(entry(name)) as file:
        while line := file.readline(MOST_LINE):
            place += 1
            try:
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise Wrong
            except ValueError:
                raise wrong(name, place) from None
            yield row


def wrong(name: str, line: int, field: str = "") -> InvalidInput:
    """What is said of a line that can't be read."""
    words = _("Line %(line)s of “%(name)s” in the archive can't be read.")
    if field:
        words = _("Line %(line)s of “%(name)s” in the archive has no usable “%(field)s”.")
    return refusal(words % {"line": line, "name": entry(name), "field": field})


def decoder(field: models.Field) -> Decode:
    """How a value of the field is read that refers to nothing. It raises Wrong, TypeError or ValueError."""
    if isinstance(field, PositionField):
        return values.position
    if isinstance(field, models.CharField):
        return _word(field)
    if isinstance(field, models.TextField):
        return lambda value: values.text(value, TEXT_LIMIT)
    if isinstance(field, models.BooleanField):
        return values.flag
    if isinstance(field, models.DateTimeField):
        return values.moment
    if isinstance(field, models.DateField):
        return values.day
    if isinstance(field, models.JSONField):
        return history.changes
    return _number(field)


def address(value: object) -> str:
    """An e-mail address; "" for what is none."""
    try:
        validate_email(str(value))
    except ValidationError:
        return ""
    return str(value)


def _word(field: models.CharField) -> Decode:
    known = {key for key, _label in field.choices} if field.choices else None
    known = set(Kind) if field.model.__name__ == "Activity" and field.name == "kind" else known
    limit, must_be_seen = field.max_length or TEXT_LIMIT, field.name in _SEEN and not field.blank

    def decode(value: object) -> str:
        found = values.text(value, limit)
        if (known is not None and found not in known) or (must_be_seen and is_blank(found)):
            raise Wrong
        return found

    return decode


def highest(field: models.Field) -> int:
    """The highest number that a field may have: of counters half of what any database has room for, as they go on."""
    size = {"PositiveSmallIntegerField": 2**15, "PositiveIntegerField": 2**31}.get(field.get_internal_type(), 2**62)
    return _HIGHEST.get(field.name, size // 2)


def _number(field: models.Field) -> Decode:
    return lambda value: values.number(value, highest(field))
