"""The checklists and comments of a card as real ones; what doesn't fit stays in its description."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from boards.models import User
from boards.rules import days
from boards.rules.checklists import MOST_ITEMS, MOST_LISTS
from boards.rules.text import ITEM_LIMIT, NAME_LIMIT, TEXT_LIMIT, is_blank
from boards.services.bulk_talk import ChecklistDraft, CommentDraft, ItemDraft, Talk
from boards.transfer import moments
from boards.transfer.boards import Board, Card, Checklist, Comment, Item
from boards.transfer.plans import Notes
from boards.transfer.texts import one_line


@dataclass(frozen=True)
class Talks:
    """Plans them for the cards of a board, and notes what is different."""

    board: Board
    people: Mapping[str, User]
    zone: datetime.tzinfo
    now: datetime.datetime
    changed: Notes

    def of_card(self, card: Card, remarks: list[str]) -> tuple[Talk, Card]:
        """What becomes real, and the card without it."""
        fits = [index < MOST_LISTS and len(each.items) <= MOST_ITEMS for index, each in enumerate(card.checklists)]
        lists = [each for each, is_real in zip(card.checklists, fits, strict=True) if is_real]
        left = tuple(each for each, is_real in zip(card.checklists, fits, strict=True) if not is_real)
        for each in left:
            self.changed.add(_("Checklists that are too many or too long, now in the description"), one_line(each.name))
        drafts = [self._comment(each) for each in card.comments]
        kept = tuple(each for each, draft in zip(card.comments, drafts, strict=True) if draft is None)
        talk = Talk(tuple(self._checklist(each, remarks) for each in lists), tuple(each for each in drafts if each))
        is_same = len(left) == len(card.checklists) and len(kept) == len(card.comments)
        return talk, card if is_same else replace(card, checklists=left, comments=kept)

    def _checklist(self, checklist: Checklist, remarks: list[str]) -> ChecklistDraft:
        title = one_line(checklist.name) or _("Checklist")
        return ChecklistDraft(
            self._cut(title, NAME_LIMIT, remarks), tuple(self._item(each, remarks) for each in checklist.items)
        )

    def _item(self, item: Item, remarks: list[str]) -> ItemDraft:
        due = moments.day(item.due, self.zone) if item.due else None
        due = due if due and days.is_usable(due) else None
        assignee = self.people.get(item.member_id)
        member = self.board.members.get(item.member_id)
        details = [
            one_line(item.due) if item.due and due is None else "",
            member.name if member and not assignee else "",
        ]
        told = ", ".join(filter(None, details))
        text = (one_line(item.text) or _("Without a title")) + (f" ({told})" if told else "")
        return ItemDraft(self._cut(text, ITEM_LIMIT, remarks), item.done, assignee, due)

    def _comment(self, comment: Comment) -> CommentDraft | None:
        """Of who has no account here the name stands in the text, if it is told. None for what can't be a comment."""
        text = comment.text.replace("\r\n", "\n")
        author = self.people.get(comment.author_id)
        if is_blank(text):
            return None
        name = one_line(comment.author)
        whole = spoken(name, text) if name and not author else text
        if len(whole) > TEXT_LIMIT:
            return None
        if not author:
            self._note_writer(name, text)
        return CommentDraft(whole, author, moments.past(comment.date, self.now))

    def _note_writer(self, name: str, text: str) -> None:
        if name:
            self.changed.add(_("Comments of people without an account here, now with their names in the text"), name)
        else:
            self.changed.add(_("Comments of which the file doesn't tell who wrote them"), text)

    def _cut(self, text: str, limit: int, remarks: list[str]) -> str:
        if len(text) <= limit:
            return text
        self.changed.add(_("Texts of checklists cut; they stand whole in the description"), text)
        remarks.append(_("In full: %(text)s") % {"text": text})
        return text[: limit - 1].rstrip() + "…"


def spoken(author: str, text: str) -> str:
    """What somebody said who has no account here."""
    return f"**{one_line(author) or _('Somebody')}:**\n\n{text}"
