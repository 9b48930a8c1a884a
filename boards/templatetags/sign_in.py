"""Tags for the pages of signing in."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

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


@register.filter
def is_at_numbers(request: HttpRequest) -> bool:
    """Whether the page was opened by an address made of numbers: browsers give no passkeys to one."""
    return _numbers(request) is not None


@register.filter
def at_localhost(request: HttpRequest) -> str:
    """The same page by the name that browsers give passkeys to, if the site is on this machine; else nothing."""
    numbers = _numbers(request)
    if numbers is None or not numbers.is_loopback:
        return ""
    _domain, port = split_domain_port(request.get_host())
    return f"{request.scheme}://localhost{f':{port}' if port else ''}{request.get_full_path()}"


def _numbers(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    domain, _port = split_domain_port(request.get_host())
    try:
        return ip_address(domain.strip("[]"))
    except ValueError:
        return None
