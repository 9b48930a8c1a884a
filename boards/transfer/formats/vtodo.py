"""Tasks of calendars: iCalendar's VTODO (RFC 5545, 3.6.2), as Nextcloud Tasks, Apple Reminders and others write them.

Read line by line with the library's own parser of lines: a whole file it refuses for one bad value.
"""

from __future__ import annotations

import datetime
import math
import re
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.transfer import json_rows
from boards.transfer.boards import Attachment, Board, Card, Comment, Label, Lane, Link, Member
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.moments import local

_LISTS = (
    ("NEEDS-ACTION", gettext_lazy("To do"), Status.PENDING),
    ("IN-PROCESS", gettext_lazy("In progress"), Status.IN_PROGRESS),
    ("COMPLETED", gettext_lazy("Done"), Status.COMPLETED),
    ("CANCELLED", gettext_lazy("Cancelled"), Status.COMPLETED),
)
_KEYS = frozenset(key for key, _name, _status in _LISTS)
# 1 to 4 are high, 5 is medium, 6 to 9 are low (RFC 5545, 3.8.1.9).
PRIORITIES = {"1": 4, "2": 3, "3": 3, "4": 3, "5": 2, "6": 1, "7": 1, "8": 1, "9": 1}
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?")
# Seconds of an offset are of centuries past; a day and more is none.
_OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):?([0-5]\d)(?:\d{2})?")
# What only says how far it is from UTC, without being defined (findings/icalendar-fixed-offset.sh).
_FIXED = re.compile(r"(?:UTC|GMT)(?=[+-])")
# RFC 5545, 3.3.6: how many of each, and none is negative here.
_DURATION = re.compile(r"\+?P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?)")
_ESCAPED = re.compile(r"\\([\\;,nN])")
# Up to a comma that has no backslash of its own before it.
_NAME = re.compile(r"(?:\\.|[^\\,]|\\$)+")
_CALENDAR_NAME = re.compile(r"^(?:X-WR-CALNAME|NAME)[:;]", re.IGNORECASE | re.MULTILINE)
# What calendars say of themselves: as all programs write it, and as RFC 7986 (5.1, 5.2) calls it.
_OF_CALENDAR = {"X-WR-CALNAME": "name", "NAME": "name", "X-WR-CALDESC": "description", "DESCRIPTION": "description"}
_UID = re.compile(r"^UID[:;](.*\S)", re.IGNORECASE | re.MULTILINE)
KEPT = {
    "RRULE": gettext_lazy("Repeats"),
    "RDATE": gettext_lazy("Repeats on"),
    "EXDATE": gettext_lazy("Does not repeat on"),
    "RECURRENCE-ID": gettext_lazy("In place of the one of"),
    "LOCATION": gettext_lazy("Place"),
    "GEO": gettext_lazy("Coordinates"),
    "DURATION": gettext_lazy("Duration"),
    "RESOURCES": gettext_lazy("Needs"),
    "CONTACT": gettext_lazy("Contact"),
    "CLASS": gettext_lazy("Confidentiality"),
}
# What all tasks say that say nothing.
SILENT = frozenset(("PUBLIC",))
RELATIONS = {
    "PARENT": Relation.PARENT,
    "CHILD": Relation.CHILD,
    "SIBLING": Relation.RELATES,
    "DEPENDS-ON": Relation.BLOCKED_BY,
}
Parameters = dict[str, str]


@dataclass
class _Todo:
    """The properties of one: each name with its values and their parameters. `zones` are those the file defines."""

    zones: dict[str, datetime.tzinfo] = field(default_factory=dict)
    values: dict[str, list[tuple[str, Parameters]]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text, unescaped."""
        found = self.values.get(name)
        return _unescaped(found[0][0]) if found else ""

    def stamp(self, name: str) -> str:
        """A date or a moment, in ISO form; as it is written if it can't be read."""
        found = self.values.get(name)
        return _iso(*found[0], self.zones) if found else ""


def is_calendar(file: Brought) -> bool:
    """Whether it is one, with tasks or without."""
    return file.head_text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR")


def _recognises(file: Brought) -> bool:
    return is_calendar(file) and b"BEGIN:VTODO" in file.content.upper()


def _parse(file: Brought) -> Sequence[Board]:
    return [_board(file.text, file.stem)]


def _together(files: Sequence[Brought], archive: str) -> Sequence[Board]:
    """A folder of files of one task each is one list: so programs keep theirs that synchronise with servers."""
    lists: dict[str, list[Brought]] = {}
    for file in files:
        path = PurePosixPath(file.name)
        lists.setdefault(str(path.parent if _is_item(file.text) else path), []).append(file)
    return [
        _board(
            "\n".join(file.text for file in parts),
            (PurePosixPath(path).name or archive) if len(parts) > 1 else parts[0].stem,
        )
        for path, parts in lists.items()
    ]


def _is_item(text: str) -> bool:
    """Whether a calendar has no name and is one task, with occurrences of it that are otherwise."""
    return not _CALENDAR_NAME.search(text) and len(set(_UID.findall(text))) == 1


def _board(text: str, name: str) -> Board:
    remarks: list[tuple[str, str]] = []
    told: dict[str, str] = {}
    zones: dict[str, datetime.tzinfo] = {}
    todos = list(_todos(text, told, zones, remarks))
    todos.sort(key=_place)
    labels: dict[str, Label] = {}
    members: dict[str, Member] = {}
    keys = _keys(todos)
    cards = [_card(todo, key, labels, members) for todo, key in zip(todos, keys, strict=True)]
    remarks += _unknown_zones(todos)
    used = {card.list_id for card in cards} | {"NEEDS-ACTION", "COMPLETED"}
    return Board(
        tool="iCalendar",
        name=told.get("name", name),
        description=told.get("description", ""),
        lists=tuple(Lane(key, str(word), status=status) for key, word, status in _LISTS if key in used),
        cards=tuple(cards),
        labels=labels,
        members=members,
        remarks=tuple(remarks),
        never=(_("Appointments and alarms"),),
    )


def _todos(
    text: str, told: dict[str, str], zones: dict[str, datetime.tzinfo], remarks: list[tuple[str, str]]
) -> Iterator[_Todo]:
    """Each VTODO; what lies within it (alarms) and beside it is passed over, but for zones, which may come later, and
    what the calendar is called and says of itself, which is `told`."""
    begun, current = "", None
    defined: list[tuple[str, str]] | None = None
    depth = 0
    for line in _lines(text):
        try:
            name, value, parameters = _parts(line)
        except ValueError:
            remarks.append((_("Lines that can't be read, left out"), line))
            continue
        begun = value.upper() if name == "BEGIN" else begun
        if name == "BEGIN" and begun == "VTODO":
            current, depth = _Todo(zones), 0
        elif current is not None and name in ("BEGIN", "END"):
            depth += 1 if name == "BEGIN" else -1
            if depth < 0:
                yield current
                current = None
        elif current is not None and not depth:
            current.values.setdefault(name, []).append((value, parameters))
        elif value.upper() == "VTIMEZONE" and name in ("BEGIN", "END"):
            _define(defined, zones)
            defined = [] if name == "BEGIN" else None
        elif defined is not None:
            defined.append((name, value))
        elif name in _OF_CALENDAR and value.strip() and (name != "DESCRIPTION" or begun == "VCALENDAR"):
            told.setdefault(_OF_CALENDAR[name], _unescaped(value))


def _parts(line: str) -> tuple[str, str, Parameters]:
    """Name, value as it is written, parameters. Raises ValueError for a line that is none."""
    from icalendar.parser import Contentline

    # As it is written: which commas part names can't be told once the backslashes are gone.
    name, parameters, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]
    return name.upper(), str(value), {key.upper(): str(each) for key, each in parameters.items()}


def _lines(text: str) -> Iterator[str]:
    """Unfolded (RFC 5545, 3.1), whatever the line ends are."""
    parts: list[str] = []
    for part in re.split(r"\r\n|\n|\r", text):
        if part[:1] in (" ", "\t"):
            parts.append(part[1:])
            continue
        if "".join(parts).strip():
            yield "".join(parts)
        parts = [part]
    if "".join(parts).strip():
        yield "".join(parts)


def _unescaped(text: str) -> str:
    plain = _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)
    return json_rows.UNSTORABLE.sub(json_rows.REPLACEMENT, plain)


def _define(lines: Sequence[tuple[str, str]] | None, zones: dict[str, datetime.tzinfo]) -> None:
    """Note a zone that the file defines: one that it names by another name too, or that has the same time all year."""
    told = dict(lines or ())
    offsets = {value for name, value in lines or () if name == "TZOFFSETTO"}
    found = _named_zone(told.get("X-LIC-LOCATION", ""))
    if found is None and len(offsets) == 1:
        found = _fixed_zone(offsets.pop())
    if found is not None and told.get("TZID"):
        zones.setdefault(told["TZID"], found)


def _fixed_zone(offset: str) -> datetime.tzinfo | None:
    match = _OFFSET.fullmatch(offset)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return datetime.timezone(datetime.timedelta(minutes=minutes if match[1] == "+" else -minutes))


def _unknown_zones(todos: Sequence[_Todo]) -> list[tuple[str, str]]:
    """A note for each zone whose times are taken as they are written."""
    names = {
        parameters["TZID"]
        for todo in todos
        for name in ("DUE", "DTSTART", "COMPLETED")
        for _value, parameters in todo.values.get(name, ())
        if "TZID" in parameters and _zone(None, parameters, todo.zones) is None
    }
    return [(_("Zones that are not known; times are taken as they are written"), name) for name in sorted(names)]


def _iso(value: str, parameters: Parameters, zones: dict[str, datetime.tzinfo]) -> str:
    found = _stamp(value, parameters, zones)
    return value if found is None else found.isoformat()


def _stamp(
    value: str, parameters: Parameters, zones: dict[str, datetime.tzinfo]
) -> datetime.date | datetime.datetime | None:
    """A day or a moment; None for what can't be read."""
    match = _STAMP.fullmatch(value.strip())
    if match is None:
        return None
    try:
        date = datetime.date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return date
        time = datetime.time(int(match[4]), int(match[5]), min(int(match[6]), 59))
        return datetime.datetime.combine(date, time, _zone(match[7], parameters, zones))
    except ValueError:
        return None


def _due(todo: _Todo) -> str:
    """When it is due: as it says, or so long after its start as it says (RFC 5545, 3.6.2)."""
    if "DUE" in todo.values or not {"DTSTART", "DURATION"} <= todo.values.keys():
        return todo.stamp("DUE")
    start = _stamp(*todo.values["DTSTART"][0], todo.zones)
    match = _DURATION.fullmatch(todo.text("DURATION").strip().upper())
    if start is None or match is None:
        return ""
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups())
    try:
        # Days are those of the calendar, whatever the clock does meanwhile; hours are sixty minutes each (3.3.6).
        later = start + datetime.timedelta(weeks=weeks, days=days)
        if not isinstance(later, datetime.datetime):
            return later.isoformat()
        zone = later.tzinfo
        exact = later.astimezone(datetime.UTC) if zone else later
        exact += datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return (exact.astimezone(zone) if zone else exact).isoformat()
    except OverflowError:
        return ""


def _zone(utc: str | None, parameters: Parameters, zones: dict[str, datetime.tzinfo]) -> datetime.tzinfo | None:
    """The zone that is named, if there is one; a name that nobody knows or defines says nothing."""
    if utc:
        return datetime.UTC
    name = parameters.get("TZID", "")
    return _named_zone(name.strip('"/')) or zones.get(name) or _fixed_zone(_FIXED.sub("", name.strip('"'), count=1))


def _named_zone(name: str) -> datetime.tzinfo | None:
    """Of its name in the world's list, with whatever programs put before that, or of Windows' own. None for others."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    parts = WINDOWS_TO_OLSON.get(name, name).split("/")
    for start in range(len(parts)):
        try:
            return zoneinfo.ZoneInfo("/".join(parts[start:]))
        except (KeyError, ValueError, OSError):
            continue
    return None


def _place(todo: _Todo) -> float:
    """Where people have put it, as Apple's Reminders, Nextcloud and Tasks.org say it; others keep their order after."""
    try:
        place = float(todo.text("X-APPLE-SORT-ORDER"))
    except ValueError:
        return math.inf
    return math.inf if math.isnan(place) else place


def _keys(todos: Sequence[_Todo]) -> list[str]:
    """A name for each: its UID, which occurrences of what repeats share."""
    keys: list[str] = []
    seen: set[str] = set()
    for index, todo in enumerate(todos, 1):
        key = todo.text("UID") or f"todo {index}"
        keys.append(key if key not in seen else f"{key} {index}")
        seen.add(key)
    return keys


def _card(todo: _Todo, key: str, labels: dict[str, Label], members: dict[str, Member]) -> Card:
    percent, status = todo.text("PERCENT-COMPLETE"), todo.text("STATUS").upper()
    if status not in _KEYS:
        status = "COMPLETED" if todo.text("COMPLETED") or percent == "100" else "NEEDS-ACTION"
    return Card(
        id=key,
        list_id=status,
        title=todo.text("SUMMARY"),
        description=todo.text("DESCRIPTION"),
        closed=status == "CANCELLED",
        due=_due(todo),
        # Reminders that have one date have it as both.
        start=todo.stamp("DTSTART") if todo.values.get("DTSTART") != todo.values.get("DUE") else "",
        priority=PRIORITIES.get(todo.text("PRIORITY"), 0),
        progress=int(percent) if percent.isdecimal() and len(percent) < 4 else 0,
        created_at=local(todo.stamp("CREATED")),
        done_at=local(todo.stamp("COMPLETED")),
        changed_at=local(todo.stamp("LAST-MODIFIED")),
        labels=tuple(labels.setdefault(name, Label(name, name)).id for name in dict.fromkeys(_categories(todo))),
        members=tuple(dict.fromkeys(_people(todo, members))),
        fields=tuple(_fields(todo)),
        comments=tuple(Comment(key, "", _unescaped(value)) for value, _parameters in todo.values.get("COMMENT", ())),
        attachments=tuple(_attachments(todo)),
        links=tuple(_links(todo, key)),
    )


def _fields(todo: _Todo) -> Iterator[tuple[str, str]]:
    for name, label in KEPT.items():
        text = todo.text(name)
        if text and text not in SILENT:
            yield str(label), todo.stamp(name) if name == "RECURRENCE-ID" else text
    if todo.text("ORGANIZER"):
        yield _("Organizer"), _person(*todo.values["ORGANIZER"][0]).name


def _people(todo: _Todo, members: dict[str, Member]) -> Iterator[str]:
    for value, parameters in todo.values.get("ATTENDEE", ()):
        person = _person(value, parameters)
        if person.id:
            yield members.setdefault(person.id, person).id


def _person(value: str, parameters: Parameters) -> Member:
    address = re.sub(r"^mailto:", "", _unescaped(value).strip(), flags=re.IGNORECASE)
    return Member(address, parameters.get("CN", "").strip('"') or address, address if "@" in address else "")


def _categories(todo: _Todo) -> Iterator[str]:
    for value, _parameters in todo.values.get("CATEGORIES", ()):
        names = (_unescaped(part).strip() for part in _NAME.findall(value))
        yield from filter(None, names)


def _attachments(todo: _Todo) -> Iterator[Attachment]:
    for name in ("URL", "ATTACH"):
        for value, parameters in todo.values.get(name, ()):
            # What has a type of its own is bytes, not an address.
            yield Attachment(parameters.get("FILENAME", ""), "" if "ENCODING" in parameters else _unescaped(value))


def _links(todo: _Todo, key: str) -> Iterator[Link]:
    for value, parameters in todo.values.get("RELATED-TO", ()):
        kind = RELATIONS.get(parameters.get("RELTYPE", "PARENT").upper(), Relation.RELATES)
        if value.strip() and _unescaped(value) != key:
            yield Link(kind, _unescaped(value))


FORMAT = Format(
    "vtodo", "iCalendar", gettext_lazy("tasks of a calendar (.ics)"), _recognises, _parse, together=_together
)
