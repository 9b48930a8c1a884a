"""Taiga's project dump: user stories, their tasks, issues and epics, people by their address, files within."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.transfer.boards import Attachment, Board, Card, Comment, Label, Lane, Link, Member
from boards.transfer.cells import priority
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, in_order, storable
from boards.transfer.moments import moment


def _recognises(file: Brought) -> bool:
    return file.json is not None and "us_statuses" in file.json and "user_stories" in file.json


def _parse(file: Brought) -> Sequence[Board]:
    return [_Reader(file.json or Row({}, "", [])).board()]


class _Reader:
    """Four kinds of things become cards: those that are no user stories carry their kind as a label."""

    def __init__(self, root: Row) -> None:
        self.root = root
        self.lanes: dict[str, Lane] = {}
        self.members: dict[str, Member] = {}
        self.labels: dict[str, Label] = {}
        self.colours = dict(self._colours())
        for row in in_order(root.rows("us_statuses"), "order"):
            self._lane(row)

    def board(self) -> Board:
        root = self.root
        stories = [self._card(row, "") for row in in_order(root.rows("user_stories"), "kanban_order")]
        for statuses in ("task_statuses", "issue_statuses", "epic_statuses"):
            for row in in_order(root.rows(statuses), "order"):
                self._lane(row, only_known=True)
        others = [
            self._card(row, kind)
            for kind, key in ((_("Task"), "tasks"), (_("Issue"), "issues"), (_("Epic"), "epics"))
            for row in root.rows(key)
        ]
        return Board(
            tool="Taiga",
            name=root.text("name"),
            description=root.text("description"),
            lists=tuple(self.lanes.values()),
            cards=(*stories, *others),
            labels=self.labels,
            members=self.members,
            history=root.size("timeline"),
            never=(_("Wiki, roles, watchers, and when sprints begin and end"),),
            mended=tuple(dict.fromkeys(root.mended)),
        )

    def _lane(self, row: Row, *, only_known: bool = False) -> None:
        """The column of a status. Statuses of tasks and issues are columns only where cards stand in them."""
        name = row.text("name")
        if name in self.lanes or (only_known and name not in self._used):
            return
        limit = row.scalar("wip_limit")
        self.lanes[name] = Lane(
            name, name, row.flag("is_archived"), limit, Status.COMPLETED if row.flag("is_closed") else None
        )

    @cached_property
    def _used(self) -> set[str]:
        return {row.text("status") for key in ("tasks", "issues", "epics") for row in self.root.rows(key)}

    def _colours(self) -> Iterator[tuple[str, str]]:
        pairs = self.root.values.get("tags_colors")
        for pair in pairs if isinstance(pairs, list) else ():
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str):
                yield storable(pair[0]), storable(pair[1]) if isinstance(pair[1], str) else ""

    def _card(self, row: Row, kind: str) -> Card:
        reference = row.scalar("ref") or row.path
        status = row.text("status")
        self.lanes.setdefault(status, Lane(status, status or _("Without a list")))
        people = [row.text("assigned_to"), *row.texts("assigned_users")]
        return Card(
            id=reference,
            list_id=status,
            title=row.text("subject"),
            number=row.scalar("ref"),
            description=row.text("description"),
            due=row.scalar("due_date"),
            priority=priority(row.text("priority")) or 0,
            done_at=moment(row.scalar("finish_date") or row.scalar("finished_date")),
            created_at=moment(row.scalar("created_date")),
            changed_at=moment(row.scalar("modified_date")),
            labels=tuple(dict.fromkeys(map(self._label, [*([kind] if kind else []), *row.texts("tags")]))),
            members=tuple(dict.fromkeys(self._member(each) for each in people if each)),
            fields=tuple(_fields(row)),
            comments=tuple(self._comments(reference, row.rows("history"))),
            attachments=tuple(map(_attachment, row.rows("attachments"))),
            links=tuple(self._links(row, reference)),
            votes=row.size("votes"),
        )

    def _links(self, row: Row, reference: str) -> Iterator[Link]:
        story = row.scalar_of("user_story")
        if story and story != reference:
            yield Link(Relation.PARENT, story)
        for related in row.rows("related_user_stories"):
            if related.scalar_of("user_story"):
                # A story of another project has a number of its own.
                elsewhere = related.scalar_of("source_project_slug")
                number = related.scalar_of("user_story")
                yield Link(Relation.CHILD, f"{elsewhere} #{number}" if elsewhere else number)
        made = (("generated_from_issue", _("Made from the issue")), ("generated_from_task", _("Made from the task")))
        for key, words in made:
            if row.scalar_of(key):
                yield Link(Relation.RELATES, row.scalar_of(key), words=words)

    def _label(self, name: str) -> str:
        return self.labels.setdefault(name, Label(name, name, self.colours.get(name, ""))).id

    def _member(self, address: str, name: str = "") -> str:
        return self.members.setdefault(address, Member(address, name or address.partition("@")[0], address)).id

    def _comments(self, card: str, rows: Iterable[Row]) -> Iterator[Comment]:
        for row in rows:
            text = row.text("comment")
            if text.strip() and not row.scalar_of("delete_comment_date"):
                told = row.values.get("user")
                address, name = ((*told, "", "") if isinstance(told, list) else (told, ""))[:2]
                address, name = (storable(each) if isinstance(each, str) else "" for each in (address, name))
                key = self._member(address, name) if address else ""
                author = name or address
                yield Comment(card, author, text, moment(row.scalar("created_at")), key)


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    points = {each.text("role"): each.scalar_of("points") for each in row.rows("role_points")}
    reference = row.values.get("external_reference")
    outside = [each for each in reference if isinstance(each, str)] if isinstance(reference, list) else []
    pairs = (
        *((_("Points (%(role)s)") % {"role": role}, value) for role, value in points.items() if value != "?"),
        (_("Swimlane"), row.scalar_of("swimlane")),
        (_("Reason of the due date"), row.scalar_of("due_date_reason")),
        (_("Required by the client"), _("yes") if row.flag("client_requirement") else ""),
        (_("Required by the team"), _("yes") if row.flag("team_requirement") else ""),
        (_("Outside reference"), storable(" ".join(outside))),
        (_("Sprint"), row.scalar("milestone")),
        (_("Type"), row.scalar("type")),
        (_("Severity"), row.scalar("severity")),
        (_("Blocked"), (row.text("blocked_note") or _("yes")) if row.flag("is_blocked") else ""),
    )
    yield from (pair for pair in pairs if pair[1])
    values = row.row("custom_attributes_values").row("attributes_values")
    yield from ((storable(name), values.scalar_of(name)) for name in values.values if values.scalar_of(name))


def _attachment(row: Row) -> Attachment:
    file = row.row("attached_file")
    content = file.text("data")
    opened = partial(_opened, content) if content else None
    return Attachment(row.text("name") or file.text("name"), "", opened, len(content) * 3 // 4)


def _opened(content: str) -> IO[bytes]:
    try:
        return io.BytesIO(base64.b64decode(content))
    except binascii.Error:
        return io.BytesIO(b"")


FORMAT = Format("taiga", "Taiga", gettext_lazy("a project exported as JSON"), _recognises, _parse)
