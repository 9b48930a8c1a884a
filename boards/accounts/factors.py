"""Second factors: their secrets are kept encrypted, and passkeys are named as people name devices."""

from __future__ import annotations

from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from boardsite import sealing

PURPOSE = "second factors"


class FactorAdapter(DefaultMFAAdapter):
    """What django-allauth asks about second factors."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Switch two-step sign-in off before you change the address."),
        "incorrect_code": _("This code is not right. A code from the app changes every half minute and works once."),
        "unverified_email": _("Confirm your e-mail address first. The message with the link tells how."),
    }

    def encrypt(self, text: str) -> str:
        """With a key made of SECRET_KEY, so that a copy of the database alone opens no account."""
        return sealing.sealed(PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Empty if SECRET_KEY has been replaced without a fallback: no code is right then."""
        return sealing.opened(PURPOSE, encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Passkey, Passkey 2 …"""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey") if not count else gettext("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that browsers show beside a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Boardsite"}
