"""The providers of the settings, as django-allauth wants to see them."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import Provider as BaseProvider
from allauth.socialaccount.providers.base import ProviderAccount
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from boardsite.oidc import Provider

KIND = "openid_connect"


def configured() -> list[Provider]:
    """All providers of the settings, in their order."""
    return list(settings.OIDC_PROVIDERS)


def by_id(provider_id: str) -> Provider | None:
    """The provider whose id stands in an address."""
    return next((each for each in configured() if each.id == provider_id), None)


def by_issuer(issuer: str) -> Provider | None:
    """The provider that identities of this issuer belong to."""
    return next((each for each in configured() if each.issuer == issuer), None)


def name_of(issuer: str) -> str:
    """What people call the provider; its host once it is no longer configured."""
    found = by_issuer(issuer)
    return found.name if found else urlsplit(issuer).hostname or issuer


def app_of(issuer: str) -> SocialApp:
    """An unsaved row, as allauth describes a provider. The client's secret is not in it: allauth never needs it."""
    found = by_issuer(issuer)
    client_id = found.client_id if found else ""
    return SocialApp(provider=KIND, provider_id=issuer, name=name_of(issuer), client_id=client_id)


class OIDCAccount(ProviderAccount):
    """An identity, as the page of connected accounts shows it."""

    def to_str(self) -> str:
        """The address the provider has sent with it."""
        return str(self.account.extra_data.get("email") or self.account.uid)

    def get_brand(self) -> dict[str, str]:
        """The provider."""
        return {"id": KIND, "name": name_of(self.account.provider)}


class OIDCProvider(BaseProvider):
    """One provider; identified by its issuer wherever allauth keeps something about it."""

    id = KIND
    name = "OpenID Connect"
    account_class = OIDCAccount
    supports_redirect = True

    def __init__(self, request: HttpRequest, app: SocialApp | None = None) -> None:
        super().__init__(request, app)
        self.name = app.name if app else self.name

    def get_login_url(self, request: HttpRequest, **kwargs: object) -> str:
        """Where signing in through it begins; of the parameters only these two mean anything."""
        found = by_issuer(self.app.provider_id)
        url = reverse("openid_connect_login", args=[found.id if found else "gone"])
        query = {name: value for name, value in kwargs.items() if name in ("next", "process") and value}
        return f"{url}?{urlencode(query)}" if query else url

    def serialize(self) -> dict[str, object]:
        """By issuer: two providers may know this site by the same client id."""
        return {"id": self.app.provider_id, "app.client_id": self.app.client_id}


provider_classes = [OIDCProvider]
