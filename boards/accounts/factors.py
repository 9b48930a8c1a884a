"""Second factors: their secrets are kept encrypted, and passkeys are named as people name devices."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


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
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Empty if SECRET_KEY has been replaced without a fallback: no code is right then."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Passkey, Passkey 2 …"""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey") if not count else gettext("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that browsers show beside a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Boardsite"}


def _box() -> MultiFernet:
    keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"second factors {key}".encode()).digest())) for key in keys])
