"""Cards of our own archives: whom their texts mention, and what stands below them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from boards.models import User
from boards.transfer.archive import numbers
from boards.transfer.boards import Board, Card


def translated(card: Card, board: Board, people: Mapping[str, User]) -> Card:
    """The card with the people of this site in place of the members of the board; whoever isn't found is nobody, and
    where nothing is to be written below a description, is not named there either."""

    def pk_of(_table: str, number: int) -> int:
        found = people.get(str(number))
        return found.pk if found else numbers.NOBODY

    members = tuple(key for key in card.members if key in people) if board.is_bare else card.members
    comments = tuple(replace(each, text=numbers.mentions(each.text, pk_of)) for each in card.comments)
    description = numbers.mentions(card.description, pk_of)
    return replace(card, members=members, comments=comments, description=description)
