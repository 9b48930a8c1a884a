"""django-allauth's forms with what this site asks beside.

They fold addresses by `str.lower()`, and other letters than ASCII become letters of somebody else's address by it; so
such an address is refused before.
"""

from __future__ import annotations

from typing import Any

from allauth.account import forms

from boards.forms.fields import check_plain


class LoginForm(forms.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].validators.append(check_plain)


class _PlainEmail:
    """Mixed in before a form whose field for the address is `email`."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators.append(check_plain)


class SignupForm(_PlainEmail, forms.SignupForm):
    """A new account."""


class AddEmailForm(_PlainEmail, forms.AddEmailForm):
    """Another address."""


class ResetPasswordForm(_PlainEmail, forms.ResetPasswordForm):
    """Whose password is forgotten."""
