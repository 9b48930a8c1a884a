"""Which part of a history is asked for: by whom, of which kind, of which day. For pages and the API alike."""

from __future__ import annotations

import datetime
import re
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.filters.fields import DateField, One, one_of
from boards.models import User
from boards.queries.history_kinds import GROUPS, kinds_of
from boards.rules import days

ME = "me"


class PersonField(One):
    """Who made a change: the id of a person, or `me` for the reader."""

    def checked(self, text: str) -> int | str:
        """The id, or the word."""
        if text.lower() == ME:
            return ME
        if not re.fullmatch("[0-9]{1,18}", text):
            raise ValidationError(_("Use the id of a person, or me."))
        return int(text)


class KindField(One):
    """What kind of change: a group of them, or one by its name, such as `task.moved`."""

    def checked(self, text: str) -> str:
        """The word, if any change could be of it. Raises ValidationError."""
        if not kinds_of(text):
            raise one_of(list(GROUPS))
        return text


class DayField(DateField):
    """A day on which something can have happened."""

    def checked(self, text: str) -> datetime.date:
        """The day. Raises ValidationError also for one that nobody has seen, where clocks can't be set."""
        day = super().checked(text)
        if not days.is_usable(day):
            raise ValidationError(days.out_of_range())
        return day


class HistoryFilter(forms.Form):
    """A history by query parameters. Check `is_valid()` before `condition`: an invalid value is left out of it."""

    person = PersonField()
    kind = KindField()
    day = DayField()

    def condition(self, reader: User) -> Q:
        """What the rows of the history must meet; a day is one of the reader's."""
        given, wanted = self.given(), Q()
        if "person" in given:
            wanted &= Q(actor_id=reader.pk if given["person"] == ME else given["person"])
        if "kind" in given:
            wanted &= Q(kind__in=sorted(kinds_of(str(given["kind"]))))
        if "day" in given:
            wanted &= _within(cast(datetime.date, given["day"]))
        return wanted

    def given(self) -> dict[str, object]:
        """The valid values that were given."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value is not None}

    def sentences(self) -> dict[str, str]:
        """What is wrong with a parameter, by its name."""
        return {name: " ".join(str(each) for each in wrong) for name, wrong in self.errors.items()}


def _within(day: datetime.date) -> Q:
    first = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    after = timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))
    return Q(created_at__gte=first, created_at__lt=after)
