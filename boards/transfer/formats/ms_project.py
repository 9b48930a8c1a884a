"""Microsoft Project's XML, which many planners write (namespace http://schemas.microsoft.com/project)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.transfer import xml_elements
from boards.transfer.boards import Board, Card, Lane, Link, Member
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.html_text import markdown
from boards.transfer.moments import local
from boards.transfer.xml_elements import Element

# From 0 to 1000; 500 is what a task has unless somebody changes it.
USUAL, HIGH, URGENT = 500, 600, 800
# Of the kinds of resources this one is people (and machines); the others are goods (0) and costs (2).
WORKS = "1"


def _recognises(file: Brought) -> bool:
    return re.search(r"<Project\b[^>]*schemas\.microsoft\.com/project", file.head_text) is not None


@dataclass
class _Beside:
    """What the file says of tasks beside them, by their UIDs: who is assigned, and which goods and costs they need."""

    members: dict[str, Member]
    goods: dict[str, str]
    # The names of the plan's own fields, by their ids.
    names: dict[str, str]
    # Which of them are amounts of money, told in hundredths.
    money: frozenset[str]
    assigned: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def _parse(file: Brought) -> Sequence[Board]:
    root = xml_elements.read(file)
    beside = _beside(root)
    rows = [row for row in root.child("Tasks").children("Task") if not _is_none(row)]
    return [
        Board(
            tool="Microsoft Project",
            name=root.text("Title") or root.text("Name") or file.stem,
            lists=(
                Lane("0", _("To do"), status=Status.PENDING),
                Lane("1", _("In progress"), status=Status.IN_PROGRESS),
                Lane("2", _("Done"), status=Status.COMPLETED),
            ),
            cards=tuple(_cards(rows, beside)),
            members=beside.members,
            never=(_("Calendars, costs, baselines and work"),),
        )
    ]


def _beside(root: Element) -> _Beside:
    resources = [row for row in root.child("Resources").children("Resource") if row.text("Name")]
    people = [row for row in resources if row.text("Type") in ("", WORKS)]
    own_fields = list(root.child("ExtendedAttributes").children("ExtendedAttribute"))
    found = _Beside(
        members={
            row.text("UID"): Member(row.text("UID"), row.text("Name"), row.text("EmailAddress")) for row in people
        },
        goods={row.text("UID"): row.text("Name") for row in resources if row not in people},
        names={row.text("FieldID"): row.text("Alias") or row.text("FieldName") for row in own_fields},
        money=frozenset(row.text("FieldID") for row in own_fields if re.fullmatch(r"Cost\d+", row.text("FieldName"))),
    )
    for row in root.child("Assignments").children("Assignment"):
        found.assigned[row.text("TaskUID")].append(row.text("ResourceUID"))
    return found


def _is_none(row: Element) -> bool:
    """An empty line of the plan, or the plan itself, which stands before all as number 0."""
    if row.text("IsNull") == "1":
        return True
    level, number = row.text("OutlineLevel"), row.text("ID") or row.text("UID")
    # Where its level is not told either, it is the plan if it holds all the others.
    return number == "0" and (level == "0" or (not level and (bool(row.text("ID")) or row.text("Summary") == "1")))


def _cards(rows: Sequence[Element], beside: _Beside) -> Iterator[Card]:
    above: list[str] = []
    known = {row.text("UID") for row in rows}
    for index, row in enumerate(rows):
        key = row.text("UID") or f"task {index + 1}"
        above = above[: max(_whole(row.text("OutlineLevel"), 100), 1) - 1]
        yield _card(row, key, above, known, beside)
        above.append(key)


def _card(row: Element, key: str, above: Sequence[str], known: set[str], beside: _Beside) -> Card:
    progress = _whole(row.text("PercentComplete"), 100)
    before = [each.text("PredecessorUID") for each in row.children("PredecessorLink")]
    links = [Link(Relation.PARENT, above[-1])] if above else []
    links += [Link(Relation.BLOCKED_BY, other) for other in dict.fromkeys(before) if other in known and other != key]
    assigned = dict.fromkeys(beside.assigned.get(key, ()))
    needs = ", ".join(beside.goods[each] for each in assigned if each in beside.goods)
    return Card(
        id=key,
        list_id="2" if progress == 100 else "1" if progress else "0",
        title=row.text("Name"),
        number=row.text("ID"),
        description=_notes(row.child("Notes").content),
        closed=row.text("Active") in ("0", "false"),
        due=row.text("Deadline") or row.text("Finish"),
        start=row.text("Start"),
        priority=_priority(row.text("Priority")),
        progress=progress,
        created_at=local(row.text("CreateDate")),
        done_at=local(row.text("ActualFinish")),
        members=tuple(each for each in assigned if each in beside.members),
        fields=(*_fields(row), *([(_("Needs"), needs)] if needs else []), *_own_fields(row, beside)),
        links=tuple(links),
    )


def _notes(text: str) -> str:
    """Project Server and others write HTML, most write plain text, in which a tag is a word."""
    return markdown(text) if text.lstrip().startswith("<") else text


def _fields(row: Element) -> Iterator[tuple[str, str]]:
    if row.text("Milestone") in ("1", "true"):
        yield _("Milestone"), _("yes")
    if row.text("Duration") not in ("", "PT0H0M0S"):
        yield _("Duration"), duration(row.text("Duration"))
    if row.text("HyperlinkAddress"):
        yield row.text("Hyperlink") or _("Address"), row.text("HyperlinkAddress")
    if row.text("Contact"):
        yield _("Contact"), row.text("Contact")
    if row.text("ConstraintDate"):
        yield _("Constraint"), row.text("ConstraintDate").partition("T")[0]
    if row.text("Deadline") and row.text("Finish"):
        yield _("Finish"), row.text("Finish")


def _own_fields(row: Element, beside: _Beside) -> Iterator[tuple[str, str]]:
    """What a plan has beside: texts, numbers and dates, by the names that its makers gave them."""
    for each in row.children("ExtendedAttribute"):
        key, value = each.text("FieldID"), each.text("Value")
        if key in beside.money and re.fullmatch(r"-?\d{1,15}", value):
            value = f"{int(value) / 100:.2f}"
        if value:
            yield beside.names.get(key) or _("Field %(number)s") % {"number": key}, value


def duration(text: str) -> str:
    """Hours and minutes of PT8H30M0S; as it is written if it is anything else."""
    match = re.fullmatch(r"PT(\d{1,9})H(\d{1,2})M\d{1,2}(?:\.\d+)?S", text)
    if not match:
        return text
    hours, minutes = int(match[1]), int(match[2])
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else "")))


def _whole(text: str, highest: int) -> int:
    return min(int(text), highest) if text.isdecimal() and len(text) < 9 else 0


def _priority(text: str) -> int:
    number = _whole(text, 1000) if text else USUAL
    if number >= HIGH:
        return 4 if number >= URGENT else 3
    return 1 if number < USUAL else 0


FORMAT = Format("ms-project", "Microsoft Project", gettext_lazy("a plan saved as XML"), _recognises, _parse)
