"""Reading an archive, which anybody may have written: what is wrong with it becomes one sentence."""

from __future__ import annotations

import datetime
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DataError, IntegrityError, connection, models
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Kind, Relation, Role, Status, Visibility
from boards.models.fields import PositionField
from boards.models.projects import NO_ROLE
from boards.models.tasks import HIGHEST_PRIORITY
from boards.models.users import HUES
from boards.rules import ordering
from boards.rules.changes import REFERS_TO
from boards.rules.text import TEXT_LIMIT
from boards.transfer.archive.tables import TABLES
from boards.transfer.archive.writing import FORMAT, HEAD, VERSION, entry
from boards.transfer.files import Archive, Brought, refusal
from boards.transfer.json_rows import UNSTORABLE

# A line has room for a change of two texts of the longest kind, however they are written.
MOST_LINE = 8 * 1024 * 1024
# What reading a damaged or a wrong file ends with.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, NotImplementedError, OSError)
_DAYS = frozenset({"due_date", "item_due_date", "finish_date"})
_ROLES = frozenset({*Role.values, NO_ROLE, ""})
# Fields of the history whose values are words of ours.
_WORDS: Mapping[str, frozenset[str]] = {
    "status": frozenset(Status.values),
    "relation": frozenset(Relation),
    "visibility": frozenset(Visibility.values),
    "role": _ROLES,
    "own_role": _ROLES,
}
_HIGHEST = {"priority": HIGHEST_PRIORITY, "colour": HUES - 1}

Row = dict[str, Any]
Decode = Callable[[Any], Any]


class Wrong(ValueError):
    """A value that can't be one."""


def recognises(file: Brought) -> bool:
    """Whether this is an archive of a project."""
    wanted = [HEAD, *(entry(each.name) for each in TABLES if not each.is_later)]
    return file.archive is not None and all(name in file.archive for name in wanted)


def head(archive: Archive) -> Row:
    """What the archive says of itself. Raises InvalidInput for one of another kind or a later version."""
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
        # Of a release that had none of these (`recognises`).
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
        return _position
    if isinstance(field, models.CharField):
        return _word(field)
    if isinstance(field, models.TextField):
        return lambda value: text(value, TEXT_LIMIT)
    if isinstance(field, models.BooleanField):
        return _flag
    if isinstance(field, models.DateTimeField):
        return moment
    if isinstance(field, models.DateField):
        return datetime.date.fromisoformat
    if isinstance(field, models.JSONField):
        return _changes
    return _number(field)


def text(value: object, limit: int) -> str:
    """A text of at most so many characters, which a database can hold."""
    if not isinstance(value, str) or len(value) > limit or UNSTORABLE.search(value):
        raise Wrong
    return value


def moment(value: str) -> datetime.datetime:
    """A moment, with its zone."""
    found = datetime.datetime.fromisoformat(value)
    if found.tzinfo is None or not 1 < found.year < 9999:
        raise Wrong
    return found


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
    limit = field.max_length or TEXT_LIMIT

    def decode(value: object) -> str:
        found = text(value, limit)
        if known is not None and found not in known:
            raise Wrong
        return found

    return decode


def _position(value: object) -> str:
    found = text(value, ordering.LONGEST)
    if not found or found.endswith("0") or not set(found) <= set(ordering.DIGITS):
        raise Wrong
    return found


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong
    return value


def _number(field: models.Field) -> Decode:
    low, high = connection.ops.integer_field_range(field.get_internal_type())
    low, high = max(low or 0, 0), high if high is not None else 2**62

    def decode(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Wrong
        return value

    return decode


def _changes(value: object) -> dict[str, list[Any]]:
    """What a row of the history tells: pairs of plain values or of references, as the field has them."""
    if not isinstance(value, dict):
        raise Wrong
    for name, sides in value.items():
        if len(name) > 60 or not isinstance(sides, list) or len(sides) != 2:
            raise Wrong
        check = _check_reference if name in REFERS_TO else _check_plain
        for side in sides:
            check(name, side)
    return value


def _check_plain(name: str, value: object) -> None:
    if value is None:
        return
    if isinstance(value, str):
        text(value, TEXT_LIMIT)
        if name in _WORDS and value not in _WORDS[name]:
            raise Wrong
        if name in _DAYS:
            datetime.date.fromisoformat(value)
        if name.endswith("_at"):
            moment(value)
    elif name in _WORDS or name in _DAYS or not _is_number(value, _HIGHEST.get(name, 2**62)):
        raise Wrong


def _is_number(value: object, highest: int) -> bool:
    return isinstance(value, int) and 0 <= value <= highest


def _check_reference(name: str, value: object) -> None:
    if isinstance(value, list) and name in {"items", "tags", "other_assignees"}:
        for each in value:
            _check_reference("", each)
    elif isinstance(value, dict):
        if not value.keys() <= {"id", "name"} or not isinstance(value["id"], int) or isinstance(value["id"], bool):
            raise Wrong
        text(value.get("name", ""), TEXT_LIMIT)
    elif value is not None:
        raise Wrong
