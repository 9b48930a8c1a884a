"""Cards that are no ordinary ones: templates, mirrors of other cards, separators."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from boards.transfer.boards import MIRROR, SEPARATOR, Board, Card
from boards.transfer.plans import Notes

# The address of a card in Trello: what a mirror there has for a title.
ADDRESS = re.compile(r"https?://trello\.com/c/([0-9A-Za-z]+)(?:/\S*)?")


def kept(board: Board, changed: Notes, left_out: Notes) -> list[Card]:
    """The cards that become tasks; what is different about them, and the others, are noted.

    Left out are only those that hold nothing of their own.
    """
    cards = [card for card in board.cards if card.role != MIRROR]
    by_name = {card.id: card for card in cards} | {card.short_link: card for card in cards if card.short_link}
    found = []
    for card in board.cards:
        source = _source(card, by_name) if card.role == MIRROR else None
        if card.role == SEPARATOR and _is_bare(card):
            left_out.add(_("Separators between cards"), card.title)
        elif source and _is_bare(card):
            left_out.add(_("Mirrors of cards that are in the file themselves"), source.title)
        else:
            _note(card, changed)
            found.append(card)
    return found


def _source(card: Card, by_name: dict[str, Card]) -> Card | None:
    """The card that a mirror shows, if the file holds it."""
    address = ADDRESS.fullmatch(card.title.strip())
    return by_name.get(card.mirrored) or (by_name.get(address[1]) if address else None)


def _is_bare(card: Card) -> bool:
    """Nothing but a title and a place."""
    own = (card.description.strip(), card.due, card.start, card.place, card.labels, card.members, card.fields)
    return not any((*own, card.checklists, card.comments, card.attachments, card.links))


def _note(card: Card, changed: Notes) -> None:
    if card.is_template:
        changed.add(_("Templates, archived here because they are no work to be done"), card.title)
    if card.role == MIRROR:
        changed.add(_("Mirrors of cards that are not in the file, now cards with their address"), card.title)
    elif card.role == SEPARATOR:
        changed.add(_("Separators that hold something, now ordinary cards"), card.title)
    elif card.role:
        changed.add(_("Cards of another kind, now ordinary cards"), f"{card.title} ({card.role})")
