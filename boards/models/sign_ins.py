"""The log of sign-ins, for the eyes of the person alone."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = datetime.timedelta(days=90)


class SignIn(models.Model):
    """One sign-in, or one that failed at the second step, after the right password.

    `means` are the words of django-allauth joined by plus signs: `password`, `password+totp`, `passkey`,
    `oidc:Company`. Wrong passwords leave no row: a row more for known addresses would tell by its time that they are
    known.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    means = models.CharField(_("means"), max_length=100)
    succeeded = models.BooleanField(_("succeeded"), default=True)
    ip = models.GenericIPAddressField(_("address"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["user", "-id"], name="sign_in_of_user"),
            models.Index(fields=["created_at"], name="sign_in_age"),
        )

    def __str__(self) -> str:
        return f"{self.means} by {self.user_id}"
