"""What is said of one entry."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import DateWordsField


class SnoozeForm(forms.Form):
    """The day on which something comes back; none for at once."""

    day = DateWordsField(required=False, label=_("Day"))
