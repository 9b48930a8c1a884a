"""How tasks hang together: one row a link, which both of its tasks show, each from its side."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from boards.models.projects import Project
from boards.models.tasks import Task
from boards.models.users import User


class LinkKind(models.TextChoices):
    """What the first task of a link is to the second."""

    BLOCKS = "blocks", _("blocks")
    RELATES = "relates", _("relates to")
    DUPLICATES = "duplicates", _("duplicates")
    PARENT = "parent", _("is the parent of")


class Relation(StrEnum):
    """The same as one of the two tasks sees it: what it is to the other, or for `parent` and `child` what the other is
    to it."""

    BLOCKED_BY = "blocked_by"
    BLOCKS = "blocks"
    PARENT = "parent"
    CHILD = "child"
    RELATES = "relates"
    DUPLICATES = "duplicates"
    DUPLICATED_BY = "duplicated_by"


# The kind of the row, and whether the task that sees it so is its first one.
STORED: dict[Relation, tuple[LinkKind, bool]] = {
    Relation.BLOCKED_BY: (LinkKind.BLOCKS, False),
    Relation.BLOCKS: (LinkKind.BLOCKS, True),
    Relation.PARENT: (LinkKind.PARENT, False),
    Relation.CHILD: (LinkKind.PARENT, True),
    Relation.RELATES: (LinkKind.RELATES, True),
    Relation.DUPLICATES: (LinkKind.DUPLICATES, True),
    Relation.DUPLICATED_BY: (LinkKind.DUPLICATES, False),
}
_SEEN = {stored: relation for relation, stored in STORED.items()} | {(LinkKind.RELATES, False): Relation.RELATES}


def seen_as(kind: str, *, from_first: bool) -> Relation:
    """What a row of this kind is to its first task, or to its second."""
    return _SEEN[LinkKind(kind), from_first]


def opposite(relation: Relation) -> Relation:
    """The same link as the other task sees it."""
    kind, is_first = STORED[relation]
    return seen_as(kind, from_first=not is_first)


class TaskLinkQuerySet(models.QuerySet["TaskLink"]):
    """The words for sets of links."""

    def of(self, *tasks: int) -> TaskLinkQuerySet:
        """Those that have one of these tasks on either side."""
        return self.filter(Q(first__in=tasks) | Q(second__in=tasks))

    def counting(self, side: str) -> TaskLinkQuerySet:
        """Those whose task on this side (`first`, `second`) is on the board of a project in use: what is put away
        neither blocks nor counts among children."""
        return self.filter(
            **{f"{side}__archived_at": None, f"{side}__deleted_at": None},
            **{f"{side}__project__archived_at": None, f"{side}__project__deleted_at": None},
        )

    def visible_to(self, user: User, side: str) -> TaskLinkQuerySet:
        """Those whose task on this side the person may see."""
        return self.filter(
            **{f"{side}__deleted_at": None, f"{side}__project__in": Project.objects.visible_to(user)},
        )


class TaskLink(models.Model):
    """`first` blocks, duplicates, or is the parent of `second`; what relates has the lower id first."""

    first = models.ForeignKey(Task, models.CASCADE, related_name="links_from")
    second = models.ForeignKey(Task, models.CASCADE, related_name="links_to")
    kind = models.CharField(_("kind"), max_length=12, choices=LinkKind.choices)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="task_links"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TaskLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between tasks")
        verbose_name_plural = _("links between tasks")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["first", "second", "kind"], name="task_link_once"),
            models.UniqueConstraint(fields=["second"], condition=Q(kind="parent"), name="task_link_one_parent"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="task_link_not_to_itself"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="task_link_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="relates") | Q(first__lt=F("second")), name="task_link_relates_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"
