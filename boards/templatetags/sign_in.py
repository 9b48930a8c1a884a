"""Tags for the pages of signing in."""

from __future__ import annotations

from django import template
from django.conf import settings

from boardsite.oidc import Provider

register = template.Library()


@register.simple_tag
def sign_in_providers() -> list[Provider]:
    """The providers people can sign in through, by name and id; no query."""
    return list(settings.OIDC_PROVIDERS)


@register.simple_tag
def makes_accounts() -> bool:
    """Whether strangers can make an account with a password."""
    return settings.PASSWORD_LOGIN and settings.SIGNUP == "open"
