"""What a reader chooses of a report. A GET form: its address is the report."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.exceptions import InvalidInput
from boards.filters.fields import BooleanField, DateField, InstantField
from boards.models import Project, User
from boards.queries.formatting import short_day
from boards.reports import choices, queries
from boards.reports.choices import Choice
from boards.reports.days import DAY, Period
from boards.rules import spreadsheets
from boards.rules.spreadsheets import Dialect


@dataclass(frozen=True)
class DayInput:
    """One end of the period, as the page shows it."""

    name: str
    label: str
    value: str
    error: str


@dataclass(frozen=True)
class Preset:
    """A period that is a link."""

    label: str
    query: str
    is_current: bool


@dataclass(frozen=True)
class Chip:
    """A section that a click shows or hides."""

    name: str
    label: str
    query: str
    is_shown: bool


class HandedOutForm(forms.Form):
    """Up to which moment a report tells that was handed out."""

    until = InstantField()

    def clean_until(self) -> datetime.datetime:
        """It is needed, and one at which a report can end."""
        until: datetime.datetime | None = self.cleaned_data["until"]
        if until is None:
            raise ValidationError(_("Open the report again, and mark it from there."))
        if until.date() < choices.EARLIEST:
            raise ValidationError(choices.too_early())
        return until


# What each field takes that has to be one of some words.
_WORDS: dict[str, Collection[str]] = {
    "since": choices.SINCE,
    "sections": choices.SECTIONS,
    "paper": choices.PAPER,
    "separator": spreadsheets.SEPARATORS,
}


class ReportForm(forms.Form):
    """Period, sections, the paper of the PDF and the separator of the CSV. Valid, it has `choice` and `period`.

    `language` is that of the reader's browser: it tells what their spreadsheet most likely expects.
    """

    since = forms.ChoiceField(choices=[(name, name) for name in choices.SINCE], required=False)
    paper = forms.ChoiceField(choices=list(choices.PAPER.items()), required=False)
    separator = forms.ChoiceField(choices=[(name, name) for name in spreadsheets.SEPARATORS], required=False)
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Sections"),
        choices=list(choices.SECTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    items = BooleanField()

    choice = Choice()
    period: Period | None = None

    def __init__(self, data: QueryDict, *, project: Project, reader: User, language: str = "") -> None:
        super().__init__(data)
        self.project, self.reader, self.language = project, reader, language
        self.last_made = queries.last_made(project, reader)
        self.fields["from"] = DateField(label=_("From"))
        self.fields["to"] = DateField(label=_("To"))
        for name, words in _WORDS.items():
            sentence = _("Use one of these: %(words)s.") % {"words": ", ".join(words)}
            self.fields[name].error_messages["invalid_choice"] = sentence

    def clean(self) -> dict[str, object]:
        """Work the period out once each value is what it should be."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.choice = Choice(
                first=found["from"],
                last=found["to"],
                since=found["since"],
                sections=choices.sections(found["sections"]),
                items=bool(found["items"]),
            )
            try:
                self.period = choices.period(self.choice, queries.began(self.project), self.reader, self.last_made)
            except InvalidInput as error:
                self.add_error(error.field, error.sentence)
        return found

    @property
    def first_sentence(self) -> str:
        """What is wrong, first of all."""
        return str(next(iter(self.errors.values()))[0])

    # --- What the page shows ---

    @property
    def days(self) -> list[DayInput]:
        """Both ends: of the period that is shown, or what was typed."""
        shown = {"from": self.period.first, "to": self.period.last} if self.period else {}
        labels = {"from": _("From"), "to": _("To")}
        return [
            DayInput(
                name,
                label,
                shown[name].isoformat() if shown else str(self.data.get(name, "")),
                str(next(iter(self.errors.get(name, [])), "")),
            )
            for name, label in labels.items()
        ]

    @property
    def chips(self) -> list[Chip]:
        """A link for each section, to this report with it or without it. Without any it is the usual ones."""
        chosen = self.choice.sections
        return [
            Chip(name, str(label), self._query_of(set(chosen) ^ {name}, items=self.choice.items), name in chosen)
            for name, label in choices.SECTIONS.items()
        ]

    @property
    def items_chip(self) -> Chip | None:
        """A link to this report with the items of checklists in the workload, or without; None without a workload."""
        chosen, is_on = self.choice.sections, self.choice.items
        label = _("Count checklist items in the workload")
        return (
            Chip("items", label, self._query_of(set(chosen), items=not is_on), is_on) if "workload" in chosen else None
        )

    @property
    def fields_of_days(self) -> list[tuple[str, str]]:
        """What goes along as fields (name, value) when other days are asked for."""
        return self._fields(self._kept)

    @property
    def sizes(self) -> list[tuple[str, str, bool]]:
        """Each size of paper (value, label, chosen)."""
        chosen = self.size
        return [(value, label, value == chosen) for value, label in choices.PAPER.items()]

    @property
    def size(self) -> str:
        """The size of the PDF's sheets."""
        return self.cleaned_data.get("paper") or next(iter(choices.PAPER))

    @property
    def separators(self) -> list[tuple[str, str, bool]]:
        """Each separator of the CSV (value, label, chosen), with a number as it is written there."""
        chosen = self.separator_name
        labels = {
            "comma": _("Comma, 1.5"),
            "semicolon": _("Semicolon, 1,5"),
            "semicolon-point": _("Semicolon, 1.5"),
            "tab": _("Tab, 1.5"),
        }
        return [(value, labels[value], value == chosen) for value in spreadsheets.SEPARATORS]

    @property
    def separator_name(self) -> str:
        """The separator that was asked for, else the one that the reader's spreadsheet most likely expects."""
        return self.cleaned_data.get("separator") or spreadsheets.separator_for(self.language)

    @property
    def dialect(self) -> Dialect:
        """How the CSV is written."""
        return spreadsheets.SEPARATORS[self.separator_name]

    @property
    def presets(self) -> list[Preset]:
        """Usual periods, with sections and paper as they are chosen."""
        today = self.reader.today()
        found = [
            (_("Last 4 weeks"), {"from": str(today - DAY * (choices.USUAL_DAYS - 1))}),
            (_("Last 12 weeks"), {"from": str(today - DAY * 83)}),
        ]
        if self.last_made is not None:
            day = short_day(self.last_made.astimezone(self.reader.zone).date())
            found.append((_("Since the last report, %(day)s") % {"day": day}, {"since": "last"}))
        found.append((_("From the beginning"), {"since": "start"}))
        return [Preset(label, self._query(asked), self._is_asked(asked)) for label, asked in found]

    @property
    def fields_of_files(self) -> list[tuple[str, str]]:
        """This choice as fields (name, value), without the paper."""
        return self._fields(self._given)

    @property
    def query_of_all(self) -> str:
        """The address of this report with every task of its lists."""
        return self._query(self._given | {"all": "1"})

    @property
    def _given(self) -> dict[str, str]:
        return {name: str(value) for name in ("from", "to", "since") if (value := self.cleaned_data.get(name))}

    def _query(self, asked: dict[str, str]) -> str:
        return _question(self._fields(asked | self._kept))

    def _query_of(self, names: set[str], *, items: bool) -> str:
        chosen = _fields_of(choices.sections(names), items=items)
        return _question([*self._given.items(), *self._kept.items(), *chosen]) or "?"

    @property
    def _kept(self) -> dict[str, str]:
        """What stays in every address of the page, whatever is chosen next."""
        return {name: value for name in ("paper", "separator") if (value := self.cleaned_data.get(name))}

    def _fields(self, asked: dict[str, str]) -> list[tuple[str, str]]:
        return [*asked.items(), *_fields_of(self.choice.sections, items=self.choice.items)]

    def _is_asked(self, asked: dict[str, str]) -> bool:
        if not self._given:
            return asked == {"from": str(self.reader.today() - DAY * (choices.USUAL_DAYS - 1))}
        if "from" in asked and self.period and not self.choice.since:
            return str(self.period.first) == asked["from"] and self.period.last == self.reader.today()
        return self._given == asked


def _fields_of(sections: tuple[str, ...], *, items: bool) -> list[tuple[str, str]]:
    """The sections as fields, none for the usual ones, and whether items count."""
    named = [("sections", name) for name in sections] if sections != choices.USUAL_SECTIONS else []
    return [*named, *([("items", "1")] if items else [])]


def _question(fields: list[tuple[str, str]]) -> str:
    return f"?{urlencode(fields)}" if fields else ""
