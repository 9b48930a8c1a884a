"""Which box of a text is to be ticked."""

from __future__ import annotations

from django import forms


class BoxForm(forms.Form):
    """`box` is its number and the state it is to have, as `2-yes`; `version` that of the text it was seen in."""

    box = forms.RegexField(r"^[0-9]{1,5}-(yes|no)$")
    version = forms.IntegerField(min_value=1, required=False)

    @property
    def number(self) -> int:
        """Which box, counted from 0."""
        return int(self.cleaned_data["box"].partition("-")[0])

    @property
    def done(self) -> bool:
        """Whether it is to be ticked."""
        return bool(self.cleaned_data["box"].endswith("-yes"))
