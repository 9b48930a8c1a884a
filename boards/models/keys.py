"""Secrets that a program of a person's shows instead of signing in, and the first kind of them: API keys."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boards.rules.text import NAME_LIMIT

# A key begins with this, so that it is known for what it is where somebody finds one.
MARK = "bsk_"
PREFIX_LENGTH = len(MARK) + 8


def digest_of(secret: str) -> str:
    """What is stored of a key: the key itself is random enough that a plain digest can't be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Words about keys."""

    def usable(self) -> ApiKeyQuerySet:
        """Neither revoked nor expired, of a person who is active. The twin of `ApiKey.is_expired`."""
        current = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        return self.filter(current, revoked_at=None, user__is_active=True)


class HeldSecret(models.Model):
    """What somebody has made for a program. The secret is shown once, when it is made; the row holds its digest and its
    first characters. Written by `services.secrets`."""

    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    prefix = models.CharField(_("begins with"), max_length=PREFIX_LENGTH)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class ApiKey(HeldSecret):
    """A key of a person's. A revoked key keeps its row, because the history names it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    can_write = models.BooleanField(_("may make changes"), default=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ("-pk",)

    @property
    def is_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= timezone.now()
