"""Jira's “Export XML” of a search: RSS with an item an issue, texts in HTML."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.transfer import xml_elements
from boards.transfer.boards import Attachment, Board, Card, Comment, Label, Lane, Link, Member
from boards.transfer.cells import priority
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.formats.jira_csv import NEVER
from boards.transfer.html_text import markdown
from boards.transfer.xml_elements import Element

ORDER = [Status.PENDING, Status.IN_PROGRESS, Status.COMPLETED]
CATEGORIES = dict(zip(("new", "indeterminate", "done"), ORDER, strict=True))
LINKS = {
    "blocks": Relation.BLOCKS,
    "is blocked by": Relation.BLOCKED_BY,
    "duplicates": Relation.DUPLICATES,
    "relates to": Relation.RELATES,
}
NOBODY = "-1"


def _recognises(file: Brought) -> bool:
    start = file.head_text
    return "<rss" in start and re.search(r"<item>\s*<title>\[[A-Z][A-Z0-9_]*-\d+\]", start) is not None


def _parse(file: Brought) -> Sequence[Board]:
    items = list(xml_elements.read(file).child("channel").children("item"))
    return [_Reader(items).board(file.stem)]


class _Reader:
    """Goes through the items."""

    def __init__(self, items: Sequence[Element]) -> None:
        self.items = items
        self.lanes: dict[str, Lane] = {}
        self.labels: dict[str, Label] = {}
        self.members: dict[str, Member] = {}
        self.keys = {item.text("key") for item in items}
        # Comments tell accounts alone; names stand where people report and are assigned.
        people = [each for item in items for each in (item.child("assignee"), item.child("reporter"))]
        self.named = {
            each.attribute("accountid") or each.attribute("username"): each.content.strip()
            for each in people
            if each.content.strip()
        }

    def board(self, name: str) -> Board:
        cards = [self._card(item) for item in self.items]
        projects = {item.text("project") for item in self.items} - {""}
        lanes = list(self.lanes.values())
        if all(lane.status for lane in lanes):
            lanes.sort(key=lambda lane: ORDER.index(lane.status or Status.PENDING))
        return Board(
            tool="Jira",
            name=projects.pop() if len(projects) == 1 else name,
            lists=tuple(lanes),
            cards=tuple(cards),
            labels=self.labels,
            members=self.members,
        )

    def _card(self, item: Element) -> Card:
        key, status = item.text("key"), item.text("status")
        category = CATEGORIES.get(item.child("statusCategory").attribute("key"))
        self.lanes.setdefault(status, Lane(status, status, status=category))
        number, votes = re.search(r"-(\d{1,9})$", key), item.text("votes")
        files = item.child("attachments").children("attachment")
        return Card(
            id=key,
            list_id=status,
            title=item.text("summary"),
            number=number[1] if number else "",
            description=markdown(item.text("description")),
            due=_date(item.text("due")),
            start=_start(item),
            priority=priority(item.text("priority")) or 0,
            created_at=_moment(item.text("created")),
            done_at=_moment(item.text("resolved")),
            changed_at=_moment(item.text("updated")),
            labels=tuple(self._labels_of(item)),
            members=tuple(self._person(item.child("assignee"))),
            fields=tuple(_fields(item)),
            comments=tuple(self._comment(key, each) for each in item.child("comments").children("comment")),
            attachments=tuple(_attachment(each, item.text("link")) for each in files),
            links=tuple(dict.fromkeys(self._links(item, key))),
            votes=int(votes) if votes.isdecimal() and len(votes) < 9 else 0,
        )

    def _labels_of(self, item: Element) -> Iterator[str]:
        names = [item.text("type"), *(each.content.strip() for each in item.child("labels").children("label"))]
        names += [each.content.strip() for each in item.children("component")]
        for name in dict.fromkeys(filter(None, names)):
            yield self.labels.setdefault(name, Label(name, name)).id

    def _person(self, element: Element) -> Iterator[str]:
        key = element.attribute("accountid") or element.attribute("username")
        if key and key != NOBODY:
            yield self.members.setdefault(key, Member(key, element.content.strip() or key)).id

    def _comment(self, card: str, element: Element) -> Comment:
        key = element.attribute("author")
        name = self.named.get(key, key)
        if key:
            self.members.setdefault(key, Member(key, name))
        return Comment(card, name, markdown(element.content), _moment(element.attribute("created")), key)

    def _links(self, item: Element, key: str) -> Iterator[Link]:
        parent = item.text("parent") or _custom(item, "epic-link")
        if parent in self.keys and parent != key:
            yield Link(Relation.PARENT, parent)
        for kind in item.child("issuelinks").children("issuelinktype"):
            for side in kind.children():
                meant = LINKS.get(side.attribute("description"))
                others = [link.text("issuekey") for link in side.children("issuelink")]
                yield from (Link(meant, other) for other in others if meant and other in self.keys and other != key)


def _attachment(element: Element, link: str) -> Attachment:
    """Its address follows from that of the issue: https://…/browse/KEY-1."""
    base, browse, _key = link.partition("/browse/")
    name, number = element.attribute("name"), element.attribute("id")
    url = f"{base}/secure/attachment/{number}/{quote(name)}" if browse and number else ""
    return Attachment(name, url, stays=True)


def _custom(item: Element, kind: str) -> str:
    """The value of a field that Jira itself brings, by the end of its key."""
    for each in item.child("customfields").children("customfield"):
        if each.attribute("key").endswith(kind):
            return next((value.content.strip() for value in each.child("customfieldvalues").children()), "")
    return ""


def _start(item: Element) -> str:
    for each in item.child("customfields").children("customfield"):
        if each.text("customfieldname").casefold() == "start date":
            told = next((value.content.strip() for value in each.child("customfieldvalues").children()), "")
            return _date(told)
    return ""


def _fields(item: Element) -> Iterator[tuple[str, str]]:
    told = (
        (_("Resolution"), "resolution"),
        (_("Reporter"), "reporter"),
        (_("Version"), "fixVersion"),
        (_("Seen in version"), "version"),
        (_("Environment"), "environment"),
        (_("Original estimate"), "timeoriginalestimate"),
        (_("Remaining estimate"), "timeestimate"),
        (_("Time spent"), "timespent"),
        (_("Security level"), "security"),
    )
    for name, key in told:
        values = dict.fromkeys(markdown(each.content).strip() for each in item.children(key))
        found = ", ".join(value for value in values if value and value != "Unresolved")
        if found:
            yield name, found
    for custom in item.child("customfields").children("customfield"):
        values = dict.fromkeys(each.content.strip() for each in custom.child("customfieldvalues").children())
        is_told = custom.attribute("key").endswith(("epic-link", "lexo-rank"))
        if any(values) and not is_told and custom.text("customfieldname").casefold() != "start date":
            yield custom.text("customfieldname"), ", ".join(filter(None, values))


def _date(text: str) -> str:
    """A day, which Jira writes as its midnight where the server stands."""
    found = _moment(text)
    return found.date().isoformat() if found else text


def _moment(text: str) -> datetime.datetime | None:
    """Of the form of mails (RFC 5322, 3.3)."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


FORMAT = Format("jira-xml", "Jira", gettext_lazy("a search exported as XML"), _recognises, _parse, NEVER)
