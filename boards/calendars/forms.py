"""The form for a new calendar link."""

from __future__ import annotations

from typing import TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import FormData, LineField
from boards.models import Shows
from boards.rules.text import NAME_LIMIT


class NewFeed(TypedDict):
    """What `calendars.services.create` is given, beside the project."""

    name: str
    shows: str
    with_watched: bool


class FeedForm(forms.Form):
    """Name and content of a link."""

    name = LineField(
        limit=NAME_LIMIT, label=_("Name"), help_text=_("Which calendar it is for, so that you know it again later.")
    )
    shows = forms.ChoiceField(choices=Shows.choices, initial=Shows.EVENTS, label=_("Due dates are shown as"))
    with_watched = forms.BooleanField(required=False, label=_("Tasks that I watch too"))

    def __init__(self, data: FormData = None, *, of_project: bool = False) -> None:
        super().__init__(data)
        if of_project:
            del self.fields["with_watched"]

    def values(self) -> NewFeed:
        """What `calendars.services.create` takes."""
        chosen = self.cleaned_data
        return {"name": chosen["name"], "shows": chosen["shows"], "with_watched": chosen.get("with_watched", False)}
