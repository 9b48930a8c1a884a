"""The form for a new API key."""

from __future__ import annotations

import datetime
from typing import TypedDict

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import LineField
from boards.rules.text import NAME_LIMIT


class Lifetime(models.TextChoices):
    """How long a key holds."""

    MONTH = "30", _("30 days")
    QUARTER = "90", _("90 days")
    YEAR = "365", _("A year")
    EVER = "", _("Until I revoke it")


class Rights(models.TextChoices):
    """What a key may do."""

    READ = "read", _("Read only")
    WRITE = "write", _("Read and make changes")


class NewKey(TypedDict):
    """What `accounts.services.keys.create` is given."""

    name: str
    can_write: bool
    expires_at: datetime.datetime | None


class KeyForm(forms.Form):
    """Name, rights and lifetime of a key."""

    name = LineField(
        limit=NAME_LIMIT, label=_("Name"), help_text=_("What the key is for, so that you know it again later.")
    )
    rights = forms.ChoiceField(choices=Rights.choices, initial=Rights.READ, label=_("It may"))
    lifetime = forms.ChoiceField(
        choices=Lifetime.choices, initial=Lifetime.QUARTER, required=False, label=_("It holds for")
    )

    def values(self) -> NewKey:
        """What `accounts.services.keys.create` takes."""
        days = self.cleaned_data["lifetime"]
        return {
            "name": self.cleaned_data["name"],
            "can_write": self.cleaned_data["rights"] == Rights.WRITE,
            "expires_at": timezone.now() + datetime.timedelta(days=int(days)) if days else None,
        }
