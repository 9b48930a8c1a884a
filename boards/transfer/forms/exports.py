"""What is chosen for an export."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import FormData, word_choice
from boards.transfer.exports.base import Export

SEPARATORS = (
    ("comma", _("Comma, decimal point")),
    ("semicolon", _("Semicolon, decimal comma (as Excel has it in German, French and many other languages)")),
    ("semicolon-point", _("Semicolon, decimal point (Switzerland)")),
    ("tab", _("Tab, decimal point")),
)


class ExportForm(forms.Form):
    """The format, and what stands between the cells of a CSV file."""

    format = forms.ChoiceField(widget=forms.RadioSelect, label=_("Format"))
    separator = forms.ChoiceField(required=False, choices=SEPARATORS, label=_("Between the cells of a CSV file"))

    def __init__(self, offered: Sequence[Export], data: FormData = None, separator: str = "comma") -> None:
        super().__init__(data, initial={"format": offered[0].key, "separator": separator})
        word_choice(self, "format").choices = [(each.key, each.name) for each in offered]
