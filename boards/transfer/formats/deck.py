"""Nextcloud Deck: what `occ deck:export` writes, and the JSON of its web page. Both hold several boards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import Relation, Status
from boards.transfer.boards import Attachment, Board, Card, Comment, Label, Lane, Link, Member
from boards.transfer.files import Brought
from boards.transfer.formats.base import Format
from boards.transfer.json_rows import Row, in_order
from boards.transfer.moments import moment, of_epoch

NAME = "Nextcloud Deck"


def _recognises(file: Brought) -> bool:
    return file.json is not None and any("stacks" in board for board in _boards(file.json)[:1])


def _parse(file: Brought) -> Sequence[Board]:
    return [_board(row) for row in _boards(file.json or Row({}, "", []))]


def _boards(root: Row) -> list[Row]:
    return root.each("boards") if isinstance(root.values.get("boards"), dict | list) else []


def _board(row: Row) -> Board:
    remarks: list[tuple[str, str]] = []
    there = in_order(row.each("stacks"), "order")
    stacks = [stack for stack in there if not _is_deleted(stack, _("Lists that were deleted there, left out"), remarks)]
    kept = [each for each in row.each("labels") if not of_epoch(each.scalar_of("deletedAt"))]
    labels = {each.id: Label(each.id, each.text("title"), _colour(each)) for each in kept}
    members: dict[str, Member] = {}
    cards = [
        _card(card, stack, labels, members)
        for stack in stacks
        for card in in_order(stack.each("cards"), "order")
        if not _is_deleted(card, _("Cards that were deleted there, left out"), remarks)
    ]
    return Board(
        tool=NAME,
        name=row.text("title"),
        lists=tuple(_lane(stack) for stack in stacks),
        cards=tuple(cards),
        closed=row.flag("archived"),
        labels=labels,
        members=members,
        remarks=tuple(remarks),
        never=(_("Whom a board is shared with, the files of its cards, and colors"),),
        mended=tuple(dict.fromkeys(row.mended)),
    )


def _is_deleted(row: Row, words: str, remarks: list[tuple[str, str]]) -> bool:
    deleted = of_epoch(row.scalar("deletedAt")) is not None
    if deleted:
        remarks.append((words, row.text("title")))
    return deleted


def _lane(stack: Row) -> Lane:
    return Lane(stack.id, stack.text("title"), status=Status.COMPLETED if stack.flag("isDoneColumn") else None)


def _card(row: Row, stack: Row, labels: dict[str, Label], members: dict[str, Member]) -> Card:
    carried = [each for each in row.each("labels") if not of_epoch(each.scalar_of("deletedAt"))]
    for each in carried:
        labels.setdefault(each.id, Label(each.id, each.text("title"), _colour(each)))
    done = moment(row.scalar("done"))
    return Card(
        id=row.id,
        list_id=stack.id,
        title=row.text("title"),
        description=row.text("description"),
        closed=row.flag("archived"),
        due=row.scalar("duedate"),
        start=row.scalar("startdate"),
        done=done is not None,
        done_at=done,
        created_at=of_epoch(row.scalar("createdAt")),
        changed_at=of_epoch(row.scalar("lastModified")),
        labels=tuple(dict.fromkeys(each.id for each in carried)),
        members=tuple(dict.fromkeys(_people(row.each("assignedUsers"), members))),
        comments=tuple(_comment(each, row, members) for each in row.each("comments")),
        attachments=tuple(
            Attachment(_file_name(each))
            for each in row.each("attachments")
            if not of_epoch(each.scalar_of("deletedAt"))
        ),
        links=tuple(Link(Relation.RELATES, str(each)) for each in _dependent(row) if str(each) != row.id),
        comments_counted=_count(row.values.get("commentsCount")),
    )


def _dependent(row: Row) -> list[int]:
    """The ids of cards that are named as dependent (since 1.18); which of the two waits, Deck leaves open."""
    found = row.values.get("dependentCards")
    return [each for each in found if isinstance(each, int)] if isinstance(found, list) else []


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _people(rows: Iterable[Row], members: dict[str, Member]) -> Iterable[str]:
    for row in rows:
        person = row.row("participant")
        key = person.text("uid") or person.text("primaryKey")
        if key:
            name = person.text("displayname") or key
            yield members.setdefault(key, Member(key, name, key if "@" in key else "")).id


def _comment(row: Row, card: Row, members: dict[str, Member]) -> Comment:
    key = row.text("actorId")
    name = row.text("actorDisplayName") or (members[key].name if key in members else key)
    date = moment(row.scalar("creationDateTime")) or of_epoch(row.scalar("creationDateTime"))
    return Comment(card.id, name, row.text("message"), date, key)


def _file_name(row: Row) -> str:
    return row.text("data") or row.row("extendedData").row("info").text("basename")


def _colour(row: Row) -> str:
    colour = row.text("color")
    return f"#{colour}" if colour and not colour.startswith("#") else colour


FORMAT = Format("deck", NAME, gettext_lazy("boards exported as JSON"), _recognises, _parse)
