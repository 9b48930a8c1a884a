"""What each query parameter takes: text in, a checked value or a sentence out.

No sentence repeats the value, which may hold what no answer can carry.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput
from boards.models import Status
from boards.models.tasks import HIGHEST_PRIORITY
from boards.rules.text import TITLE_LIMIT, WORD_LIMIT, clean_line

DUE = ("overdue", "today", "week", "future", "none")
SORTS = ("priority", "due_date", "status", "title", "created_at", "updated_at", "position")
PRIORITY_WORDS: dict[str, int | str] = {"none": 0, "low": 1, "medium": 2, "high": 3, "urgent": "urgent"}
MOST_VALUES = 50
TRUE, FALSE = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off"})


class One(forms.Field):
    """A parameter that counts once; the last one given."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "required": False})

    def to_python(self, value: object) -> object:
        """The checked value, None without one."""
        text = str(value).strip() if value is not None else ""
        return self.checked(text) if text else None

    def checked(self, text: str) -> object:
        """The value that a text stands for; ValidationError says what would be right."""
        raise NotImplementedError


class _Many(One):
    """A parameter that may be repeated: a list of checked values."""

    widget = forms.SelectMultiple

    def to_python(self, value: object) -> list[object]:
        """The checked values, without blanks and doubles."""
        given = value if isinstance(value, list | tuple) else [] if value is None else [value]
        texts = [text for text in (str(one).strip() for one in given) if text]
        if len(texts) > MOST_VALUES:
            raise ValidationError(_("Choose at most %(limit)s at once.") % {"limit": MOST_VALUES})
        return list(dict.fromkeys(self.checked(text) for text in texts))


def _line(text: str, limit: int) -> str:
    try:
        return clean_line("", text, limit)
    except InvalidInput as error:
        raise ValidationError(error.sentence) from error


def one_of(words: Sequence[str]) -> ValidationError:
    """What is said about a word that is none of these."""
    return ValidationError(_("Use one of these: %(words)s.") % {"words": ", ".join(words)})


class SearchField(One):
    """Text to look for. The limit keeps it within what SQLite takes as a pattern."""

    def checked(self, text: str) -> str:
        """The text, stripped, if it is one line no longer than a title. Raises ValidationError."""
        return _line(text, TITLE_LIMIT)


class TagField(_Many):
    """Names of tags; a task that bears all of them is found."""

    def checked(self, text: str) -> str:
        """The name, stripped, if a tag could have it; whether there is one is not asked. Raises ValidationError."""
        return _line(text, WORD_LIMIT)


class StatusField(_Many):
    """Statuses, in any usual spelling: `in_progress`, `In Progress`, `in-progress`."""

    def checked(self, text: str) -> str:
        """The status as it is stored, such as `in_progress`. Raises ValidationError for a word that is none."""
        word = re.sub(r"[\s-]+", "_", text.lower())
        if word not in Status.values:
            raise one_of(Status.values)
        return word


class AssigneeField(_Many):
    """Whose tasks: ids of people, `me` for the reader, `none` for tasks that nobody has."""

    def checked(self, text: str) -> int | str:
        """An id, or one of the two words."""
        if text.lower() in ("me", "none"):
            return text.lower()
        if not re.fullmatch("[0-9]{1,18}", text):
            raise ValidationError(_("Use the id of a person, me or none."))
        return int(text)


class PriorityField(_Many):
    """Priorities by number, or by the words of the pages."""

    def checked(self, text: str) -> int | str:
        """A number, or `urgent` (4 and above)."""
        if text.lower() in PRIORITY_WORDS:
            return PRIORITY_WORDS[text.lower()]
        if not re.fullmatch("[0-9]{1,3}", text):
            raise ValidationError(
                _("Use a whole number from 0 to %(largest)s, or none, low, medium, high, urgent.")
                % {"largest": HIGHEST_PRIORITY}
            )
        return int(text)


class DueField(_Many):
    """When a task is due, judged by the day of the reader: one or several words of DUE."""

    def checked(self, text: str) -> str:
        """The word in small letters. Raises ValidationError for one that is not in DUE."""
        if text.lower() not in DUE:
            raise one_of(DUE)
        return text.lower()


class SortField(One):
    """An order, with `-` in front when it is descending."""

    def checked(self, text: str) -> str:
        """The text as it is, if SORTS has it without its `-`. Raises ValidationError."""
        if text.removeprefix("-") not in SORTS:
            raise one_of(SORTS)
        return text


class NumberField(One):
    """A whole number within bounds."""

    def __init__(self, *, smallest: int = 0, largest: int, **options: Any) -> None:
        self.smallest, self.largest = smallest, largest
        super().__init__(**options)

    def checked(self, text: str) -> int:
        """The number, if it is within the bounds. Raises ValidationError, also for a sign or a fraction."""
        number = int(text) if re.fullmatch("[0-9]{1,19}", text) else -1
        if not self.smallest <= number <= self.largest:
            raise ValidationError(
                _("Use a whole number from %(smallest)s to %(largest)s.")
                % {"smallest": self.smallest, "largest": self.largest}
            )
        return number


class BooleanField(One):
    """True or false; anything else is refused, not taken for 'no filter'."""

    def checked(self, text: str) -> bool:
        """True for a word of TRUE, False for one of FALSE, in any case. Raises ValidationError for others."""
        if text.lower() not in TRUE | FALSE:
            raise ValidationError(_("Use true or false."))
        return text.lower() in TRUE


class DateField(One):
    """A day as 2026-11-30."""

    def checked(self, text: str) -> datetime.date:
        """The day. Raises ValidationError for another way to write one, and for a day that is in no calendar."""
        try:
            if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return datetime.date.fromisoformat(text)
        except ValueError:
            pass
        raise ValidationError(_("Write the date as year-month-day, like 2026-11-30."))


class InstantField(One):
    """A moment as 2026-11-30T08:00:00+01:00, or a day; without an offset in the reader's time."""

    def checked(self, text: str) -> datetime.datetime:
        """The moment in UTC; a day is its first moment. Raises ValidationError."""
        # A plus sign that was not escaped arrives as a space.
        text = re.sub(r" (?=[0-9]{2}:?[0-9]{2}$)", "+", text) if "T" in text else text
        try:
            found = parse_datetime(text if len(text) > len("2026-11-30") else f"{text}T00:00:00")
            if found is not None:
                aware = found if timezone.is_aware(found) else timezone.make_aware(found)
                return aware.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            pass
        raise ValidationError(_("Write the time like 2026-11-30T08:00:00Z."))
