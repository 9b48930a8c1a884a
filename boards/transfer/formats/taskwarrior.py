"""Taskwarrior's `task export`: a list in JSON, or (before 2.4) an object a line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.exceptions import InvalidInput
from boards.models import Relation, Status
from boards.transfer.boards import Board, Card, Comment, Label, Lane, Link
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, read_list, storable
from boards.transfer.moments import iso

PRIORITIES = {"H": 3, "M": 2, "L": 1}
# Attributes that have a place here; whatever else a task has are fields.
KNOWN = frozenset(
    (
        *(
            "id",
            "uuid",
            "description",
            "status",
            "entry",
            "modified",
            "start",
            "end",
            "due",
            "scheduled",
            "wait",
            "until",
        ),
        *("project", "tags", "priority", "annotations", "depends", "urgency"),
        # How a task that repeats makes its occurrences.
        *("mask", "imask", "parent", "recur", "rtype", "last", "template"),
    )
)
_LISTS = (
    ("pending", gettext_lazy("Pending"), Status.PENDING),
    ("waiting", gettext_lazy("Waiting"), Status.PENDING),
    ("recurring", gettext_lazy("Recurring"), Status.PENDING),
    ("started", gettext_lazy("Started"), Status.IN_PROGRESS),
    ("completed", gettext_lazy("Completed"), Status.COMPLETED),
    ("deleted", gettext_lazy("Deleted"), Status.PENDING),
)
_KEYS = frozenset(key for key, _name, _status in _LISTS)
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z")


def _rows(file: Brought) -> list[Row]:
    if file.json_list is not None:
        return file.json_list
    if file.json is not None:
        return [file.json]
    lines = [line.strip().rstrip(",") for line in file.text.splitlines()]
    return read_list(f"[{','.join(line for line in lines if line)}]".encode())


def _recognises(file: Brought) -> bool:
    start = file.head_text
    if not all(word in start for word in ('"uuid"', '"entry"', '"status"')):
        return False
    try:
        return any("uuid" in row and "description" in row for row in _rows(file)[:1])
    except InvalidInput:
        return False


def _parse(file: Brought) -> Sequence[Board]:
    rows = _rows(file)
    labels: dict[str, Label] = {}
    ids = {row.text("uuid") for row in rows}
    cards = [_card(row, labels, ids) for row in rows]
    used = {card.list_id for card in cards} | {"pending", "completed"}
    lists = [Lane(key, str(name), key == "deleted", "", status) for key, name, status in _LISTS if key in used]
    return [Board(tool="Taskwarrior", name=file.stem, lists=tuple(lists), cards=tuple(cards), labels=labels)]


def _moment(row: Row, key: str) -> datetime.datetime | None:
    match = _MOMENT.fullmatch(row.scalar_of(key))
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups())
    try:
        return datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.UTC)
    except ValueError:
        return None


def _card(row: Row, labels: dict[str, Label], ids: set[str]) -> Card:
    key = row.text("uuid") or row.path
    status = row.text("status")
    if status == "pending":
        # Since 2.6 what waits is pending too, until then.
        wait = _moment(row, "wait")
        status = "started" if "start" in row else "waiting" if wait and wait > timezone.now() else status
    depends = row.values.get("depends")
    needed = row.texts("depends") if isinstance(depends, list) else row.text("depends").split(",")
    names = dict.fromkeys(filter(None, [row.text("project"), *row.texts("tags")]))
    notes = row.rows("annotations")
    return Card(
        id=key,
        list_id=status if status in _KEYS else "pending",
        title=row.text("description"),
        closed=status == "deleted",
        due=iso(_moment(row, "due")),
        start=iso(_moment(row, "start") or _moment(row, "scheduled")),
        priority=PRIORITIES.get(row.text("priority"), 0),
        created_at=_moment(row, "entry"),
        changed_at=_moment(row, "modified"),
        done_at=_moment(row, "end") if status == "completed" else None,
        labels=tuple(labels.setdefault(name, Label(name, name)).id for name in names),
        fields=tuple(_fields(row)),
        comments=tuple(Comment(key, "", each.text("description"), _moment(each, "entry")) for each in notes),
        links=(
            *(Link(Relation.BLOCKED_BY, each) for each in dict.fromkeys(needed) if each and each != key),
            *(
                Link(Relation.RELATES, each, words=_("Is an occurrence of"))
                for each in [row.scalar_of("parent")]
                if each in ids
            ),
        ),
    )


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    told = [(_("Waits until"), "wait"), (_("Until"), "until"), (_("Repeats"), "recur")]
    if "start" in row:
        told.append((_("Scheduled"), "scheduled"))
    if row.scalar_of("priority") not in ("", *PRIORITIES):
        told.append((_("Priority"), "priority"))
    for name, key in told:
        if row.scalar_of(key):
            yield name, iso(_moment(row, key)) or row.scalar_of(key)
    named = ((name, iso(_moment(row, name)) or row.scalar_of(name)) for name in row.values if name not in KNOWN)
    yield from ((storable(name), value) for name, value in named if value)


FORMAT = Format("taskwarrior", "Taskwarrior", gettext_lazy("what “task export” writes"), _recognises, _parse)
