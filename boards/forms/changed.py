"""Forms of which only what was changed on their page is written."""

from __future__ import annotations

from typing import Any

from django import forms


class ChangedForm(forms.Form):
    """What its page showed goes along in hidden fields: of two pages opened at once, the later one leaves what only the
    other has changed. Sent without them, as by a program, every field counts as changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = name in self.initial

    @property
    def changes(self) -> dict[str, Any]:
        """The cleaned fields that differ from what the page showed."""
        knows = any(field.html_initial_name in self.data for field in self)
        return {name: value for name, value in self.cleaned_data.items() if not knows or name in self.changed_data}
