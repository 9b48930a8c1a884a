"""Reading the file of a site: what is wrong with it becomes one sentence, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import EmailPace, LinkKind, Reason, Role, Theme, WeekStart
from boards.models.groups import CLAIM_LIMIT
from boards.models.projects import MEMBER_ROLES, NO_ROLE
from boards.rules import addresses, zones
from boards.rules.text import NAME_LIMIT, TITLE_LIMIT, clean_line
from boards.transfer.archive import reading as rows
from boards.transfer.archive.values import Wrong, moment, text
from boards.transfer.archive.writing import HEAD as PROJECT_HEAD
from boards.transfer.files import OPERATORS, Archive, Brought, refusal
from boards.transfer.sites.contents import (
    FORMAT,
    GROUPS,
    HEAD,
    LINKS,
    PEOPLE,
    PROJECTS,
    VERSION,
    Head,
    Row,
    entry,
    project_entry,
)

MOST_MARKS = 100
_ROLES = frozenset(role.value for role in MEMBER_ROLES)
_OWN_ROLES = frozenset({NO_ROLE, Role.VIEWER.value, Role.MEMBER.value})


class Person(NamedTuple):
    """Somebody of the file. `values` are fields of an account."""

    number: int
    email: str
    values: Row
    is_administrator: bool
    is_confirmed: bool
    notifications: list[Row]
    digest: Row | None


class Group(NamedTuple):
    """A group, its people by their numbers."""

    number: int
    name: str
    is_offered: bool
    issuer: str
    claim: str
    people: list[int]


class Coming(NamedTuple):
    """A project as the file announces it."""

    number: int
    title: str
    owner: int
    marks: list[str]
    rows: dict[str, int]
    roles: list[tuple[int, str]]
    raised: list[tuple[int, str]]


class Link(NamedTuple):
    """A link between two tasks, each by the number of its project and its own."""

    first: tuple[int, int]
    second: tuple[int, int]
    kind: str
    created_by: int
    created_at: Any


def recognises(file: Brought) -> bool:
    """Whether it is, by its look, the file of a site."""
    return file.archive is not None and HEAD in file.archive and entry(PROJECTS) in file.archive


def opened(path: Path) -> tuple[Archive, Head]:
    """The file, and what it says of itself. Raises InvalidInput for one of another kind or a later version."""
    archive = Archive(path, OPERATORS)
    if PROJECT_HEAD in archive:
        raise refusal(_("The file holds one project. Bring it in with import_board."))
    if any(name not in archive for name in (HEAD, *map(entry, (PEOPLE, GROUPS, PROJECTS, LINKS)))):
        raise refusal(_("The file is no export of a whole site."))
    with rows.whole():
        head: Head = json.loads(archive.read(HEAD))
        if head["format"] != FORMAT or not isinstance(head["version"], int) or not isinstance(head["settings"], dict):
            raise Wrong
    if head["version"] > VERSION:
        raise refusal(_("The file was made by a later release of Boardsite. Update this site first."))
    return archive, head


def people(archive: Archive) -> Iterator[Person]:
    """Everybody, one after the other."""
    return _read(archive, PEOPLE, _person)


def groups(archive: Archive) -> Iterator[Group]:
    """All groups."""
    return _read(archive, GROUPS, _group)


def projects(archive: Archive) -> Iterator[Coming]:
    """All projects."""
    for coming in _read(archive, PROJECTS, _project):
        if project_entry(coming.number) not in archive:
            raise refusal(_("The file lacks the project “%(title)s”.") % {"title": coming.title})
        yield coming


def links(archive: Archive) -> Iterator[Link]:
    """The links between projects."""
    return _read(archive, LINKS, _link)


def _read(archive: Archive, name: str, make: Callable[[int, Row], Any]) -> Iterator[Any]:
    with rows.whole():
        for place, row in enumerate(rows.lines(archive, name), start=1):
            try:
                yield make(place, row)
            except (Wrong, InvalidInput, TypeError, ValueError, KeyError, OverflowError):
                raise rows.wrong(name, place) from None


def _person(place: int, row: Row) -> Person:
    _expect(row["id"] == place)
    email = addresses.checked("email", rows.address(row["email"]))
    _expect(email != "")
    values: Row = {
        "display_name": text(row["name"], NAME_LIMIT) or email.partition("@")[0][:NAME_LIMIT],
        "is_active": _flag(row["is_active"]),
        "date_joined": moment(row["joined_at"]),
    }
    values |= _preferences(row)
    return Person(
        number=place,
        email=email,
        values=values,
        is_administrator=_flag(row["is_administrator"]),
        is_confirmed=_flag(row["is_confirmed"]),
        notifications=[_notification(each) for each in row["notifications"]],
        digest=_digest(row["digest"]) if "digest" in row else None,
    )


def _preferences(row: Row) -> Row:
    """What this site knows of what they chose; a zone or a language that it hasn't got is left to its defaults."""
    found: Row = {name: _flag(row[name]) for name in ("shortcuts", "is_visible", "has_one_stream") if name in row}
    if row.get("time_zone") in zones.names():
        found["time_zone"] = row["time_zone"]
    if row.get("language") in dict(settings.LANGUAGES):
        found["language"] = row["language"]
    if row.get("theme") in Theme.values:
        found["theme"] = row["theme"]
    if row.get("week_start") in WeekStart.values:
        found["week_start"] = row["week_start"]
    return found


def _notification(row: Row) -> Row:
    found = {"reason": row["reason"], "in_inbox": _flag(row["in_inbox"]), "by_email": row["by_email"]}
    _expect(found["reason"] in Reason.values and found["by_email"] in EmailPace.values)
    return found


def _digest(row: Row) -> Row:
    hour, weekdays = _number(row["hour"]), [_number(day) for day in row["weekdays"]]
    _expect(hour < 24 and all(day < 7 for day in weekdays))
    return {"digest_hour": hour, "digest_weekdays": weekdays}


def _group(place: int, row: Row) -> Group:
    _expect(row["id"] == place)
    issuer, claim = text(row["issuer"], 200), text(row["claim"], CLAIM_LIMIT)
    _expect(bool(issuer) == bool(claim))
    name = clean_line("name", text(row["name"], NAME_LIMIT), NAME_LIMIT)
    return Group(place, name, _flag(row["is_offered"]), issuer, claim, [_number(each) for each in row["people"]])


def _project(place: int, row: Row) -> Coming:
    _expect(row["id"] == place and 0 < len(row["marks"]) <= MOST_MARKS)
    roles = [(_number(each["group"]), each["role"]) for each in row["groups"]]
    raised = [(_number(each["person"]), each["from"]) for each in row["raised"]]
    _expect({role for _group, role in roles} <= _ROLES and {role for _person, role in raised} <= _OWN_ROLES)
    return Coming(
        number=place,
        title=text(row["title"], TITLE_LIMIT),
        owner=_number(row["owner"]),
        marks=[text(mark, 64) for mark in row["marks"]],
        rows={text(name, 100): _number(count) for name, count in row["rows"].items()},
        roles=roles,
        raised=raised,
    )


def _link(_place: int, row: Row) -> Link:
    (first_project, first), (second_project, second) = row["first"], row["second"]
    _expect(row["kind"] in LinkKind.values)
    return Link(
        (_number(first_project), _number(first)),
        (_number(second_project), _number(second)),
        row["kind"],
        _number(row["created_by"]),
        moment(row["created_at"]),
    )


def _expect(holds: bool) -> None:
    if not holds:
        raise Wrong


def _flag(value: object) -> bool:
    _expect(isinstance(value, bool))
    return bool(value)


def _number(value: Any) -> int:
    _expect(isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31)
    return int(value)
