"""Groups of people of the site, and the roles they have in projects."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.models.projects import MEMBER_ROLES, Project
from boards.rules.text import NAME_LIMIT, fold

CLAIM_LIMIT = 500


class Group(models.Model):
    """Some people of the site under one name. Site administrators choose them, or a provider of single sign-on does.

    With an `issuer`, those are in it whose last sign-in there named `claim` among their groups.
    """

    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    name_key = models.TextField(unique=True, editable=False)
    # Whether the admins of any project may give it a role there; otherwise only its own people and administrators.
    is_offered = models.BooleanField(_("offered to all projects"), default=True)
    issuer = models.CharField(_("brought by"), max_length=200, blank=True)
    claim = models.CharField(_("group at the provider"), max_length=CLAIM_LIMIT, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ("name_key",)
        indexes = (models.Index(fields=["issuer"], condition=~Q(issuer=""), name="group_brought_by"),)
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="group_name_not_blank"),
            models.CheckConstraint(
                condition=Q(issuer="", claim="") | ~Q(issuer="") & ~Q(claim=""), name="group_brought_by_whole"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name beside the name."""
        self.name_key = fold(self.name)
        super().save(*args, **kwargs)


class GroupPerson(models.Model):
    """A person's place in a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="places")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="places_in_groups")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("person of a group")
        verbose_name_plural = _("people of groups")
        constraints = (models.UniqueConstraint(fields=["group", "user"], name="group_person_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} in group {self.group_id}"


class GroupRole(models.Model):
    """What the people of a group are in a project, at least."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="group_roles")
    group = models.ForeignKey(Group, models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=8, choices=[(role.value, role.label) for role in MEMBER_ROLES])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("role of a group")
        verbose_name_plural = _("roles of groups")
        constraints = (
            models.UniqueConstraint(fields=["project", "group"], name="group_role_once"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in MEMBER_ROLES]), name="group_role_known"
            ),
        )

    def __str__(self) -> str:
        return f"group {self.group_id} in {self.project_id}: {self.role}"
