"""What a reader chooses of a report. A GET form: its address is the report."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.exceptions import InvalidInput
from boards.filters.fields import DateField, InstantField
from boards.models import Project, User
from boards.queries import reports
from boards.reports import choices
from boards.reports.choices import Choice
from boards.reports.days import DAY, Period


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


class ReportForm(forms.Form):
    """Period and sections. Valid, it has `choice` and `period`."""

    since = forms.ChoiceField(choices=[("", ""), *((name, name) for name in choices.SINCE)], required=False)
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Sections"),
        choices=list(choices.SECTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    choice = Choice()
    period: Period | None = None

    def __init__(self, data: QueryDict, *, project: Project, reader: User) -> None:
        super().__init__(data)
        self.project, self.reader = project, reader
        self.last_made = reports.last_made(project, reader)
        self.fields["from"] = DateField(label=_("From"))
        self.fields["to"] = DateField(label=_("To"))
        for name in ("since", "sections"):
            self.fields[name].error_messages["invalid_choice"] = _("Use one of these: %(words)s.") % {
                "words": ", ".join(choices.SINCE if name == "since" else choices.SECTIONS)
            }

    def clean(self) -> dict[str, Any]:
        """Work the period out once each value is what it should be."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.choice = Choice(
                first=found["from"],
                last=found["to"],
                since=found["since"],
                sections=choices.sections(found["sections"]),
            )
            try:
                self.period = choices.period(self.choice, reports.began(self.project), self.reader, self.last_made)
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
    def section_names(self) -> list[tuple[str, str]]:
        """Every section with its label."""
        return [(name, str(label)) for name, label in choices.SECTIONS.items()]

    @property
    def chosen_sections(self) -> tuple[str, ...]:
        """Those that are shown."""
        return self.choice.sections

    @property
    def presets(self) -> list[Preset]:
        """Usual periods, with the sections as they are chosen."""
        today = self.reader.today()
        found = [
            (_("Last 4 weeks"), {"from": str(today - DAY * 27)}),
            (_("Last 12 weeks"), {"from": str(today - DAY * 83)}),
        ]
        if self.last_made is not None:
            day = date_format(self.last_made.astimezone(self.reader.zone), "j M")
            found.append((_("Since the last report, %(day)s") % {"day": day}, {"since": "last"}))
        found.append((_("From the beginning"), {"since": "start"}))
        return [Preset(label, self._query(asked), self._is_asked(asked)) for label, asked in found]

    def query(self, **more: str) -> str:
        """The address of this choice, from its question mark on; empty if it is the usual one."""
        asked = {name: str(value) for name in ("from", "to", "since") if (value := self.cleaned_data.get(name))}
        return self._query(asked | more)

    def _query(self, asked: dict[str, str]) -> str:
        if self.choice.sections == choices.USUAL_SECTIONS:
            return f"?{urlencode(asked)}" if asked else ""
        return f"?{urlencode({**asked, 'sections': self.choice.sections}, doseq=True)}"

    def _is_asked(self, asked: dict[str, str]) -> bool:
        given = {name: str(value) for name in ("from", "to", "since") if (value := self.cleaned_data.get(name))}
        if "from" in asked and self.period and not self.choice.since:
            return str(self.period.first) == asked["from"] and self.period.last == self.reader.today()
        return given == asked
