"""The shape of a comment that is edited."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import TextField


class CommentForm(forms.Form):
    """A comment; `version` is the one the form showed."""

    text = TextField(label=_("Comment"))
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
