"""What a file holds, in numbers, and what of it has no place here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.models import Status
from boards.transfer.boards import MIRROR, SEPARATOR, Board, Card, Checklist
from boards.transfer.plans import Count, Notes
from boards.transfer.texts import stray_name


def counts(board: Board) -> tuple[Count, ...]:
    """One for each kind of thing, always the same kinds in the same order; called as here if the file is of no other
    tool."""
    ours = board.is_ours
    cards = board.cards
    items = [item for card in cards for checklist in card.checklists for item in checklist.items]
    strays = [each for each in board.strays if isinstance(each, Checklist)]
    items += [item for each in strays for item in each.items]
    checklists = sum(len(card.checklists) for card in cards) + len(strays)
    comments = sum(len(card.comments) for card in cards) + len(board.strays) - len(strays)
    return (
        Count(
            _("Columns") if ours else _("Lists"),
            len(board.lists),
            _some((sum(lane.closed for lane in board.lists), _("archived"))),
        ),
        Count(
            _("Cards"),
            len(cards),
            _some(
                (sum(card.closed for card in cards), _("archived")),
                (_complete(board), _("complete")),
                *_kinds(cards),
            ),
        ),
        Count(
            _("Tags") if ours else _("Labels"),
            len(board.labels),
            _some((sum(not label.name for label in board.labels.values()), _("without a name"))),
        ),
        Count(
            _("Checklists"),
            checklists,
            _some((len(items), _("items")), (sum(item.done for item in items), _("done"))),
        ),
        Count(_("People") if ours else _("Members"), len(board.members)),
        Count(_("Due dates"), sum(bool(card.due) for card in cards)),
        Count(_("Files and web links") if ours else _("Attachments"), sum(len(card.attachments) for card in cards)),
        Count(_("Comments"), comments),
    )


def _complete(board: Board) -> int:
    """How many cards are done: the file says so of the card, or of the list it stands in."""
    done = {lane.id for lane in board.lists if lane.status is Status.COMPLETED}
    return sum(card.done or (card.list_id in done and not card.closed) for card in board.cards)


def _kinds(cards: Sequence[Card]) -> Iterator[tuple[int, str]]:
    """How many cards are no ordinary ones."""
    roles = Counter(card.role for card in cards)
    templates = sum(card.is_template for card in cards)
    yield templates, ngettext("template", "templates", templates)
    mirrors, separators = roles[MIRROR], roles[SEPARATOR]
    yield mirrors, ngettext("mirror", "mirrors", mirrors)
    yield separators, ngettext("separator", "separators", separators)


def _some(*pairs: tuple[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple(pair for pair in pairs if pair[0])


def note_the_rest(board: Board, people: Collection[str], changed: Notes, left_out: Notes) -> None:
    """Note what concerns the whole board, and whatever finds no place."""
    tool = {"tool": board.tool}
    if board.closed:
        changed.add(_("The board is closed in %(tool)s, the project is open") % tool, board.name)
    for path in board.mended:
        changed.add(_("Texts with characters that can't be stored, now “�”"), path)
    for path in board.doubles:
        changed.add(_("Things that are twice in the file, taken once"), path)
    for stray in board.strays:
        left_out.add(_("Checklists and comments of cards that are not in the file"), stray_name(stray))
    unheard, votes, stickers = (
        _("Comments that %(tool)s left out of the file") % tool,
        _("Votes for cards"),
        _("Stickers on cards"),
    )
    for card in board.cards:
        left_out.add(unheard, card.title, max(0, card.comments_counted - len(card.comments)))
        left_out.add(votes, card.title, card.votes)
        left_out.add(stickers, card.title, card.stickers)
    for key, member in board.members.items():
        if key not in people:
            left_out.add(_("Members of the board who can't be matched to an account"), member.name)
    left_out.add(_("Entries of the history in %(tool)s") % tool, count=board.history)
    if board.told_since:
        left_out.facts.append(
            _("Comments from before %(date)s, because %(tool)s exports only the last %(count)s actions of a board")
            % {**tool, "date": board.told_since.date(), "count": f"{board.most_actions:,}"}
        )
    left_out.facts += board.never
    for sentence, place in board.remarks:
        changed.add(sentence, place)
