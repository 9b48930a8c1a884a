"""Who else is to hear of a task."""

from __future__ import annotations

from django import forms

from boards.forms.tasks import HIGHEST_ID


class WatcherForm(forms.Form):
    """One person by id: whom a button takes away, or who was chosen to be added."""

    add = forms.IntegerField(min_value=1, max_value=HIGHEST_ID, required=False)
    remove = forms.IntegerField(min_value=1, max_value=HIGHEST_ID, required=False)
