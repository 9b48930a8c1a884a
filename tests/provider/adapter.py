"""Adds the groups of a person to what the provider tells."""

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class Adapter(DefaultOIDCAdapter):
    def get_claims(self, purpose, user, client, scopes, **kwargs):
        claims = super().get_claims(purpose, user, client, scopes, **kwargs)
        return {**claims, "groups": sorted(user.groups.values_list("name", flat=True))}
