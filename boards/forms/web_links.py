"""The shape of what people send about web links."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boards.exceptions import InvalidInput
from boards.forms.fields import LineField
from boards.rules import web_addresses
from boards.rules.text import TITLE_LIMIT


class WebLinkForm(forms.Form):
    """An address and its title; `version` is the one the form showed."""

    url = LineField(
        limit=web_addresses.URL_LIMIT, label=_("Address"), error_messages={"required": _("Enter an address.")}
    )
    title = LineField(limit=TITLE_LIMIT, label=_("Title"), required=False)
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def clean_url(self) -> str:
        """The address, with the scheme that people leave out."""
        try:
            return web_addresses.clean_url(web_addresses.completed(self.cleaned_data["url"]))
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error
