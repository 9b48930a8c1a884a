"""The shape of what administrators say about groups of people."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from boards.accounts.oidc.provider import name_of
from boards.forms.fields import FormData, LineField, TextField
from boards.models import Group, User
from boards.models.groups import CLAIM_LIMIT
from boards.queries import people
from boards.rules.addresses import in_small_letters
from boards.rules.text import NAME_LIMIT
from boards.services.groups import Source

MOST_ADDRESSES = 500
# So many of those that nobody has are named.
MOST_NAMED = 5


class GroupForm(forms.Form):
    """A group: its name, who brings its people, and who may use it."""

    name = LineField(limit=NAME_LIMIT, label=gettext_lazy("Name"))
    issuer = forms.ChoiceField(required=False, label=gettext_lazy("Who is in it"))
    claim = LineField(
        limit=CLAIM_LIMIT,
        required=False,
        label=gettext_lazy("Name of the group at the provider"),
        help_text=gettext_lazy("To the letter, as the provider sends it at a sign-in."),
    )
    is_offered = forms.BooleanField(
        required=False,
        initial=True,
        label=gettext_lazy("Offer it to all projects"),
        help_text=gettext_lazy(
            "Then the admins of any project may give it a role there. Otherwise only those in it, and administrators."
        ),
    )

    def __init__(self, data: FormData = None, *, group: Group | None = None) -> None:
        shown = {name: getattr(group, name) for name in ("name", "issuer", "claim", "is_offered")} if group else None
        super().__init__(data, initial=shown)
        bringing = {each.issuer: each.name for each in settings.OIDC_PROVIDERS if each.groups_claim}
        if group is not None and group.issuer:
            bringing.setdefault(group.issuer, name_of(group.issuer))
        if bringing:
            brought = [(issuer, _("Brought by %(provider)s") % {"provider": name}) for issuer, name in bringing.items()]
            field: Any = self.fields["issuer"]
            field.choices = [("", _("People chosen here")), *brought]
        else:
            del self.fields["issuer"], self.fields["claim"]

    def clean(self) -> dict[str, Any]:
        """With `source` in place of the two fields that tell it."""
        values = {**self.cleaned_data}
        issuer, claim = values.pop("issuer", ""), values.pop("claim", "")
        if issuer and not claim and "claim" not in self.errors:
            self.add_error("claim", _("Enter the name that the group has at the provider."))
        return {**values, "source": Source(issuer, claim) if issuer else None}


class AddPeopleForm(forms.Form):
    """The addresses of people to be put into a group."""

    addresses = TextField(
        label=gettext_lazy("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "placeholder": "ada@example.com"}),
        help_text=gettext_lazy("Of people with an account here. Several on lines of their own, or with commas."),
    )

    def clean_addresses(self) -> list[User]:
        """The people."""
        wanted = [in_small_letters(each) for each in re.split(r"[\s,;]+", self.cleaned_data["addresses"]) if each]
        if not wanted or len(wanted) > MOST_ADDRESSES:
            raise forms.ValidationError(_("Enter one to %(most)s addresses.") % {"most": MOST_ADDRESSES})
        found = {user.email: user for user in people.among(wanted)}
        missing = [each for each in dict.fromkeys(wanted) if each not in found]
        if missing:
            raise forms.ValidationError(_sentence(missing))
        return list(found.values())


def _sentence(missing: list[str]) -> str:
    named, more = ", ".join(missing[:MOST_NAMED]), len(missing) - MOST_NAMED
    if more > 0:
        sentence = ngettext(
            "Nobody here has %(named)s, nor %(more)s other.", "Nobody here has %(named)s, nor %(more)s others.", more
        )
        return sentence % {"named": named, "more": more}
    return _("Nobody here has %(named)s.") % {"named": named}
