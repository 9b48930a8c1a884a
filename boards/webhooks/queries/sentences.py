"""A change in the words of the history, cut into pieces that each chat can dress and escape in its own way."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.models import Activity, Kind, Role, User, WebhookDelivery
from boards.policy import Action, can
from boards.queries import change_records, history
from boards.queries.history_words import Teller
from boards.rules import mentions

# Of what people wrote, so much is told of each piece: a message is no place for a description.
LONGEST_PIECE, MOST_DETAILS = 200, 6


class Piece(NamedTuple):
    """Some words, on one line: plain, strong, or the words of a link."""

    text: str
    strong: bool = False
    link: str = ""


@dataclass(frozen=True)
class Message:
    """What a chat is told: a sentence, the fields that changed beside it, and where to see more."""

    sentence: list[Piece]
    place: Piece
    url: str
    link_words: str
    details: list[tuple[str, str]] = field(default_factory=list)


def message(delivery: WebhookDelivery, role: Role, *, url: str) -> Message:
    """What is told of a delivery; at most five queries."""
    project = delivery.project
    place = Piece(_one_line(project.title) if project else "Boardsite", link=url if project else "")
    words = _("Open the task") if delivery.task else _("Open the board") if project else _("Open Boardsite")
    if delivery.activity is None:
        text = _("This is a test of the webhook “%(name)s”.") % {"name": delivery.webhook.name}
        return Message([Piece(_one_line(text))], place, url, words)
    teller = _teller(delivery.activity, role, delivery.webhook.user)
    details = [
        (detail.label, f"{_one_line(detail.before)} → {_one_line(detail.after)}")
        for detail in teller.details(delivery.activity)[:MOST_DETAILS]
    ]
    comments = change_records.comments_of([delivery.activity]) if delivery.kind == Kind.COMMENT_CREATED else {}
    details += [(_("Comment"), _one_line(mentions.plain(comment["text"]))) for comment in comments.values()]
    return Message(pieces(teller.sentence(delivery.activity)), place, url, words, details)


def pieces(html: str) -> list[Piece]:
    """The HTML of a sentence as pieces."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return [piece for piece in parser.found if piece.text]


def _teller(activity: Activity, role: Role, reader: User | None) -> Teller:
    people = User.objects.in_bulk(history.people_in([activity]))
    hide, linked = not can(role, Action.EDIT_TASK), history.tasks_linked_in([activity], reader)
    return Teller(people=people, about=None, today=timezone.localdate(), hide_deleted=hide, linked=linked)


def _one_line(text: str) -> str:
    """What can be seen of a text on one line, shortened."""
    text = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return text if len(text) <= LONGEST_PIECE else f"{text[: LONGEST_PIECE - 1]}…"


class _Parser(HTMLParser):
    """Knows what sentences are made of: `b`, `q` and `a`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Piece] = []
        self._strong, self._link = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "b":
            self._strong = True
        elif tag == "q":
            self.found.append(Piece("“"))
        elif tag == "a":
            self._link = settings.SITE_URL + (dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "b":
            self._strong = False
        elif tag == "q":
            self.found.append(Piece("”"))
        elif tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        text = _one_line(data)
        # The blanks between the words of a sentence and what is filled in.
        before, after = " " if data[:1].isspace() else "", " " if text and data[-1:].isspace() else ""
        self.found.append(Piece(f"{before}{text}{after}", self._strong, self._link))
