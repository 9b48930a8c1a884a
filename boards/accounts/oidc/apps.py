"""The application that django-allauth finds its provider in."""

from __future__ import annotations

from django.apps import AppConfig


class OIDCConfig(AppConfig):
    """No models of its own: identities are rows of django-allauth."""

    name = "boards.accounts.oidc"
    label = "boards_oidc"
