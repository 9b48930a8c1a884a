"""django-allauth's forms with what this site asks beside.

They fold addresses by `str.lower()`, and other letters than ASCII become letters of somebody else's address by it; so
such an address is refused before. And whoever gets another password says what becomes of the API keys.
"""

from __future__ import annotations

from allauth.account import forms
from django.db import transaction
from django.forms import ChoiceField, Field, RadioSelect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from boards.accounts.queries import keys as key_queries
from boards.accounts.services import keys
from boards.forms.fields import check_plain
from boards.models import User


class LoginForm(forms.LoginForm):
    """Address and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].validators.append(check_plain)


class _PlainEmail:
    """Mixed in before a form whose field for the address is `email`."""

    fields: dict[str, Field]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators.append(check_plain)


class SignupForm(_PlainEmail, forms.SignupForm):
    """A new account."""


class AddEmailForm(_PlainEmail, forms.AddEmailForm):
    """Another address."""


class ResetPasswordForm(_PlainEmail, forms.ResetPasswordForm):
    """Whose password is forgotten."""


class _AsksAboutKeys:
    """Mixed in before a form that gives a person another password.

    Who does so because somebody may know the old one would think the account safe, while a key made by that somebody
    goes on; who only forgot it would be surprised if their programs stopped. So there is no default.
    """

    KEEP, REVOKE = "keep", "revoke"
    fields: dict[str, Field]
    cleaned_data: dict[str, object]
    # Nobody where the link is no longer good.
    user: User | None

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        count = key_queries.usable_count(self.user) if self.user else 0
        if count:
            self.fields["api_keys"] = self._question(count)

    def _question(self, count: int) -> ChoiceField:
        text = ngettext(
            "This account has %(count)s key, which signs a program in without the password.",
            "This account has %(count)s keys, each of which signs a program in without the password.",
            count,
        )
        return ChoiceField(
            label=_("What becomes of the API keys?"),
            help_text=text % {"count": count},
            choices=[(self.REVOKE, _("Revoke")), (self.KEEP, _("Keep"))],
            widget=RadioSelect,
            error_messages={"required": _("Choose whether programs may go on with their keys.")},
        )

    def save(self) -> None:
        """Both or nothing."""
        with transaction.atomic():
            super().save()  # type: ignore[misc]
            if self.user is not None and self.cleaned_data.get("api_keys") == self.REVOKE:
                keys.revoke_all(actor=self.user)


class ResetPasswordKeyForm(_AsksAboutKeys, forms.ResetPasswordKeyForm):
    """The new password of who has forgotten theirs."""


class ChangePasswordForm(_AsksAboutKeys, forms.ChangePasswordForm):
    """Another password for who knows the present one."""
