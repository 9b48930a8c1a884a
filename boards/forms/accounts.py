"""What people say about themselves: when they sign up, and on their profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import LineField, LongSelect
from boards.models import Theme, User
from boards.rules import zones
from boards.rules.text import NAME_LIMIT


def time_zones() -> list[tuple[str, str]]:
    """Every time zone, the site's own first."""
    return [("", str(_("The site's own"))), *((name, name) for name in zones.names())]


class SignupForm(forms.Form):
    """Added to django-allauth's sign-up form."""

    display_name = LineField(limit=NAME_LIMIT, label=_("Your name"))
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    field_order = ("display_name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by django-allauth once the account has been made."""
        user.display_name = self.cleaned_data["display_name"]
        zone = self.cleaned_data["time_zone"]
        user.time_zone = zone if zone in zones.names() else ""
        user.save(update_fields=["display_name", "time_zone"])


class ProfileForm(forms.Form):
    """A person's own settings."""

    display_name = LineField(limit=NAME_LIMIT, label=_("Name"))
    time_zone = forms.ChoiceField(
        required=False,
        choices=time_zones,
        widget=LongSelect,
        label=_("Time zone"),
        help_text=_("Decides when a task is due today or overdue for you."),
    )
    theme = forms.ChoiceField(choices=Theme.choices, label=_("Theme"))
    shortcuts = forms.BooleanField(required=False, label=_("Keyboard shortcuts"))

    @classmethod
    def of(cls, user: User, data: Any = None) -> ProfileForm:
        """The form with what is stored."""
        return cls(data, initial={name: getattr(user, name) for name in cls.base_fields})
