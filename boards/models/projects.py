"""Projects and who takes part in them."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from boards.models.users import User
from boards.rules.text import TITLE_LIMIT, fold


class Visibility(models.TextChoices):
    """Who sees a project."""

    PERSONAL = "personal", _("Private: only its members see it")
    PUBLIC = "public", _("Public: every signed-in person may view it")


class Role(models.TextChoices):
    """What a person is in a project. The owner is `Project.owner` and has no Membership."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MEMBER = "member", _("Member")
    VIEWER = "viewer", _("Viewer")


MEMBER_ROLES = (Role.ADMIN, Role.MEMBER, Role.VIEWER)
# What `Membership.raised_from` says of those whom their groups alone have brought.
NO_ROLE = "none"


def new_epoch() -> str:
    """A mark that no project has had before."""
    return secrets.token_hex(6)


class ProjectQuerySet(models.QuerySet["Project"]):
    """The words for sets of projects."""

    def alive(self) -> ProjectQuerySet:
        """Not deleted."""
        return self.filter(deleted_at=None)

    def unarchived(self) -> ProjectQuerySet:
        """In use."""
        return self.filter(archived_at=None)

    def taken_part_in_by(self, user: User) -> ProjectQuerySet:
        """Owned by the person, or with a Membership of theirs."""
        memberships = Membership.objects.filter(project=OuterRef("pk"), user=user)
        return self.filter(Q(owner=user) | Exists(memberships))

    def visible_to(self, user: User) -> ProjectQuerySet:
        """What the person may see; the SQL twin of `policy.role_of`."""
        if user.is_staff:
            return self.alive()
        memberships = Membership.objects.filter(project=OuterRef("pk"), user=user)
        return self.alive().filter(Q(owner=user) | Q(visibility=Visibility.PUBLIC) | Exists(memberships))


class Project(models.Model):
    """A board, its settings and its people."""

    title = models.CharField(_("title"), max_length=TITLE_LIMIT)
    title_key = models.TextField(editable=False)
    description = models.TextField(_("description"), blank=True)
    visibility = models.CharField(
        _("visibility"), max_length=8, choices=Visibility.choices, default=Visibility.PERSONAL
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="owned_projects")
    finish_date = models.DateField(_("finish date"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveBigIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    last_number = models.PositiveIntegerField(default=0)
    # Part of the keys of fragments and pages that are kept: after a restored backup, or in another database, the same
    # id and revision may mean something else.
    epoch = models.CharField(max_length=12, default=new_epoch, db_default="", editable=False)
    # The ids of other projects that its tasks have links to, as text: empty for nearly all.
    linked_projects = models.TextField(default="", db_default="", blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    members: models.ManyToManyField[User, Membership] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="joined_projects"
    )

    objects = ProjectQuerySet.as_manager()

    # The history row of the change that a service has just made; never stored.
    last_activity_id: int | None = None
    # The projects among `linked_ids` that the reader may not see, as `access` finds them; never stored.
    hidden_ids: frozenset[int] = frozenset()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        indexes = (models.Index(fields=["visibility", "deleted_at"], name="project_visibility"),)
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="project_title_not_blank"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="project_visibility_known"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="project_progress_range"),
            models.CheckConstraint(condition=Q(revision__gte=1) & Q(version__gte=1), name="project_counters_positive"),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded title beside the title."""
        self.title_key = fold(self.title)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The board."""
        return f"/projects/{self.pk}/"

    @property
    def is_archived(self) -> bool:
        """Whether it takes no changes."""
        return self.archived_at is not None

    @property
    def linked_ids(self) -> list[int]:
        """The other projects that its tasks have links to."""
        return [int(pk) for pk in self.linked_projects.split()]

    @property
    def epoch_as_seen(self) -> str:
        """The epoch, for the keys of what tells of links: told apart by the linked projects that are hidden."""
        if not self.hidden_ids:
            return self.epoch
        return f"{self.epoch}~{'.'.join(map(str, sorted(self.hidden_ids)))}"


class Membership(models.Model):
    """A person's role in a project they don't own: the highest of their own and those that their groups give them.

    Worked out by the services (`services/roles.py`) when it changes, so that whoever asks for it looks at one row.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=[(role.value, role.label) for role in MEMBER_ROLES])
    # What the person has of their own where groups give more: a lower role, or NO_ROLE. Empty: the role is their own.
    raised_from = models.CharField(max_length=8, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in MEMBER_ROLES]), name="membership_role_known"
            ),
            models.CheckConstraint(
                condition=Q(raised_from__in=["", NO_ROLE, Role.VIEWER.value, Role.MEMBER.value]),
                name="membership_raised_from_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.project_id}: {self.role}"

    @property
    def own_role(self) -> str | None:
        """The role that somebody gave the person; None for who is here through groups alone."""
        return None if self.raised_from == NO_ROLE else self.raised_from or self.role
