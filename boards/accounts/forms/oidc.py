"""The form of the check page of single sign-on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import FormData, TextField
from boardsite.oidc import Provider

EXAMPLE = '{"sub": "7f3a", "name": "Ann Karlsson", "email": "ann@example.com", "email_verified": true, "groups": []}'


class ClaimsForm(forms.Form):
    """A provider, and the claims it might send."""

    provider = forms.ChoiceField(label=_("Provider"))
    claims = TextField(label=_("Claims"), help_text=_("As JSON, such as an ID token holds."), initial=EXAMPLE)

    def __init__(self, providers: Sequence[Provider], data: FormData = None) -> None:
        super().__init__(data)
        choices: Any = self.fields["provider"]
        choices.choices = [(each.id, each.name) for each in providers]
