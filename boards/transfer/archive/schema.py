"""The format of archives as a JSON Schema: `docs/archive.schema.json` is what `document` returns.

The schema itself is of `project.json`; each line of `tasks.jsonl` meets `#/$defs/tasks`, and so on.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from boards.models import Activity, Kind
from boards.models.fields import PositionField
from boards.rules import ordering
from boards.rules.changes import REFERS_TO
from boards.rules.text import NAME_LIMIT, TEXT_LIMIT
from boards.rules.web_addresses import URL_LIMIT
from boards.transfer.archive import history, reading, tables
from boards.transfer.archive.tables import PEOPLE, TABLES, Table
from boards.transfer.archive.values import HIGHEST
from boards.transfer.archive.writing import FORMAT, VERSION

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLACE: Schema = {"type": "integer", "minimum": 1}
_DAY: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_PLACES: Schema = {"type": "string", "pattern": "^[0-9a-z]*[1-9a-z]$", "maxLength": ordering.LONGEST}


def document() -> Schema:
    """All of it."""
    names = [PEOPLE, *(table.name for table in TABLES)]
    fields = tables.of_project()
    return {
        "$schema": DIALECT,
        "title": f"Boardsite archive of a project, version {VERSION}: project.json",
        "description": "Each line of NAME.jsonl in the archive meets $defs/NAME. More fields may come: ignore them.",
        "type": "object",
        "required": ["format", "version", "release", "made_at", "project", "rows"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "release": {"type": "string"},
            "made_at": _MOMENT,
            "project": _object({each.name: _field(each) for each in fields}, _required(fields)),
            "rows": {"type": "object", "propertyNames": {"enum": names}, "additionalProperties": _number(0)},
        },
        "$defs": {PEOPLE: _people(), **{table.name: _lines(table) for table in TABLES}},
    }


def _people() -> Schema:
    words = {"name": {"type": "string", "maxLength": NAME_LIMIT}, "email": {"type": "string", "format": "email"}}
    return _object({"id": _PLACE, **words}, ["id", "name"])


def _lines(table: Table) -> Schema:
    fields = [each for each in table.fields if not each.primary_key]
    found = _object({"id": _PLACE, **{each.name: _field(each) for each in fields}}, ["id", *_required(fields)])
    return {**found, "allOf": list(map(_told_by, history.NEEDED))} if table.model is Activity else found


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required}


def _required(fields: Any) -> list[str]:
    return [each.name for each in fields if not each.null and not each.has_default()]


def _field(field: models.Field) -> Schema:
    target = tables.refers_to(field)
    if target:
        return {**_PLACE, "description": f"The id of a line of {target}.jsonl."}
    if isinstance(field, PositionField):
        return _PLACES
    if isinstance(field, models.CharField):
        return _word(field)
    if isinstance(field, models.TextField):
        return {"type": "string", "maxLength": TEXT_LIMIT}
    if isinstance(field, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, models.DateField):
        return _MOMENT if isinstance(field, models.DateTimeField) else _DAY
    if isinstance(field, models.JSONField):
        return _changes()
    return _number(reading.highest(field))


def _word(field: models.CharField) -> Schema:
    if field.model is Activity and field.name == "kind":
        return {"enum": [kind.value for kind in Kind]}
    if field.choices:
        return {"enum": [key for key, _label in field.choices]}
    return {"type": "string", "maxLength": field.max_length or TEXT_LIMIT}


def _number(highest: int) -> Schema:
    return {"type": "integer", "minimum": 0, **({"maximum": highest} if highest else {})}


def _changes() -> Schema:
    """Field → [before, after]."""
    fields: dict[str, Schema] = {
        **{name: _reference(target) for name, target in REFERS_TO.items()},
        **{name: {"enum": sorted(words)} for name, words in history.WORDS.items()},
        **dict.fromkeys(history.DAYS, _DAY),
        **dict.fromkeys(history.MOMENTS, _MOMENT),
        # 0 and 1 in what an early release has written.
        **{name: {"enum": [True, False, 0, 1]} for name in history.FLAGS},
        **{name: _number(highest) for name, highest in history.NUMBERS.items()},
        **{name: {"type": "string", "maxLength": longest} for name, longest in history.TEXTS.items()},
        "position": _PLACES,
        "web_link_url": {"type": "string", "maxLength": URL_LIMIT},
    }
    for name in history.LISTS:
        fields[name] = {"type": "array", "items": _reference(REFERS_TO[name])}
    plain: Schema = {"type": ["string", "integer", "boolean", "null"]}
    told = {name: _pair({"anyOf": [{"type": "null"}, one]}) for name, one in sorted(fields.items())}
    return {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z_]{1,60}$"},
        "properties": told,
        "additionalProperties": _pair(plain),
        "dependentRequired": {name: list(others) for name, others in sorted(history.NEEDED_BY.items())},
    }


def _pair(side: Schema) -> Schema:
    return {"type": "array", "items": side, "minItems": 2, "maxItems": 2}


def _reference(target: str) -> Schema:
    name = {"type": "string", "maxLength": history.MOST_NAMED}
    words = f"The id of a line of {target}.jsonl; 0 for what is not there any more."
    return {
        **_object({"id": {**_number(HIGHEST), "description": words}, "name": name}, ["id"]),
        "additionalProperties": False,
    }


def _told_by(kind: Kind) -> Schema:
    """What a change of that kind is never told without."""
    needed: list[Schema] = [
        {"required": [name]} if isinstance(name, str) else {"anyOf": [{"required": [one]} for one in name]}
        for name in history.NEEDED[kind]
    ]
    told = {"properties": {"changes": {"allOf": needed}}}
    return {"if": {"properties": {"kind": {"const": kind.value}}}, "then": told}
