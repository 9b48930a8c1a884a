"""The shape of a new public link, and of the password that one asks for."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import LineField
from boards.rules.text import NAME_LIMIT

PASSWORD_LIMIT = 128
ENDS = (("", _("Never")), ("1", _("In a day")), ("7", _("In a week")), ("30", _("In 30 days")), ("365", _("In a year")))


class LinkForm(forms.Form):
    """Whom it is for, and what holds it."""

    name = LineField(limit=NAME_LIMIT, label=_("Name"), help_text=_("Whom it is for. Only admins see it."))
    password = forms.CharField(
        required=False,
        strip=False,
        max_length=PASSWORD_LIMIT,
        label=_("Password"),
        help_text=_("Asked for before the board is shown. Give it to people by another way than the link."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    days = forms.ChoiceField(required=False, choices=ENDS, initial="30", label=_("Ends"))

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        days = self.cleaned_data["days"]
        expires_at = timezone.now() + datetime.timedelta(days=int(days)) if days else None
        return {"name": self.cleaned_data["name"], "password": self.cleaned_data["password"], "expires_at": expires_at}


class UnlockForm(forms.Form):
    """The password of a link."""

    password = forms.CharField(
        strip=False,
        max_length=PASSWORD_LIMIT,
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
