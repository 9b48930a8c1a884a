"""How the cards of a file are linked: which of it can be links here, and what stays in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.models import LinkKind, Relation
from boards.models.task_links import STORED
from boards.transfer.boards import Card
from boards.transfer.plans import Notes
from boards.transfer.texts import one_line

# As many as a task may have (services.task_links).
MOST_LINKS = 100
_WORDS: Mapping[Relation, str | Promise] = {
    Relation.BLOCKS: gettext_lazy("Blocks “%(card)s”"),
    Relation.BLOCKED_BY: gettext_lazy("Is blocked by “%(card)s”"),
    Relation.RELATES: gettext_lazy("Relates to “%(card)s”"),
    Relation.DUPLICATES: gettext_lazy("Duplicates “%(card)s”"),
    Relation.DUPLICATED_BY: gettext_lazy("Is duplicated by “%(card)s”"),
    Relation.PARENT: gettext_lazy("Is part of “%(card)s”"),
    Relation.CHILD: gettext_lazy("Has the part “%(card)s”"),
}
# (first card, kind, second card), by their ids.
Tie = tuple[str, LinkKind, str]


@dataclass
class Ties:
    """`real` become links, in the order they are told; `words` stand in the descriptions of cards, by their ids."""

    real: list[Tie] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def of(cards: Sequence[Card], changed: Notes) -> Ties:
    """Each link once, however often and from whichever end it is told."""
    titles = {card.id: card.title for card in cards}
    told: dict[Tie, tuple[str, str]] = {}
    found = Ties()
    for card in cards:
        for link in card.links:
            other = titles.get(link.card_id) or one_line(link.title) or link.card_id
            words = f"{one_line(link.words)}: “{other}”" if link.words else str(_WORDS[link.kind]) % {"card": other}
            tie = _tie(card.id, link.kind, link.card_id)
            if link.card_id in titles and link.card_id != card.id:
                told.setdefault(tie, (card.id, words))
                if link.words:
                    found.words[card.id].append(words)
            else:
                found.words[card.id].append(words)
                changed.add(_("Links to cards that don't come along, now in the description"), card.title)
    real = _allowed(told)
    for tie, (key, words) in told.items():
        if tie not in real:
            if words not in found.words[key]:
                found.words[key].append(words)
            changed.add(
                _("Links that can't be (in a circle, a second parent, too many), now in the description"), words
            )
    found.real = [tie for tie in told if tie in real]
    return found


def _tie(card: str, kind: Relation, other: str) -> Tie:
    meant, is_first = STORED[kind]
    if meant is LinkKind.RELATES:
        is_first = card <= other
    return (card, meant, other) if is_first else (other, meant, card)


def _allowed(told: Iterable[Tie]) -> set[Tie]:
    """Without what a task has too many of, a second parent, and whatever closes a circle."""
    count: Counter[str] = Counter()
    parents: dict[str, str] = {}
    kept: list[Tie] = []
    for tie in told:
        first, kind, second = tie
        if max(count[first], count[second]) >= MOST_LINKS or (kind is LinkKind.PARENT and second in parents):
            continue
        if kind is LinkKind.PARENT:
            parents[second] = first
        count.update((first, second))
        kept.append(tie)
    closing = {tie for kind in (LinkKind.BLOCKS, LinkKind.DUPLICATES, LinkKind.PARENT) for tie in _closing(kept, kind)}
    return set(kept) - closing


def _closing(ties: Sequence[Tie], kind: LinkKind) -> Iterator[Tie]:
    """Links that lead back to where one came from; without them there is no circle. Each link is passed once."""
    onward: dict[str, list[str]] = defaultdict(list)
    for first, each, second in ties:
        if each is kind:
            onward[first].append(second)
    seen: set[str] = set()
    for start in list(onward):
        if start not in seen:
            yield from ((first, kind, second) for first, second in _back(start, onward, seen))


def _back(start: str, onward: Mapping[str, Sequence[str]], seen: set[str]) -> Iterator[tuple[str, str]]:
    above, way = {start}, [(start, iter(onward[start]))]
    seen.add(start)
    while way:
        here, rest = way[-1]
        following = next(rest, None)
        if following is None:
            way.pop()
            above.discard(here)
        elif following in above:
            yield here, following
        elif following not in seen:
            seen.add(following)
            above.add(following)
            way.append((following, iter(onward.get(following, ()))))
