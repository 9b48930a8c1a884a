"""Invitations to a project: sent to an e-mail address, good for whoever holds the link, once."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from boards.models.keys import digest_of
from boards.models.projects import MEMBER_ROLES, Project

# The secret of a link begins with this, so that it is known for what it is where somebody finds one.
MARK = "bsi_"
DAYS = 7


def new_seed() -> str:
    """What a secret is made of; worth nothing without the key of the site."""
    return secrets.token_urlsafe(24)


def secret_of(seed: str) -> str:
    """The secret in a link. It stands nowhere: an e-mail that is tried twice holds the same link both times."""
    return MARK + salted_hmac("boards.invitations", seed, algorithm="sha256").hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Words about invitations."""

    def pending(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; those whose time is over too, which can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """One address that was invited to one project. Sent again it has another link, and the old one is dead.

    `is_mailed`: the link goes by e-mail and is shown to nobody, so whoever follows it owns the address.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    email = models.CharField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=8, choices=[(role.value, role.label) for role in MEMBER_ROLES])
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations_made")
    seed = models.CharField(max_length=32, default=new_seed, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    is_mailed = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    sent_at = models.DateTimeField(null=True)
    # The mail server will not take anything for this address.
    is_refused = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    # Whether who sent it may not invite any more, so that it lets nobody in; worked out for a list, never stored.
    is_void = False

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-pk",)
        indexes = (models.Index(fields=["expires_at"], name="invitation_age"),)
        constraints = (
            models.UniqueConstraint(
                fields=["project", "email"],
                name="invitation_pending_once",
                condition=Q(accepted_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in MEMBER_ROLES]), name="invitation_role_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} to {self.project_id}: {self.role}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the digest beside the seed."""
        self.digest = digest_of(self.secret)
        super().save(*args, **kwargs)

    @property
    def secret(self) -> str:
        """What stands in the link."""
        return secret_of(self.seed)

    @property
    def is_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at <= timezone.now()
