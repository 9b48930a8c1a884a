"""What a reader chooses of a report. A GET form: its address is the report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.exceptions import InvalidInput
from boards.filters.fields import DateField
from boards.models import Project, User
from boards.queries import reports
from boards.reports import choices
from boards.reports.choices import Choice
from boards.reports.days import Period

_DAY_INPUT = {"type": "date"}


class ReportForm(forms.Form):
    """Period and sections. Valid, it has `choice` and `period`."""

    since = forms.ChoiceField(choices=[("", ""), *((name, name) for name in choices.SINCE)], required=False)
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Sections"),
        choices=list(choices.SECTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    choice: Choice
    period: Period

    def __init__(self, data: QueryDict, *, project: Project, reader: User) -> None:
        super().__init__(data)
        self.project, self.reader = project, reader
        self.last_made = reports.last_made(project, reader)
        self.fields["from"] = DateField(label=_("From"), widget=forms.TextInput(_DAY_INPUT))
        self.fields["to"] = DateField(label=_("To"), widget=forms.TextInput(_DAY_INPUT))
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
