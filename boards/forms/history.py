"""Which earlier text is to be written again."""

from __future__ import annotations

from django import forms


class EarlierTextForm(forms.Form):
    """`field` is the one that held it, `version` that of the task, comment or project as it was looked at."""

    field = forms.CharField(required=False)
    version = forms.IntegerField(min_value=1, required=False)
