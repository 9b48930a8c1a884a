"""What django-allauth says and sends, in this site's words and out of the way of the answer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from boards.accounts import mailing


class FriendlyMessages:
    """Mixed into the account adapter before `DefaultAccountAdapter`."""

    error_messages: ClassVar[dict[str, str | Promise]] = {}
    friendly: ClassVar[dict[str, str | Promise]] = {
        "account_inactive": _("This account is switched off. The people who run this site can switch it on again."),
        "email_password_mismatch": _("E-mail address and password don't match. Check both, or choose a new password."),
        "email_taken": _("There is an account with this address already. Sign in, or choose a new password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Codes change every half minute and work once."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("That was too often in a short time. Wait a few minutes and try again."),
        "same_as_current": _("This is the one you have now. Choose another."),
        "too_many_login_attempts": _("That was wrong too often. Wait five minutes, or choose a new password."),
    }

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Put the words above in place of those of django-allauth."""
        super().__init_subclass__(**kwargs)
        inherited = [vars(base).get("error_messages", {}) for base in reversed(cls.__mro__)]
        cls.error_messages = {key: text for texts in inherited for key, text in texts.items()} | cls.friendly


class MailLater:
    """Mixed into the account adapter before `DefaultAccountAdapter`: e-mail is written and sent by a job."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Send at once where no e-mail leaves the machine, else later."""
        if settings.SENDS_EMAIL:
            mailing.put(template_prefix, email, context)
        elif template_prefix != mailing.TO_NOBODY:
            super().send_mail(template_prefix, email, context)  # type: ignore[misc]

    def send_account_already_exists_mail(self, email: str) -> None:
        """Sent when somebody signs up with a known address; hashes a password, as making an account would have."""
        make_password("as much work as a new account")
        super().send_account_already_exists_mail(email)  # type: ignore[misc]
