"""The shape of what people send about the members of a project."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import AddressField
from boards.models import Role
from boards.models.projects import MEMBER_ROLES

ROLES = [(role.value, role.label) for role in MEMBER_ROLES]


class AddMemberForm(forms.Form):
    """A registered person and their role."""

    email = AddressField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "placeholder": "name@example.com"}),
    )
    role = forms.ChoiceField(choices=ROLES, initial=Role.MEMBER, label=_("Role"))


class RoleForm(forms.Form):
    """A member's role."""

    role = forms.ChoiceField(choices=ROLES, label=_("Role"))
