"""The shape of what people send about the members of a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from boards.forms.fields import AddressField, FormData, row_choice
from boards.models import Group, Role, User
from boards.models.projects import MEMBER_ROLES

ROLES = [(role.value, role.label) for role in MEMBER_ROLES]


class AddMemberForm(forms.Form):
    """A registered person and their role."""

    email = AddressField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "placeholder": "name@example.com"}),
    )
    role = forms.ChoiceField(choices=ROLES, initial=Role.MEMBER, label=_("Role"))


class TasksForm(forms.Form):
    """Who gets the open tasks of somebody who can't keep them; nobody, if not said otherwise."""

    tasks_to = forms.ModelChoiceField(
        User.objects.none(), required=False, label=_("Who gets their open tasks?"), empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, heirs: QuerySet[User], is_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_choice(self, "tasks_to").queryset = heirs
        if is_self:
            self.fields["tasks_to"].label = _("Who gets your open tasks?")


class AddGroupForm(forms.Form):
    """A group of people, and its role in the project."""

    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"), empty_label=_("Choose a group"))
    role = forms.ChoiceField(choices=ROLES, initial=Role.MEMBER, label=_("Role"))

    def __init__(self, data: FormData = None, *, groups: QuerySet[Group]) -> None:
        # Beside the form for a person, whose fields have the same names.
        super().__init__(data, auto_id="id_group_%s")
        field: Any = self.fields["group"]
        field.queryset = groups


class GroupRoleForm(forms.Form):
    """The role of a group."""

    role = forms.ChoiceField(choices=ROLES, label=_("Role"))


class RoleForm(TasksForm):
    """A member's role."""

    role = forms.ChoiceField(choices=ROLES, label=_("Role"))
    field_order = ("role", "tasks_to")
