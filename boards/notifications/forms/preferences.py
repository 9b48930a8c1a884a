"""What somebody wants to hear of, and when the digest comes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.forms.changed import ChangedForm
from boards.forms.fields import FormData, word_choice
from boards.models import EmailPace, Reason, User
from boards.notifications.preferences import DIGEST_WEEKDAYS, Ways
from boards.notifications.queries.preferences import Digest

HINTS: dict[Reason, Promise] = {
    Reason.ASSIGNED: _("Somebody gives you a task."),
    Reason.ITEM_ASSIGNED: _("You are given an item of a checklist."),
    Reason.UNASSIGNED: _("Somebody else gives a task of yours to another person, or to nobody."),
    Reason.MENTIONED: _("Somebody writes @ and your name into a description or a comment."),
    Reason.COMMENTED: _("Somebody comments on a task that you watch."),
    Reason.CHANGED: _(
        "The title, due date, priority or column of a task that you watch; or it is completed or reopened."
    ),
    Reason.WATCHING: _("Somebody makes you watch a task, so that you hear of what happens to it."),
    Reason.DUE_TOMORROW: _("A task of yours, or an item of a checklist, is due the next day."),
    Reason.OVERDUE: _("A task of yours, or an item of a checklist, was due the day before."),
    Reason.UNBLOCKED: _("The last task that blocked one of yours, or one that you watch, is completed or taken away."),
    Reason.INVITED: _("Somebody adds you to a project."),
    Reason.ROLE_CHANGED: _("Somebody changes what you may do in a project."),
    Reason.HANDED_OVER: _("A project of yours gets another owner, or you become one."),
    Reason.ARCHIVED: _("A project of yours is archived or restored."),
    Reason.WEBHOOK_OFF: _("The site switches off a webhook that you made or manage."),
}


class Row(NamedTuple):
    """One reason, with its two fields."""

    label: str
    hint: Promise
    inbox: BoundField
    email: BoundField


def _hours() -> list[tuple[int, str]]:
    return [(hour, time_format(datetime.time(hour))) for hour in range(24)]


def _weekdays(first: int) -> list[tuple[int, str]]:
    """The days of a week, from the first on; 3 January 2021 was a Sunday."""
    days = [(first + step) % 7 for step in range(7)]
    return [(day, date_format(datetime.date(2021, 1, 3 + day), "l")) for day in days]


class PreferencesForm(ChangedForm):
    """Two fields for each reason, and two for the digest."""

    digest_hour = forms.TypedChoiceField(coerce=int, label=_("Hour of the digest"))
    digest_weekdays = forms.TypedMultipleChoiceField(
        coerce=int,
        label=_("Days of the digest"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day. To get no digest, switch it off above.")},
    )

    @classmethod
    def of(cls, user: User, ways: dict[Reason, Ways], digest: Digest, data: FormData = None) -> PreferencesForm:
        """The form with what is stored."""
        initial: dict[str, object] = {}
        for reason, (in_inbox, by_email) in ways.items():
            initial |= {f"inbox_{reason}": in_inbox, f"email_{reason}": by_email}
        initial |= {"digest_hour": digest.hour, "digest_weekdays": list(digest.weekdays or DIGEST_WEEKDAYS)}
        return cls(data, initial=initial, first_weekday=user.week_start)

    def __init__(self, *args: Any, first_weekday: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for reason in self._reasons():
            label = str(reason.label)
            self.fields[f"inbox_{reason}"] = forms.BooleanField(required=False, label=label)
            self.fields[f"email_{reason}"] = forms.ChoiceField(choices=EmailPace.choices, label=label)
            for name in (f"inbox_{reason}", f"email_{reason}"):
                self.fields[name].show_hidden_initial = name in self.initial
        word_choice(self, "digest_hour").choices = _hours()
        word_choice(self, "digest_weekdays").choices = _weekdays(first_weekday)

    @staticmethod
    def _reasons() -> list[Reason]:
        return list(Reason)

    def rows(self) -> Iterator[Row]:
        """Each reason, for the table."""
        for reason in self._reasons():
            yield Row(str(reason.label), HINTS[reason], self[f"inbox_{reason}"], self[f"email_{reason}"])

    def ways(self) -> dict[Reason, tuple[bool, str]]:
        """The reasons of which something was changed, as they are wanted now."""
        names = self.changes
        return {
            reason: (self._now(f"inbox_{reason}"), self._now(f"email_{reason}"))
            for reason in self._reasons()
            if f"inbox_{reason}" in names or f"email_{reason}" in names
        }

    def digest(self) -> tuple[int, list[int]] | None:
        """Hour and weekdays, if either was changed."""
        if not {"digest_hour", "digest_weekdays"} & self.changes.keys():
            return None
        return self._now("digest_hour"), self._now("digest_weekdays")

    def _now(self, name: str) -> Any:
        """What was changed, and otherwise what is stored: another page may have changed it since."""
        return self.changes.get(name, self.initial[name])
