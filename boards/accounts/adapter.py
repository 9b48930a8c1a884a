"""What django-allauth asks this site: who may make an account and how, and which providers there are."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards.accounts import invitations
from boards.accounts.mail_shape import LikeTheSite
from boards.accounts.messages import FriendlyMessages, MailLater
from boards.accounts.oidc import provider as oidc

logger = logging.getLogger("boardsite.sign_in")


class AccountAdapter(FriendlyMessages, MailLater, LikeTheSite, DefaultAccountAdapter):
    """Accounts with an address and a password, and what all accounts have in common."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """By password; what holds for providers is in `oidc.linking`."""
        if not settings.PASSWORD_LOGIN:
            return False
        return settings.SIGNUP == "open" or (settings.SIGNUP == "invited" and bool(invitations.address(request)))

    def clean_email(self, email: str) -> str:
        """A new address, in small letters: of an allowed domain, and the invited one where it takes an invitation."""
        if settings.EMAIL_DOMAINS and email.rpartition("@")[2] not in settings.EMAIL_DOMAINS:
            raise ValidationError(_("Use your e-mail address of this organisation."))
        stranger = self.request is not None and not self.request.user.is_authenticated
        if settings.SIGNUP == "invited" and stranger and email != invitations.address(self.request):
            raise ValidationError(_("Use the e-mail address that your invitation was sent to."))
        return email

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Of an account that is being made: its address needs no message where an invitation came by one."""
        return invitations.is_confirmed(request, email)

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        """A line for the operator. Never the address: it may be a password, typed into the wrong field."""
        logger.warning("Sign-in by password refused, asked from %s", self.get_client_ip(request))

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """By whatever way of the pages somebody got as far as this."""
        self.note_inactive(user)
        return super().respond_user_inactive(request, user)

    def note_inactive(self, user: AbstractBaseUser) -> None:
        """A line for the operator, the same for pages and programs."""
        logger.warning("Sign-in refused: account %s is switched off", user.pk)

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a person may be sent on to this address; one that can't be read is not safe."""
        try:
            return bool(url) and super().is_safe_url(str(url))
        except ValueError:
            return False

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, signal_kwargs: dict[str, object] | None, **kwargs: object
    ) -> HttpResponse | None:
        """Where passwords are off, no other way leads in either: code, passkey, reset of a password."""
        if not settings.PASSWORD_LOGIN and "sociallogin" not in (signal_kwargs or {}):
            return render(request, "account/password_login_off.html", status=403)
        return super().pre_login(request, user, signal_kwargs=signal_kwargs, **kwargs)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Providers from the settings alone: no row of the database adds one, and none is asked for."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Those that are configured."""
        apps = [oidc.app_of(each.issuer) for each in oidc.configured()]
        return [
            app
            for app in apps
            if provider in (None, app.provider, app.provider_id) and client_id in (None, app.client_id)
        ]

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """The one of an issuer; identities of one that is configured no longer can still be shown and removed."""
        return oidc.app_of(provider)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never through allauth: accounts are made in `oidc.linking`."""
        return False

    def validate_disconnect(self, account: SocialAccount, accounts: Iterable[SocialAccount]) -> None:
        """The last way in can't be taken away."""
        if not settings.PASSWORD_LOGIN and len(list(accounts)) <= 1:
            raise ValidationError(_("This is the only way you sign in. Connect another one first."))
